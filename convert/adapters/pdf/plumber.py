"""The second engine: pdfplumber, slower, for files and pages that PDFium cannot read."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from convert.adapters.pdf.engine import (
    ASCENT,
    DESCENT,
    MAX_GLYPHS,
    MAX_SEGMENTS,
    DamagedFile,
    DamagedPage,
    Entry,
    Image,
    Link,
    Look,
    Page,
    Placed,
    Rule,
    character_of,
    thin_rule,
)
from convert.adapters.pdf.view import upright
from convert.errors import Encrypted

_COLOURED = 0.16


class PlumberFile:
    def __init__(self, data: bytes) -> None:
        """Open a file. Raises Encrypted, DamagedFile."""
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
        try:
            self._file = pdfplumber.open(io.BytesIO(data))
            self._pages = self._file.pages
        except Exception as error:
            if isinstance(error, PDFPasswordIncorrect) or isinstance(error.__cause__, PDFPasswordIncorrect):
                raise Encrypted() from None
            if any(isinstance(part, PDFPasswordIncorrect) for part in error.args):
                raise Encrypted() from None
            raise DamagedFile(str(error) or type(error).__name__) from None

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def close(self) -> None:
        self._file.close()

    def extras(self) -> list[str]:
        """Give nothing: what the file says in plain sight is found without an engine."""
        return []

    def outline(self) -> list[Entry]:
        """Give nothing: this engine reads what the first one cannot, and a damaged file's outline is no help."""
        return []

    def page(self, index: int) -> Page:
        page = self._pages[index]
        try:
            return _read(page)
        except Exception as error:
            raise DamagedPage(str(error) or type(error).__name__) from None
        finally:
            page.close()


def _read(page: Any) -> Page:
    """Read a page. pdfplumber has turned it by its own rotation already; only text on its side is left to turn."""
    left, top = page.bbox[:2]
    chars, edges = page.chars, page.edges
    problems = []
    if len(chars) > MAX_GLYPHS:
        chars = chars[:MAX_GLYPHS]
        problems.append("characters beyond what a page can hold")
    if len(edges) > MAX_SEGMENTS:
        edges = []
        problems.append("line art")
    whole = Page(
        float(page.width),
        float(page.height),
        rules=list(_rules(page, edges, left, top)),
        images=[Image(_box(image, left, top)) for image in page.images],
        links=[Link(_box(link, left, top), link["uri"]) for link in page.hyperlinks if isinstance(link["uri"], str)],
        omitted=tuple(problems),
    )
    return upright(whole, [_placed(char, left, top) for char in chars])


def _angle(char: Mapping[str, Any]) -> int:
    """Say by how many degrees clockwise a character is turned; 45 stands for any that is no quarter."""
    a, b, c, d = char["matrix"][:4]
    if abs(b) < 0.05 * abs(a) + 1e-6 or abs(c) < 0.05 * abs(d) + 1e-6:
        return 0 if a >= 0 else 180
    if abs(a) < 0.05 * abs(b) + 1e-6:
        return 270 if b > 0 else 90
    return 45


def _placed(char: Mapping[str, Any], left: float, top: float) -> Placed:
    x0, y0, x1, y1 = _box(char, left, top)
    face = str(char.get("fontname", "")).lower()
    bold = any(word in face for word in ("bold", "heavy", "black"))
    italic = "italic" in face or "oblique" in face
    text, angle = str(char["text"]), _angle(char)
    size = (x1 - x0 if angle in (90, 270) else float(char["size"])) or 1.0
    look = Look(size, bold, italic, _is_coloured(char), angle, 0)
    rise, across, down = size * (ASCENT - DESCENT) / 2, (x0 + x1) / 2, (y0 + y1) / 2
    x, y, advance = {
        0: (x0, down + rise, x1 - x0),
        90: (across - rise, y0, y1 - y0),
        180: (x1, down - rise, x1 - x0),
        270: (across + rise, y1, y1 - y0),
    }.get(angle, (x0, y1, x1 - x0))
    return (len(text) == 1 and character_of(ord(text))) or text, x, y, advance, look


def _is_coloured(char: Mapping[str, Any]) -> bool:
    """Say whether a character is neither black, grey nor white; of four inks the last is black."""
    shades = char.get("non_stroking_color")
    if (
        not isinstance(shades, tuple | list)
        or len(shades) < 3
        or not all(isinstance(one, int | float) for one in shades)
    ):
        return False
    return bool(max(shades[:3]) - min(shades[:3]) > _COLOURED)


def _box(item: Mapping[str, Any], left: float, top: float) -> tuple[float, float, float, float]:
    return item["x0"] - left, item["top"] - top, item["x1"] - left, item["bottom"] - top


def _rules(page: Any, edges: list[Mapping[str, Any]], left: float, top: float) -> Iterator[Rule]:
    """Yield the drawn lines; the sides of a rectangle count only where its outline is drawn or it is thin."""
    for rect in page.rects:
        thin = thin_rule(*_box(rect, left, top))
        if thin:
            yield thin
    for edge in edges:
        if edge["object_type"] == "rect_edge" and not edge.get("stroke"):
            continue
        x0, y0, x1, y1 = _box(edge, left, top)
        if edge["orientation"] == "h":
            yield Rule(True, y0, x0, x1)
        elif edge["orientation"] == "v":
            yield Rule(False, x0, y0, y1)
