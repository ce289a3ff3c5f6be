"""Lines broken at a fixed width come back; whatever only looks so stays."""

from __future__ import annotations

import pytest

from tests.adapters.text_files import only_table, paragraphs_of, read_text_file, rows_of, tables_of

HEAD = ["用水户类别", "春季", "夏季", "秋季", "冬季", "全年合计"]
ROWS = [[f"第{at}片区居民住宅用水总量（含公共建筑）", *(str(at * 1234 + col) for col in range(5))] for at in range(12)]
WIDE = 48


def broken(lines: list[str], width: int) -> list[str]:
    """Break lines as a terminal does, where a wide character takes two columns."""
    pieces: list[str] = []
    for line in lines:
        pieces.append("")
        used = 0
        for char in line:
            columns = 1 if char.isascii() else 2
            if used + columns > width:
                pieces.append("")
                used = 0
            pieces[-1] += char
            used += columns
    return pieces


def test_rows_broken_at_a_fixed_width_are_put_together() -> None:
    lines = broken([" | ".join(row) for row in [HEAD, *ROWS]], WIDE)
    assert len(lines) > len(ROWS) + 10
    assert rows_of(only_table("\n".join(lines))) == [HEAD, *ROWS]


def test_columns_padded_to_one_width_are_not_put_together() -> None:
    lines = [f"{row[0]}  {row[1]:>6}  {row[2]:>6}  {row[3]:>6}" for row in ROWS]
    tables = tables_of(read_text_file("\n".join(lines)))
    assert [len(row) for table in tables for row in rows_of(table)] == [4] * len(ROWS)


@pytest.mark.parametrize("mark", [" | ", ",", " "])
@pytest.mark.parametrize("longer", [0, 3])
def test_records_of_one_length_are_not_put_together(mark: str, longer: int) -> None:
    rows = [[f"{20230101 + at}", *(str(10000 + at * 7 + col) for col in range(7))] for at in range(30)]
    rows = [[*row, "1" * (at % (longer + 1) + 1)] for at, row in enumerate(rows)]
    document = read_text_file("\n".join(mark.join(row) for row in rows))
    texts = paragraphs_of(document) or [mark.join(row) for table in tables_of(document) for row in rows_of(table)]
    assert texts == [mark.join(row) for row in rows]


def test_paragraphs_of_one_width_are_not_put_together() -> None:
    lines = ["办" * 30 + "。"] * 12 + ["一、总则"]
    assert paragraphs_of(read_text_file("\n".join(lines))) == lines
