"""Write what was checked and what was found: the last sheet of a recognised report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from convert.annotations import Places, rule_of
from convert.findings import is_history
from convert.messages import message
from convert.model import Check, Document, Finding
from convert.numbers import fits_worksheet, number_format
from convert.own_workbook import CHECK_COLUMNS, FINDING_COLUMNS, REMARK, RESULTS, SEVERITIES, cell_name
from convert.writers.xlsx.cells import Look, Pen
from convert.writers.xlsx.layout import count_lines, row_height
from convert.writers.xlsx.live import explain, explanation_formula, result_formula, sides_of
from convert.writers.xlsx.table_sheet import LABEL_FILL, RIGHT_FILL, WRONG_FILL, set_page

_WIDTHS = (28, 12, 36, 18, 26, 26, 26)
_SHORT_NAME = 8
_WHERE = FINDING_COLUMNS.index("位置")
_HEADER = Look(fill=LABEL_FILL, border=True, align="center")
_TEXT = Look(border=True)
_CENTRED = Look(border=True, align="center")
_WRONG = Look(fill=WRONG_FILL, border=True, align="center")
_LINK = Look(colour="#0563C1", border=True)


def write_audit(sheet: Any, pen: Pen, document: Document, sheets: Mapping[int, str], live: Collection[Check]) -> None:
    """Write a row a check, then a row a finding.

    sheets: the index of a table's block → the name of its sheet; live: the checks that formulas can say.
    """
    sheet._prepare_formula = _as_it_stands
    for col, width in enumerate(_WIDTHS):
        sheet.set_column(col, col, width)
    _write_header(sheet, pen, 0, CHECK_COLUMNS)
    for row, check in enumerate(document.checks, 1):
        sheet.pass_row(row)
        _write_check(sheet, pen, row, check, sheets.get(check.table, ""), check in live)
    if document.checks:
        for colour, result in ((RIGHT_FILL, RESULTS[True]), (WRONG_FILL, RESULTS[False])):
            rule = {"type": "cell", "criteria": "==", "value": f'"{result}"', "format": pen.fill(colour)}
            sheet.conditional_format(1, 3, len(document.checks), 3, rule)
    start = len(document.checks) + 2
    _write_header(sheet, pen, start, FINDING_COLUMNS)
    places = Places(document)
    for row, found in enumerate(document.findings, start + 1):
        sheet.pass_row(row)
        place = places.of(found)
        _write_finding(
            sheet, pen, row, found, (sheets[place.block], cell_name(place.row, place.col)) if place else None
        )
    sheet.freeze_panes(1, 0)
    set_page(sheet, landscape=True)


def _shortened(name: str) -> str:
    return name if len(name) <= _SHORT_NAME else f"{name[:_SHORT_NAME]}…"


def _as_it_stands(formula: str, *_: object) -> str:
    """Spare XlsxWriter the search for functions newer than 2007: ours are older, and it takes a third of the time."""
    return formula.removeprefix("=")


def _write_header(sheet: Any, pen: Pen, row: int, names: tuple[str, ...]) -> None:
    for col, name in enumerate(names):
        pen.plain(sheet, row, col, name, _HEADER)


def _set_height(sheet: Any, row: int, texts: Sequence[str]) -> None:
    lines = max(count_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=False))
    if lines > 1:
        sheet.set_row(row, row_height(lines))


def _write_check(sheet: Any, pen: Pen, row: int, check: Check, name: str, live: bool) -> None:
    cells = (*check.left_cells, *check.right_cells)
    place = cell_name(*cells[0]) if cells else ""
    short = _shortened(name)
    _set_height(sheet, row, (rule_of(check), "", "", "", explain(check), f"{short}!{place}"))
    pen.plain(sheet, row, 0, rule_of(check), _TEXT)
    sides = sides_of(check, name) if live else None
    _write_amount(sheet, pen, row, 1, check.left, sides and sides.left)
    _write_amount(sheet, pen, row, 2, check.right, sides and sides.right)
    look = _WRONG if check.holds is False else _CENTRED
    if sides:
        left, right, result = (cell_name(row, col) for col in (1, 2, 3))
        sheet.write_formula(row, 3, result_formula(sides, left, right), pen.format(look), RESULTS[check.holds])
        explanation = explanation_formula(sides, left, right, result)
        sheet.write_formula(row, 4, explanation, pen.format(_TEXT), explain(check))
    else:
        pen.plain(sheet, row, 3, RESULTS[check.holds], look)
        pen.plain(sheet, row, 4, explain(check), _TEXT)
    if name and place:
        pen.link(sheet, row, 5, f"{short}!{place}", (name, place), _LINK)
    else:
        pen.plain(sheet, row, 5, "", _TEXT)


def _write_amount(sheet: Any, pen: Pen, row: int, col: int, amount: Decimal, summed: str | None) -> None:
    text = f"{amount:f}"
    code = number_format(amount, text) if fits_worksheet(amount) else None
    if code is None:
        pen.plain(sheet, row, col, text, _CENTRED)
    elif summed:
        look = pen.format(Look(border=True, align="center", code=code))
        sheet.write_formula(row, col, f"=SUM({summed})", look, float(amount))
    else:
        sheet.write_number(row, col, float(amount), pen.format(Look(border=True, align="center", code=code)))


def _write_finding(sheet: Any, pen: Pen, row: int, found: Finding, place: tuple[str, str] | None) -> None:
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
    _set_height(sheet, row, texts)
    for col, text in enumerate(texts):
        if place and text and col == _WHERE:
            pen.link(sheet, row, col, text, place, _LINK)
        else:
            pen.plain(sheet, row, col, text, _TEXT)


def remark_of(check: Check) -> str:
    """Say on a cell what does not add up."""
    return f"{REMARK}{rule_of(check)}\n左边 {check.left:f}，右边 {check.right:f}，相差 {check.left - check.right:f}"
