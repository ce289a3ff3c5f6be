"""Rows of any number: as many as the document has, each value below its own head, or blank and reported."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from convert import read, write
from convert.errors import BadTemplate
from convert.forms import conform
from convert.forms.layout import lay_out
from convert.forms.load import load_form
from convert.forms.spelled import spell_out
from convert.forms.template import ANY, Form, Line, TableTemplate
from convert.model import Cell, Document, Origin, Paragraph, Run, Table
from tests.renderers import RENDERERS
from tests.reports import Report, Spot, make_values, places

FOLDER = Path(__file__).parent.parent / "data" / "open_forms"
FORMS = {path.stem: load_form(path) for path in sorted(FOLDER.glob("*.toml"))}
OWN = tuple(str(path) for path in sorted(FOLDER.glob("*.toml")))
CELLS = ["tabs_full", "markdown", "marked", "html_in_text", "csv_comma", "pipes_kept", "json_string"]
LINES = ["cell_per_line", "blank_between", "run_together", "pdf_lines"]
NAMES = ("县公安局", "城市管理局（综合执法大队）", "青禾镇人民政府", "卫生健康委员会", "市场监管局")
WORDS = ("公开招标", "含上年结转", "2023-05-17", "青禾县某某建设工程有限责任公司", "李四、王五", "见附件")


def rows_for(template: TableTemplate, count: int) -> list[Line]:
    """Make rows for a template, `count` for each set."""
    rows: list[Line] = []
    for band in template.bands:
        kinds = [row for row in band.rows if row.repeat]
        sets = [kinds] if any(kind.pattern for kind in kinds) else [[kind] for kind in kinds]
        for kinds in sets:
            for at in range(count):
                kind = kinds[min(at, len(kinds) - 1)]
                code = str(201 + at)[: 3 if not at else None] + "01" * min(at, 2)
                own = [code if len(sets) == 1 else f"{at + 1}", NAMES[at % len(NAMES)]][-kind.path.count(ANY) or 2 :]
                named = kind.path[: len(kind.path) - kind.path.count(ANY)]
                number = sum(row.key.startswith(f"{kind.key}#") for row in rows) + 1
                rows.append(Line(f"{kind.key}#{number}", (*named, *own), kind.type))
    return rows


def filled(form: Form, seed: int, count: int) -> Report:
    """Fill in a form with so many rows in each set, so that its sums hold."""
    rng = random.Random(seed)
    tables, values = [], {}
    for template in form.tables:
        spelled = spell_out(template, rows_for(template, count))
        layout = lay_out(spelled)
        kinds = {(place.row, place.col): place.type for place in layout.places}
        numbers = make_values(spelled, rng, 30)
        tables.append(spelled)
        values[template.id] = [
            rng.choice(WORDS)
            if kinds[at] == "text"
            else f"{numbers[at] / 100:.2f}"
            if kinds[at] == "amount"
            else f"{numbers[at] / 10}%"
            if kinds[at] == "percent"
            else str(numbers[at])
            for at in places(layout)
        ]
    return Report(replace(form, tables=tuple(tables)), values)


def differences(report: Report, document: Document) -> list[str]:
    """Say what differs between a report's tables, labels and values, and those that were read."""
    found: list[str] = []
    tables = {block.form.partition("/")[2]: block for block in document.blocks if isinstance(block, Table)}
    for template in report.form.tables:
        layout = lay_out(template)
        labels = [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in layout.labels]
        read_table = tables[template.id]
        got = [
            (cell.row, cell.col, cell.rowspan, cell.colspan, cell.text)
            for cell in read_table.cells
            if cell.role == "label"
        ]
        found += [f"label {one} instead of {other}" for one, other in zip(got, labels, strict=True) if one != other]
        texts = [cell.text or None for cell in read_table.cells if cell.role == "value"]
        wanted = report.values[template.id]
        found += [f"{have} instead of {want}" for have, want in zip(texts, wanted, strict=True) if have != want]
    return found


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("count", [3, 5, 12])
@pytest.mark.parametrize("dialect", CELLS)
def test_as_many_rows_come_back_as_the_document_has(dialect: str, count: int, name: str) -> None:
    report = filled(FORMS[name], count, count)
    document = read(RENDERERS[dialect](report).encode(), forms=OWN)
    assert differences(report, document) == []
    assert all(check.holds for check in document.checks if not check.tables)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("dialect", LINES)
