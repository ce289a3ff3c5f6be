"""Find where the cells of a table stand: spans, vertical merges, columns that are only rounding noise.

Geometry only: what the cells hold is read by `blocks`. ECMA-376 part 1, 17.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from convert.adapters.docx.alternates import choose
from convert.adapters.docx.columns import CellPart, Row, Slot, find_edges, fit_columns, fold_columns
from convert.adapters.docx.kinds import KIND, MOST_KINDS, Geometry, Kind, Kinds, Stand
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
    value_of,
)
from convert.adapters.docx.story import Story
from convert.adapters.docx.styles import to_fill
from convert.errors import TooLarge
from convert.findings import shortened
from convert.grid import MAX_COLUMNS

MAX_AREA = 20_000_000
"""Positions on the grids of all tables of a file."""
_MAX_SPAN = 1_000_000
_TR_PR = W + "trPr"
_SHADING, _FILL = W + "shd", W + "fill"
_TRACKED = (W + "cellDel", W + "cellMerge")
_NOWHERE = Geometry(0, "", "", "")
_GRID_SPAN, _V_MERGE, _H_MERGE = W + "gridSpan", W + "vMerge", W + "hMerge"


class Layout(Struct):
    """The rows of a table as the cells anchored in them; problems say what had to be repaired.

    is_regular: the cells of each row stand side by side as they were found, so that none can cover another.
    """

    rows: list[list[Slot]]
    n_cols: int
    header_rows: int
    problems: list[str]
    is_regular: bool


def lay_out(story: Story, table: Element) -> Layout:
    """Place the cells of a table. Raises TooLarge for grids beyond any document's."""
    rows, headers, problems = _collect(story, table)
    widths = [to_twips(column.get(W + "w")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    mapped = find_edges(rows, widths)
    n_cols = fit_columns(rows, fold_columns(rows, mapped, len(widths)), problems)
    story.book.table_area += len(rows) * n_cols
    if n_cols > MAX_COLUMNS or story.book.table_area > MAX_AREA:
        raise TooLarge(what=f"{len(rows)} × {n_cols}")
    anchored = _merge([row for row, _ in rows], problems)
    header_rows = next((at for at, is_header in enumerate(headers) if not is_header), len(headers))
    return Layout(anchored, n_cols, header_rows, problems, not mapped and not problems)


def _collect(story: Story, table: Element) -> tuple[list[Row], list[bool], list[str]]:
    rows: list[Row] = []
    headers: list[bool] = []
    problems: list[str] = []
    place = story.ref
    for at, (row, _) in enumerate(_unwrap(story, table, TR), 1):
        properties = next(row.iterchildren(_TR_PR), None)
        if properties is not None and properties.find(W + "del") is not None:
            story.ref = f"{place}/tr[{at}]"
            _delete_row(story, row)
            continue
        slots, end = _row(story, row, len(rows), properties, f"{place}/tr[{at}]")
        if not slots:
            problems.append("row without cells left out")
            continue
        if properties is not None and is_on(properties.find(W + "hidden")):
            story.ref = f"{place}/tr[{at}]"
            words = shortened("\t".join(_texts(story.kinds, row)))
            story.report("structure-changed", words, "hidden row of a table shown", "warning")
        rows.append((slots, end))
        headers.append(properties is not None and is_on(properties.find(W + "tblHeader")))
    story.ref = place
    return rows, headers, problems


def _delete_row(story: Story, row: Element) -> None:
    story.leave_out(row)
    story.report_deletion("\t".join(_texts(story.kinds, row)))


def _texts(kinds: Kinds, row: Element) -> list[str]:
    return [_text(cell) for folded in row.iter(TC) for cell in kinds.unfold(folded)]


def _text(cell: Element) -> str:
    return "".join(t.text or "" for t in cell.iter(T, W + "delText"))


def _row(story: Story, row: Element, number: int, properties: Element | None, place: str) -> tuple[list[Slot], int]:
    before, after = value_of(properties, "gridBefore"), value_of(properties, "gridAfter")
    col, beyond = _count(before, 0) if before else 0, _count(after, 0) if after else 0
    cells = [cell for cell in row if cell is not properties]
    stands = _places(story, cells, col)
    if stands:
        words = [text.text or "" for cell in cells for text in cell]
        return [
            Slot(start, end, merge, "", [(None, place + behind, False, kind, words[own])], number, 1, fill)
            for start, end, merge, fill, kind, own, behind in stands
        ], stands[-1].end + beyond
    slots: list[Slot] = []
    found = ((cell, is_prompt, *one) for cell, is_prompt in _unwrap(story, row, TC) for one in story.kinds.cells(cell))
    for at, (cell, is_prompt, kind, texts) in enumerate(found, 1):
        span, merge, beside, fill = _geometry(story, cell) if kind is None else kind.geometry or _find_out(story, kind)
        piece: CellPart = (cell, f"{place}/tc[{at}]", is_prompt, kind, texts)
        if beside == "continue" and slots and slots[-1].beside:
            slots[-1].end = col + span
            slots[-1].pieces.append(piece)
        else:
            slots.append(Slot(col, col + span, merge, beside, [piece], number, fill=fill))
        col += span
    return slots, col + beyond


def _places(story: Story, cells: list[Element], first: int) -> tuple[Stand, ...]:
    """Say where the cells of a row stand, the first in a column: once for all rows of the same kinds of cells.

    cells: what stands for them. Nothing where one of them is whole, or merged with the one before it.
    """
    kinds = story.kinds
    names = first, tuple([cell.get(KIND) for cell in cells])
    if names in kinds.rows:
        return kinds.rows[names]
    stands: list[Stand] = []
    text = 0
    for kind in [kind for cell in cells for kind in kinds.of(cell) or (None,)]:
        span, merge, beside, fill = (kind.geometry or _find_out(story, kind)) if kind is not None else _NOWHERE
        if kind is None or beside:
            stands.clear()
            break
        own = slice(text, text + kind.n_texts)
        stands.append(Stand(first, first + span, merge, fill, kind, own, f"/tc[{len(stands) + 1}]"))
        first, text = first + span, own.stop
    if len(kinds.rows) < MOST_KINDS:
        kinds.rows[names] = tuple(stands)
    return tuple(stands)


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
            story.report("tracked-change", shortened(_text(cell)), "deleted or merged cell kept", "warning")
    return Geometry(span, merge, beside, fill)


def _count(text: str | None, least: int) -> int:
    return max(least, min(to_int(text, least), _MAX_SPAN))


def _unwrap(story: Story, element: Element, wanted: str, is_prompt: bool = False) -> Iterator[tuple[Element, bool]]:
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


def _merge(rows: list[list[Slot]], problems: list[str]) -> list[list[Slot]]:
    """Join vertically merged cells to the cell above that has the same edges; others stand for themselves."""
    anchored: list[list[Slot]] = []
    above: dict[int, Slot] = {}
    for slots in rows:
        if not [slot for slot in slots if slot.merge]:
            above = {}
            anchored.append(slots)
            continue
        anchors: list[Slot] = []
        below: dict[int, Slot] = {}
        index = 0
        while index < len(slots):
            slot = slots[index]
            index += 1
            if slot.merge == "continue":
                open_slot = above.get(slot.start)
                count = _covering(slots, index - 1, open_slot) if open_slot is not None else 0
                if open_slot is not None and count:
                    open_slot.rowspan += 1
                    for part in slots[index - 1 : index - 1 + count]:
                        open_slot.pieces += part.pieces
                    below[open_slot.start] = open_slot
                    index += count - 1
                    continue
                problems.append("merged cell without a beginning")
            if slot.merge:
                below[slot.start] = slot
            anchors.append(slot)
        above = below
        anchored.append(anchors)
    return anchored


def _covering(slots: list[Slot], first: int, open_slot: Slot) -> int:
    """Count the continuing cells that together lie exactly under an open one; 0 if they do not."""
    for at in range(first, len(slots)):
        slot = slots[at]
        if slot.merge != "continue" or slot.end > open_slot.end or (at > first and slot.start != slots[at - 1].end):
            return 0
        if slot.end == open_slot.end:
            return at - first + 1
    return 0
