"""Pages as programs print them as text: digits above and below their rows, labels behind their values."""

from __future__ import annotations

import pytest

from convert import read
from convert.model import Document
from tests.forms.test_broken_rows import codes
from tests.reports import Report, Spot, around, cell_per_line, differences, make_report, rows_of, values_in

FORMS = ("annual-report-2021", "annual-report-2019")
NEXT = "四、结转下年度继续办理"
CARRIED = "二、上年结转政府信息公开申请数量"


def narrow_columns(report: Report) -> str:
    """Print two digits and five characters a line, cells in the middle of their rows, half a line apart."""

    def row_lines(cells: list[Spot]) -> list[str]:
        broken = []
        for cell in cells:
            width = 2 if cell.is_value else 5
            pieces = [cell.text[at : at + width] for at in range(0, len(cell.text), width)]
            broken.append((cell.col * 8, pieces))
        height = max(len(pieces) for _, pieces in broken)
        lines: dict[int, str] = {}
        for left, pieces in broken:
            for at, piece in enumerate(pieces):
                y = 2 * at + height - len(pieces)
                lines[y] = lines.get(y, "").ljust(left) + piece
        return [lines[y] for y in sorted(lines)]

    return "\f" + around(report, lambda table: "\n".join("\n".join(row_lines(row)) for row in rows_of(report, table)))


@pytest.mark.parametrize("seed", [2, 5, 14, 26, 41, 46, 50, 56])
def test_numbers_broken_in_narrow_columns_are_whole_or_blank(seed: int) -> None:
    report = make_report(seed, FORMS[seed % 2], top=3000)
    document = read(narrow_columns(report).encode())
    wrong, missing = differences(report, document)
    assert wrong == []
    assert not missing or "undecidable" in codes(document)


def moved(text: str, line: str, by: int) -> str:
    lines = text.split("\n")
    at = lines.index(line)
    lines.insert(at + by, lines.pop(at))
    return "\n".join(lines)


def moved_label(seed: int, label: str, by: int) -> tuple[Report, Document]:
    report = make_report(seed, FORMS[seed % 2], top=30 if seed % 3 == 0 else 3000, blanks=2 if seed % 4 == 1 else 0)
    return report, read(moved(cell_per_line(report), label, by).encode())


def wrong_values(report: Report, document: Document) -> list[str]:
    assert "undecidable" in codes(document)
    return differences(report, document)[0]


@pytest.mark.parametrize("seed", [9, 17, 25])
def test_values_before_their_label_are_no_digits_of_the_sums_above_them(seed: int) -> None:
    assert wrong_values(*moved_label(seed, NEXT, 7)) == []


@pytest.mark.parametrize("seed", [1, 9, 18, 26])
def test_a_label_that_stands_far_behind_its_values_moves_no_row(seed: int) -> None:
    assert wrong_values(*moved_label(seed, CARRIED, 8 + seed)) == []


def test_on_a_page_a_value_between_two_labels_belongs_to_neither_for_certain() -> None:
    report = make_report(3, "annual-report-2021")
    report.values["published"][7] = None
    lines = "\f" + cell_per_line(report)
    document = read(moved(lines, "行政强制", 1).encode())
    assert values_in(document)["published"][7:9] == [None, None]
    assert "undecidable" in codes(document)


HEADS = """四、政府信息公开行政复议、行政诉讼情况
           行政复议                       行政诉讼
结果   结果   其他   尚未   总计      未经复议直接起诉              复议后起诉
{}维持   纠正   结果   审结        结果   结果   其他   尚未   总计   结果   结果   其他   尚未   总计
                       维持   纠正   结果   审结        维持   纠正   结果   审结
27   0    0    15   42   29   8    0    0    37   0    27   1    562  590
五、存在的主要问题及改进情况
"""


@pytest.mark.parametrize("page_break", ["", "\f"])
def test_heads_broken_over_a_page_keep_the_order_of_their_lines(page_break: str) -> None:
    document = read(HEADS.format(page_break).encode())
    assert (values_in(document)["disputes"])[:5] == ["27", "0", "0", "15", "42"]


def test_heads_one_a_line_in_another_order_leave_no_value_under_a_wrong_one() -> None:
    report = make_report(10, "annual-report-2021", top=3000)
    text = cell_per_line(report).replace("商业企业\n", "法律\n").replace("法律服务机构\n", "商业企业\n")
    document = read(text.replace("法律\n", "法律服务机构\n").encode())
    in_rows = zip(*[iter(report.values["requests"])] * 7, strict=True)
    expected = [value for row in in_rows for value in (row[0], row[4], row[2], row[3], row[1], *row[5:])]
    got = values_in(document)["requests"]
    assert all(value in (None, want) for value, want in zip(got, expected, strict=True))


def requests(report: Report, row: int, lines: str) -> Document:
    """Print the row so, and all others one a line, their values beside their labels."""

    def text(table: str) -> str:
        rows = [" ".join(cell.text for cell in cells) for cells in rows_of(report, table)]
        if table == "requests":
            label = rows[row].split(" ")[0]
            rows[row] = lines.format(label)
        return "\n".join(rows)

    return read(around(report, text).encode())


@pytest.mark.parametrize(
    "lines",
    [
        "{} 0 0 40 0 0 0 40\n61 61\n9 9",
        "197 171 236 370 233 349 155\n{}\n77 99 64 40 64 03 947",
        "197 171 236 370 233 349 155\n{} 77 99 64 40 64 03 947",
    ],
)
def test_lines_of_digits_around_a_row_leave_it_blank(lines: str) -> None:
    report = make_report(3, "annual-report-2021")
    document = requests(report, 3, lines)
    assert values_in(document)["requests"][:7] == [None] * 7
    assert "undecidable" in codes(document)


def test_wide_digits_below_a_row_may_go_on_in_it_as_narrow_ones_may() -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    report = make_report(3, "annual-report-2021")
    lines = "{} 0 0 4127 0 1746 0 5873\n1 7 8".translate(wide)
    document = requests(report, 3, lines)
    assert values_in(document)["requests"][:7] == [None] * 7
    assert "undecidable" in codes(document)


def test_a_sum_cut_at_the_end_of_a_page_is_not_believed() -> None:
    report = make_report(3, "annual-report-2019", top=30)
    head = "\n".join("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
    report.values["requests"][-14:-7] = ["208", "934", "294", "527", "816", "1385", "4164"]
    document = requests(report, 24, "{} 208 934 294 527 816 138 416\n\f" + head + "\n5 4")
    assert all(value not in ("138", "416") for value in values_in(document)["requests"])


@pytest.mark.parametrize("values", ["0 2138 216532552249313 0 0 10830 8 0 10830 8 2059 0 0 0 2059"])
def test_numbers_run_together_are_none_though_the_row_has_as_many(values: str) -> None:
    document = read(
        HEADS.format("")
        .replace("27   0    0    15   42   29   8    0    0    37   0    27   1    562  590", values)
        .encode()
    )
    assert set(values_in(document)["disputes"]) == {None}
    assert "undecidable" in codes(document)
