"""Write the blocks of a document, and of its notes, as WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace

from convert.model import (
    Block,
    Break,
    Comment,
    CommentStart,
    Equation,
    Field,
    Heading,
    Inset,
    ListItem,
    Mark,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
)
from convert.ooxml.live_fields import live_field
from convert.ooxml.omml import clean_text
from convert.ooxml.parts import Relationships, attribute
from convert.paper import TWIPS
from convert.pictures import media_type
from convert.styles import heading_style
from convert.writers.docx.markup import has_cjk, is_right_to_left, text_elements
from convert.writers.docx.pictures import drawing, page_size
from convert.writers.docx.tables import SEPARATOR, write_table
from convert.writers.docx.widths import even_lines

if TYPE_CHECKING:
    from convert.writers.docx.book import Book

KEPT_LINK = re.compile("(?:https?|mailto|ftp|file):", re.IGNORECASE)
_AMBIGUOUS = re.compile("[·×÷§±°—‘-”…‰′″※←-↙①-⑳─-╿■-◿★☆]")
"""Characters that Western fonts have, too, and show narrow; in Chinese text the Chinese font is meant."""
_LATIN = re.compile("[A-Za-z\u00c0-\u04ff]")


class Story:
    """The main text or the notes: what is written into one part of the package, with that part's relationships."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name
        self._width = book.sheet.page.text_width
        self.relationships = Relationships()

    def blocks(self, blocks: Sequence[Block], style: str, width: int, nested: bool = False) -> str:
        """Write blocks in a paragraph style on a width in twips; nested: they stand in a cell."""
        return "".join(self.pieces(blocks, style, width, nested))

    def pieces(self, blocks: Sequence[Block], style: str, width: int, nested: bool = False) -> Iterator[str]:
        """Yield what is written of blocks, one piece after the other; the end of a section changes only the last."""
        written: list[str] = []
        outer, self._width = self._width, width
        shown = [block for block in blocks if not isinstance(block, Table) or (block.n_rows and block.n_cols)]
        for before, block, after in zip([None, *shown], shown, [*shown[1:], None], strict=False):
            if isinstance(block, Table):
                if isinstance(before, Table):
                    written.append(SEPARATOR)
                written.append(self._table(block, width, nested))
            elif isinstance(block, Picture):
                written.append(self._picture(block, width))
            elif isinstance(block, Section):
                width = self._width = self._book.sections.begin(block, written)
            elif isinstance(before, Section) and block == Paragraph((), block.origin):
                written.append(SEPARATOR)
            else:
                gap = "" if nested else _GAPS[isinstance(before, Table), isinstance(after, Table)]
                written.append(self.paragraph(block, style, nested, gap=gap))
            yield from written[:-1]
            del written[:-1]
        self._width = outer
        yield from written

    def paragraph(self, paragraph: Paragraph, style: str, nested: bool = False, gap: str = "", before: str = "") -> str:
        """Write a paragraph; gap: its w:spacing, before: a run that precedes its own."""
        properties = gap
        if isinstance(paragraph, Heading):
            style = heading_style(paragraph.level)
            if nested:
                properties += _NO_INDENT
            elif paragraph.level == 0:
                properties += self._even(paragraph.text)
        elif isinstance(paragraph, ListItem):
            depth, number = self._book.numbering.number(paragraph, self._name)
            properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>{properties}'
            if nested:
                properties += _NO_INDENT
            else:
                style = "ListParagraph"
        properties = self._shape(paragraph, properties)
        if style:
            properties = f'<w:pStyle w:val="{style}"/>{properties}'
        if properties:
            properties = f"<w:pPr>{properties}</w:pPr>"
        runs = paragraph.runs[1:] if _begins_page(paragraph.runs) else paragraph.runs
        written = f"{before}{self._runs(runs)}"
        for anchor in reversed(paragraph.anchors):
            written = self._book.bookmark(anchor, written)
        return f"<w:p>{properties}{written}</w:p>"

    def _even(self, title: str) -> str:
        """Give the indent that makes the lines of a title even, GB/T 9704-2012 §7.3.1."""
        free = even_lines(title, self._width, self._book.sheet.title_size())
        return f'<w:ind w:left="{free}" w:right="{free}"/>' if free else ""

    def _shape(self, paragraph: Paragraph, properties: str) -> str:
        """Add what a paragraph is beside its style; the elements of w:pPr have an order of their own."""
        if _begins_page(paragraph.runs):
            properties = f"<w:pageBreakBefore/>{properties}"
        if is_right_to_left(paragraph.text):
            at = properties.find("<w:spacing")
            at = at if at >= 0 else properties.find("<w:ind")
            at = at if at >= 0 else len(properties)
            properties = f"{properties[:at]}<w:bidi/>{properties[at:]}"
        return f'{properties}<w:jc w:val="{paragraph.align}"/>' if paragraph.align else properties

    def _runs(self, runs: Sequence[Run]) -> str:
        if len(runs) == 1 and not runs[0].link and runs[0].inset is None:
            return self._run(runs[0], False)
        written = []
        for link, linked in groupby(runs, key=lambda run: run.link):
            kept = link.startswith("#") or KEPT_LINK.match(link) is not None
            inner = ""
            for group in _fields_apart(linked):
                text = "".join(self._run(run, kept) for run in group)
                inner += self._field(group[0].inset, text) if isinstance(group[0].inset, Field) else text
            if link.startswith("#"):
                inner = f'<w:hyperlink w:anchor="{attribute(link[1:])}" w:history="1">{inner}</w:hyperlink>'
            elif kept:
                identifier = self.relationships.add("hyperlink", link, external=True)
                inner = f'<w:hyperlink r:id="{identifier}" w:history="1">{inner}</w:hyperlink>'
            written.append(inner)
        return "".join(written)

    def _field(self, field: Field, text: str) -> str:
        """Write a field around its last result."""
        code = live_field(field.instruction)
        return f'<w:fldSimple w:instr=" {attribute(code)} ">{text or _NO_TEXT}</w:fldSimple>' if code else text

    def _inset(self, run: Run, inset: Inset) -> str:
        """Write what stands in a run beside its text, or instead of it."""
        if isinstance(inset, Equation):
            omml, _ = clean_text(inset.omml)
            return omml or self._run(replace(run, inset=None), False)
        if isinstance(inset, Break):
            return f'<w:r><w:br w:type="{inset.kind}"/></w:r>'
        if isinstance(inset, Picture):
            return self._drawing(inset, self._width)
        if isinstance(inset, CommentStart):
            return self._book.comments.start(inset)
        if isinstance(inset, Comment):
            return self._book.comments.add(inset)
        return ""

    def _run(self, run: Run, is_link: bool) -> str:
        if run.inset is not None and not isinstance(run.inset, Field):
            return self._inset(run, run.inset)
        text = text_elements(run.text)
        if text:
            hinted = not run.text.isascii() and self._is_chinese(run.text)
            text = f"<w:r>{_run_properties(run, is_link, hinted)}{text}</w:r>"
        return text + self._book.note(run.note) if run.note else text

    def _is_chinese(self, text: str) -> bool:
        """Say whether a text has signs that belong in the Chinese font though Western fonts have them, too."""
        if not _AMBIGUOUS.search(text):
            return False
        return has_cjk(text) or (self._book.chinese and not _LATIN.search(text))

    def _picture(self, picture: Picture, width: int) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr>{self._drawing(picture, width)}</w:p>'

    def _drawing(self, picture: Picture, width: int) -> str:
        number = self._book.next_drawing()
        kind = media_type(picture)
        size = page_size(picture, max(width, TWIPS) / TWIPS, self._book.sections.measures.height / TWIPS - 40)
        target = self._book.media(picture.data, kind)
        return drawing(picture, self.relationships.add("image", target), number, size, kind == "image/svg+xml")

    def _table(self, table: Table, width: int, nested: bool) -> str:
        def write_cell(blocks: Sequence[Block], style: str, cell_width: int) -> str:
            return self.blocks(blocks, style, max(cell_width, 200), nested=True)

        written, size = write_table(table, width, self._book.sheet, nested, write_cell)
        self._book.table_sizes.add(size)
        return written


