"""The unit that a line above a table states, against the official one."""

from __future__ import annotations

import pytest

import convert
from convert.forms.fold import fold
from convert.model import Finding
from tests.reports import differences, make_report, tabs_full

HEAD = "本年收费金额（单位：万元）"


def read_with(line: str, head: str) -> tuple[list[Finding], tuple[list[str], list[str]]]:
    """Read a report whose fees stand under a head of this wording, with a line above their table."""
    report = make_report(3)
    lines = tabs_full(report).replace(HEAD, head).split("\n")
    at = next(at for at, text in enumerate(lines) if head in text)
    while "\t" in lines[at - 1]:
        at -= 1
    document = convert.read("\n".join([*lines[:at], line, *lines[at:]]).encode())
    return [found for found in document.findings if found.code == "unit-stated"], differences(report, document)


@pytest.mark.parametrize("line", ["单位：元", "（单位: 人民币元）", "金额单位：千元"])
def test_another_unit_above_a_head_without_one_is_a_warning_and_changes_no_value(line: str) -> None:
    (found,), different = read_with(line, "本年收费金额")
    assert (found.severity, fold(found.before), found.after) == ("warning", fold(line), HEAD)
    assert different == ([], [])


@pytest.mark.parametrize(
    ("line", "head"), [("单位：万元", "本年收费金额"), ("单位：元", HEAD), ("填报单位：青禾县图书馆", "本年收费金额")]
)
def test_the_official_unit_and_a_head_that_names_its_own_are_no_doubt(line: str, head: str) -> None:
    assert read_with(line, head)[0] == []