def test_where_the_cells_are_lost_the_table_stays_as_it_was_and_that_is_said(dialect: str, name: str) -> None:
    document = read(RENDERERS[dialect](filled(FORMS[name], 3, 3)).encode(), forms=OWN)
    assert not any(isinstance(block, Table) and block.form for block in document.blocks)
    assert {found.code for found in document.findings} & {"rows-unread", "table-unrecognised"}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("ending", ["docx", "xlsx", "json"])
def test_what_was_written_is_read_as_the_same(ending: str, name: str, tmp_path: Path) -> None:
    document = read(RENDERERS["html_in_text"](filled(FORMS[name], 5, 5)).encode(), forms=OWN)
    write(document, tmp_path / f"a.{ending}")
    again = read(tmp_path / f"a.{ending}", forms=OWN)
    assert [block for block in again.blocks if isinstance(block, Table)]
    tables = [[(c.row, c.col, c.rowspan, c.colspan, c.text, c.name) for c in t.cells] for t in _tables(document)]
    assert [[(c.row, c.col, c.rowspan, c.colspan, c.text, c.name) for c in t.cells] for t in _tables(again)] == tables
    assert again.checks == document.checks


def _tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def _with_row(report: Report, at: int, cells: Callable[[int], list[Spot]]) -> Report:
    """Put a row into each table; cells: what it has, for the width of the table."""

    def change(_: str, spots: list[Spot]) -> list[Spot]:
        width = max(spot.col + spot.colspan for spot in spots)
        moved = [replace(spot, row=spot.row + (spot.row >= at)) for spot in spots]
        return sorted([*cells(width), *moved], key=lambda spot: (spot.row, spot.col))

    return replace(report, change=change)


HEAD = 2
"""Rows of the head of the form of units."""


@pytest.mark.parametrize("dialect", CELLS)
def test_numbers_of_columns_a_repeated_head_and_a_note_are_no_rows(dialect: str) -> None:
    report = filled(FORMS["units"], 7, 6)
    labels = [spot for spot in lay_out(report.form.tables[0]).labels if spot.row < HEAD]

    def numbers(width: int) -> list[Spot]:
        return [Spot(HEAD, col, 1, 1, "" if col < 2 else str(col - 1), False) for col in range(width)]

    def head(_: int) -> list[Spot]:
        return [Spot(cell.row + 4, cell.col, cell.rowspan, cell.colspan, cell.text, False) for cell in labels]

    def change(table: str, spots: list[Spot]) -> list[Spot]:
        moved = [replace(spot, row=spot.row + HEAD * (spot.row >= 4)) for spot in spots]
        return sorted([*head(0), *moved], key=lambda spot: (spot.row, spot.col))

    def note(width: int) -> list[Spot]:
        return [Spot(len(report.form.tables[0].bands[0].rows) + HEAD, 0, 1, width, "注：截至12月31日。", False)]

    for changed in (
        _with_row(report, HEAD, numbers),
        replace(report, change=change),
        _with_row(report, 10**6, note),
    ):
        assert differences(report, read(RENDERERS[dialect](changed).encode(), forms=OWN)) == []


@pytest.mark.parametrize("dialect", CELLS)
@pytest.mark.parametrize("name", ["units", "penalties", "outlays"])
def test_a_column_that_the_form_does_not_have_moves_no_value(name: str, dialect: str) -> None:
    report = filled(FORMS[name], 8, 4)
    layout = lay_out(report.form.tables[0])

    def change(_: str, spots: list[Spot]) -> list[Spot]:
        made = [Spot(0, 0, layout.header_rows, 1, "填报层级", False)]
        made += [Spot(row, 0, 1, 1, ("市级", "", "县级")[row % 3], False) for row in range(2, layout.n_rows)][
            layout.header_rows - 2 :
        ]
        return sorted([*made, *(replace(spot, col=spot.col + 1) for spot in spots)], key=lambda s: (s.row, s.col))

    document = read(RENDERERS[dialect](replace(report, change=change)).encode(), forms=OWN)
    table = next(table for table in _tables(document) if table.form)
    wanted = report.values[report.form.tables[0].id]
    got = [cell.text or None for cell in table.cells if cell.role == "value"]
    assert [have for have, want in zip(got, wanted, strict=True) if have not in (None, want)] == []
    assert "label-extra" in {found.code for found in document.findings}


