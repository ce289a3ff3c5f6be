"""Write what was checked and what was found: the last sheet of a recognised report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from convert.annotations import Places, rule_of
from convert.findings import is_history
from convert.messages import message
from convert.model import Check, Document, Finding
from convert.numbers import fits_worksheet, number_format
from convert.own_workbook import CHECK_COLUMNS, FINDING_COLUMNS, REMARK, RESULTS, SEVERITIES, cell_name
from convert.writers.xlsx.cells import Pen, place_cells
from convert.writers.xlsx.layout import count_lines, row_height
from convert.writers.xlsx.live import explain, formulas_of
from convert.writers.xlsx.looks import Look
from convert.writers.xlsx.sheet import Sheet
from convert.writers.xlsx.table_sheet import LABEL_FILL, RIGHT_FILL, WRONG_FILL

_WIDTHS = (28, 12, 36, 18, 26, 26, 26)
_SHORT_NAME = 8
_WHERE = FINDING_COLUMNS.index("位置")
_HEADER = Look(fill=LABEL_FILL, border=True, align="center")
_TEXT = Look(border=True)
_CENTRED = Look(border=True, align="center")
_WRONG = Look(fill=WRONG_FILL, border=True, align="center")
_LINK = Look(colour="0563C1", border=True)


def write_audit(
    sheet: Sheet, pen: Pen, document: Document, names: Mapping[int, str], live: Collection[int]
) -> Iterator[str]:
    """Yield a row a check, then a row a finding.

    names: the index of a table's block → the name of its sheet; live: the checks that formulas can say, by place.
    """
    start = len(document.checks) + 2
    sheet.widths, sheet.size = _WIDTHS, (start + 1 + len(document.findings), len(FINDING_COLUMNS))
    sheet.frozen, sheet.landscape = (1, 0), True
    if document.checks:
        for colour, result in ((RIGHT_FILL, RESULTS[True]), (WRONG_FILL, RESULTS[False])):
            kind = 'type="cellIs" operator="equal"'
            sheet.fill_if(f"D2:D{len(document.checks) + 1}", pen.looks.changed_fill(colour), kind, f'"{result}"')
    yield sheet.row(0, place_cells(0, [pen.plain(name, _HEADER) for name in CHECK_COLUMNS]))
    for row, check in enumerate(document.checks, 1):
        yield _write_check(sheet, pen, row, check, names, row - 1 in live)
    yield sheet.row(start, place_cells(start, [pen.plain(name, _HEADER) for name in FINDING_COLUMNS]))
    places = Places(document)
    for row, found in enumerate(document.findings, start + 1):
        place = places.of(found)
        where = (names[place.block], cell_name(place.row, place.col)) if place else None
        yield _write_finding(sheet, pen, row, found, where)


def _shortened(name: str) -> str:
    return name if len(name) <= _SHORT_NAME else f"{name[:_SHORT_NAME]}…"


@lru_cache(maxsize=4096)
def _height_of_check(rule: str, words: str, where: str) -> float:
    return _height((rule, "", "", "", words, where))


def _height(texts: Sequence[str]) -> float:
    lines = max([count_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=False) if text], default=1)
    return row_height(lines) if lines > 1 else 0


def _write_check(sheet: Sheet, pen: Pen, row: int, check: Check, names: Mapping[int, str], is_live: bool) -> str:
    name = names.get(check.table, "")
    cells = (*check.left_cells, *check.right_cells)
    place = cell_name(*cells[0]) if cells else ""
    where = f"{_shortened(name)}!{place}"
    rule, words = rule_of(check), explain(check)
    formulas = formulas_of(check, names, row) if is_live else None
    drawn = [
        pen.plain(rule, _TEXT),
        _write_amount(pen, check.left, formulas and formulas.left),
        _write_amount(pen, check.right, formulas and formulas.right),
    ]
    look = _WRONG if check.holds is False else _CENTRED
    if formulas:
        drawn.append(pen.formula(formulas.result, RESULTS[check.holds], look))
        drawn.append(pen.formula(formulas.words, words, _TEXT))
    else:
        drawn += (pen.plain(RESULTS[check.holds], look), pen.plain(words, _TEXT))
    if name and place:
        sheet.link(row, 5, name, place)
        drawn.append(pen.plain(where, _LINK))
    else:
        drawn.append(pen.blank(_TEXT))
    return sheet.row(row, place_cells(row, drawn), _height_of_check(rule, words, where))


def _write_amount(pen: Pen, amount: Decimal, summed: str | None) -> str:
    text = f"{amount:f}"
    drawn = _drawn_amount(text)
    if drawn is None:
        return pen.plain(text, _CENTRED)
    number, look = drawn
    return pen.formula(summed, number, look) if summed else pen.number(number, look)


@lru_cache(maxsize=4096)
def _drawn_amount(text: str) -> tuple[float, Look] | None:
    """Give an amount as a worksheet holds it, and the look that shows its digits; None if no number there does."""
    amount = Decimal(text)
    code = number_format(amount, text) if fits_worksheet(amount) else None
    return None if code is None else (float(amount), Look(border=True, align="center", code=code))


def _write_finding(sheet: Sheet, pen: Pen, row: int, found: Finding, place: tuple[str, str] | None) -> str:
    """Write a finding; place: the sheet and the cell that it is about, where its own row leads to."""
    where = str(found.origin) if is_history(found.code) else ""
    if place and not is_history(found.code):
        where = f"{_shortened(place[0])}!{place[1]}"
    texts = (
        found.code,
        SEVERITIES[found.severity],
        message(found, "zh"),
        where,
        found.before,
        found.after,
        found.detail,
    )
    drawn = [pen.plain(text, _TEXT) for text in texts]
    if place and where:
        sheet.link(row, _WHERE, *place)
        drawn[_WHERE] = pen.plain(where, _LINK)
    return sheet.row(row, place_cells(row, drawn), _height(texts))


def remark_of(check: Check) -> str:
    """Say on a cell what does not add up."""
    return f"{REMARK}{rule_of(check)}\n左边 {check.left:f}，右边 {check.right:f}，相差 {check.left - check.right:f}"
