"""A template is checked when it is loaded: the error names the file, the key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

import convert
from convert.errors import BadTemplate
from convert.forms.layout import lay_out
from convert.forms.load import load_form, load_forms
from convert.forms.template import Form

GOOD = """
schema = 1
id = "test"
language = "zh-CN"
since = 2020
source = "a notice"
name = {zh = "试", en = "Test"}

[[tables]]
id = "only"
title = "一表"

[[tables.bands]]
banner = "甲"
corner = "项目"
columns = [{ key = "a", path = ["数量", "一"] }, { key = "b", path = ["数量", "二"] }, { key = "c", path = ["合计"] }]
rows = [{ key = "x", path = ["行", "上"] }, { key = "y", path = ["行", "下"] }, { key = "z", path = ["总"] }]

[[tables.rules]]
id = "S"
across = "rows"
name = "合计"
basis = "labels"
left = ["c"]
right = ["a", "b"]
"""


def load(tmp_path: Path, text: str) -> Form:
    path = tmp_path / "test.toml"
    path.write_text(text, encoding="utf-8")
    return load_form(path)


def test_a_good_template_loads(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).tables[0].rules[0].left == ("c",)


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ("schema = 1", "schema = 2", "schema", "1"),
        ('id = "test"', "", "id", "a text"),
        ("since = 2020", 'since = "2020"', "since", "a year"),
        ('name = {zh = "试", en = "Test"}', 'name = {zh = "试"}', "name.en", "a text"),
        ('banner = "甲"', "banner = 3", "tables[1].bands[1].banner", "a text"),
        ('key = "b"', 'key = "a"', "tables[1].bands[1].columns[2]", "keys that differ"),
        ('path = ["总"]', 'path = ["行"]', "tables[1].bands[1].rows[3]", "neither continues nor repeats"),
        ('path = ["合计"]', "path = []", "tables[1].bands[1].columns", "at least one label"),
        ('right = ["a", "b"]', 'right = ["a", "q"]', "tables[1].rules[1].right", "keys of this table's columns"),
        ('across = "rows"', 'across = "sideways"', "tables[1].rules[1].across", "one of rows, columns"),
        ('basis = "labels"', 'basis = "labels"\nwhy = "x"', "tables[1].rules[1].why", "a known key"),
        ('corner = "项目"', 'corner = "项目"\nwidths = [1]', "tables[1].bands[1].widths", "3 numbers"),
        ("[[tables.rules]]", "[tables.rules]", "tables[1].rules", "a list of tables"),
        ("schema = 1", "schema = 1 1", "-", "a TOML file"),
        (
            'title = "一表"',
            'title = "一表"\nvariants = {"无" = ["没有"]}',
            "tables[1].variants.无",
            "a label of this table",
        ),
        (
            'source = "a notice"',
            'source = "a notice"\nsections = [{title = "一", table = "no"}]',
            "sections",
            "the id of a table",
        ),
    ],
)
def test_a_bad_template_is_refused_by_name(tmp_path: Path, old: str, new: str, key: str, expected: str) -> None:
    assert old in GOOD
    with pytest.raises(BadTemplate) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert caught.value.values["file"] == "test.toml"
    assert caught.value.values["key"] == key
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('basis = "labels"', 'basis = "labels"\nwhy = "x"', 24),
        ('path = ["总"]', 'path = ["——"]', 17),
        ('right = ["a", "b"]', 'right = ["a", "q"]', 25),
        ('language = "zh-CN"', "language = 1", 4),
        ("[[tables.rules]]", "[[tables.bands]]\nrows = []\n[[tables.rules]]", 19),
        ('{ key = "y", path = ["行", "下"] }', '\n{ key = "y", paths = ["行", "下"] }', 18),
    ],
)
def test_the_line_of_a_mistake_is_said(tmp_path: Path, old: str, new: str, line: int) -> None:
    with pytest.raises(BadTemplate) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert f"(L{line})" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ('corner = "项目"', 'corner = ["项", "目", "单位"]', "tables[1].bands[1].corner", "one label, or 2"),
        ('corner = "项目"', "beside = true", "tables[1].bands[1].beside", "a band before it"),
        ('path = ["总"]', 'path = ["——"]', "tables[1].bands[1].rows[3].path", "labels in words"),
        ('path = ["总"]', 'path = ["总"], type = "none "', "tables[1].bands[1].rows[3].type", "one of , none"),
        ('path = ["合计"]', 'path = ["合计"], type = "none"', "tables[1].bands[1].columns[3].type", "one of count"),
        ('path = ["合计"]', 'path = ["数量"]', "tables[1].bands[1].columns[3]", "neither continues nor repeats"),
        (
            "[[tables.rules]]",
            '[[tables.bands]]\ncolumns = [{ key = "a", path = ["丙"] }]\nrows = [{ key = "x", path = ["丁"] }]\n'
            "[[tables.rules]]",
            "tables[1].bands",
            "a value's name",
        ),
    ],
)
def test_what_a_band_cannot_be_is_said(tmp_path: Path, old: str, new: str, key: str, expected: str) -> None:
    with pytest.raises(BadTemplate) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert caught.value.values["key"] == key
    assert expected in str(caught.value)


def test_bands_stand_beside_each_other_and_rows_without_values_are_blank(tmp_path: Path) -> None:
    text = GOOD.replace('corner = "项目"', 'corner = ["项", "目"]').replace(
        'path = ["总"]', 'path = ["总"], type = "none"'
    )
    beside = """[[tables.bands]]
