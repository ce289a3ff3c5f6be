"""Build an official table from a match: official labels, the source's values, findings for every difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from convert.findings import finding
from convert.forms.fold import fold
from convert.forms.layout import LabelCell, ValueCell, paths_of
from convert.forms.match import Match
from convert.forms.open_rows import spell_match
from convert.forms.place import Gaps, Placed, Whole, place_values
from convert.forms.remarks import places_of_comments, with_comments
from convert.forms.row_reader import OpenRows
from convert.forms.stretch import NOTHING, Token
from convert.forms.template import Form, TableTemplate
from convert.forms.values import read_value
from convert.forms.withheld import withhold
from convert.model import (
    NOWHERE,
    Block,
    Cell,
    Comment,
    Equation,
    Expected,
    Finding,
    Origin,
    Paragraph,
    Picture,
    Run,
    Severity,
    Table,
    Value,
    plain_runs,
)

OF_VALUES = frozenset(("blank-value", "value-not-a-number", "row-count", "rows-unread"))
"""What is found of single values and rows in any file that holds the same table."""


class Restored(Struct, frozen=True):
    """An official table, what was found, the source row after its last, and how many of its values are blank.

    template: with the table's own rows in place of those that repeat.
    """

    table: Table
    findings: list[Finding]
    stop: int
    gaps: Gaps
    template: TableTemplate


def restore(
    match: Match, rows: Sequence[Sequence[Token]], limit: int, whole: Whole, opened: OpenRows | None = None
) -> Restored:
    """Restore the table of a match; no row from `limit` on is touched. opened: its rows that repeat."""
    known = rows[:limit]
    if opened is not None:
        known = [[] if at in opened.taken else row for at, row in enumerate(known)]
    placed = place_values(match, known, whole)
    withheld = withhold(match, known, placed)
    if opened is not None:
        placed.leftover += opened.leftover
        placed.stop = max(placed.stop, opened.stop)
    origin = min(match.claims.values(), key=lambda token: (token.row, token.at)).cell.origin
    findings = [*_joined(match, rows, placed), *_label_findings(match), *_leftovers(match, placed)]
    if opened is not None:
        match, placed, found = spell_match(match, placed, opened)
        findings += found
    for text, where in placed.moved:
        findings.append(finding("structure-changed", where, before=text, detail="columns put into the official order"))
    cells = [
        label_cell(label, match.claims[at].cell.origin if at in match.claims else origin)
        for at, label in enumerate(match.layout.labels)
    ]
    cells += [label_cell(blank, NOWHERE) for blank in match.layout.blanks]
    source = rows[match.start : placed.stop]
    findings += withheld
    for label, places in match.layout.groups:
        beside = match.claims[label].cell.origin if label in match.claims else origin
        for place in places:
            token = placed.values.get((place.row, place.col))
            if token is not None and token.line and "\n" in token.cell.text:
                before, after = token.cell.text, token.text
                findings.append(
                    finding("lines-joined", token.cell.origin, before=before, after=after, severity="warning")
                )
            where, text = (beside, "") if token is None else (token.cell.origin, token.text)
            cell, found = value_cell(match.form, match.template, place, where, text)
            cells.append(cell)
            findings += found
    for places, raw, text, where in placed.split:
        findings.append(
            finding("run-split", where, before=raw, after=text, detail=name_of(match, places[0], row_only=True))
        )
    for places, raw, where in placed.undecided:
        detail = name_of(match, places[0], row_only=len(places) > 1)
        findings.append(finding("undecidable", where, before=raw, detail=detail))
    commented = places_of_comments(match, placed, source)
    kept = {(token.row, token.at) for tokens in commented.values() for token in tokens}
    for row in source:
        for token in row:
            if not is_plain(token.cell.blocks):
                findings += dropped(token.cell.blocks, token.cell.origin, (token.row, token.at) in kept)
    used = set() if opened is None else opened.taken
    findings += _without_meaning(match, [row for at, row in enumerate(source, match.start) if at not in used])
    if commented:
        at_home = ((cell, commented.get((cell.row, cell.col))) for cell in cells)
        cells = [with_comments(cell, tokens) if tokens else cell for cell, tokens in at_home]
    cells.sort(key=lambda cell: (cell.row, cell.col))
    layout = match.layout
    table = Table(
        layout.n_rows,
        layout.n_cols,
        tuple(cells),
        layout.header_rows,
        f"{match.form.id}/{match.template.id}",
        match.form.table_title(match.template.id),
        origin,
    )
    return Restored(table, findings, placed.stop, placed.gaps, match.template)


def name_of(match: Match, place: ValueCell, *, row_only: bool = False) -> str:
    """Name a place by its labels: row × column."""
    return _name_of(match.form, match.template, place, row_only=row_only)


def _name_of(form: Form, template: TableTemplate, place: ValueCell, *, row_only: bool = False) -> str:
    row, column = paths_of(template, place)
    if row_only:
        return row[-1] if row else form.table_title(template.id)
    return " × ".join(part for part in ("/".join(row[-2:]), "/".join(column[-2:])) if part)


def _text(text: str, origin: Origin) -> tuple[Paragraph, ...]:
    return (Paragraph(plain_runs(text), origin),) if text else ()


def label_cell(label: LabelCell, origin: Origin) -> Cell:
    """Make the cell of an official label."""
    blocks = _text(label.text, origin)
    return Cell(label.row, label.col, label.rowspan, label.colspan, blocks, None, "label", origin)


def value_cell(
    form: Form, template: TableTemplate, place: ValueCell, origin: Origin, text: str
) -> tuple[Cell, list[Finding]]:
    """Make the cell of a value; origin: of its text, of the label beside it where it is blank."""
    if not text:
        severity: Severity | None = "info" if place.type == "text" else None
        detail = _name_of(form, template, place)
        return _cell(place, (), None, origin), [finding("blank-value", origin, detail=detail, severity=severity)]
    reading = read_value(text, place.type)
    found = []
    if reading.value is None and place.type != "text":
        detail = _name_of(form, template, place)
        found.append(finding("value-not-a-number", origin, before=text, detail=detail))
    elif not reading.plain:
        detail = _name_of(form, template, place)
        found.append(finding("number-reformatted", origin, before=text, after=reading.text, detail=detail))
    return _cell(place, _text(reading.text, origin), reading.value, origin), found


def _cell(place: ValueCell, blocks: tuple[Paragraph, ...], value: Value, origin: Origin) -> Cell:
    expects: Expected = "amount" if place.type == "percent" else place.type
    return Cell(place.row, place.col, 1, place.colspan, blocks, value, "value", origin, place.name, expects)


def _without_meaning(match: Match, rows: Sequence[Sequence[Token]]) -> Iterator[Finding]:
    """Report cells that count as blank: what a program writes for a blank one, and numbers of rows."""
    tokens = [token for row in rows for token in row if not token.text and token.cell.text.strip()]
    for _, found in groupby(sorted(tokens, key=_is_word), key=_is_word):
        first, *others = found
        detail = f"{match.form.table_title(match.template.id)} × {len(others) + 1}"
        yield finding("artifact-removed", first.cell.origin, before=first.cell.text.strip(), detail=detail)


def _is_word(token: Token) -> bool:
    return token.cell.text.strip() in NOTHING


def is_plain(blocks: Sequence[Block]) -> bool:
    """Say whether blocks are one text of one run, with nothing on it."""
    if len(blocks) != 1 or not isinstance(blocks[0], Paragraph) or len(blocks[0].runs) != 1:
        return not blocks
    run = blocks[0].runs[0]
    return run.inset is None and not run.link and run.note is None


def dropped(blocks: Sequence[Block], origin: Origin, keeps_comments: bool) -> Iterator[Finding]:
    """Report what the source of a table held besides the text, and perhaps the comments, that are kept."""
    for block in blocks:
        if isinstance(block, Picture):
            yield finding("content-dropped", origin, before=block.alt or block.media_type, detail="picture")
        elif isinstance(block, Paragraph):
            for run in block.runs:
                if run.inset is not None and not (keeps_comments and isinstance(run.inset, Comment)):
                    yield from _dropped_inset(run, origin)
                if run.link:
                    yield finding("content-dropped", origin, before=run.link, detail="link address")
                if run.note:
                    text = run.note.text
                    yield finding("content-dropped", origin, before=text, detail="note")


def _dropped_inset(run: Run, origin: Origin) -> Iterator[Finding]:
    inset = run.inset
    if isinstance(inset, Picture):
        yield finding("content-dropped", origin, before=inset.alt or inset.media_type, detail="picture")
    elif isinstance(inset, Comment):
        text = inset.text
        yield finding("content-dropped", origin, before=text, detail="comment")
    elif isinstance(inset, Equation):
        yield finding("structure-changed", origin, before=run.text, detail="equation written as plain text")


def _joined(match: Match, rows: Sequence[Sequence[Token]], placed: Placed) -> Iterator[Finding]:
    pieces: dict[int, Origin] = {}
    for row in rows[match.start : placed.stop]:
        for token in row:
            if not token.line:
                pieces.setdefault(token.piece, token.cell.origin)
    for origin in list(pieces.values())[1:]:
        yield finding("table-joined", origin, detail=match.form.table_title(match.template.id))


def _label_findings(match: Match) -> Iterator[Finding]:
    tidied, first = 0, Origin()
    for at, label in enumerate(match.layout.labels):
        token = match.claims.get(at)
        if token is None:
            yield finding("label-missing", after=label.text, severity="warning" if label.leaf else "info")
        elif token.folded != fold(label.text):
            yield finding("label-corrected", token.cell.origin, before=token.text, after=label.text)
        elif token.text != label.text:
            first = first if tidied else token.cell.origin
            tidied += 1
    if tidied:
        title = match.form.table_title(match.template.id)
        detail = f"{title}: {tidied}"
        yield finding("label-tidied", first, detail=detail)


def _leftovers(match: Match, placed: Placed) -> Iterator[Finding]:
    known = {fold(label.text) for label in match.layout.labels} | {token.folded for token in match.claims.values()}
    cut = match.unfinished()
    again = [token for token in match.claims.values() if token.times > 1]
    repeated = Counter({token.text: token.times - 1 for token in again})
    where = {token.text: token.cell.origin for token in again}
    extra: dict[int, list[Token]] = {}
    blank = {cell.row for cell in match.layout.blanks}
    bare = {token.row for label, token in match.claims.items() if match.layout.labels[label].row in blank}
    for token in sorted(placed.leftover, key=lambda token: (token.row, token.at)):
        if token.folded in known:
            repeated[token.text] += token.times
            where.setdefault(token.text, token.cell.origin)
        elif token.row in bare and token.is_value and not any(map(str.isdigit, token.text)):
            continue
        elif token.is_value or not any(token.folded in text for text in cut):
            extra.setdefault(token.row, []).append(token)
    for text, count in repeated.items():
        yield finding("label-repeated", where[text], before=text, detail=f"× {count}" if count > 1 else "")
    for tokens in extra.values():
        yield finding("label-extra", tokens[0].cell.origin, before="  ".join(token.text for token in tokens))