def test_a_broken_total_of_all_rows_is_reported() -> None:
    report = filled(FORMS["units"], 9, 4)
    values = list(report.values["units"])
    values[-5] = str(int(values[-5] or 0) + 1)
    document = read(RENDERERS["html_in_text"](replace(report, values={"units": values})).encode(), forms=OWN)
    assert [found.code for found in document.findings if found.severity == "error"] == ["sum-mismatch"]


def test_two_copies_of_a_form_are_two_tables() -> None:
    report = filled(FORMS["penalties"], 10, 3)
    text = RENDERERS["html_in_text"](report)
    document = read((text + "<p>附表二：续前表</p>" + text.partition("\n")[2]).encode(), forms=OWN)
    assert [len(_tables(document)), {table.n_rows for table in _tables(document)}] == [2, {4}]


def test_more_rows_than_the_form_has_are_written_and_reported() -> None:
    source = (FOLDER / "units.toml").read_text(encoding="utf-8").replace("repeat=[1,200]", "repeat=[1,3]")
    text = RENDERERS["html_in_text"](filled(FORMS["units"], 11, 4))
    document = read(text.encode(), forms=(str(_saved(source)),))
    assert [(found.before, found.after) for found in document.findings if found.code == "row-count"] == [("4", "1–3")]
    assert _tables(document)[0].n_rows == 2 + 4 + 1


def _saved(text: str) -> Path:
    path = Path(tempfile.mkdtemp()) / "units.toml"
    path.write_text(text, encoding="utf-8")
    return path


ACROSS = (
    "<table><tr><td>收入项目</td><td>收入预算数</td><td>收入决算数</td></tr><tr><td>拨款</td><td>4</td><td>6.5</td></tr>"
    "<tr><td>收入合计</td><td>4</td><td>6.5</td></tr></table><p>下表是支出。</p>"
)
OUTLAYS = (
    "<table><tr><td>支出项目</td><td>基本支出</td><td>项目支出</td><td>支出决算数</td></tr><tr><td>教育</td><td>2</td>"
    "<td>1.5</td><td>3.5</td></tr><tr><td>科技</td><td>1</td><td>{}</td><td>3</td></tr>"
    "<tr><td>支出合计</td><td>3</td><td>3.5</td><td>6.5</td></tr></table>"
)


@pytest.mark.parametrize(("amount", "holds"), [("2", True), ("2.1", False)])
def test_a_sum_may_go_from_one_table_to_another(amount: str, holds: bool, tmp_path: Path) -> None:
    document = read((ACROSS + OUTLAYS.format(amount)).encode(), forms=OWN)
    (check,) = document.checks
    assert (check.holds, len(set(check.tables))) == (holds, 2)
    assert ("sum-mismatch" in {found.code for found in document.findings}) is not holds
    for ending in ("xlsx", "docx", "json"):
        write(document, tmp_path / f"a.{ending}")
        assert read(tmp_path / f"a.{ending}", forms=OWN).checks == document.checks


