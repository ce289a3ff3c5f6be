"""Leave values blank that are there but not sure: of another unit, run into each other, in a table that stands doubled.

Each is reported as undecidable with what the source has in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain, groupby

from convert.findings import finding
from convert.forms.check import Place, equalities
from convert.forms.fold import fold, units_differ
from convert.forms.layout import ValueCell, lay_out
from convert.forms.match import Match
from convert.forms.place import Placed
from convert.forms.stacking import on_one_page, overlap, page_of, span
from convert.forms.stretch import Token
from convert.forms.sums import Places, has_row_sums, row_adds_up
from convert.forms.template import TableTemplate
from convert.forms.values import is_garbled, is_unit, read_value
from convert.model import Cell, Finding, Paragraph

_HUNDREDFOLD = 100
_MANY_LOSSES = 3
"""Rows with characters that could not be read, after which digits may be missing anywhere among them."""
_LINES_BELOW = 3
"""Lines below a number that the rest of its cell may stand on."""
_NO_NUMBER = frozenset(("super", "sub", "strike"))
UNREADABLE = "\ufffd"


def withhold(match: Match, rows: Sequence[Sequence[Token]], placed: Placed) -> list[Finding]:
    """Take out of what was placed all values that are not sure; rows: those of the stretch that the table may reach."""
    findings: list[Finding] = []
    source = rows[match.start : placed.stop]
    if _stands_doubled(match, source) or _has_lost_much(source):
        _leave_all_blank(match, placed)
    _leave_other_units_blank(match, placed, findings)
    _leave_garbled_blank(match, placed)
    _leave_cut_blank(match, rows[match.start : placed.stop + _LINES_BELOW], placed)
    for place in run_together(match.template, {at: token.text for at, token in placed.values.items()}):
        _take_out(placed, (place,))
    _leave_strays_blank(match, placed)
    return findings


def _has_lost_much(rows: Sequence[Sequence[Token]]) -> bool:
    """Say whether characters of many rows could not be read: who lost those may have lost digits too."""
    return sum(any(UNREADABLE in token.text for token in row) for row in rows) >= _MANY_LOSSES


def _leave_other_units_blank(match: Match, placed: Placed, findings: list[Finding]) -> None:
    """Take out the values under a head whose unit is not the official one: a number without its unit is wrong."""
    labels = match.layout.labels
    other = {
        leaf: token
        for leaf in chain.from_iterable(match.layout.heads)
        if (token := match.claims.get(leaf)) and units_differ(token.folded, fold(labels[leaf].text))
    }
    for _, places in match.layout.groups if other else ():
        for leaf, place in zip(match.layout.heads[places[0].band], places, strict=True):
            if leaf in other:
                where, before = other[leaf].cell.origin, other[leaf].text
                findings.append(finding("unit-differs", where, before=before, after=labels[leaf].text))
                _take_out(placed, (place,))


def _stands_doubled(match: Match, rows: Sequence[Sequence[Token]]) -> bool:
    """Say whether two tables stand side by side, such as two years.

    Then a row's label comes again behind its values, or a row of heads names a column more often than the form does.
    """
    beside, heads = _named_once(match.template)
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
        named = [token.folded for token in row if token.folded in heads]
        if len(named) > 1:
            once = Counter(folded for folded, _ in groupby(token.folded for token in row) if folded in heads)
            if any(count > heads[folded] for folded, count in once.items()):
                return True
    return False


@lru_cache(maxsize=1024)
def _named_once(template: TableTemplate) -> tuple[frozenset[str], Counter[str]]:
    """Give the labels, folded, that stand once in a row of the form, and how often a row of heads has each of its."""
    layout = lay_out(template)
    heads, abreast = Counter[str](), Counter[str]()
    for band, leaves in zip(template.bands, layout.heads, strict=True):
        own = Counter(fold(layout.labels[leaf].text) for leaf in leaves)
        abreast = abreast + own if band.beside else own
        heads |= abreast
    beside = Counter((label.row, fold(label.text)) for label in layout.labels if not label.in_head)
    twice = {folded for (_, folded), count in beside.items() if count > 1}
    return frozenset(folded for _, folded in beside if folded not in twice), heads


def _leave_all_blank(match: Match, placed: Placed) -> None:
    """Take out all values: nobody knows which are meant."""
    for _, places in match.layout.groups:
        _take_out(placed, places)


def _take_out(placed: Placed, places: Places) -> None:
    """Leave places blank, and note what stood in them as undecided."""
    tokens = [placed.values.pop((place.row, place.col), None) for place in places]
    found = [token for token in tokens if token is not None]
    if found:
        placed.undecided.append((places, "  ".join(token.text for token in found), found[0].cell.origin))


def is_marked(cell: Cell) -> bool:
    """Say whether part of a cell is raised, lowered or struck out: its digits are a note mark or not valid."""
    for block in cell.blocks:
        for run in block.runs if isinstance(block, Paragraph) else ():
            if run.marks and run.marks & _NO_NUMBER and any(char.isdigit() for char in run.text):
                return True
    return False


def is_doubtful(token: Token) -> bool:
    """Say whether the digits of a cell are no number, or not all of them are its value's."""
    return is_garbled(token.text) or (not token.run_on and is_marked(token.cell))


