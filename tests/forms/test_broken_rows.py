"""Rows of values that a page or a loop left in another shape: mended by the sums, or blank and reported."""

from __future__ import annotations

from convert import read
from convert.model import Document
from tests.drawn import pdf_labels_below, pdf_lines
from tests.dumped import page_lines
from tests.reports import cell_per_line, differences, make_report, tabs_full, values_in

HEAD = """四、政府信息公开行政复议、行政诉讼情况
行政复议
行政诉讼
结果维持
结果纠正
其他结果
尚未审结
总计
未经复议直接起诉
复议后起诉
结果维持
结果纠正
其他结果
尚未审结
总计
结果维持
结果纠正
其他结果
尚未审结
总计
"""


def disputes(lines: str) -> Document:
    return read((HEAD + lines + "\n五、存在的主要问题及改进情况\n无。\n").encode())


def row_of(document: Document) -> str:
    return " ".join(value or "-" for value in values_in(document)["disputes"])


def codes(document: Document) -> list[str]:
    return [found.code for found in document.findings]


def test_digits_on_the_line_below_go_on_in_the_numbers_that_the_sums_name() -> None:
    document = disputes("0 208 0 0 208 528 168 233 0 303 0 0 0 549 549\n3 3 8 4")
    assert row_of(document) == "0 2083 0 0 2083 528 168 2338 0 3034 0 0 0 549 549"
    assert codes(document).count("lines-joined") == 4


def test_digits_below_that_may_go_on_in_two_ways_leave_the_row_blank() -> None:
    document = disputes("10 10 0 0 20 10 10 0 0 20 10 10 0 0 20\n1 1")
    assert set(values_in(document)["disputes"]) == {None}
    assert "undecidable" in codes(document)


def test_a_page_number_below_a_row_is_no_part_of_it() -> None:
    document = disputes("1 0 0 0 1 2 0 0 0 2 0 3 0 0 3\n7")
    assert row_of(document) == "1 0 0 0 1 2 0 0 0 2 0 3 0 0 3"


def test_digits_right_behind_their_number_are_joined_to_it() -> None:
    document = disputes("0 0 471 0 471 126 7 94 408 0 176 9 0 159 1 0 0 159 1".replace(" ", "\n"))
    assert row_of(document) == "0 0 471 0 471 1267 94 408 0 1769 0 1591 0 0 1591"


def test_a_value_below_the_others_belongs_where_blanks_kept_its_place() -> None:
    first = ["　　", " 0", "2", " 1", "　5", "　　", "　　", "　　", "2", "5", "0", "3", "0", "　　", "5"]
    document = disputes("\n".join([*first, " 2", "3", " 0", "0", "2"]))
    assert row_of(document) == "2 0 2 1 5 3 0 0 2 5 0 3 0 2 5"


def test_a_value_below_a_line_that_has_one_too_few_is_not_guessed_a_place() -> None:
    document = disputes("2 0 2 4 2 0 1 0 3 2 0 0 0 2\n0")
    assert set(values_in(document)["disputes"]) == {None}
    assert "undecidable" in codes(document)


def test_heads_that_lost_their_columns_do_not_reorder_the_values_below() -> None:
    report = make_report(3, top=30)
    rows = tabs_full(report).split("\n")
    squeezed = [
        "\t".join(["", "自然人", "法人或其他组织", "总计"]) if "自然人" in row and "法人" in row else row
        for row in rows
    ]
    document = read("\n".join(squeezed).encode())
    assert values_in(document)["requests"] == report.values["requests"]


def test_a_number_that_goes_on_behind_what_its_sums_ask_for_is_left_blank() -> None:
    document = disputes("3 0 1 0 4 2 1 0 0 3 0 0 0 3 3999")
    assert values_in(document)["disputes"][-1] is None
    assert [found.before for found in document.findings if found.code == "undecidable"] == ["3999"]


def test_one_number_too_few_is_a_blank_and_not_a_number_to_be_cut() -> None:
    report = make_report(5, top=3)
    lines = cell_per_line(report).split("\n")
    at = lines.index("四、结转下年度继续办理")
    text = "\n".join([*lines[: at + 1], "5 0 0 0 0 27", *lines[at + 8 :]])
    document = read(text.encode())
    assert set(values_in(document)["requests"][-7:]) == {None}


def test_two_rows_in_the_cells_of_one_are_both_left_blank() -> None:
    report = make_report(4, top=30)
    rows = tabs_full(report).split("\n")
    at = next(index for index, row in enumerate(rows) if "（七）总计" in row)
    cells = rows[at].split("\t")
    rows[at] = "\t".join(f'"0\n{cell}"' if cell.isdigit() and index % 2 else cell for index, cell in enumerate(cells))
    got = values_in(read("\n".join(rows).encode()))["requests"]
    start = report.values["requests"][161:168]
    assert got[161:168] == [None] * len(start)