def test_a_sum_over_a_table_that_is_not_there_is_said_to_be_unchecked() -> None:
    document = read(ACROSS.encode(), forms=OWN)
    assert document.checks == ()
    assert [(found.before, found.detail) for found in document.findings if found.code == "sum-unchecked"] == [
        ("支出决算表", "X1 收入合计＝支出合计")
    ]


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ("repeat=[1,200]", "repeat=[3,1]", "repeat", "the most not below the least"),
        ("repeat=[1,200]", "repeat=200", "repeat", "two whole numbers"),
        (", repeat=[1,200]", "", "rows[1].path", "repeat = [least, most] in this row"),
        (", repeat=[1", ', type="none", repeat=[1', "rows[1].type", "a type of values"),
        (
            'path=["合计"]}',
            'path=["合计"]}, {key="乙", path=["*"], repeat=[1,2]}',
            "rows[3].path",
            "as many labels as the band has columns of row labels",
        ),
        ('path=["*","*"]', 'path=["*","甲"]', "rows[1].path", 'the last "*"'),
        ("[1,200]}", '[1,200], pattern="("}', "pattern", "a regular expression"),
        ("[1,200]}", '[1,200]}, {key="另", path=["*","*"], repeat=[0,9]}', "rows[1].pattern", "tells these rows from"),
        ('corner = ["序号"', 'beside = true\ncorner = ["序号"', "beside", "a band before it"),
    ],
)
def test_what_is_wrong_with_rows_that_repeat_is_said(old: str, new: str, key: str, expected: str) -> None:
    text = (FOLDER / "units.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadTemplate) as raised:
        load_form(_saved(text.replace(old, new)))
    assert key in str(raised.value)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('table="sr"', 'table="no"', "the id of a table"),
        ('row="计"', 'row="无"', "the key of a row of sr with values: 科目, 计"),
        ('column="基本"', 'column="备注"', "the key of a column of this row"),
    ],
)
def test_what_is_wrong_with_a_sum_over_tables_is_said(old: str, new: str, expected: str) -> None:
    text = (FOLDER / "accounts.toml").read_text(encoding="utf-8")
    with pytest.raises(BadTemplate, match=r"sums\[1\]") as raised:
        load_form(_saved(text.replace(old, new)))
    assert expected in str(raised.value)


def test_a_row_that_lost_its_label_takes_no_number_for_one() -> None:
    lines = ("调查\t甲数\t乙数\t丙数\t丁数", "一题\t1\t2\t3\t4", "5\t6\t7\t8", "三题\t9\t1\t2\t3")
    template = (FOLDER / "units.toml").read_text(encoding="utf-8").partition("[[tables.bands]]")[0] + (
        '[[tables.bands]]\ncorner = "调查"\nrows = [{key = "题", path = ["*"], repeat = [1, 9]}]\ncolumns = [\n'
        + "".join(f'{{key = "{key}", path = ["{key}数"]}},\n' for key in "甲乙丙丁")
        + "]\n"
    )
    document = read("\n".join(lines).encode(), forms=(str(_saved(template)),))
    (table,) = _tables(document)
    assert [[cell.text for cell in row] for row in table.rows()][2:] == [
        ["", "", "", "", ""],
        ["三题", "9", "1", "2", "3"],
    ]
    assert [found.before for found in document.findings if found.code == "undecidable"] == ["5  6  7  8"]


def test_a_row_cut_by_a_page_is_one_row() -> None:
    """In PDF, where the rest of a cell stands in the first row of the next page."""
    cells = [
        [Cell(row, col, 1, 1, (Paragraph((Run(text),), where := Origin(page=page)),), None, "", where)]
        for row, (page, texts) in enumerate(
            (
                (1, ["名称", "甲数", "乙说明", "丙数"]),
                (1, ["一局", "1", "公开招标", "2"]),
                (1, ["二局", "3", "未按规定公示", "4"]),
                (2, ["", "", "收费标准", ""]),
                (2, ["三局", "5", "已整改", "6"]),
            )
        )
        for col, text in enumerate(texts)
    ]
    table = Table(5, 4, tuple(cell for some in cells for cell in some))
    template = (FOLDER / "units.toml").read_text(encoding="utf-8").partition("[[tables.bands]]")[0] + (
        '[[tables.bands]]\ncorner = "名称"\nrows = [{key = "局", path = ["*"], repeat = [1, 9]}]\ncolumns = [\n'
        '{key = "甲", path = ["甲数"]},\n{key = "乙", path = ["乙说明"], type = "text"},\n'
        '{key = "丙", path = ["丙数"]},\n]\n'
    )
    document = conform(Document((table,)), (load_form(_saved(template)),))
    assert [[cell.text for cell in row] for row in _tables(document)[0].rows()][2:] == [
        ["二局", "3", "未按规定公示收费标准", "4"],
        ["三局", "5", "已整改", "6"],
    ]
    assert "lines-joined" in {found.code for found in document.findings}
