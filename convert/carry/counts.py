"""Count what is given up of the look of a document, so that one finding says it all."""

from __future__ import annotations

from collections.abc import Iterator

from convert.findings import formatting_finding
from convert.model import Finding, Mark, Origin

BOTH_SCRIPTS: frozenset[Mark] = frozenset(("super", "sub"))
"""Office programs raise a text or lower it, not both: it is raised."""


class Counts:
    """How often each kind of formatting was given up."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._counts: dict[str, int] = {}

    def give_up(self, detail: str) -> None:
        self._counts[detail] = self._counts.get(detail, 0) + 1

    def findings(self) -> Iterator[Finding]:
        if self._counts:
            yield formatting_finding(self._origin, self._counts)
