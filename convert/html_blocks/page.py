"""What reading one page of HTML keeps count of: where things stand, what was left out, how much there is."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from msgspec import Struct, field

from convert.errors import TooLarge
from convert.findings import CODES, finding
from convert.model import Finding, Origin, Picture
from convert.paper import POINTS_PER_PIXEL

if TYPE_CHECKING:
    from lxml import etree

MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 2_000
"""Elements in each other; pages that never close a font reach hundreds."""
MAX_POSITIONS = 4_000_000
"""Positions that the merged cells of a page cover."""
_SHOWN = 200
_WIDEST_PICTURE = 5_000.0
_LENGTH = re.compile(r"\s{0,9}(\d{1,5}(?:\.\d{1,5})?)\s{0,9}(?:px)?\s{0,9}")

Where = Callable[[int, str], Origin]
"""Gives the origin for a line of the page, counted from 1, and a place such as `table[1]/tr[2]/td[3]`."""


class Page(Struct):
    """Findings, limits and the counters behind them. Findings of a kind that many elements cause are made once."""

    where: Where
    findings: list[Finding] = field(default_factory=list)
    tables: int = 0
    _elements: int = 0
    _positions: int = 0
    _once: dict[tuple[str, str], tuple[Origin, str, int]] = field(default_factory=dict)

    def origin(self, element: etree._Element, ref: str = "") -> Origin:
        line: object = element.sourceline
        return self.where(line if isinstance(line, int) else 1, ref)

    def count_element(self, depth: int) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise TooLarge(what=f"{MAX_ELEMENTS} elements")
        if depth > MAX_DEPTH:
            raise TooLarge(what="elements in each other")

    def count_positions(self, count: int) -> None:
        self._positions += count
        if self._positions > MAX_POSITIONS:
            raise TooLarge(what=f"{MAX_POSITIONS} cells")

    def report(self, code: str, element: etree._Element, before: str, detail: str = "") -> None:
        self.findings.append(finding(code, self.origin(element), before=before, detail=detail))

    def note(self, code: str, element: etree._Element, before: str, detail: str) -> None:
        """Remember something that one finding tells of for the whole page; the first place stands for all."""
        origin, first, count = self._once.get((code, detail), (self.origin(element), before, 0))
        self._once[code, detail] = (origin, first, count + 1)

    def conclude(self) -> None:
        """Make the findings that were only counted so far."""
        for (code, detail), (origin, before, count) in self._once.items():
            shown = before if count == 1 else f"{before} × {count}"
            self.findings.append(Finding(code, CODES[code].severity, origin, shown, detail=detail))

    def picture(self, element: etree._Element) -> Picture | None:
        """Decode a picture that the page holds itself; one that is elsewhere is never fetched, only reported."""
        source = (element.get("src") or "").strip()
        alt = (element.get("alt") or "").strip()
        kind, data = _decode(source)
        if data is None:
            shown = source[:_SHOWN] if not source.startswith("data:") else source[:40]
            self.report("content-dropped", element, " ".join(filter(None, (shown, alt))), "picture")
            return None
        width, height = _points(element.get("width")), _points(element.get("height"))
        return Picture(data, kind, alt, width, height, self.origin(element))


def text_of(element: etree._Element) -> str:
    """Give all the text inside an element."""
    return "".join(map(str, element.itertext()))


def first_text(element: etree._Element) -> str:
    """Give the beginning of an element's text on one line, without walking a long one to its end."""
    return " ".join(" ".join(map(str, islice(element.itertext(), _SHOWN))).split())[:_SHOWN]


def _decode(source: str) -> tuple[str, bytes | None]:
    """Decode a data: URI (RFC 2397) of a picture."""
    head, comma, body = source.partition(",")
    if not comma or head[:11].lower() != "data:image/":
        return "", None
    kind, *parameters = head[5:].lower().split(";")
    data = unquote_to_bytes(body) if "%" in body else body.encode("utf-8", "replace")
    if "base64" not in [parameter.strip() for parameter in parameters]:
        return kind, data or None
    try:
        return kind, base64.b64decode(b"".join(data.split())) or None
    except (binascii.Error, ValueError):
        return "", None


def _points(length: str | None) -> float | None:
    found = _LENGTH.fullmatch(length) if length else None
    points = float(found[1]) * POINTS_PER_PIXEL if found else 0.0
    return points if 0.0 < points <= _WIDEST_PICTURE else None
