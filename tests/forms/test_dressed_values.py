"""Numbers with something around them: what says nothing is taken off, else the cell stays blank and that is said."""

from __future__ import annotations

import pytest

import convert
from tests.reports import Report, differences, grid_of, make_report, tabs_full

REPORT = make_report(3, top=30)


def dressed(report: Report, pattern: str) -> str:
    """Write a report with tabs, each of its whole numbers put into a pattern."""
    lines = []
    for line in tabs_full(report).split("\n"):
        cells = line.split("\t")
        lines.append("\t".join(pattern.format(cell) if cell.isdecimal() else cell for cell in cells))
    return "\n".join(lines)


@pytest.mark.parametrize("pattern", ["“{}”", "：{}", "{}。", "＿{}＿", "`{}`", "【{}】", "\u202a{}\u202c"])
def test_what_says_nothing_about_a_number_is_taken_off(pattern: str) -> None:
    assert differences(REPORT, convert.read(dressed(REPORT, pattern).encode())) == ([], [])


@pytest.mark.parametrize("pattern", ["（{}）", "{}*", "~{}", "第4行：{}", "l{}", "{}I"])
def test_what_may_mean_something_leaves_the_cell_blank_and_is_said(pattern: str) -> None:
    document = convert.read(dressed(REPORT, pattern).encode())
    wrong, missing = differences(REPORT, document)
    assert (wrong, bool(missing)) == ([], True)
    assert {"undecidable", "rows-unread", "table-unrecognised"} & {found.code for found in document.findings}


def test_marks_for_the_cell_above_are_no_values() -> None:
    rows = [[cell or "^" for cell in row] for row in grid_of(make_report(3, blanks=9), "published")]
    document = convert.read("\n".join("\t".join(row) for row in rows).encode())
    assert "^" not in {cell.text for block in document.blocks for cell in getattr(block, "cells", ())}


def test_thousands_parted_by_an_apostrophe_or_a_thin_blank_are_numbers() -> None:
    report = make_report(4, top=90_000)
    for mark in ("'", "’", "\u202f"):
        text = "\n".join(
            "\t".join(f"{int(cell):,}".replace(",", mark) if cell.isdecimal() else cell for cell in line.split("\t"))
            for line in tabs_full(report).split("\n")
        )
        assert differences(report, convert.read(text.encode())) == ([], [])


def test_a_stroke_between_two_labels_is_no_value() -> None:
    document = convert.read("行政许可/本年处理决定数量\n3\n行政处罚/本年处理决定数量\n4\n".encode() * 3)
    assert "/" not in {cell.text for block in document.blocks for cell in getattr(block, "cells", ())}
