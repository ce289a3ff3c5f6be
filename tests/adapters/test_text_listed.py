"""Rows that a program printed as lists."""

from __future__ import annotations

import pytest

from convert import read
from convert.adapters.text.listed import read_rows
from convert.model import Paragraph, Table
from tests.adapters.text_files import rows_of


def test_lists_on_lines_are_the_rows_of_a_table() -> None:
    document = read("附表：\n['项目', '数量']\n['图书', 1.50]\n['报纸', None]\n完".encode())
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert rows_of(table) == [["项目", "数量"], ["图书", "1.50"], ["报纸", ""]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["附表：", "完"]


def test_a_list_of_lists_is_a_table_of_its_own() -> None:
    document = read("[['项目', '数量'], [\"图'书\", '3\\n4']]".encode())
    assert rows_of(next(block for block in document.blocks if isinstance(block, Table))) == [
        ["项目", "数量"],
        ["图'书", "3 4"],
    ]


@pytest.mark.parametrize("line", ["[注]", "[1]", "[2021]12号", "[1, 2]", "['只有一个']", "[['a', ['b', ['c']]]]"])
def test_words_in_brackets_are_text(line: str) -> None:
    document = read(line.encode())
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [line]


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000 + "]", "['" + "\\\\" * 50_000 + "']", "[" + "'a'," * 50_000 + "]", "['" * 50_000 + "]"],
    ids=["brackets", "backslashes", "cells", "quotes"],
)
def test_hostile_lines_end(line: str) -> None:
    rows = read_rows(line)
    assert rows is None or len(rows) == 1


def test_rows_of_a_dump_whose_table_has_a_quoted_name_are_rows_beside_its_statements() -> None:
    lines = [
        "CREATE TABLE t (id integer,a text,b text);",
        *(f"INSERT INTO \"t\" VALUES({at},'甲',NULL);" for at in range(3)),
    ]
    document = read("\n".join(lines).encode())
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert rows_of(table) == [[str(at), "甲", ""] for at in range(3)]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == lines[:1]
