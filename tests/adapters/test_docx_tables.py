"""Tables of Word files: spans, merges, ragged rows, wrapped cells, rounding noise."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from convert.errors import TooLarge
from convert.model import Paragraph, Table
from tests.adapters.docx_files import (
    docx,
    found,
    only_finding,
    only_table,
    p,
    places,
    read_body,
    read_bytes,
    tbl,
    tc,
    texts,
    tr,
)  # fmt: skip

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


def test_a_table_of_python_docx_with_merged_cells() -> None:
    written = python_docx.Document()
    table = written.add_table(3, 3)
    for at, cell in enumerate(table._cells):
        cell.text = str(at)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "题"
    table.cell(1, 0).merge(table.cell(2, 1)).text = "块"
    buffer = io.BytesIO()
    written.save(buffer)
    read = only_table(read_bytes(buffer.getvalue()))
    assert (read.n_rows, read.n_cols) == (3, 3)
    assert places(read) == [(0, 0, 1, 3, "题"), (1, 0, 2, 2, "块"), (1, 2, 1, 1, "5"), (2, 2, 1, 1, "8")]


def test_places_of_cells_in_the_file() -> None:
    table = only_table(read_body(p("前") + tbl(tr(tc("甲"), tc("乙")), tr(tc("丙"), tc("丁")))))
    assert table.origin.ref == "tbl[1]"
    assert [cell.origin.ref for cell in table.cells][2:] == ["tbl[1]/tr[2]/tc[1]", "tbl[1]/tr[2]/tc[2]"]
    assert table.cells[3].blocks[0].origin == table.cells[3].origin


def test_columns_left_out_at_the_ends_of_a_row_are_holes() -> None:
    document = read_body(
        tbl(
            tr(tc("甲"), tc("乙"), tc("丙")),
            tr(tc("丁"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
            tr(tc("戊"), tc("己")),
        )
    )
    table = only_table(document)
    assert (table.n_rows, table.n_cols) == (3, 3)
    assert places(table)[3:] == [(1, 1, 1, 1, "丁"), (2, 0, 1, 1, "戊"), (2, 1, 1, 1, "己")]
    assert document.findings == ()


def test_vertical_merges_join_cells_of_the_same_column_and_width() -> None:
    document = read_body(
        tbl(
            tr(tc("组", RESTART + span(2)), tc("1")),
            tr(tc("", CONTINUE + span(2)), tc("2")),
            tr(tc("另", RESTART + span(2)), tc("3")),
            tr(tc("", '<w:vMerge w:val="continue"/>' + span(2)), tc("4")),
        )
    )
    assert places(only_table(document)) == [
        (0, 0, 2, 2, "组"), (0, 2, 1, 1, "1"), (1, 2, 1, 1, "2"),
        (2, 0, 2, 2, "另"), (2, 2, 1, 1, "3"), (3, 2, 1, 1, "4"),
    ]  # fmt: skip
    assert document.findings == ()


def test_continuing_cells_that_together_lie_under_a_wider_one_belong_to_it() -> None:
    document = read_body(tbl(tr(tc("组", RESTART + span(2)), tc("1")), tr(tc("", CONTINUE), tc("", CONTINUE), tc("2"))))
    assert places(only_table(document)) == [(0, 0, 2, 2, "组"), (0, 2, 1, 1, "1"), (1, 2, 1, 1, "2")]
    assert document.findings == ()


@pytest.mark.parametrize("width", [1, 3])
def test_a_merge_without_a_beginning_stands_for_itself_and_is_reported(width: int) -> None:
    document = read_body(
        tbl(tr(tc("甲", RESTART + span(2)), tc("乙")), tr(tc("丙", CONTINUE + span(width)), *[tc("丁")] * (3 - width)))
    )
    assert (1, 0, 1, width, "丙") in places(only_table(document))
    assert found(document, "grid-repaired") == [("", "merged cell without a beginning")]


def test_a_merge_broken_by_a_plain_cell_does_not_go_on_below_it() -> None:
    document = read_body(tbl(tr(tc("甲", RESTART)), tr(tc("乙")), tr(tc("丙", CONTINUE)), tr(tc("", CONTINUE))))
    assert places(only_table(document)) == [(0, 0, 1, 1, "甲"), (1, 0, 1, 1, "乙"), (2, 0, 2, 1, "丙")]
    assert found(document, "grid-repaired") == [("", "merged cell without a beginning")]


def test_text_of_covered_cells_is_kept() -> None:
    document = read_body(tbl(tr(tc("甲", RESTART), tc("1")), tr(tc("乙", CONTINUE), tc("2"))))
    assert places(only_table(document))[0] == (0, 0, 2, 1, "甲\n乙")
    assert found(document, "structure-changed") == [("乙", "text of a covered cell kept in the merged cell")]


def test_old_horizontal_merges() -> None:
    begin, goes_on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    document = read_body(tbl(tr(tc("题", begin), tc("", goes_on), tc("", goes_on)), tr(tc("1"), tc("2"), tc("3"))))
    assert places(only_table(document))[0] == (0, 0, 1, 3, "题")
    document = read_body(tbl(tr(tc("题", begin), tc("藏", goes_on)), tr(tc("1"), tc("2"))))
    assert places(only_table(document))[0] == (0, 0, 1, 2, "题\n藏")
    assert found(document, "structure-changed") == [("藏", "text of a covered cell kept in the merged cell")]


def test_narrow_columns_of_rounding_noise_are_folded() -> None:
    rows = (tr(tc("甲"), tc("乙", span(2))), tr(tc("丙", span(2)), tc("丁")))
    table = only_table(read_body(tbl(*rows, widths=(2000, 1, 2000))))
    assert (table.n_cols, places(table)) == (
        2,
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "丁")],
    )
    merged = (tr(tc("甲", RESTART), tc("乙", span(2))), tr(tc("", CONTINUE + span(2)), tc("丁")))
    document = read_body(tbl(*merged, widths=(2000, 20, 2000)))
    assert places(only_table(document)) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 1, 1, 1, "丁")]
    assert document.findings == ()


@pytest.mark.parametrize(
    "widths",
    [(2000, 60, 2000), (2000, 0, 2000), (50, 50, 50), (30, 20, 30), (700, 10, 700)],
    ids=["wide enough", "unknown", "all narrow", "no widths at all", "hardly a table"],
)
def test_other_narrow_columns_are_kept(widths: tuple[int, ...]) -> None:
    rows = (tr(tc("甲"), tc("乙", span(2))), tr(tc("丙", span(2)), tc("丁")))
    assert only_table(read_body(tbl(*rows, widths=widths))).n_cols == 3


def test_a_narrow_column_with_a_cell_of_its_own_is_kept() -> None:
    table = only_table(read_body(tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁", span(3))), widths=(2000, 20, 2000))))
    assert (table.n_cols, table.cells[1].text) == (3, "乙")


def test_many_narrow_columns_side_by_side_are_not_one() -> None:
    rows = (tr(tc("甲", span(2)), tc("乙", span(3))), tr(tc("丙", span(4)), tc("丁")))
    table = only_table(read_body(tbl(*rows, widths=(2000, 40, 40, 40, 2000))))
    assert table.n_cols == 3


def test_header_rows_are_the_leading_ones_that_say_so() -> None:
    head = "<w:tblHeader/>"
    rows = (tr(tc("甲"), properties=head), tr(tc("乙"), properties=head), tr(tc("丙")), tr(tc("丁"), properties=head))
    assert only_table(read_body(tbl(*rows))).header_rows == 2
    assert only_table(read_body(tbl(tr(tc("甲"), properties='<w:tblHeader w:val="0"/>')))).header_rows == 0


def test_tables_in_cells_stay_tables() -> None:
    inner = tbl(tr(tc("内"), tc("层")))
    table = only_table(read_body(tbl(tr(tc(p("前") + inner + p()), tc("外")))))
    nested = table.cells[0].blocks[1]
    assert isinstance(nested, Table)
    assert places(nested) == [(0, 0, 1, 1, "内"), (0, 1, 1, 1, "层")]
    assert nested.cells[0].origin.ref == "tbl[1]/tr[1]/tc[1]/tbl[1]/tr[1]/tc[1]"
    assert len(table.cells[0].blocks) == 2


def test_tables_nested_too_deeply_become_paragraphs() -> None:
    content = p("底")
    for depth in range(24):
        content = tbl(tr(tc(content + p(f"第{depth}层"))))
    document = read_body(content)
    assert found(document, "structure-changed") == [("", "table nested too deeply, turned into paragraphs")]
    text = only_table(document).cells[0].text
    assert "底" in text
    assert all(f"第{depth}层" in text for depth in range(24))


def test_blank_cells_have_no_blocks_and_others_no_empty_ends() -> None:
    table = only_table(read_body(tbl(tr(tc(p() + p()), tc(p() + p("甲") + p() + p("乙") + p()), "<w:tc/>"))))
    assert table.cells[0].blocks == ()
    assert [block.text for block in table.cells[1].blocks if isinstance(block, Paragraph)] == ["甲", "", "乙"]
    assert table.cells[2].blocks == ()


def test_rows_and_cells_are_unwrapped() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = tbl(
        control(tr(tc("1"), control(tc("2")))),
        "<w:ins>" + tr(tc("3"), f"<w:customXml>{tc('4')}</w:customXml>") + "</w:ins>",
        f"<mc:AlternateContent><mc:Choice>{tr(tc('5'), tc('6'))}</mc:Choice>"
        f"<mc:Fallback>{tr(tc('x'))}</mc:Fallback></mc:AlternateContent>",
        f"<w:smartTag>{tr(tc('7'), tc(control(p('8'))))}</w:smartTag>",
    )
    table = only_table(read_body(control(body)))
    assert [cell.text for cell in table.cells] == list("12345678")


def test_cells_in_controls_that_show_their_prompt_are_blank() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    document = read_body(tbl(tr(tc("1"), prompt.format(tc("填写")))))
    assert places(only_table(document)) == [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "")]
    assert found(document, "content-dropped") == [("填写", "placeholder")]


def test_deleted_rows_are_dropped_and_reported_inserted_ones_kept() -> None:
    struck = "<w:p><w:del><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>"
    deleted = tr(tc(struck), tc("乙"), properties="<w:del/>")
    document = read_body(tbl(tr(tc("1"), tc("2")), deleted, tr(tc("3"), tc("4"), properties="<w:ins/>")))
    assert [cell.text for cell in only_table(document).cells] == list("1234")
    assert found(document, "tracked-change") == [("甲\t乙", "deletion carried out"), ("× 1", "insertions accepted")]
    assert document.findings[0].origin.ref == "tbl[1]/tr[2]"


def test_a_row_without_cells_is_left_out() -> None:
    document = read_body(tbl(tr(tc("1")), tr(), tr(tc("2"))))
    assert only_table(document).n_rows == 2
    assert only_finding(document).detail == "row without cells left out"
    assert read_body(tbl(tr()) + p("后")).blocks[0].text == "后"  # type: ignore[union-attr]


def test_spans_beyond_the_grid_augment_it_only_where_cells_begin() -> None:
    document = read_body(tbl(tr(tc("题", span(9))), tr(tc("1"), tc("2")), widths=(1000, 1000)))
    assert (only_table(document).n_cols, places(only_table(document))[0]) == (2, (0, 0, 1, 2, "题"))
    assert found(document, "grid-repaired") == [("", "columns that no cell needs folded")]
    document = read_body(tbl(tr(tc("1"), tc("2"), tc("3", span(7))), tr(tc("4", span(5)), tc("5")), widths=(1000,)))
    assert places(only_table(document)) == [
        (0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (0, 2, 1, 2, "3"), (1, 0, 1, 3, "4"), (1, 3, 1, 1, "5"),
    ]  # fmt: skip
    document = read_body(tbl(tr(tc("1"), tc("2"), tc("3")), widths=(1000,)))
    assert (only_table(document).n_cols, document.findings) == (3, ())


def test_absurd_spans_cost_nothing() -> None:
    document = read_body(tbl(tr(tc("1", span(999_999)), tc("2")), tr(tc("3"), tc("4", span(10**9)))))
    assert places(only_table(document)) == [(0, 0, 1, 2, "1"), (0, 2, 1, 1, "2"), (1, 0, 1, 1, "3"), (1, 1, 1, 2, "4")]


def test_a_grid_beyond_any_document_is_refused() -> None:
    row = tr(*["<w:tc/>"] * 300)
    with pytest.raises(TooLarge):
        read_bytes(docx(tbl(row, *[tr("<w:tc/>")] * 70_000)))


def test_the_caption_of_a_table_is_its_title() -> None:
    body = tbl(tr(tc("1"))).replace("<w:tblPr/>", '<w:tblPr><w:tblCaption w:val="收支表"/></w:tblPr>')
    assert only_table(read_body(body)).title == "收支表"


def test_text_that_stands_where_no_text_may_stand_is_missed_aloud() -> None:
    document = read_bytes(docx(tbl(f"<w:tr>{p('流浪')}{tc('1')}</w:tr>") + p("后")))
    assert found(document, "content-dropped") == [("2", "characters that could not be reached")]
    assert texts(document)[-1] == "后"


def test_a_hidden_row_is_read_and_reported() -> None:
    hidden = f"<w:tr><w:trPr><w:hidden/></w:trPr>{tc('乙')}{tc('2')}</w:tr>"
    document = read_body(tbl(tr(tc("甲"), tc("1")), hidden))
    assert [cell.text for cell in only_table(document).cells] == ["甲", "1", "乙", "2"]
    assert found(document, "structure-changed") == [("乙 2", "hidden row of a table shown")]
    assert document.findings[0].severity == "warning"
