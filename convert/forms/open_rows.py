"""Read the rows that a form has any number of times: all that stand between its head and the next label it names.

Only cells tell which word belongs in which column, so rows are read where the source has columns: each value stands
under one head. A row of which that is not certain stays blank and is reported; where no column is certain, the table
stays as it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from convert.findings import finding
from convert.forms.fold import fold, units_differ
from convert.forms.layout import LabelCell, lay_out
from convert.forms.match import Match, find_best, until_it_begins_again
from convert.forms.open_columns import RowSet, find_columns
from convert.forms.place import Placed
from convert.forms.row_reader import OpenRows, RowReader
from convert.forms.spelled import spell_out
from convert.forms.stretch import Token
from convert.forms.template import Form, Line
from convert.forms.withheld import is_doubtful
from convert.model import Finding


def read_open_rows(match: Match, rows: Sequence[Sequence[Token]]) -> OpenRows | None:
    """Read the rows of a match that repeat; rows: those of the stretch that the table may reach. None: nobody can."""
    found = OpenRows(stop=match.stop)
    numbers: Counter[str] = Counter()
    sets = list(_sets(match, len(rows)))
    if any(before.stop > after.start for before, after in pairwise(sets)):
        return None
    for part in sets:
        columns = find_columns(match, part, rows[part.start : part.stop])
        if columns is None or part.start > part.stop or not RowReader(match, part, columns, found, numbers).read(rows):
            return None
    where = min(match.claims.values(), key=lambda token: (token.row, token.at)).cell.origin
    title = match.form.table_title(match.template.id)
    for kind in (line for part in sets for line in part.kinds):
        least, most = kind.repeat
        if not least <= numbers[kind.key] <= most or not found.rows:
            detail, count = f"{title} {kind.key}", str(numbers[kind.key])
            found.findings.append(finding("row-count", where, before=count, after=f"{least}–{most}", detail=detail))
    return found


def end_of_rows(match: Match, rows: Sequence[Sequence[Token]], stop: int, forms: Sequence[Form]) -> int:
    """Say at which row, `stop` at the latest, another table begins: another form's, or the same once more.

    A head that comes again where a page ends goes on with the same table.
    """
    rest = list(until_it_begins_again(rows[match.start : stop], match.template))
    stop = match.start + len(rest)
    other = find_best(rest[match.stop - match.start :], forms)
    return min(stop, other.start) if other else stop


def _sets(match: Match, end: int) -> Iterator[RowSet]:
    """Yield the sets of rows that repeat, each between the labels of the form that were found around it."""
    labels = [(match.layout.labels[at], token) for at, token in match.claims.items()]
    top = 0
    for index, band in enumerate(match.template.bands):
        body = top + max(len(column.path) for column in band.columns) + bool(band.banner)
        kinds: list[Line] = []
        at = body
        for row in (*band.rows, None):
            if row is not None and row.repeat:
                kinds.append(row)
                continue
            if kinds:
                start = max((_last_row(label, token) + 1 for label, token in labels if label.row < at), default=0)
                below = [token.row for label, token in labels if label.row >= at and (label.leaf or label.in_head)]
                head, stop = top + bool(band.banner), min(below, default=end)
                yield RowSet(tuple(kinds), index, head, at, start, stop, bool(below))
                kinds = []
            at += row is not None
        top = body + len(band.fixed)


def _last_row(label: LabelCell, token: Token) -> int:
    return token.row + (token.cell.rowspan - 1 if label.in_head and not token.line else 0)


def _other_units(match: Match, bands: set[int], findings: list[Finding]) -> Iterator[tuple[int, str]]:
    """Yield the columns, by band and key, whose head names another unit than the form does."""
    for band in sorted(bands):
        for leaf, column in zip(match.layout.heads[band], match.template.bands[band].columns, strict=True):
            token, official = match.claims.get(leaf), match.layout.labels[leaf].text
            if token is not None and units_differ(token.folded, fold(official)):
                findings.append(finding("unit-differs", token.cell.origin, before=token.text, after=official))
                yield band, column.key


def spell_match(match: Match, placed: Placed, opened: OpenRows) -> tuple[Match, Placed, list[Finding]]:
    """Put rows that repeat between those of the form: a match and values of the form as this document has it."""
    template = spell_out(match.template, [row.line for _, row in opened.rows])
    layout = lay_out(template)
    counts = Counter(at for at, _ in opened.rows)

    def moved(row: int) -> int:
        return row + sum(count for at, count in counts.items() if row >= at)

    covering = {
        (row, col): at
        for at, label in enumerate(layout.labels)
        for row in range(label.row, label.row + label.rowspan)
        for col in range(label.col, label.col + label.colspan)
    }
    labels = match.layout.labels
    claims = {covering[moved(labels[at].row), labels[at].col]: token for at, token in match.claims.items()}
    places = {group[0].row_key: group for _, group in layout.groups}
    values = {(moved(row), col): token for (row, col), token in placed.values.items()}
    undecided, findings = list(placed.undecided), list(opened.findings)
    bands = {places[row.line.key][0].band for _, row in opened.rows}
    other_units = set(_other_units(match, bands, findings))
    for _, row in opened.rows:
        group = places[row.line.key]
        for index, token in enumerate(row.labels):
            at = covering.get((group[0].row, index))
            if at is not None and token is not None:
                claims.setdefault(at, token)
        if row.raw:
            undecided.append((group, row.raw, row.origin))
        for place, value in zip(group, row.values, strict=True):
            if value is None:
                continue
            if place.type != "text" and (is_doubtful(value) or (place.band, place.col_key) in other_units):
                undecided.append(((place,), value.text, value.cell.origin))
            else:
                values[place.row, place.col] = value
    placed = replace(placed, values=values, undecided=undecided)
    return replace(match, template=template, layout=layout, claims=claims), placed, findings
