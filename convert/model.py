"""The one model between every reader and every writer.

Frozen values only: a pass makes a new document with `msgspec.structs.replace`. Nothing here reads, writes or
knows a file format. Geometry that needs more than a check lives in `convert.grid`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Mark = Literal["bold", "italic", "underline", "super", "sub", "strike"]
Severity = Literal["info", "warning", "error"]
Align = Literal["", "center", "right"]
BreakKind = Literal["page", "column"]
Suffix = Literal["tab", "space", "nothing"]
Place = Literal["header", "footer"]
Pages = Literal["default", "first", "even"]
SectionStart = Literal["page", "continuous", "even", "odd", "column"]
Value = Decimal | bool | datetime | date | time | None


class GridError(ValueError):
    """The cells of a table overlap or leave its grid."""


class Origin(Struct, frozen=True):
    """Where a person can look for a piece of the source.

    path: the file's name; page and line count from 1; ref: a place in the format's own terms
    (`tbl[2]/tr[4]/tc[1]`, `Sheet1!C7`); box: left, top, right, bottom in points (in a text: in characters and lines).
    """

    path: str = ""
    page: int | None = None
    line: int | None = None
    ref: str = ""
    box: tuple[float, float, float, float] | None = None

    def __str__(self) -> str:
        parts = [self.path] if self.path else []
        if self.page is not None:
            parts.append(f"p{self.page}")
        if self.line is not None:
            parts.append(str(self.line))
        if self.ref:
            parts.append(self.ref)
        return ":".join(parts)


NOWHERE = Origin()


class Note(Struct, frozen=True):
    """A footnote or an endnote; it hangs on the run that refers to it."""

    kind: Literal["footnote", "endnote"]
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        return " ".join([paragraph.text for paragraph in self.paragraphs])


class Equation(Struct, frozen=True):
    """An equation as Office MathML (`m:oMath` or `m:oMathPara`); the text of its run is the same on one line."""

    omml: str


class Break(Struct, frozen=True):
    """A page or a column ends here; the text of its run is a line break, or nothing at either end of a paragraph."""

    kind: BreakKind


class Field(Struct, frozen=True):
    """What the page works out anew, such as its number (`PAGE`); the text of its run is what was last shown."""

    instruction: str


class Comment(Struct, frozen=True):
    """A remark on the text before it, back to the run that holds the CommentStart of the same mark, if there is one.

    date: as the source has it. mark: a number that is its own in the document; answers: the mark of the comment that
    this one answers; done: nothing is left to do about it.
    """

    paragraphs: tuple[Paragraph, ...]
    author: str = ""
    initials: str = ""
    date: str = ""
    mark: int = 0
    answers: int | None = None
    done: bool = False

    @property
    def text(self) -> str:
        return "\n".join([paragraph.text for paragraph in self.paragraphs])


class CommentStart(Struct, frozen=True):
    """Where the text begins that the comment of this mark is about."""

    mark: int


class Run(Struct, frozen=True):
    """Text with one look. `\\n` is a line break, `\\t` a tab. A run with a note has no text of its own.

    inset: what stands there instead of, or behind, the text. colour: RRGGBB; highlight: a name such as `yellow`.
    """

    text: str
    marks: frozenset[Mark] = frozenset()
    link: str = ""
    note: Note | None = None
    inset: Inset | None = None
    colour: str = ""
    highlight: str = ""


class Line(Struct, frozen=True):
    """What every paragraph begins with."""

    runs: tuple[Run, ...] = ()
    origin: Origin = NOWHERE


class Paragraph(Line, frozen=True, kw_only=True):
    """align: only where it is not the usual one of its style; anchors: the names under which links lead here."""

    align: Align = ""
    anchors: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        runs = self.runs
        return runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])


class Heading(Paragraph, frozen=True):
    """level 0 is the document's title, 1 to 9 are its sections."""

    level: int = 1


class Level(Struct, frozen=True):
    """How the items of one level of a list are marked.

    kind: of `convert.numbering`; text: the marker, in which %1 to %9 stand for the numbers of the levels from the
    outermost; restart: the level, counted from 1, after which it starts anew (None: any above it; 0: never);
    legal: the numbers of the levels above are decimal; digits: how many a number has at least.
    """

    kind: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: Suffix = "tab"
    legal: bool = False
    restart: int | None = None
    digits: int = 0


