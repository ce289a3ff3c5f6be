"""Read what floats in the text: pictures, text boxes, charts, diagrams, embedded objects (DrawingML and VML)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convert.adapters.docx.alternates import choose
from convert.adapters.docx.charts import Chart, read_chart, read_diagram
from convert.adapters.docx.line import Line
from convert.adapters.docx.names import (
    ALTERNATE,
    CHART,
    CHART_EX,
    DIAGRAM,
    PIC,
    TEXT_BOX,
    WP,
    A,
    Element,
    O,
    R,
    V,
    W,
    solid_length,
    to_int,
    to_twips,
)
from convert.adapters.docx.story import Book, Story
from convert.adapters.docx.styles import PLAIN
from convert.errors import TooLarge, Unreadable
from convert.findings import shortened
from convert.model import Block, Paragraph, Picture, Run, block_text
from convert.paper import EMU, TWIPS, Size
from convert.pictures import kind_of_ending

MAX_PICTURE_BYTES = 64 * 1024 * 1024
MAX_PICTURES_BYTES = 512 * 1024 * 1024
_OBJECT_TEXT = 500
_NUMBERED = re.compile("(?:Picture|图片) [0-9]{1,9}")

_EMBED, _LINK, _ID = R + "embed", R + "link", R + "id"


class Placing(NamedTuple):
    """How the pictures of a drawing stand: in the line, as a part of the text or of a link, or beside it."""

    alt: str = ""
    size: Size = (None, None)
    inline: bool = False
    link: str = ""


def read_drawing(story: Story, element: Element, line: Line, link: str = "") -> None:
    """Put the pictures of a drawing on the line, or hang them on it with its text boxes; report what else it holds."""
    properties = element.find(f".//{WP}docPr")
    alt = ""
    size: Size = None, None
    if properties is not None:
        alt = _words(properties)
        extent = element.find(f".//{WP}extent")
        if extent is not None and sum(1 for _ in element.iter(A + "blip")) == 1:
            size = _emu(extent)
        click = properties.find(A + "hlinkClick")
        link = (story.link(click.get(_ID) or "") if click is not None else "") or link
    inline = element.find(WP + "inline") is not None or _is_inline_shape(element)
    if not inline and element.find(WP + "anchor") is not None and next(element.iter(A + "blip"), None) is not None:
        story.book.give_up("places of floating pictures")
    before = _count_of(story, line)
    _read(story, element, line, Placing(alt, size, inline, link))
    if _count_of(story, line) == before and _is_drawn(element):
        name = properties.get("name") or "" if properties is not None else ""
        story.report("content-dropped", shortened(alt or name), "drawing")


def _count_of(story: Story, line: Line) -> int:
    return len(line.pieces) + len(line.attached) + len(story.book.findings)


def _is_drawn(element: Element) -> bool:
    """Say whether a drawing shows anything, rather than only describing a kind of shape."""
    if element.find(f".//{A}graphicData") is not None:
        return True
    shapes = (child.tag for child in element.iter() if isinstance(child.tag, str) and child.tag.startswith(V))
    return any(tag not in (V + "shapetype", V + "f", V + "formulas", V + "path", V + "stroke") for tag in shapes)


def _is_inline_shape(element: Element) -> bool:
    """Say whether a VML drawing is one shape that stands in the line."""
    shapes = [child for child in element if isinstance(child.tag, str) and child.tag.startswith(V)]
    kinds = {child.tag for child in shapes} - {V + "shapetype"}
    return kinds == {V + "shape"} and not any("absolute" in (child.get("style") or "") for child in shapes)


def _read(story: Story, element: Element, line: Line, placing: Placing) -> None:
    for child in element:
        tag = child.tag
        if tag == TEXT_BOX:
            line.attached.append(child)
        elif tag == A + "blip":
            own = _properties_of_picture(child)
            own_placing = placing._replace(alt=placing.alt or own[0], size=placing.size if placing.size[0] else own[1])
            _count_effects(story, child)
            _add_picture(story, line, child.get(_EMBED) or child.get(_LINK), own_placing)
        elif tag == V + "imagedata":
            shape = child.getparent()
            text = child.get(O + "title") or (shape.get("alt") if shape is not None else "") or ""
            identifier = child.get(_ID) or child.get(R + "href") or child.get(O + "href")
            _add_picture(story, line, identifier, placing._replace(alt=placing.alt or text, size=_vml_size(shape)))
        elif tag == A + "p":
            _add_words(story, line, "".join(found.text or "" for found in child.iter(A + "t")))
        elif tag == V + "textpath":
            _add_words(story, line, child.get("string") or "")
        elif tag == CHART + "chart":
            _add_chart(story, line, child)
        elif tag == DIAGRAM + "relIds":
            _add_diagram(story, line, child)
        elif tag == ALTERNATE:
            chosen, passed = choose(story, child)
            for branch in passed:
                report_objects(story, branch)
            if chosen is not None:
                _read(story, chosen, line, placing)
        elif not _report_object(story, child):
            _read(story, child, line, placing)


def report_objects(story: Story, element: Element) -> None:
    """Report the charts, diagrams and embedded objects anywhere below an element."""
    for found in element.iter(CHART + "chart", CHART_EX + "chart", DIAGRAM + "relIds", O + "OLEObject"):
        _report_object(story, found)


def _report_object(story: Story, element: Element) -> bool:
    """Report an object that the model cannot hold, with its words; False if the element is none."""
    tag = element.tag
    if tag in (CHART + "chart", CHART_EX + "chart"):
        story.report("content-dropped", _text_of(story, element.get(_ID)), "chart")
    elif tag == DIAGRAM + "relIds":
        story.report("content-dropped", _text_of(story, element.get(R + "dm")), "diagram")
    elif tag == O + "OLEObject":
        story.report("content-dropped", element.get("ProgID") or "", "embedded object")
    elif tag == W + "control":
        story.report("content-dropped", element.get(W + "name") or "", "form control")
    else:
        return False
    return True


def _text_of(story: Story, identifier: str | None) -> str:
    root = _part(story, identifier)
    if root is None:
        return ""
    texts = (found.text or "" for found in root.iter(A + "t", CHART + "v"))
    return shortened(" ".join(texts), _OBJECT_TEXT)


def _part(story: Story, identifier: str | None) -> Element | None:
    _, target, external = story.relationships.get(identifier or "", ("", "", True))
    return None if external else story.book.tree(target)


def _add_words(story: Story, line: Line, text: str) -> None:
    if text.strip():
        story.report("structure-changed", shortened(text), "text of a drawing turned into a paragraph")
        attach(story, line, [Paragraph((Run(text),), story.origin)])


def _add_chart(story: Story, line: Line, element: Element) -> None:
    root = _part(story, element.get(_ID))
    chart = read_chart(root, story.origin) if root is not None else Chart([], [])
    if chart.blocks:
        words = shortened(_joined(chart.blocks), _OBJECT_TEXT)
        story.report("structure-changed", words, "chart turned into a table of its numbers", "warning")
        attach(story, line, chart.blocks)
    else:
        _report_object(story, element)
    left = " ".join(text for text in chart.left if text.strip())
    if left:
        story.report("content-dropped", shortened(left, _OBJECT_TEXT), "chart")


def _add_diagram(story: Story, line: Line, element: Element) -> None:
    root = _part(story, element.get(R + "dm"))
    items = read_diagram(root, story.origin) if root is not None else []
    if items:
        words = shortened(_joined(items), _OBJECT_TEXT)
        story.report("structure-changed", words, "diagram turned into a list of its words", "warning")
        attach(story, line, items)
    else:
        _report_object(story, element)


def _joined(blocks: Iterable[Block]) -> str:
    return " ".join(block_text(block) for block in blocks)


def attach(story: Story, line: Line, blocks: Sequence[Block]) -> None:
    """Put blocks behind a line that the text of the source does not count."""
    story.expected += sum(solid_length(block_text(block)) for block in blocks)
    line.attached += blocks


def _count_effects(story: Story, blip: Element) -> None:
    """Count what a picture shows of itself otherwise than whole and upright."""
    crop = next(blip.itersiblings(A + "srcRect"), None)
    if crop is not None and any(crop.get(side) not in (None, "0") for side in ("l", "t", "r", "b")):
        story.book.give_up("cropping of pictures")
    picture = next(blip.iterancestors(PIC + "pic"), None)
    frame = picture.find(f"{PIC}spPr/{A}xfrm") if picture is not None else None
    if frame is not None and any(frame.get(name) not in (None, "0") for name in ("rot", "flipH", "flipV")):
        story.book.give_up("rotation of pictures")


def _add_picture(story: Story, line: Line, identifier: str | None, placing: Placing) -> None:
    if not identifier:
        return
    _, target, external = story.relationships.get(identifier, ("", "", False))
    if external or "://" in identifier:
        story.report("content-dropped", target or identifier, "linked picture")
        return
    data = load_picture(story.book, target)
    if data is None:
        story.report("content-dropped", target or identifier, "picture that cannot be read")
        return
    picture = Picture(data, media_type(story.book, target), placing.alt, *placing.size, story.origin)
    if placing.inline and story.shows:
        line.add("", PLAIN, placing.link or (story.fields[-1].link if story.fields else ""), picture)
        return
    if placing.link:
        story.report("content-dropped", placing.link, "link of a picture")
    line.attached.append(picture)


def load_picture(book: Book, part: str) -> bytes | None:
    """Read a picture once; None if it is missing, damaged or beyond the bounds."""
    if part not in book.media:
        limit = min(MAX_PICTURE_BYTES, MAX_PICTURES_BYTES - book.media_bytes)
        data = None
        with contextlib.suppress(Unreadable, TooLarge):
            data = book.package.read(part, limit)
        book.media_bytes += len(data or b"")
        book.media[part] = data
    return book.media[part]


def media_type(book: Book, part: str) -> str:
    """Give the content type of a part as the package declares it, else by its extension; empty if neither tells."""
    if book.media_types is None:
        book.media_types = {}
        root = book.tree("[Content_Types].xml")
        for entry in root if root is not None else ():
            key = entry.get("PartName") or "." + (entry.get("Extension") or "")
            book.media_types[key.lstrip("/").lower()] = entry.get("ContentType") or ""
    extension = part.rsplit(".", 1)[-1]
    declared = book.media_types.get(part) or book.media_types.get("." + extension) or ""
    return declared if declared.startswith("image/") else kind_of_ending(extension)


def _properties_of_picture(blip: Element) -> tuple[str, Size]:
    """Give the alternative text and the size that a picture in a group of shapes has itself."""
    picture = next(blip.iterancestors(PIC + "pic"), None)
    if picture is None:
        return "", (None, None)
    named, extent = picture.find(f".//{PIC}cNvPr"), picture.find(f"{PIC}spPr/{A}xfrm/{A}ext")
    return "" if named is None else _words(named), _emu(extent) if extent is not None else (None, None)


def _words(properties: Element) -> str:
    """Give the alternative text of a drawing; its number in the document (`Picture 1`) says nothing."""
    words = properties.get("descr") or properties.get("title") or ""
    return "" if words == properties.get("name") and _NUMBERED.fullmatch(words) else words


def _emu(extent: Element) -> Size:
    width, height = to_int(extent.get("cx")) / EMU, to_int(extent.get("cy")) / EMU
    return (width, height) if width > 0 and height > 0 else (None, None)


def _vml_size(shape: Element | None) -> Size:
    style = shape.get("style") if shape is not None else None
    pairs = (part.split(":", 1) for part in (style or "").split(";")[:50] if ":" in part)
    lengths = {name.strip().lower(): to_twips(length) / TWIPS for name, length in pairs}
    width, height = lengths.get("width", 0.0), lengths.get("height", 0.0)
    return (width, height) if width > 0 and height > 0 else (None, None)
