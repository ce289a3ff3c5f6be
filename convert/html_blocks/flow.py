"""Walk through HTML and make blocks: what starts and ends a paragraph, a heading, an item, and what holds no text."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct

from convert.errors import TooLarge
from convert.html_blocks.inline import BLANKS, PLAIN, Look, Piece, collapse, is_hidden, look_inside, style_of
from convert.html_blocks.page import Page, first_text, text_of
from convert.html_blocks.tables import TABLE_PARTS, read_table
from convert.model import Block, Heading, ListItem, Paragraph, Picture
from convert.numbering import format_number

MAX_TABLES = 100
"""Tables in tables, taken apart or not."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav noframes ol optgroup
    p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp
    """
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that no paragraph reaches over."""
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_SILENT = frozenset(("head", "script", "style", "title", "xml"))
_UNSHOWN = frozenset(("datalist", "noembed", "noscript", "template"))
_DROPPED = {
    "applet": "embedded object", "audio": "sound", "canvas": "drawing", "embed": "embedded object", "frame": "frame",
    "iframe": "frame", "object": "embedded object", "svg": "drawing", "v:imagedata": "picture", "video": "film",
}  # fmt: skip
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "cjk-decimal": "ideographDigital",
    "cjk-earthly-branch": "ideographZodiac", "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s{0,9}:\s{0,9}([a-z-]{1,40})")
_DEEPEST_LEVEL = 8
_PICTURE = "\ufffc"
"""What Unicode calls an object replacement character."""
_HIGHEST = 1_000_000_000
_BULLET = "•"


class _List(Struct):
    """A list that is open. kind: how its numbers are shown, empty for a bullet, `none` for no marker at all."""

    kind: str
    number: int = 1
    step: int = 1


class Flow:
    """The blocks of one container: the body or a cell."""

    def __init__(self, page: Page, tables: int = 0) -> None:
        self._page = page
        self._tables = tables
        self._blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._start: etree._Element | None = None
        self._heading = 0
        self._item: tuple[str, int, bool] | None = None
        self._lists: list[_List] = []
        self._read: set[etree._Element] = set()

    def read(self, root: etree._Element, whole: bool = False) -> list[Block]:
        """Read the content of an element, with whole the element itself; not what follows it. Raises TooLarge."""
        looks = [PLAIN]
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                self._page.count_element(len(looks))
                inside = (element is root and not whole) or self._begin(element, tag, looks[-1])
                if not inside:
                    walker.skip_subtree()
                    looks.append(looks[-1])
                    continue
                looks.append(look_inside(element, looks[-1]))
                if element.text:
                    self._text(element.text, looks[-1], element)
            else:
                looks.pop()
                if tag in BLOCKS or element is root:
                    self._end_block(tag)
                if element.tail and element is not root:
                    self._text(element.tail, looks[-1], element)
        self._end_paragraph()
        return self._blocks

    def _begin(self, element: etree._Element, tag: str, look: Look) -> bool:
        """Begin an element; say whether its content is to be walked through."""
        if tag in _SILENT or element in self._read:
            if tag == "title" and (text := first_text(element)) and not _is_shown_elsewhere(element):
                self._page.note("content-dropped", element, text, "title of a part of the page")
            return False
        if tag in _UNSHOWN:
            if text := first_text(element):
                self._page.note("content-dropped", element, text, "text that browsers do not show")
            return False
        if is_hidden(element) and tag != "input" and (text := first_text(element)):
            if self._tables and not any(inner.tag in BLOCKS for inner in element.iterdescendants()):
                self._page.note("content-dropped", element, text, "text that the page hides in a cell")
                return False
            self._page.note("structure-changed", element, text, "text that the page hides, kept")
        if tag in TABLE_PARTS:
            self._end_paragraph()
            blocks, read = read_table(element, self._page, self._tables, self._read_inside)
            self._blocks += blocks
            self._read.update(read)
            return False
        if tag in BLOCKS:
            self._end_paragraph()
            self._begin_block(element, tag)
            return True
        return self._begin_inline(element, tag, look)

    def _read_inside(self, element: etree._Element, whole: bool) -> list[Block]:
        if self._tables > MAX_TABLES:
            raise TooLarge(what="tables in tables")
        return Flow(self._page, self._tables + 1).read(element, whole)

    def _begin_block(self, element: etree._Element, tag: str) -> None:
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self._lists.append(_begin_list(element, tag))
        elif tag == "li":
            self._item = self._next_item(element)

    def _begin_inline(self, element: etree._Element, tag: str, look: Look) -> bool:
        if tag == "br":
            self._pieces.append(("\n", Look(look.marks, look.link, preserved=True)))
        elif tag in ("img", "image"):
            picture = self._page.picture(element)
            if picture:
                self._add(_PICTURE, Look(link=look.link, preserved=True, picture=picture), element)
        elif tag == "del":
            if text := text_of(element).strip():
                self._page.report("tracked-change", element, text)
            return False
        elif tag in _DROPPED:
            address = element.get("src") or element.get("data") or ""
            shown = " ".join(filter(None, (address[:200], first_text(element))))
            self._page.report("content-dropped", element, shown, _DROPPED[tag])
            return False
        elif tag == "a":
            self._note_address(element)
        elif tag == "input":
            self._text(_typed_in(element), look, element)
        elif tag == "select":
            return self._choose(element, look)
        return True

    def _note_address(self, element: etree._Element) -> None:
        address = (element.get("href") or "").strip()
        if address and not address.startswith("#") and ":" not in address.partition("/")[0]:
            self._page.note("content-dropped", element, address[:200], "link address without a host")

    def _choose(self, element: etree._Element, look: Look) -> bool:
        """Read the choice of a list of choices that is shown; the others are reported. Say whether there are none."""
        options = list(element.iter("option"))
        if not options:
            return True
        chosen = next((option for option in options if option.get("selected") is not None), options[0])
        self._text(text_of(chosen), look, element)
        if len(options) > 1:
            others = " ".join(first_text(option) for option in options[:20] if option is not chosen)
            self._page.note("content-dropped", element, others[:200], "choices that were not taken")
        return False

    def _text(self, text: str, look: Look, element: etree._Element) -> None:
        if look.preserved:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._add(first, look, element)
            for line in rest:
                self._end_paragraph()
                self._add(line, look, element)
        elif self._pieces or text.strip(BLANKS):
            self._add(text, look, element)

    def _add(self, text: str, look: Look, element: etree._Element) -> None:
        if not text:
            return
        if not self._pieces:
            self._start = element
        self._pieces.append((text, look))

    def _end_block(self, tag: str) -> None:
        self._end_paragraph()
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in _LISTS and self._lists:
            self._lists.pop()
            self._item = None
        elif tag == "li":
            self._item = None

    def _end_paragraph(self) -> None:
        if self._pieces:
            runs = collapse(self._pieces)
            origin = self._page.origin(self._start) if self._start is not None else self._page.where(1, "")
            blocks = as_blocks(Paragraph(runs, origin))
            if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
                if self._heading:
                    blocks = (Heading(runs, origin, self._heading),)
                elif self._item:
                    marker, level, ordered = self._item
                    blocks = (ListItem(runs, origin, level, ordered, marker),)
                    self._item = None
            self._blocks += blocks
            self._pieces, self._start = [], None

    def _next_item(self, element: etree._Element) -> tuple[str, int, bool] | None:
        """Give the marker, level and kind of the item that begins; None where the list shows no markers."""
        if not self._lists:
            return _BULLET, 0, False
        current = self._lists[-1]
        current.number = _whole(element.get("value"), current.number)
        level = min(len(self._lists) - 1, _DEEPEST_LEVEL)
        number, current.number = current.number, current.number + current.step
        if current.kind in ("", "none"):
            return None if current.kind else (_BULLET, level, False)
        shown = format_number(number, current.kind) if number > 0 else str(number)
        return shown + ("、" if not shown.isascii() else "."), level, True


