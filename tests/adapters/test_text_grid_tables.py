"""Tables drawn with lines."""

from __future__ import annotations

import pytest

from tests.adapters.text_files import only_table, paragraphs_of, read_text_file, rows_of, spans_of, tables_of

SPANS = """\
+------------------------+------------+----------+----------+
| Header row, column 1   | Header 2   | Header 3 | Header 4 |
| (header rows optional) |            |          |          |
+========================+============+==========+==========+
| body row 1, column 1   | column 2   | column 3 | column 4 |
+------------------------+------------+----------+----------+
| body row 2             | Cells may span columns.          |
+------------------------+------------+---------------------+
| body row 3             | Cells may  | Table cells         |
+------------------------+ span rows. | contain             |
| body row 4             |            | body elements.      |
+------------------------+------------+---------------------+
"""


def test_missing_rules_and_bars_make_spans() -> None:
    table = only_table(SPANS)
    assert (table.n_rows, table.n_cols, table.header_rows) == (5, 4, 1)
    assert spans_of(table) == [
        ("Cells may span columns.", 1, 3),
        ("Cells may span rows.", 2, 1),
        ("Table cells contain body elements.", 2, 2),
    ]
    assert rows_of(table)[4] == ["body row 4"]


BOX = """\
┌────────┬───────────────┐
│ 单位   │ 户数          │
│        ├───────┬───────┤
│        │ “甲”  │ 乙    │
╞════════╪═══════╪═══════╡
│ 东山   │ 3     │       │
│ 镇     │       │       │
└────────┴───────┴───────┘
"""


def test_box_drawing_is_read_like_a_grid_and_a_double_rule_parts_the_head() -> None:
    table = only_table(BOX)
    assert rows_of(table) == [["单位", "户数"], ["“甲”", "乙"], ["东山镇", "3", ""]]
    assert spans_of(table) == [("单位", 2, 1), ("户数", 1, 2)]
    assert table.header_rows == 2


@pytest.mark.parametrize("ink", ["┌─┬┐│├┼┤└┴┘", "╔═╦╗║╠╬╣╚╩╝", "┏━┳┓┃┣╋┫┗┻┛", "+-++|++++++"])
def test_every_kind_of_line_draws_the_same_table(ink: str) -> None:
    lines = ("┌──┬──┐", "│甲│1 │", "├──┼──┤", "│乙│2 │", "└──┴──┘")
    text = "\n".join(lines).translate(str.maketrans("┌─┬┐│├┼┤└┴┘", ink)) + "\n"
    assert rows_of(only_table(text)) == [["甲", "1"], ["乙", "2"]]


def test_characters_that_the_writer_counted_as_one_column_do_not_shift_the_bars() -> None:
    assert rows_of(only_table("+----+---+\n| 东山 | 3 |\n+----+---+\n| ab | 4 |\n+----+---+\n")) == [
        ["东山", "3"],
        ["ab", "4"],
    ]


def test_lines_between_two_rules_are_rows_where_numbers_stand_below_each_other() -> None:
    table = only_table("+------+----+\n| 单位 | 数 |\n+------+----+\n| 甲   | 1  |\n|      | 2  |\n+------+----+\n")
    assert rows_of(table) == [["单位", "数"], ["甲", "1"], ["", "2"]]
    assert table.header_rows == 1


def test_lines_between_two_rules_are_one_row_where_a_cell_goes_on() -> None:
    table = only_table("+------+----+\n| 单位 | 数 |\n+------+----+\n| 东山 | 1  |\n| 镇   |    |\n+------+----+\n")
    assert rows_of(table) == [["单位", "数"], ["东山镇", "1"]]


def test_a_blank_line_ends_the_table() -> None:
    document = read_text_file("+--+\n|甲|\n+--+\n\n|乙|\n")
    assert rows_of(tables_of(document)[0]) == [["甲"]]
    assert len(tables_of(document)) == 1


@pytest.mark.parametrize("text", ["+--+\n", "+--+\n+--+\n", "┌──┐\n正文\n", "+1\n+2\n"])
def test_drawings_without_texts_are_no_tables(text: str) -> None:
    document = read_text_file(text)
    assert tables_of(document) == []
    assert "\n".join(paragraphs_of(document)) == text.strip()


LINKS = """\
   +-----------------+
   | 用水            |
   |-----------------|
   | 单位   | 户数   |
   |--------+--------|
   | 东山   | +12    |
   |        |--------|
   |        | 7      |
   +-----------------+
"""


def test_rules_may_begin_and_end_at_bars() -> None:
    table = only_table(LINKS)
    assert rows_of(table) == [["用水"], ["单位", "户数"], ["东山", "+12"], ["7"]]
    assert spans_of(table) == [("用水", 1, 2), ("东山", 2, 1)]


@pytest.mark.parametrize("sign", ["+", "-", "=", "±"])
def test_the_sign_of_a_number_is_no_border(sign: str) -> None:
    text = f"+----+----+----+\n| a  | b  | c  |\n+----+----+----+\n| d       | {sign}4 |\n+---------+----+\n"
    assert rows_of(only_table(text))[1] == ["d", f"{sign}4"]
