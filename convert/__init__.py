"""Turn any office document into a clean, standards-compliant docx or xlsx, without losing anything in silence.

import convert

document = convert.read("report.docx")      # Document: blocks, findings, checks
convert.write(document, "report.xlsx")      # proved before it takes its name
outcome = convert.convert("report.docx", "report.xlsx")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convert.version import __version__

if TYPE_CHECKING:
    from convert.errors import ConvertError
    from convert.model import Document, Finding
    from convert.pipeline import convert, read, write
    from convert.record import Outcome

_HOMES = {
    "convert": "convert.pipeline",
    "read": "convert.pipeline",
    "write": "convert.pipeline",
    "Outcome": "convert.record",
    "Document": "convert.model",
    "Finding": "convert.model",
    "ConvertError": "convert.errors",
}

__all__ = ["ConvertError", "Document", "Finding", "Outcome", "__version__", "convert", "read", "write"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import convert` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
