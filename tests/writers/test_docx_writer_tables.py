"""What Word, and a person, finds in the tables of a docx file that was written."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from convert.model import Block, Cell, Document, ListItem, Picture, Run, Table
from convert.options import Options
from convert.styles.files import choose_style
from convert.writers.docx import write
from tests.writers.docx_files import VAL, W, paragraph

TEXT_WIDTH = choose_style("plain").page.text_width


def cell(row: int, col: int, text: str = "", rowspan: int = 1, colspan: int = 1, role: str = "") -> Cell:
    return Cell(row, col, rowspan, colspan, (paragraph(text),) if text else (), role=role)  # type: ignore[arg-type]


def tables(tmp_path: Path, *blocks: Block, form: str = "") -> list[etree._Element]:
    """Write blocks, hold the file against the audit and the rules of tables, and give the tables in it."""
    path = tmp_path / "written.docx"
    write(Document(blocks, form=form), path, Options())
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found = list(root.iter(W + "tbl"))
    for table in found:
        check_rows(table)
    return found


def check_rows(table: etree._Element) -> None:
    """Hold a table against what the schema does not say: full rows, merges under their beginning, cells with an end."""
    n_cols = len(table.find(W + "tblGrid"))
    above: dict[int, int] = {}
    for row in table.findall(W + "tr"):
        col, below = number(row, f"{W}trPr/{W}gridBefore"), {}
        cells = row.findall(W + "tc")
        assert cells
        for found in cells:
            assert found[-1].tag == W + "p"
            span = number(found, f"{W}tcPr/{W}gridSpan", 1)
            merge = found.find(f"{W}tcPr/{W}vMerge")
            if merge is not None:
                assert merge.get(VAL) == "restart" or above[col] == span
                below[col] = span
            col += span
        assert col + number(row, f"{W}trPr/{W}gridAfter") == n_cols
        above = below


def number(element: etree._Element, path: str, default: int = 0) -> int:
    found = element.find(path)
    return default if found is None else int(found.get(VAL))


def row_texts(table: etree._Element) -> list[list[str]]:
    return [["".join(tc.itertext(W + "t")) for tc in row.findall(W + "tc")] for row in table.findall(W + "tr")]


def widths(table: etree._Element) -> list[int]:
    return [int(column.get(W + "w")) for column in table.find(W + "tblGrid")]


def style(element: etree._Element) -> str:
    return element.find(f".//{W}pStyle").get(VAL)  # type: ignore[no-any-return]


def test_merged_cells_are_carried_over_rows_and_columns(tmp_path: Path) -> None:
    merged = Table(3, 3, (cell(0, 0, "a", 2, 2), cell(0, 2, "b"), cell(1, 2, "c", 2), cell(2, 0, "d"), cell(2, 1, "e")))
    (table,) = tables(tmp_path, merged)
    assert row_texts(table) == [["a", "b"], ["", "c"], ["d", "e", ""]]


def test_holes_at_the_ends_of_a_row_are_left_out_and_in_its_middle_filled(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(2, 4, (cell(0, 1, "a"), cell(0, 2, "b"), cell(1, 0, "c"), cell(1, 3, "d"))))
    assert row_texts(table) == [["a", "b"], ["c", "", "", "d"]]
    first = table.find(W + "tr")
    assert number(first, f"{W}trPr/{W}gridBefore") == number(first, f"{W}trPr/{W}gridAfter") == 1


def test_a_row_without_cells_becomes_one_empty_cell(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(3, 2, (cell(0, 0, "a"), cell(2, 1, "b"))))
    assert row_texts(table) == [["a"], [""], ["b"]]


def test_a_row_that_only_continues_cells_is_written(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(2, 2, (cell(0, 0, "a", 2), cell(0, 1, "b", 2))))
    assert row_texts(table) == [["a", "b"], ["", ""]]


def test_a_table_without_rows_or_columns_is_not_written(tmp_path: Path) -> None:
    assert tables(tmp_path, Table(0, 0), Table(3, 0), Table(0, 3)) == []


def test_header_rows_are_repeated_and_rows_stay_whole(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(3, 1, tuple(cell(row, 0, str(row)) for row in range(3)), header_rows=2))
    headers = [row.find(f"{W}trPr/{W}tblHeader") for row in table.findall(W + "tr")]
    assert [found is not None and not found.attrib for found in headers] == [True, True, False]
    assert len(list(table.iter(W + "cantSplit"))) == 3


def test_a_row_taller_than_half_a_page_may_break(tmp_path: Path) -> None:
    one, merged = tables(
        tmp_path,
        Table(2, 1, (cell(0, 0, "长文" * 4000), cell(1, 0, "短"))),
        Table(3, 1, (cell(0, 0, "长文" * 4000, 2), cell(2, 0, "短"))),
    )
    assert [row.find(f"{W}trPr/{W}cantSplit") is None for row in one.findall(W + "tr")] == [True, False]
    assert [row.find(f"{W}trPr/{W}cantSplit") is None for row in merged.findall(W + "tr")] == [True, True, False]


def test_two_tables_do_not_grow_together(tmp_path: Path) -> None:
    one = Table(1, 1, (cell(0, 0, "a"),))
    first, second = tables(tmp_path, one, Table(0, 0), one)
    between = first.getnext()
    assert between.tag == W + "p"
    assert style(between) == "TableSeparator"
    assert between.getnext() is second


def test_tables_in_cells_are_followed_by_a_paragraph(tmp_path: Path) -> None:
    inner = Table(1, 2, (cell(0, 0, "in"), cell(0, 1, "side")))
    outer = Table(1, 1, (Cell(0, 0, blocks=(paragraph("x"), inner, inner)),))
    found = tables(tmp_path, outer, Table(1, 1, (Cell(0, 0, blocks=(Table(0, 0),)),)))
    assert len(found) == 4
    assert sum(widths(found[1])) < sum(widths(found[0])) == TEXT_WIDTH


def test_the_alternative_text_says_what_the_table_is(tmp_path: Path) -> None:
    named, plain, english = tables(
        tmp_path,
        Table(1, 1, (cell(0, 0, "a"),), title="收费情况"),
        Table(2, 1, (cell(0, 0, "规章"), cell(1, 0, "b"))),
        Table(1, 1, (cell(0, 0, "a"),)),
    )
    assert named.find(f".//{W}tblCaption").get(VAL) == "收费情况"
    assert named.find(f".//{W}tblDescription").get(VAL) == "收费情况，1行1列"
    assert plain.find(f".//{W}tblCaption") is None
    assert plain.find(f".//{W}tblDescription").get(VAL) == "表格，2行1列"
    assert english.find(f".//{W}tblDescription").get(VAL) == "Table: 1 × 1 cells"


def test_values_are_centred_and_long_labels_at_the_side_are_not(tmp_path: Path) -> None:
    official = Table(
        4,
        3,
        (
            cell(0, 0, "项目", 1, 2, "label"),
            cell(0, 2, "总计", role="label"),
            cell(1, 0, "结果", 2, 1, "label"),
            cell(1, 1, "本机关不掌握相关政府信息", role="label"),
            cell(1, 2, "5", role="value"),
            cell(2, 1, "其他", role="label"),
            cell(2, 2, "", role="value"),
            cell(3, 0, "结转", 1, 2, "label"),
            cell(3, 2, "0", role="value"),
        ),
        header_rows=1,
        form="2021/t",
    )
    (table,) = tables(tmp_path, official, form="2021")
    styles = [[style(found) for found in row.findall(W + "tc")] for row in table.findall(W + "tr")]
    assert styles == [
        ["TableGroup", "TableGroup"],
        ["TableLabel", "TableText", "TableValue"],
        ["TableLabel", "TableText", "TableValue"],
        ["TableText", "TableValue"],
    ]


def test_numbers_of_other_tables_stand_at_the_right(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(1, 2, (cell(0, 0, "a"), Cell(0, 1, blocks=(paragraph("5"),), value=Decimal(5)))))
    assert [style(found) for found in table.iter(W + "tc")] == ["TableText", "TableNumber"]


def test_columns_fill_the_text_and_long_texts_get_more(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(1, 2, (cell(0, 0, "短"), cell(0, 1, "这里有一段长得多的文字说明"))))
    assert sum(widths(table)) == TEXT_WIDTH
    assert widths(table)[0] < widths(table)[1]


def test_columns_of_values_are_alike(tmp_path: Path) -> None:
    heads = ["项目", "自然人", "商业企业", "社会公益组织", "其他"]
    cells = [cell(0, col, head, role="label") for col, head in enumerate(heads)]
    cells += [cell(1, 0, "新收", role="label"), *(cell(1, col, str(10**col), role="value") for col in range(1, 5))]
    (table,) = tables(tmp_path, Table(2, 5, tuple(cells), 1), form="2021")
    assert max(widths(table)[1:]) - min(widths(table)[1:]) <= 1


@pytest.mark.parametrize("n_cols", [1, 10, 15, 40, 63, 200, 1000])
def test_tables_fit_the_page_as_long_as_that_can_be(tmp_path: Path, n_cols: int) -> None:
    (table,) = tables(
        tmp_path, Table(2, n_cols, tuple(cell(row, col, "11398") for row in (0, 1) for col in range(n_cols)))
    )
    assert len(widths(table)) == n_cols
    assert min(widths(table)) >= 100
    assert sum(widths(table)) == max(TEXT_WIDTH, 100 * n_cols)


def test_a_long_word_does_not_squeeze_the_other_columns_away(tmp_path: Path) -> None:
    cells = [cell(0, col, "x" * 500 if col % 2 else "字") for col in range(40)]
    (table,) = tables(tmp_path, Table(1, 40, tuple(cells)))
    assert min(widths(table)) >= 100
    assert sum(widths(table)) == TEXT_WIDTH


def test_broad_tables_have_smaller_text_in_a_style_of_its_own(tmp_path: Path) -> None:
    (table,) = tables(tmp_path, Table(1, 20, tuple(cell(0, col, "113988") for col in range(20))))
    used = style(table)
    assert used.startswith("TableText")
    assert used != "TableText"
    with zipfile.ZipFile(tmp_path / "written.docx") as archive:
        root = etree.fromstring(archive.read("word/styles.xml"))
    sizes = {found.get(W + "styleId"): number(found, f"{W}rPr/{W}sz") for found in root.iter(W + "style")}
    assert 10 <= sizes[used] < sizes["TableText"] == 21


def test_pictures_and_lists_in_cells_fit_the_cell(tmp_path: Path) -> None:
    picture = Picture(b"\x89PNG\r\n\x1a\n", "image/png", width=1000, height=10)
    item = ListItem((Run("x"),), marker="•")
    (table,) = tables(tmp_path, Table(1, 2, (Cell(0, 0, blocks=(picture, item)), cell(0, 1, "b"))))
    assert int(table.find(".//{*}extent").get("cx")) / 635 < widths(table)[0]
    assert table.find(f".//{W}ind").get(W + "left") == "0"


def test_large_tables_are_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.docx"
    cells = tuple(cell(row, col, f"{row}") for row in range(3000) for col in range(10))
    write(Document((Table(3000, 10, cells, 1),)), path, Options())
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    assert sum(1 for _ in root.iter(W + "tc")) == 30_000


def test_a_group_of_an_official_table_stays_together_whichever_cell_of_a_row_is_asked(tmp_path: Path) -> None:
    """LibreOffice asks the first cell of a row, which here is covered by a label of many more rows."""
    cells = [cell(0, 0, "全年", 24, role="label")]
    for row in range(24):
        if row % 6 == 0:
            cells.append(cell(row, 1, "组", 6, role="label"))
        cells += [cell(row, 2, f"{row}项", role="label"), cell(row, 3, "1", role="value")]
    (written,) = tables(tmp_path, Table(24, 4, tuple(cells), form="x/y"), form="x")
    kept = [
        {found.find(f"{W}p/{W}pPr/{W}keepNext") is not None for found in row.findall(W + "tc")}
        for row in written.findall(W + "tr")
    ]
    assert kept == [{at % 6 != 5} for at in range(24)]
