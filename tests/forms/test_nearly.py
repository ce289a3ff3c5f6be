"""A table that nearly follows a form is named, with what it lacks; others are not."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from convert import read
from convert.findings import CODES
from tests.renderers import RENDERERS
from tests.reports import Spot, make_report

OWN = (str(Path(__file__).parent.parent / "data" / "open_forms" / "penalties.toml"),)


def test_labels_cut_short_are_told_with_the_table_that_they_are_of() -> None:
    def change(_: str, spots: list[Spot]) -> list[Spot]:
        return [
            spot if spot.is_value else replace(spot, text=spot.text[: max(2, len(spot.text) // 3)]) for spot in spots
        ]

    document = read(RENDERERS["html_in_text"](replace(make_report(1), change=change)).encode())
    found = [one for one in document.findings if one.code == "table-nearly"]
    assert document.form == ""
    assert [one.detail for one in found] == [
        "二、主动公开政府信息情况 (annual-report-2021)",
        "三、收到和处理政府信息公开申请情况 (annual-report-2021)",
        "四、政府信息公开行政复议、行政诉讼情况 (annual-report-2021)",
    ]
    assert "(本年收费金额(单位:万元))" in found[0].before
    assert CODES["table-nearly"].severity == "warning"


def test_a_table_with_a_few_of_the_labels_is_not_near() -> None:
    rows = ("序号\t行政相对人名称\t联系人\t电话", "1\t某公司\t张三\t555")
    document = read("\n".join(rows).encode(), forms=OWN)
    assert "table-nearly" not in {one.code for one in document.findings}


def test_a_form_that_is_there_is_not_said_to_be_near() -> None:
    document = read(RENDERERS["html_in_text"](make_report(2)).encode())
    assert "table-nearly" not in {one.code for one in document.findings}
