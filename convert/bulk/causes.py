"""An error as the ledger keeps it, and the name of its cause."""

from __future__ import annotations

import json
import re

from convert import errors
from convert.errors import ConvertError

PASSING = ("disk-full", "unwritable-output", "source-changed", "missing-helper", "target-exists", "unreachable")
"""Causes that lie outside the file, so that the next run tries again."""
OUTSIDE = (*PASSING, "target-edited", "bad-name")
"""Causes that another file of the same content does not share."""


def cause(error: ConvertError) -> str:
    """Name the cause of an error: `timed-out` for TimedOut."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()


def dump(error: ConvertError) -> str:
    """Write an error as JSON."""
    values = {name: value if isinstance(value, int | float) else str(value) for name, value in error.values.items()}
    return json.dumps([type(error).__name__, error.message, error.next_step, values])


def load(text: str) -> ConvertError | None:
    """Read an error back; one of a kind that this version does not know comes back as a plain ConvertError."""
    if not text:
        return None
    kind, message, next_step, values = json.loads(text)
    known = getattr(errors, kind, ConvertError)
    made: ConvertError = known(message, next_step, **values)
    return made


def message_of(code: str) -> str:
    """Give what errors of a cause say, unless they say more."""
    kind = getattr(errors, "".join(word.capitalize() for word in code.split("-")), ConvertError)
    return str(kind.message)