class Numbering(Struct, frozen=True):
    """The list that an item belongs to.

    number: the list's own; family: lists of one family go on counting where another left off, but for the levels
    that have a start of their own in `starts`. Levels and starts are pairs with the level, counted from 0.
    """

    number: int
    family: int
    levels: tuple[tuple[int, Level], ...]
    starts: tuple[tuple[int, int], ...] = ()


class ListItem(Paragraph, frozen=True):
    """level counts from 0; marker is the number or bullet as shown (`1.`, `（一）`, `•`), not part of the runs.

    numbering: how the source counts, where it counts by itself.
    """

    level: int = 0
    ordered: bool = False
    marker: str = ""
    numbering: Numbering | None = None


class Picture(Struct, frozen=True):
    """An image's bytes as the source holds them; width and height in points where known."""

    data: bytes
    media_type: str = ""
    alt: str = ""
    width: float | None = None
    height: float | None = None
    origin: Origin = NOWHERE


Expected = Literal["", "count", "integer", "amount", "text"]
"""What may stand in a place of an official table: a whole number from 0, a signed one, one with decimals, words."""

Inset = Equation | Break | Field | Picture | Comment | CommentStart


class Furniture(Struct, frozen=True):
    """A header or a footer. pages: all of a section, or its first or its even ones where those have their own."""

    place: Place
    pages: Pages = "default"
    blocks: tuple[Block, ...] = ()


class Section(Struct, frozen=True):
    """Where pages of another kind begin; what it does not say is as the style of the document has it.

    start: where its first line stands (`page`: on a new one); width and height: of the paper in points; furniture: all
    its headers and footers, none of which it takes over from the section before; first_apart: the first page shows
    those of its own or none; first_number and number_kind (of `convert.numbering`): of its pages.
    """

    start: SectionStart = "page"
    width: float | None = None
    height: float | None = None
    columns: int = 1
    furniture: tuple[Furniture, ...] = ()
    first_apart: bool = False
    first_number: int | None = None
    number_kind: str = ""
    origin: Origin = NOWHERE


class Cell(Struct, frozen=True):
    """A cell anchored at (row, col), counted from 0, covering rowspan × colspan positions.

    What the page shows is `text`; what it means, where that is certain, is `value` (None: unknown or blank).
    role: in an official table, whether the cell is one of its labels or one of its values; name: of a value, the
    template's keys of its row and column, as in `新收_总计`; expects: of a value, what the template says it must be;
    fill: RRGGBB.
    """

    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    blocks: tuple[Block, ...] = ()
    value: Value = None
    role: Literal["", "label", "value"] = ""
    origin: Origin = NOWHERE
    name: str = ""
    expects: Expected = ""
    fill: str = ""

    @property
    def text(self) -> str:
        blocks = self.blocks
        if len(blocks) == 1:
            block = blocks[0]
            return block.text if isinstance(block, Paragraph) else block_text(block)
        return "\n".join([block_text(block) for block in blocks if not isinstance(block, Picture)]) if blocks else ""


class Table(Struct, frozen=True):
    """Cells on a checked n_rows × n_cols grid, sorted by row, then column.

    A position that no cell covers is legal. form is `FORM_ID/TABLE_ID` once the table has been put on an
    official layout, else empty; title is what a reader would call it (its section's title), for sheets and alt text.
    Raises GridError if cells overlap, leave the grid or are out of order; whoever makes `convert.lazy_cells` answers
    for that.
    """

    n_rows: int
    n_cols: int
    cells: Sequence[Cell] = ()
    header_rows: int = 0
    form: str = ""
    title: str = ""
    origin: Origin = NOWHERE

    def __post_init__(self) -> None:
        if not isinstance(self.cells, tuple | list):
            return
        n_rows, n_cols = self.n_rows, self.n_cols
        free_from = [0] * n_cols
        last_row = last_col = -1
        for cell in self.cells:
            row, first = cell.row, cell.col
            if row < last_row or (row == last_row and first <= last_col):
                raise GridError(f"cell ({row}, {first}) is out of order or doubled")
            last_row, last_col = row, first
            end_row, end_col = row + cell.rowspan, first + cell.colspan
            if not (0 <= row < end_row <= n_rows and 0 <= first < end_col <= n_cols):
                raise GridError(f"cell ({row}, {first}) leaves the {n_rows} × {n_cols} grid")
            for col in range(first, end_col):
                if free_from[col] > row:
                    raise GridError(f"cell ({row}, {first}) overlaps another at column {col}")
                free_from[col] = end_row

    def rows(self) -> Iterator[list[Cell]]:
        """Yield, for each grid row, the cells that are anchored in it."""
        cells = iter(self.cells)
        following = next(cells, None)
        for row in range(self.n_rows):
            anchored: list[Cell] = []
            while following is not None and following.row == row:
                anchored.append(following)
                following = next(cells, None)
            yield anchored