def _leave_garbled_blank(match: Match, placed: Placed) -> None:
    """Take out values whose digits are no number: something ran into them, and nobody knows which digits are meant.

    Where several cells of a row hold two numbers each, two rows ran into each other: none of its values is sure.
    """
    for _, places in match.layout.groups:
        filled = [
            (place, token, is_garbled(token.text))
            for place in places
            if (token := placed.values.get((place.row, place.col))) and place.type != "text"
        ]
        two_rows = sum([is_bad and len(token.text.split()) > 1 for _, token, is_bad in filled]) > 1
        for place, token, is_bad in filled:
            if two_rows or is_bad or (not token.run_on and is_marked(token.cell)):
                _take_out(placed, (place,))


def _leave_cut_blank(match: Match, rows: Sequence[Sequence[Token]], placed: Placed) -> None:
    """Take out numbers of a printed page whose unit stands alone below them: the rest of a broken cell.

    Pages differ in scale: of a unit on the next page nothing says which number of the last row it belongs to.
    """
    units = [token for row in rows for token in row if is_unit(token.folded) and token.cell.origin.box]
    places = {(place.row, place.col): place for place in match.layout.places} if units else {}
    for unit in units:
        near = {
            at: token
            for at, token in placed.values.items()
            if 0 < unit.row - token.row <= _LINES_BELOW and token.cell.origin.box
        }
        above = [at for at, token in near.items() if on_one_page((token, unit)) and overlap(span(token), span(unit))]
        if above:
            above = [max(above, key=lambda at: (near[at].row, at))]
        elif near:
            last = max(token.row for token in near.values())
            above = [at for at, token in near.items() if token.row == last and page_of(token) != page_of(unit)]
        for at in above:
            _take_out(placed, (places[at],))


def run_together(template: TableTemplate, texts: Mapping[Place, str]) -> Iterator[ValueCell]:
    """Yield where numbers begin with what all of their sums ask for, and go on: other digits may have run into them.

    A number that a report has wrong is seldom a hundred times too large, and then by no such digits.
    """
    values = {at: value for at, text in texts.items() if (value := read_value(text).value) is not None}
    large = {at for at, value in values.items() if value >= _HUNDREDFOLD}
    asked: dict[Place, list[Decimal]] = {}
    right: set[Place] = set()
    for one in equalities(template) if large else ():
        if large.isdisjoint(one.places) or not all(map(values.__contains__, one.places)):
            continue
        difference = sum(map(values.__getitem__, one.left)) - sum(map(values.__getitem__, one.right))
        if not difference:
            right |= one.places
            continue
        for at in large & one.places:
            asked.setdefault(at, []).append(values[at] - (difference if at in one.left else -difference))
    for place in lay_out(template).places if asked else ():
        at = place.row, place.col
        wanted: Sequence[Decimal] = () if at in right else asked.get(at, ())
        if len({*wanted}) == 1 and _goes_on(wanted[0], values[at]):
            yield place


def _leave_strays_blank(match: Match, placed: Placed) -> None:
    """Take out rows of a text without rows that do not add up, where most rows of the table found no values.

    Such a text has another order than the page had, and as many values as a row has places stand together by chance.
    """
    whole: list[tuple[Places, list[Token]]] = []
    for _, places in match.layout.groups:
        tokens = [token for place in places if (token := placed.values.get((place.row, place.col)))]
        if len(tokens) == len(places) and all(token.line for token in tokens) and has_row_sums(match.template, places):
            whole.append((places, tokens))
    if 2 * len(whole) >= len(match.layout.groups):
        return
    for places, tokens in whole:
        if not row_adds_up(match.template, places, [token.text for token in tokens]):
            _take_out(placed, places)


def _goes_on(wanted: Decimal, shown: Decimal) -> bool:
    return wanted > 0 and wanted * _HUNDREDFOLD <= shown and str(shown).startswith(str(wanted))