def test_numbers_that_add_up_in_a_row_but_in_no_column_are_not_taken() -> None:
    report = make_report(8732, "annual-report-2019", blanks=8, broken=2, top=30)
    wrong, missing = differences(report, read(page_lines(report).encode()))
    assert wrong == []
    assert "requests[147]: None instead of 2908" in missing


def test_the_rest_of_a_number_does_not_become_the_blank_total_of_the_next_row() -> None:
    report = make_report(31477, "annual-report-2021", blanks=3, top=3000)
    assert (report.values["requests"][6], report.values["requests"][13]) == ("1537802", None)
    document = read(pdf_lines(report).encode())
    assert differences(report, document)[0] == []
    assert any(found.code == "undecidable" and "153780" in found.before for found in document.findings)


def test_values_with_marks_of_a_program_in_them_are_no_values() -> None:
    report = make_report(3, top=30)
    text = tabs_full(report)
    first = report.values["published"][0]
    for mark in (f"{first} 2+", f"<b>{first}", f"{{{first}}}", f"{first}\ufffd"):
        document = read(text.replace(f"规章\t{first}\t", f"规章\t{mark}\t").encode())
        assert differences(report, document) == ([], ["published[0]: None instead of " + str(first)])
        assert any(found.code == "undecidable" and found.before == mark for found in document.findings)


def test_a_table_that_lost_many_bytes_stays_blank() -> None:
    report = make_report(3, top=30)
    damaged = tabs_full(report).encode()
    for label in ("予以公开", "属于国家秘密", "重复申请", "其他处理"):
        damaged = damaged.replace(label.encode(), label.encode()[:-2] + b"\xff")
    document = read(damaged)
    assert all(value is None for value in values_in(document)["requests"])
    assert values_in(document)["published"] == report.values["published"]
    assert any(found.code == "undecidable" for found in document.findings)


def test_a_number_whose_unit_was_broken_off_is_no_number_without_it() -> None:
    report = make_report(7, top=30)
    for table, at in (("requests", 14), ("disputes", 4)):
        report.values[table][at] = "251000元"
    document = read(pdf_lines(report).encode())
    wrong, missing = differences(report, document)
    assert (wrong, len(missing)) == ([], 2)
    assert [found.before for found in document.findings if found.code == "undecidable"] == ["251000", "251000"]


def test_a_unit_behind_a_page_break_leaves_the_numbers_above_it_blank() -> None:
    report = make_report(14, "annual-report-2021", top=30)
    total = len(report.values["requests"]) - 14
    report.values["requests"][total + 4] = "251000元"
    before, after = pdf_lines(report).split("251000", 1)
    rest, unit, after = after.partition("元\n")
    document = read(f"{before}251000{rest.rstrip(' ')}\f{' ' * 56}{unit}{after}".encode())
    assert differences(report, document)[0] == []
    assert any(found.code == "undecidable" and found.before == "251000" for found in document.findings)


def test_values_that_stand_above_or_below_their_labels_stay_blank_where_cells_hide_which() -> None:
    report = make_report(3, "annual-report-2021", top=3000)
    report.values["requests"][6] = None
    lines = pdf_labels_below(report).split("\n")
    first, last = lines.index("（三）不予公开"), lines.index("（七）总计")
    cells = [line.replace("  ", "\t") + "\t" * (6 - line.count("  ")) for line in lines[first + 1 : last - 4]]
    document = read("\n".join([*lines[: first + 1], *cells, *lines[last - 4 :]]).encode())
    assert differences(report, document)[0] == []
    assert any(found.code == "undecidable" and found.detail.startswith("一、本年新收") for found in document.findings)


def test_a_unit_beside_the_rest_of_a_label_leaves_the_numbers_of_its_row_blank() -> None:
    report = make_report(14, top=30)
    report.values["requests"][70:77] = ["0", "254件", "0", "0", "0", "855", "1109"]
    text = page_lines(report)
    assert "\n案卷 件 9\n" in text
    document = read(text.encode())
    assert differences(report, document)[0] == []
    assert any(found.code == "undecidable" and found.before.startswith("0  254 ") for found in document.findings)


def test_the_beginnings_of_broken_numbers_are_no_numbers_though_they_add_up() -> None:
    report = make_report(14, top=30)
    report.values["requests"][63:70] = ["1998件", "4135", "0", "1390", "0", "1", "7524"]
    document = read(page_lines(report).encode())
    assert differences(report, document)[0] == []
    assert any(found.code == "undecidable" and found.before.startswith("199 ") for found in document.findings)


def test_pieces_of_heads_side_by_side_on_one_line_are_no_heads_that_the_form_lacks() -> None:
    report = make_report(6, "annual-report-2021")
    heads = "商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
    broken = "社会 法律\n商业 科研\n公益 服务 其他\n企业 机构\n组织 机构\n"
    text = cell_per_line(report)
    assert heads in text
    assert differences(report, read(text.replace(heads, broken).encode())) == ([], [])
