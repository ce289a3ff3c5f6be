"""Cells parted by unusual marks, and texts of one line, come back as rows and as lines."""

from __future__ import annotations

import pytest

from tests.adapters.text_files import only_table, paragraphs_of, read_text_file, rows_of, tables_of

HEAD = ["片区", "春", "夏", "全年"]
ROWS = [[f"第{at}片区", str(at), "" if at == 3 else str(at + 7), str(2 * at + 7)] for at in range(9)]


@pytest.mark.parametrize("mark", ["│", "¦", "→", "»", "丨", "·", "^", "#", "~", "$", "@@"])
def test_an_unusual_mark_between_many_numbers_parts_cells(mark: str) -> None:
    assert rows_of(only_table("\n".join(mark.join(row) for row in [HEAD, *ROWS]))) == [HEAD, *ROWS]


@pytest.mark.parametrize(("left", "right"), ["[]", "【】"])
def test_cells_in_brackets_are_cells(left: str, right: str) -> None:
    text = "\n".join("".join(f"{left}{cell}{right}" for cell in row) for row in [HEAD, *ROWS])
    assert rows_of(only_table(text)) == [HEAD, *ROWS]


@pytest.mark.parametrize(
    "line", ["# 总则", "比分 3 - 2", "见[1][2][3]", "2023 / 24 学年", "盈利 $1 $2 $3 $4", "入口 → 出口 → 1 号门"]
)
def test_marks_of_prose_part_no_cells(line: str) -> None:
    assert paragraphs_of(read_text_file(f"{line}\n" * 9 + "完。")).count(line.removeprefix("# ")) in (0, 9)
    assert "|" not in "".join(paragraphs_of(read_text_file(line)))


@pytest.mark.parametrize("join", ["|", ";", "\t", "；"])
def test_a_text_that_a_program_joined_to_one_line_is_cut_again(join: str) -> None:
    pieces = ["年度情况说明", "全年工作平稳，办理及时。" * 90, *(cell or "0" for row in ROWS * 2 for cell in row)]
    assert paragraphs_of(read_text_file(join.join(pieces)))[:3] == pieces[:3]


def test_lists_without_quotes_are_rows() -> None:
    rows = [[cell.replace("3", "1,233") for cell in row] for row in ROWS]
    text = "\n".join(f"[{', '.join(row)}]" for row in [HEAD, *rows])
    assert rows_of(only_table(text)) == [HEAD, *rows]


def test_references_in_brackets_are_prose() -> None:
    document = read_text_file(
        "正文。\n\n" + "\n\n".join(f"[参见{name}, 第{at}页]" for at, name in enumerate("甲乙丙丁戊己"))
    )
    assert not tables_of(document)
    assert "[参见甲, 第0页]" in paragraphs_of(document)
