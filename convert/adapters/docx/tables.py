"""Find where the cells of a table stand: spans, vertical merges, columns that are only rounding noise.

Geometry only: what the cells hold is read by `blocks`. ECMA-376 part 1, 17.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from convert.adapters.docx.alternates import choose
from convert.adapters.docx.columns import CellPart, Row, Slot, find_edges, fit_columns, fold_columns
from convert.adapters.docx.kind import Geometry, Kind, Stand, Stands
from convert.adapters.docx.kinds import KIND, MOST_KINDS, Kinds, words_of
from convert.adapters.docx.merges import merge_rows
from convert.adapters.docx.names import (
    ALTERNATE,
    BOOKMARK,
    DELETED,
    IGNORED,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TC_PR,
    TR,
    UNWRAPPED,
    VAL,
    Element,
    P,
    T,
    W,
    is_on,
    to_int,
    to_twips,
)
from convert.adapters.docx.story import Story
from convert.adapters.docx.styles import to_fill
from convert.errors import TooLarge
from convert.findings import shortened
from convert.grid import MAX_COLUMNS

MAX_AREA = 20_000_000
"""Positions on the grids of all tables of a file."""
_MAX_SPAN = 1_000_000
_TR_PR, _DELETED_ROW, _HIDDEN, _HEADER = W + "trPr", W + "del", W + "hidden", W + "tblHeader"
_BEFORE, _AFTER = W + "gridBefore", W + "gridAfter"
_SHADING, _FILL = W + "shd", W + "fill"
_TRACKED = (W + "cellDel", W + "cellMerge")
_GRID, _COLUMN, _WIDTH = W + "tblGrid", W + "gridCol", W + "w"
_GRID_SPAN, _V_MERGE, _H_MERGE = W + "gridSpan", W + "vMerge", W + "hMerge"


class Layout(Struct):
    """The rows of a table as the cells anchored in them; problems say what had to be repaired.

    is_regular: the cells of each row stand side by side as they were found, so that none can cover another.
    """

    rows: list[Row]
    n_cols: int
    header_rows: int
    problems: list[str]
    is_regular: bool


def lay_out(story: Story, table: Sequence[Element]) -> Layout:
    """Place the cells of a table of these children. Raises TooLarge for grids beyond any document's."""
    rows, headers, problems = _collect(story, table)
    columns = [column for grid in table if grid.tag == _GRID for column in grid.iterchildren(_COLUMN)]
    widths = [to_twips(column.get(_WIDTH)) for column in columns]
    mapped = find_edges(rows, widths)
    n_cols = fit_columns(rows, fold_columns(rows, mapped, len(widths)), problems)
    story.book.table_area += len(rows) * n_cols
    if n_cols > MAX_COLUMNS or story.book.table_area > MAX_AREA:
        raise TooLarge(what=f"{len(rows)} × {n_cols}")
    merge_rows(rows, problems)
    header_rows = next((at for at, is_header in enumerate(headers) if not is_header), len(headers))
    return Layout(rows, n_cols, header_rows, problems, not mapped and not problems)


def _collect(story: Story, table: Iterable[Element]) -> tuple[list[Row], list[bool], list[str]]:
    rows: list[Row] = []
    headers: list[bool] = []
    problems: list[str] = []
    place = story.ref
    at = 0
    for element, _ in _unwrap(story, table, TR):
        if story.kinds.is_folded(element):
            for name, kinds, texts in story.kinds.rows_of(element):
                at += 1
                rows.append(_folded_row(story, name, kinds, texts, f"{place}/tr[{at}]"))
                headers.append(False)
            continue
        at += 1
        properties = next(element.iterchildren(_TR_PR), None)
        said = {} if properties is None else {child.tag: child for child in reversed(properties)}
        if _DELETED_ROW in said:
            story.ref = f"{place}/tr[{at}]"
            _delete_row(story, element)
            continue
        row = _row(story, element, said, f"{place}/tr[{at}]")
        if not row.cells:
            problems.append("row without cells left out")
            continue
        if is_on(said.get(_HIDDEN)):
            story.ref = f"{place}/tr[{at}]"
            words = shortened("\t".join(_texts(story.kinds, element)))
            story.report("structure-changed", words, "hidden row of a table shown", "warning")
        rows.append(row)
        headers.append(is_on(said.get(_HEADER)))
    story.ref = place
    return rows, headers, problems


def _delete_row(story: Story, row: Element) -> None:
    story.leave_out(row)
    story.report_deletion("\t".join(_texts(story.kinds, row)))


def _texts(kinds: Kinds, row: Element) -> list[str]:
    found = (element for element in row.iter(TC, TR) if element.tag == TC or kinds.is_folded(element))
    return [_text(kinds, cell) for element in found for cell in kinds.unfold(element)]


def _text(kinds: Kinds, cell: Element) -> str:
    return kinds.text(cell, T, W + "delText")


def _folded_row(story: Story, name: str, kinds: Sequence[Kind], words: list[str], place: str) -> Row:
    """Place the cells of a row that is folded; name: of what stands for cells of these kinds."""
    stands = _stands(story, 0, (name,), kinds)
    if stands.cells:
        return Row(stands.cells, stands.cells[-1].end, stands, place, words)
    texts = iter(words)
    return _single_cells(story, ((None, False, kind, [*islice(texts, kind.n_texts)]) for kind in kinds), 0, place)