_NO_INDENT = '<w:ind w:left="0" w:firstLineChars="0" w:firstLine="0"/>'
_GAPS = {
    (False, False): "",
    (True, False): '<w:spacing w:before="120"/>',
    (False, True): '<w:spacing w:after="120"/>',
    (True, True): '<w:spacing w:before="120" w:after="120"/>',
}
"""Before and after a table the text keeps six points away: (after one, before one)."""
_MARKS: tuple[tuple[Mark, str], ...] = (
    ("bold", "<w:b/><w:bCs/>"),
    ("italic", "<w:i/><w:iCs/>"),
    ("strike", "<w:strike/>"),
)
_NO_TEXT = "<w:r><w:t/></w:r>"
_HIGHLIGHT = re.compile("[A-Za-z]+")
_COLOUR = re.compile("[0-9A-F]{6}")


def _fields_apart(runs: Iterable[Run]) -> list[list[Run]]:
    """Group runs by their fields: of one field the runs differ in their look, else two fields show the same."""
    groups: list[list[Run]] = []
    for run in runs:
        last = groups[-1][-1] if groups else None
        if last is None or run.inset != last.inset or (run.inset and replace(run, text=last.text) == last):
            groups.append([run])
        else:
            groups[-1].append(run)
    return groups


def _run_properties(run: Run, is_link: bool, hinted: bool) -> str:
    properties = '<w:rStyle w:val="Hyperlink"/>' if is_link else ""
    if hinted:
        properties += '<w:rFonts w:hint="eastAsia"/>'
    marks = run.marks
    if marks:
        properties += "".join(element for mark, element in _MARKS if mark in marks)
    if run.colour and _COLOUR.fullmatch(run.colour):
        properties += f'<w:color w:val="{run.colour}"/>'
    if run.highlight and _HIGHLIGHT.fullmatch(run.highlight):
        properties += f'<w:highlight w:val="{run.highlight}"/>'
    if "underline" in marks:
        properties += '<w:u w:val="single"/>'
    if "super" in marks or "sub" in marks:
        properties += f'<w:vertAlign w:val="{"superscript" if "super" in marks else "subscript"}"/>'
    if not run.text.isascii() and is_right_to_left(run.text):
        properties += "<w:rtl/>"
    return f"<w:rPr>{properties}</w:rPr>" if properties else ""


def _begins_page(runs: Sequence[Run]) -> bool:
    """Say whether a page break stands before the text of a paragraph, rather than alone."""
    return len(runs) > 1 and runs[0].inset == _PAGE_BREAK and not runs[0].text


_PAGE_BREAK = Break("page")