Block = Paragraph | Picture | Table | Section


class Finding(Struct, frozen=True):
    """One thing that a person must be able to know: what was changed, doubtful, lost or wrong.

    code: a key of `convert.findings.CODES`, which words the message; severity: info (changed), warning (doubtful),
    error (lost or wrong); before and after: the raw texts; detail: what else the message names (a cell's labels, a
    rule); also: further places that belong to it.
    """

    code: str
    severity: Severity
    origin: Origin = NOWHERE
    before: str = ""
    after: str = ""
    detail: str = ""
    also: tuple[Origin, ...] = ()


class Check(Struct, frozen=True):
    """One equality of a form, worked out: left and right are sums over cells of the table at `blocks[table]`.

    name: the rule and the row or column it was applied to, in the form's words; cells are (row, col) anchors;
    blanks: how many of the cells were blank and counted as nothing. holds is None where a cell is not a number.
    tables: of a sum over several tables, the block of each cell, those of the left side first; else empty.
    """

    table: int
    rule: str
    name: str
    left: Decimal
    right: Decimal
    left_cells: tuple[tuple[int, int], ...]
    right_cells: tuple[tuple[int, int], ...]
    blanks: int = 0
    holds: bool | None = None
    tables: tuple[int, ...] = ()

    @property
    def cells(self) -> tuple[tuple[int, tuple[int, int]], ...]:
        """The cells of both sides with their tables' blocks."""
        cells = (*self.left_cells, *self.right_cells)
        return tuple(zip(self.tables or (self.table,) * len(cells), cells, strict=True))


PropertyKind = Literal["standard", "text", "number", "boolean", "date"]


class Property(Struct, frozen=True):
    """What a file says of itself; `convert.ooxml.file_properties` has the standard ones, others have users' own names.

    value: as the file spells it.
    """

    name: str = ""
    value: str = ""
    kind: PropertyKind = "standard"


class Document(Struct, frozen=True):
    """Blocks in reading order and what was found on the way.

    checks: the equalities of the official forms found in it;
    form: the id of the official form that the document follows, else empty.
    settled: this program wrote the file, so headings and spacing are as marked, not guessed again.
    """

    blocks: tuple[Block, ...] = ()
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()
    title: str = ""
    language: str = ""
    form: str = ""
    settled: bool = False
    origin: Origin = NOWHERE
    properties: tuple[Property, ...] = ()


def block_text(block: Block) -> str:
    """Give the text of a block as a reader would copy it: cells of a table by tabs and line breaks."""
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Table):
        return "\n".join("\t".join(cell.text for cell in row) for row in block.rows())
    return ""


def to_heading(paragraph: Paragraph, level: int) -> Heading:
    """Make a heading of a paragraph."""
    return Heading(paragraph.runs, paragraph.origin, level, align=paragraph.align, anchors=paragraph.anchors)


def to_plain(paragraph: Paragraph, runs: tuple[Run, ...]) -> Paragraph:
    """Make a plain paragraph of one of any kind, with other runs."""
    return Paragraph(runs, paragraph.origin, align=paragraph.align, anchors=paragraph.anchors)


def cell_of_text(row: int, col: int, text: str, origin: Origin = NOWHERE, rowspan: int = 1, colspan: int = 1) -> Cell:
    """Make a cell of plain text, one paragraph a line; blank text makes a cell without blocks."""
    blocks = tuple(Paragraph(plain_runs(line), origin) for line in text.split("\n")) if text else ()
    return Cell(row, col, rowspan, colspan, blocks, origin=origin)


def plain_runs(text: str) -> tuple[Run, ...]:
    """Give a text as runs without a look; short texts, which tables repeat, share one object."""
    return _shared_runs(text) if len(text) <= _SHARED_LENGTH else (Run(text),)


_SHARED_LENGTH = 40


def plain_blocks(text: str) -> tuple[Paragraph, ...]:
    """Give a text without origin as the blocks of a cell; short ones, which tables repeat, share one object."""
    return _shared_blocks(text) if len(text) <= _SHARED_LENGTH else (Paragraph(plain_runs(text)),)


@lru_cache(maxsize=8192)
def _shared_blocks(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph(plain_runs(text)),)


@lru_cache(maxsize=8192)
def _shared_runs(text: str) -> tuple[Run, ...]:
    return (Run(text),) if text else ()