def _row(story: Story, element: Element, said: Mapping[str, Element], place: str) -> Row:
    """Place the cells of a row; said: its properties."""
    col, beyond = (_count(said[tag].get(VAL), 0) if tag in said else 0 for tag in (_BEFORE, _AFTER))
    inside = [child for child in element if child.tag != _TR_PR]
    kinds = [story.kinds.of(cells) for cells in inside]
    if all(kinds):
        stands = _stands(story, col, [cells.get(KIND) for cells in inside], [kind for some in kinds for kind in some])
        if stands.cells:
            words = [word for cells in inside for word in words_of(cells)]
            return Row(stands.cells, stands.cells[-1].end + beyond, stands, place, words)
    unwrapped = _unwrap(story, element, TC)
    cells = ((cell, is_prompt, *one) for cell, is_prompt in unwrapped for one in story.kinds.cells(cell))
    row = _single_cells(story, cells, col, place)
    row.end += beyond
    return row


_Single = tuple[Element | None, bool, Kind | None, Sequence[str]]
"""A cell, whether it only shows a prompt; the kind and the texts of one that is folded."""


def _single_cells(story: Story, cells: Iterable[_Single], col: int, place: str) -> Row:
    """Place the cells of a row one after the other, the first in a column."""
    slots: list[Slot] = []
    for at, (cell, is_prompt, kind, texts) in enumerate(cells, 1):
        if kind is not None:
            span, merge, beside, fill = kind.geometry or _find_out(story, kind)
        else:
            assert cell is not None
            span, merge, beside, fill = _geometry(story, cell)
        piece: CellPart = (cell, f"{place}/tc[{at}]", is_prompt, kind, texts)
        if beside == "continue" and slots and slots[-1].beside:
            slots[-1].end = col + span
            slots[-1].pieces.append(piece)
        else:
            slots.append(Slot(col, col + span, merge, beside, [piece], fill=fill))
        col += span
    return Row(slots, col)


def _stands(story: Story, first: int, names: Sequence[str | None], folded: Iterable[Kind]) -> Stands:
    """Say where the cells of a row stand, the first in a column: once for all rows of the same kinds of cells."""
    kinds = story.kinds
    known = kinds.rows.get((first, *names))
    if known is not None:
        return known
    stands: list[Stand] = []
    col, text = first, 0
    for kind in folded:
        span, merge, beside, fill = kind.geometry or _find_out(story, kind)
        if beside:
            stands.clear()
            break
        stands.append(Stand(col, col + span, merge, fill, kind, text, len(stands) + 1))
        col, text = col + span, text + kind.n_texts
    found = Stands(tuple(stands), tuple([at for at, stand in enumerate(stands) if stand.merge]))
    if len(kinds.rows) < MOST_KINDS:
        kinds.rows[first, *names] = found
    return found


def _find_out(story: Story, kind: Kind) -> Geometry:
    kind.geometry = _geometry(story, kind.example)
    return kind.geometry


def _geometry(story: Story, cell: Element) -> Geometry:
    span, merge, beside, fill = 1, "", "", ""
    own = cell.find(TC_PR)
    for child in own if own is not None else ():
        tag = child.tag
        if tag == _GRID_SPAN:
            span = _count(child.get(VAL), 1)
        elif tag == _V_MERGE:
            merge = child.get(VAL) or "continue"
        elif tag == _H_MERGE:
            beside = child.get(VAL) or "continue"
        elif tag == _SHADING:
            fill = to_fill(child.get(_FILL))
        elif tag in _TRACKED:
            story.report(
                "tracked-change", shortened(_text(story.kinds, cell)), "deleted or merged cell kept", "warning"
            )
    return Geometry(span, merge, beside, fill)


def _count(text: str | None, least: int) -> int:
    return max(least, min(to_int(text, least), _MAX_SPAN))


def _unwrap(
    story: Story, element: Iterable[Element], wanted: str, is_prompt: bool = False
) -> Iterator[tuple[Element, bool]]:
    """Yield rows or cells through what is wrapped around them; the flag: a control around them shows its prompt."""
    for child in element:
        tag = child.tag
        if tag == wanted:
            yield child, is_prompt
        elif tag == SDT:
            prompts = is_prompt or is_on(child.find(f"{W}sdtPr/{W}showingPlcHdr"))
            for content in child.iterchildren(SDT_CONTENT):
                yield from _unwrap(story, content, wanted, prompts)
        elif tag in DELETED:
            story.delete(child)
        elif tag == BOOKMARK:
            story.bookmark(child)
        elif tag == ALTERNATE:
            chosen, _ = choose(story, child)
            if chosen is not None:
                yield from _unwrap(story, chosen, wanted, is_prompt)
        elif tag in UNWRAPPED or (isinstance(tag, str) and tag not in IGNORED and tag not in (P, TBL, T)):
            yield from _unwrap(story, child, wanted, is_prompt)
