"""Data frames as a program prints them keep the places of blank cells."""

from __future__ import annotations

import pytest

from tests.adapters.text_files import only_table, paragraphs_of, read_text_file, rows_of, tables_of

ROWS = [["片区", "春季用水", ""], ["东山", "", "NaN"], ["", "1,234", "7"]]


def printed(rows: list[list[str]], wide: int) -> str:
    """Print rows flush right below the numbers of their columns; wide: how many columns a Chinese character takes."""

    def length(text: str) -> int:
        return sum(1 if char.isascii() else wide for char in text)

    widths = [max(length(row[col]) for row in rows) for col in range(len(rows[0]))]
    lines = [["", *map(str, range(len(rows[0])))], *([str(at), *row] for at, row in enumerate(rows))]
    return "\n".join(
        "  ".join(" " * (width - length(text)) + text for text, width in zip(line, [1, *widths], strict=True))
        for line in lines
    )


@pytest.mark.parametrize("wide", [1, 2])
def test_cells_of_a_frame_stand_below_the_numbers_of_their_columns(wide: int) -> None:
    assert rows_of(only_table(f"说明：\n{printed(ROWS, wide)}\n完。")) == ROWS


def test_columns_numbered_beyond_nine_end_where_the_longest_number_does() -> None:
    rows = [[f"第{col}栏" for col in range(12)], ["", *(str(col) for col in range(1, 12))]]
    text = printed(rows, 1).split("\n")
    head = "".join(" " + "  ".join(f"{at:<2}".rjust(len(rows[0][at])) for at in range(12)))
    assert rows_of(only_table("\n".join([f"  {head}", *text[1:]]))) == rows


def test_what_reaches_over_the_end_of_a_column_is_no_frame() -> None:
    document = read_text_file("   0  1\n0  东山镇人民政府  2\n1  西湖  3\n")
    assert (
        "".join(paragraphs_of(document) + [cell.text for table in tables_of(document) for cell in table.cells]).count(
            "西湖"
        )
        == 1
    )
