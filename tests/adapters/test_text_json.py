"""JSON and lines of JSON whose strings and arrays hold texts and tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import convert
from convert.errors import TooLarge
from convert.model import Heading, Paragraph, Table
from tests.adapters.text_files import codes_of, paragraphs_of, read_text_file, rows_of, tables_of

ROWS = [["单位", "户数"], ["东山", 12], ["西河", None]]
SHOWN = [["单位", "户数"], ["东山", "12"], ["西河", ""]]


def test_strings_are_read_in_their_own_dialects_and_keep_the_order() -> None:
    document = read_text_file(
        json.dumps(
            {"title": "年报", "id": 7, "content": "一、甲\n单位\t户数\t水量\n东山\t1\t2\n", "html": "<p>乙<p>丙"}
        )
    )
    assert [type(block) for block in document.blocks] == [Heading, Paragraph, Paragraph, Table, Paragraph, Paragraph]
    assert paragraphs_of(document) == ["年报", "id: 7", "一、甲", "乙", "丙"]
    assert getattr(document.blocks[0], "level", None) == 0


def test_origins_are_json_pointers() -> None:
    document = read_text_file(json.dumps({"a/b": [{"~": "甲\n乙", "rows": ROWS}]}))
    origins = [str(block.origin) for block in document.blocks if isinstance(block, Paragraph | Table)]
    assert origins == ["report.txt:1:/a~1b/0/~0", "report.txt:2:/a~1b/0/~0", "report.txt:/a~1b/0/rows"]
    assert tables_of(document)[0].cells[3].origin.ref == "/a~1b/0/rows/1/1"


@pytest.mark.parametrize(
    "value",
    [
        ROWS,
        [{"单位": "东山", "户数": 12}, {"单位": "西河", "户数": None}],
        [
            {"rowIndex": row, "columnIndex": col, "content": "" if text is None else str(text)}
            for row, line in enumerate(ROWS)
            for col, text in enumerate(line)
        ],
    ],
)
def test_arrays_of_rows_of_objects_and_of_cells_are_tables(value: object) -> None:
    assert rows_of(tables_of(read_text_file(json.dumps({"表": value})))[0]) == SHOWN


def test_cells_that_tell_their_spans_keep_them() -> None:
    cells = [
        {"row": 0, "col": 0, "rowspan": 2, "text": "甲"},
        {"row": 0, "col": 1, "colspan": 2, "text": "乙"},
        {"row": 1, "col": 2, "text": "丙"},
    ]
    table = tables_of(read_text_file(json.dumps({"cells": cells})))[0]
    assert [(cell.row, cell.col, cell.rowspan, cell.colspan) for cell in table.cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 2, 1, 1),
    ]


def test_named_rows_are_a_table_with_their_names() -> None:
    document = read_text_file(json.dumps({"表": {"规章": [1, 0], "文件": [2, None]}}))
    assert rows_of(tables_of(document)[0]) == [["规章", "1", "0"], ["文件", "2", ""]]
    document = read_text_file(json.dumps({"表": {"规章": {"制发": 1, "废止": 0}, "文件": {"制发": 2, "废止": 3}}}))
    assert rows_of(tables_of(document)[0]) == [["", "制发", "废止"], ["规章", "1", "0"], ["文件", "2", "3"]]


@pytest.mark.parametrize("key", ["lines", ""])
def test_an_array_of_strings_is_the_lines_of_a_text(key: str) -> None:
    lines = ["题", "单位\t户数\t水量", "东山\t1\t2"]
    document = read_text_file(json.dumps({key: lines} if key else lines))
    assert [type(block) for block in document.blocks] == [Paragraph, Table]


def test_lines_of_json_are_read_one_after_another() -> None:
    document = read_text_file(
        '{"title": "年报"}\n{"section": "一、甲", "text": "全年。"}\n\n{"rows": [["a", 1], ["b", 2]]}\n'
    )
    assert paragraphs_of(document) == ["年报", "一、甲", "全年。"]
    assert rows_of(tables_of(document)[0]) == [["a", "1"], ["b", "2"]]
    assert rows_of(tables_of(read_text_file('{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n'))[0]) == [
        ["a", "b"],
        ["1", "x"],
        ["2", "y"],
    ]


def test_keys_in_chinese_stand_before_what_they_name() -> None:
    assert paragraphs_of(
        read_text_file(json.dumps({"一、总体情况": "全年工作平稳。", "部门": "水务局", "附件": "", "id": None}))
    ) == [
        "一、总体情况",
        "全年工作平稳。",
        "部门: 水务局",
        "附件",
    ]


def test_numbers_keep_their_digits_and_doubled_keys_are_both_read() -> None:
    text = '{"rows": [["甲", 1.50], ["乙", 12345678901234567890]], "a": 1, "a": 2, "b": true}'
    document = read_text_file(text)
    assert rows_of(tables_of(document)[0]) == [["甲", "1.50"], ["乙", "12345678901234567890"]]
    assert paragraphs_of(document) == ["a: 1", "a: 2", "b: true"]


def test_json_in_a_string_is_read_again() -> None:
    document = read_text_file(json.dumps({"body": json.dumps({"text": "全年工作平稳。", "rows": ROWS})}))
    assert paragraphs_of(document) == ["全年工作平稳。"]
    assert rows_of(tables_of(document)[0]) == SHOWN


def test_data_in_a_string_is_left_out_and_reported() -> None:
    document = read_text_file(json.dumps({"text": "甲", "image": "data:image/png;base64," + "QUJD" * 1000}))
    assert paragraphs_of(document) == ["甲"]
    assert codes_of(document) == ["content-dropped"]


@pytest.mark.parametrize(
    "text",
    ['{"a": 1', "[2021]", "[甲]乙\n[丙]", "{甲}", "[1, 2]", '{"a": 1}\n乙', '"甲"说\n"乙"', "[" * 5000 + "]" * 5000],
)
def test_what_is_no_json_is_text(text: str) -> None:
    assert paragraphs_of(read_text_file(text)) == text.split("\n")


def test_json_that_is_nested_too_deeply_is_text() -> None:
    text = '{"a":' * 200 + '"甲乙丙丁"' + "}" * 200
    assert paragraphs_of(read_text_file(text)) == [text]


def test_a_lone_surrogate_is_replaced() -> None:
    assert paragraphs_of(read_text_file('{"text": "甲\\ud800乙"}')) == ["甲\ufffd乙"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson", "a.txt"])
def test_files_are_known_by_their_content_whatever_their_ending(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(json.dumps({"text": "全年工作平稳。\n没有停水。"}, ensure_ascii=False), encoding="utf-8")
    assert [block.text for block in convert.read(path).blocks if isinstance(block, Paragraph)] == [
        "全年工作平稳。",
        "没有停水。",
    ]


@pytest.mark.parametrize("name", ["far", "wide"])
def test_cells_beyond_a_sheet_are_refused(name: str) -> None:
    cell = (
        {"row": 0, "col": 10**8, "text": "x"} if name == "far" else {"row": 0, "col": 0, "text": "x", "colspan": 10**8}
    )
    with pytest.raises(TooLarge):
        read_text_file(json.dumps([cell, cell]))


HOSTILE = {
    "braces": lambda n: "{" * n,
    "brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "empty arrays": lambda n: "[" + "[]," * (n // 3) + "[]]",
    "quotes": lambda n: '["' + '\\"' * (n // 2) + '"]',
    "records": lambda n: '{"a":1}\n' * (n // 8),
    "records and rubbish": lambda n: '{"a":1}\n' * (n // 8) + "}",
    "braces in a string": lambda n: '{"a":"' + "{" * n + '}"}',
    "strings in strings": lambda n: json.dumps({"a": json.dumps({"a": json.dumps({"a": json.dumps({"a": "[" * n})})})}),
    "digits": lambda n: '{"a":' + "1" * n + "}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_is_read(name: str) -> None:
    assert len(read_text_file(HOSTILE[name](100_000)).blocks) <= 100_000


PAGES = [
    {"page": 1, "text": "一、用水\n单位 户数\n东山 1\n见下。", "tables": [[["单位", "户数"], ["东\n山", 1]]]},
    {"page": 2, "text": "西河 2\n二、打算\n无。", "tables": [[["西河", 2]], [["不", "在"], ["文", "中"]]]},
]


def test_tables_beside_the_text_of_their_page_stand_once_where_the_text_has_them() -> None:
    document = read_text_file(json.dumps(PAGES))
    shown = [rows_of(block) if isinstance(block, Table) else block.text for block in document.blocks]  # type: ignore[attr-defined]
    first, second = [["单位", "户数"], ["东\n山", "1"]], [["西河", "2"]]
    assert shown == ["一、用水", first, "见下。", second, "二、打算", "无。", [["不", "在"], ["文", "中"]]]
    removed = [found.before for found in document.findings if found.code == "artifact-removed"]
    assert removed == ["page: 1", "单位 户数\n东山 1", "page: 2", "西河 2"]


def test_a_text_that_differs_from_the_tables_beside_it_stays() -> None:
    pages = [{"text": "单位 户数\n东山 1\n", "tables": [[["单位", "户数"], ["东山", 2]]]}]
    document = read_text_file(json.dumps(pages))
    assert len(tables_of(document)) == 1
    assert "东山 1" in paragraphs_of(document)


def test_pages_of_many_tables_and_lines_do_not_take_long() -> None:
    page = {"text": "甲乙 1\n" * 20_000, "tables": [[["乙甲", "2"]]] * 5_000}
    assert len(tables_of(read_text_file(json.dumps(page)))) >= 5_000


@pytest.mark.parametrize(
    "objects",
    [
        [{"a": "甲", "b": None, "c": "乙"}, {"a": None, "b": "丙", "c": None}, {"a": 1, "b": 2, "c": 3}],
        [{"a": "甲", "c": "乙"}, {"b": "丙", "c": ""}, {"a": 1, "b": 2, "c": 3}],
        [{"a": "甲", "c": "乙"}, {"a": "", "b": "丙"}, {"a": 1, "b": 2, "c": 3}],
    ],
)
def test_objects_without_some_keys_or_values_keep_the_order_of_their_columns(objects: list[object]) -> None:
    table = tables_of(read_text_file(json.dumps(objects)))[0]
    assert rows_of(table) == [["a", "b", "c"], ["甲", "", "乙"], ["", "丙", ""], ["1", "2", "3"]]


def test_objects_whose_keys_number_columns_are_rows_however_few_they_have() -> None:
    objects = [{"c0": "甲", "c3": "乙"}, {"c3": "丙"}, {"c0": 1, "c1": 2, "c2": 3, "c3": 4}]
    table = tables_of(read_text_file(json.dumps(objects)))[0]
    assert rows_of(table)[1:] == [["甲", "", "", "乙"], ["", "", "", "丙"], ["1", "2", "3", "4"]]


CELLS = [
    (0, 0, 2, 1, "片区"),
    (0, 1, 1, 2, "用水"),
    (1, 1, 1, 1, "春"),
    (1, 2, 1, 1, "夏"),
    (2, 0, 1, 1, "东山"),
    (2, 2, 1, 1, "7"),
]
PLACED = {
    "outlines": [
        {"RowTl": r, "RowBr": r + h, "ColTl": c, "ColBr": c + w, "Text": t, "Polygon": [{"X": 1, "Y": 2}]}
        for r, c, h, w, t in CELLS
    ],
    "last": [{"ysc": r, "yec": r + h - 1, "xsc": c, "xec": c + w - 1, "word": t} for r, c, h, w, t in CELLS],
    "listed": [
        {"words": t, "rows": [*range(r, r + h)], "columns": [*range(c, c + w)], "location": [[1, 2]]}
        for r, c, h, w, t in CELLS
    ],
}


@pytest.mark.parametrize("cells", PLACED.values(), ids=PLACED)
def test_cells_of_recognisers_stand_at_their_places(cells: list[object]) -> None:
    (table,) = tables_of(read_text_file(json.dumps({"tables": [{"cells": cells}]})))
    assert [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in table.cells if cell.text] == CELLS


@pytest.mark.parametrize("repeated", [0, 30])
def test_a_text_that_was_cut_after_so_many_characters_is_put_together(repeated: int) -> None:
    lines = [f"第{at}片区	{at * 1001}	{at * 77}" for at in range(40)]
    text = "\n".join(lines)
    chunks = [text[at : at + 150] for at in range(0, len(text) - repeated, 150 - repeated)]
    content = [{"page_content": chunk, "metadata": {"source": "a.pdf"}} for chunk in chunks]
    document = read_text_file(json.dumps(content, ensure_ascii=False))
    assert rows_of(tables_of(document)[0]) == [line.split("\t") for line in lines]
    assert "source: a.pdf" in paragraphs_of(document)


def test_rows_of_objects_with_texts_are_a_table() -> None:
    rows = [["片区", "数量"], ["东", "12"], ["西", ""]]
    content = [{"method": "lattice", "data": [[{"top": 1.5, "text": cell} for cell in row] for row in rows]}]
    assert rows_of(tables_of(read_text_file(json.dumps(content)))[0]) == rows


def test_a_table_that_an_editor_keeps_as_a_tree_is_a_table() -> None:
    def cell(text: str, **attrs: int) -> object:
        paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}] if text else []}
        return {"type": "tableCell", "attrs": attrs, "content": [paragraph]}

    rows = [
        [cell("片区", rowspan=2), cell("用水", colspan=2)],
        [cell("春"), cell("夏")],
        [cell("东山"), cell(""), cell("7")],
    ]
    tree = {"type": "table", "content": [{"type": "tableRow", "content": row} for row in rows]}
    (table,) = tables_of(read_text_file(json.dumps({"type": "doc", "content": [tree]})))
    assert [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in table.cells if cell.text] == CELLS


def test_cells_named_by_their_addresses_stand_there() -> None:
    sheet = {
        "!ref": "A1:C3",
        "A1": {"t": "s", "v": "片区"},
        "B1": {"v": "春"},
        "C1": "夏",
        "A3": "东山",
        "C3": {"v": 7, "w": "7"},
    }
    (table,) = tables_of(read_text_file(json.dumps({"年报": sheet})))
    assert [(cell.row, cell.col, cell.text) for cell in table.cells if cell.text] == [
        (0, 0, "片区"),
        (0, 1, "春"),
        (0, 2, "夏"),
        (2, 0, "东山"),
        (2, 2, "7"),
    ]
