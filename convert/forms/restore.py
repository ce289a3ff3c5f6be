"""Build an official table from a match: official labels, the source's values, findings for every difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from sys import intern
from typing import NamedTuple

from convert.findings import finding
from convert.forms.fold import fold, units_differ
from convert.forms.layout import ValueCell
from convert.forms.match import Match
from convert.forms.place import Gaps, Placed, Whole, place_values
from convert.forms.remarks import places_of_comments, with_comments
from convert.forms.stretch import NOTHING, Token
from convert.forms.sums import asked_for
from convert.forms.values import is_garbled, read_value
from convert.model import (
    Block,
    Cell,
    Comment,
    Equation,
    Finding,
    Origin,
    Paragraph,
    Picture,
    Run,
    Table,
    Value,
    plain_runs,
)

_HUNDREDFOLD = 100


class Restored(NamedTuple):
    """An official table, what was found, the source row after its last, and how many of its values are blank."""

    table: Table
    findings: list[Finding]
    stop: int
    gaps: Gaps


def restore(match: Match, rows: Sequence[Sequence[Token]], limit: int, whole: Whole) -> Restored:
    """Restore the table of a match; no row from `limit` on is touched."""
    placed = place_values(match, rows[:limit], whole)
    origin = min(match.claims.values(), key=lambda token: (token.row, token.at)).cell.origin
    findings = [*_joined(match, rows, placed), *_label_findings(match), *_leftovers(match, placed)]
    for text, where in placed.moved:
        findings.append(finding("structure-changed", where, before=text, detail="columns put into the official order"))
    cells = [
        Cell(label.row, label.col, label.rowspan, label.colspan, _text(label.text, origin_of), None, "label", origin_of)
        for at, label in enumerate(match.layout.labels)
        for origin_of in (match.claims[at].cell.origin if at in match.claims else origin,)
    ]
    if _stands_doubled(match, rows[match.start : placed.stop]):
        _leave_all_blank(match, placed)
    _leave_other_units_blank(match, placed, findings)
    _leave_garbled_blank(match, placed)
    _leave_run_together_blank(match, placed)
    for label, places in match.layout.groups:
        beside = match.claims[label].cell.origin if label in match.claims else origin
        for place in places:
            cell, found = _value_cell(match, place, placed.values.get((place.row, place.col)), beside)
            cells.append(cell)
            findings += found
    for places, raw, text, where in placed.split:
        findings.append(
            finding("run-split", where, before=raw, after=text, detail=name_of(match, places[0], row_only=True))
        )
    for places, raw, where in placed.undecided:
        detail = name_of(match, places[0], row_only=len(places) > 1)
        findings.append(finding("undecidable", where, before=raw, detail=detail))
    source = rows[match.start : placed.stop]
    commented = places_of_comments(match, placed, source)
    kept = {(token.row, token.at) for tokens in commented.values() for token in tokens}
    for row in source:
        for token in row:
            findings += dropped(token.cell.blocks, token.cell.origin, (token.row, token.at) in kept)
    findings += _without_meaning(match, source)
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
    return Restored(table, findings, placed.stop, placed.gaps)


def _leave_other_units_blank(match: Match, placed: Placed, findings: list[Finding]) -> None:
    """Take out the values under a head whose unit is not the official one: a number without its unit is wrong."""
    for _, places in match.layout.groups:
        for index, place in enumerate(places):
            leaf = match.layout.heads[place.band][index]
            token, official = match.claims.get(leaf), match.layout.labels[leaf].text
            if token is None or not units_differ(token.folded, fold(official)):
                continue
            findings.append(finding("unit-differs", token.cell.origin, before=token.text, after=official))
            value = placed.values.pop((place.row, place.col), None)
            if value is not None:
                placed.undecided.append(((place,), value.text, value.cell.origin))


def _stands_doubled(match: Match, rows: Sequence[Sequence[Token]]) -> bool:
    """Say whether two tables stand side by side, such as two years.

    Then a row's label comes again behind its values, or a row of heads names a column more often than the form does.
    """
    labels = match.layout.labels
    beside = {fold(label.text) for label in labels if not label.in_head}
    heads = Counter[str]()
    for leaves in match.layout.heads:
        heads |= Counter(fold(labels[leaf].text) for leaf in leaves)
    for row in rows:
        before: set[str] = set()
        behind: set[str] = set()
        for token in row:
            if token.is_value:
                behind |= before
            elif token.folded in behind:
                return True
            elif token.folded in beside:
                before.add(token.folded)
        named = Counter(folded for folded, _ in groupby(token.folded for token in row) if folded in heads)
        if any(count > heads[folded] for folded, count in named.items()):
            return True
    return False


def _leave_all_blank(match: Match, placed: Placed) -> None:
    """Take out all values: nobody knows which of two tables is meant."""
    for _, places in match.layout.groups:
        tokens = [placed.values.pop((place.row, place.col), None) for place in places]
        found = [token for token in tokens if token is not None]
        if found:
            placed.undecided.append((places, "  ".join(token.text for token in found), found[0].cell.origin))


def _is_marked(token: Token) -> bool:
    """Say whether part of a cell is raised, lowered or struck out: its digits are a note mark or not valid."""
    if token.run_on:
        return False
    runs = [run for block in token.cell.blocks if isinstance(block, Paragraph) for run in block.runs]
    return any(run.marks & {"super", "sub", "strike"} and any(char.isdigit() for char in run.text) for run in runs)


def _leave_garbled_blank(match: Match, placed: Placed) -> None:
    """Take out values whose digits are no number: something ran into them, and nobody knows which digits are meant.

    Where several cells of a row hold two numbers each, two rows ran into each other: none of its values is sure.
    """
    for _, places in match.layout.groups:
        found = [(place, placed.values.get((place.row, place.col))) for place in places if place.type != "text"]
        filled = [(place, token) for place, token in found if token is not None]
        garbled = [token for _, token in filled if is_garbled(token.text)]
        two_rows = sum(len(token.text.split()) > 1 for token in garbled) > 1
        for place, token in filled:
            if two_rows or is_garbled(token.text) or _is_marked(token):
                del placed.values[place.row, place.col]
                placed.undecided.append(((place,), token.text, token.cell.origin))


def _leave_run_together_blank(match: Match, placed: Placed) -> None:
    """Take out numbers that begin with what all of their sums ask for, and go on: other digits may have run into them.

    A number that a report has wrong is seldom a hundred times too large, and then by no such digits.
    """
    places = [place for _, group in match.layout.groups for place in group]
    numbers = {
        (place.row_key, place.col_key): value
        for place in places
        if (token := placed.values.get((place.row, place.col))) and (value := read_value(token.text).value) is not None
    }
    for place in places:
        shown = numbers.get((place.row_key, place.col_key))
        if shown is None or shown < _HUNDREDFOLD:
            continue
        asked = asked_for(match.template, numbers, place.row_key, place.col_key)
        if len(asked) == 1 and _goes_on(asked.pop(), shown):
            token = placed.values.pop((place.row, place.col))
            placed.undecided.append(((place,), token.text, token.cell.origin))


def _goes_on(wanted: Decimal, shown: Decimal) -> bool:
    return wanted > 0 and wanted * _HUNDREDFOLD <= shown and str(shown).startswith(str(wanted))


def name_of(match: Match, place: ValueCell, *, row_only: bool = False) -> str:
    """Name a place by its labels: row × column."""
    band = match.template.bands[place.band]
    row = next(line.path for line in band.rows if line.key == place.row_key)
    column = next(line.path for line in band.columns if line.key == place.col_key)
    if row_only:
        return row[-1] if row else match.form.table_title(match.template.id)
    return " × ".join(part for part in ("/".join(row[-2:]), "/".join(column[-2:])) if part)


def _text(text: str, origin: Origin) -> tuple[Paragraph, ...]:
    return (Paragraph(plain_runs(text), origin),) if text else ()


def _value_cell(match: Match, place: ValueCell, token: Token | None, beside: Origin) -> tuple[Cell, list[Finding]]:
    if token is None:
        blank = finding("blank-value", beside, detail=name_of(match, place))
        return _cell(place, (), None, beside), [blank]
    origin = token.cell.origin
    reading = read_value(token.text, place.type)
    found = []
    if token.line and "\n" in token.cell.text:
        found.append(finding("lines-joined", origin, before=token.cell.text, after=token.text, severity="warning"))
    if reading.value is None and place.type != "text":
        found.append(finding("value-not-a-number", origin, before=token.text, detail=name_of(match, place)))
    elif not reading.plain:
        detail = name_of(match, place)
        found.append(finding("number-reformatted", origin, before=token.text, after=reading.text, detail=detail))
    return _cell(place, _text(reading.text, origin), reading.value, origin), found


def _cell(place: ValueCell, blocks: tuple[Paragraph, ...], value: Value, origin: Origin) -> Cell:
    name = intern(f"{place.row_key}_{place.col_key}")
    return Cell(place.row, place.col, 1, place.colspan, blocks, value, "value", origin, name, place.type)


def _without_meaning(match: Match, rows: Sequence[Sequence[Token]]) -> Iterator[Finding]:
    """Report cells that count as blank: what a program writes for a blank one, and numbers of rows."""
    tokens = [token for row in rows for token in row if not token.text and token.cell.text.strip()]
    for _, found in groupby(sorted(tokens, key=_is_word), key=_is_word):
        first, *others = found
        detail = f"{match.form.table_title(match.template.id)} × {len(others) + 1}"
        yield finding("artifact-removed", first.cell.origin, before=first.cell.text.strip(), detail=detail)


def _is_word(token: Token) -> bool:
    return token.cell.text.strip() in NOTHING


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
                    text = " ".join(paragraph.text for paragraph in run.note.paragraphs)
                    yield finding("content-dropped", origin, before=text, detail="note")


def _dropped_inset(run: Run, origin: Origin) -> Iterator[Finding]:
    inset = run.inset
    if isinstance(inset, Picture):
        yield finding("content-dropped", origin, before=inset.alt or inset.media_type, detail="picture")
    elif isinstance(inset, Comment):
        text = "\n".join(paragraph.text for paragraph in inset.paragraphs)
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
    for token in sorted(placed.leftover, key=lambda token: (token.row, token.at)):
        if token.folded in known:
            repeated[token.text] += token.times
            where.setdefault(token.text, token.cell.origin)
        elif token.is_value or not any(token.folded in text for text in cut):
            extra.setdefault(token.row, []).append(token)
    for text, count in repeated.items():
        yield finding("label-repeated", where[text], before=text, detail=f"× {count}" if count > 1 else "")
    for tokens in extra.values():
        yield finding("label-extra", tokens[0].cell.origin, before="  ".join(token.text for token in tokens))