beside = true
columns = [{ key = "d", path = ["金额"], type = "amount" }]
rows = [{ key = "p", path = ["支"] }, { key = "q", path = ["支"], type = "percent" }]

[[tables.rules]]"""
    layout = lay_out(load(tmp_path, text.replace("[[tables.rules]]", beside, 1)).tables[0])
    labels = {(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in layout.labels}
    assert {(0, 0, 1, 5, "甲"), (1, 0, 2, 1, "项"), (1, 1, 2, 1, "目"), (1, 6, 2, 1, "金额")} <= labels
    assert {(3, 5, 1, 1, "支"), (4, 5, 1, 1, "支")} <= labels
    assert [(cell.row, cell.col) for cell in layout.blanks] == [(5, 2), (5, 3), (5, 4), (5, 5), (5, 6)]
    types = [place.type for place in layout.places]
    assert types == ["count", "count", "count", "amount", "count", "count", "count", "percent"]


def test_spans_follow_from_the_labels(tmp_path: Path) -> None:
    layout = lay_out(load(tmp_path, GOOD).tables[0])
    drawn = {(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in layout.labels}
    assert drawn == {
        (0, 0, 1, 5, "甲"),
        (1, 0, 2, 2, "项目"),
        (1, 2, 1, 2, "数量"),
        (2, 2, 1, 1, "一"),
        (2, 3, 1, 1, "二"),
        (1, 4, 2, 1, "合计"),
        (3, 0, 2, 1, "行"),
        (3, 1, 1, 1, "上"),
        (4, 1, 1, 1, "下"),
        (5, 0, 1, 2, "总"),
    }
    assert (layout.n_rows, layout.n_cols, layout.header_rows) == (6, 5, 3)


SIZES = {
    "annual-report-2021": {"published": (14, 4, 10), "requests": (28, 10, 175), "disputes": (4, 15, 15)},
    "annual-report-2019": {"published": (18, 5, 22), "requests": (26, 10, 161), "disputes": (4, 15, 15)},
}


@pytest.mark.parametrize("form_id", SIZES)
def test_the_annual_reports_have_their_official_sizes(form_id: str) -> None:
    form = next(form for form in load_forms() if form.id == form_id)
    found = {}
    for table in form.tables:
        layout = lay_out(table)
        found[table.id] = (layout.n_rows, layout.n_cols, sum(len(places) for _, places in layout.groups))
    assert found == SIZES[form_id]


def test_every_position_of_an_official_grid_is_covered_once() -> None:
    for form in load_forms():
        for table in form.tables:
            layout = lay_out(table)
            covered = [
                (row, col)
                for cell in (*layout.labels, *layout.blanks)
                for row in range(cell.row, cell.row + cell.rowspan)
                for col in range(cell.col, cell.col + cell.colspan)
            ]
            covered += [
                (place.row, col)
                for _, places in layout.groups
                for place in places
                for col in range(place.col, place.col + place.colspan)
            ]
            assert sorted(covered) == [(row, col) for row in range(layout.n_rows) for col in range(layout.n_cols)], (
                table.id
            )


def test_no_label_of_a_form_stands_in_the_code() -> None:
    words = {wording for form in load_forms() for section in form.sections for wording in section.wordings}
    for form in load_forms():
        for table in form.tables:
            for band in table.bands:
                words |= {band.banner, *band.corners}
                words |= {label for line in (*band.columns, *band.rows) for label in line.path}
    words = {word for word in words if len(word) >= 3}
    package = Path(convert.__file__).parent
    named = [
        (path.name, word)
        for path in sorted(package.rglob("*.py"))
        for word in sorted(words)
        if word in path.read_text(encoding="utf-8")
    ]
    assert named == []