def as_blocks(paragraph: Paragraph) -> tuple[Block, ...]:
    """Give a paragraph; its pictures, if it holds nothing else."""
    if any(run.text.strip(BLANKS) or run.link for run in paragraph.runs):
        return (paragraph,)
    return tuple(run.inset for run in paragraph.runs if isinstance(run.inset, Picture))


def _begin_list(element: etree._Element, tag: str) -> _List:
    style = _LIST_STYLE.search(style_of(element))
    named = style[1] if style else ""
    if named == "none":
        return _List("none")
    if tag != "ol":
        return _List("")
    kind = _STYLES.get(named) or _KINDS.get((element.get("type") or "").strip(), "decimal")
    backwards = element.get("reversed") is not None
    count = sum(1 for child in element if child.tag == "li") if backwards else 1
    return _List(kind, _whole(element.get("start"), count), -1 if backwards else 1)


def _whole(text: str | None, otherwise: int) -> int:
    """Read an attribute that is a whole number; one that is not, or beyond all use, counts as absent."""
    text = (text or "").strip()[:12]
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and digits.isascii() and int(digits) <= _HIGHEST else otherwise


def _typed_in(element: etree._Element) -> str:
    """Give what a field of a form shows."""
    kind = (element.get("type") or "text").strip().lower()
    if kind in ("checkbox", "radio"):
        return "☑" if element.get("checked") is not None else "☐"
    shown = kind in ("text", "number", "date", "month", "time", "tel", "email", "url", "search")
    return element.get("value") or "" if shown else ""


def _is_shown_elsewhere(title: etree._Element) -> bool:
    """Say whether a title is the page's own, or that of a drawing, which is reported as a whole."""
    return next(title.iterancestors("head", "svg"), None) is not None or title.getparent() is None
