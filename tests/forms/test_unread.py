"""Official tables in a shape that nobody reads: said, and nothing is changed."""

from __future__ import annotations

from convert import read
from convert.model import Table
from tests.reports import grid_of, make_report


def unreadable(table: str) -> bytes:
    """Write the labels of a table as no program writes tables, without a value."""
    report = make_report(1, top=9)
    texts = [text for row in grid_of(report, table) for text in row if text and not text.isdigit()]
    return "\n".join(f'<<cell "{text}" at {at}>>' for at, text in enumerate(texts)).encode()


def test_labels_of_an_official_table_that_could_not_be_read_are_said() -> None:
    document = read(unreadable("requests"))
    assert not document.form
    found = [found.detail for found in document.findings if found.code == "table-unrecognised"]
    assert found == ["三、收到和处理政府信息公开申请情况"]


def test_the_same_is_said_of_labels_that_are_broken_over_lines() -> None:
    lines = unreadable("requests").decode().split("\n")
    broken = "\n".join(f"{line[8:11]}\n{line[11:].partition(chr(34))[0]}" for line in lines)
    document = read(f"<pre>\n{broken}\n</pre>".encode().replace(b"\n\n", b"\n"))
    assert document.form or any(found.code == "table-unrecognised" for found in document.findings)


def test_prose_that_names_a_few_labels_is_no_table() -> None:
    document = read("本单位依法公开规范性文件，其他处理情况见附件。没有现成信息需要另行制作的，逐件答复。\n".encode())
    assert not document.findings


def test_who_wants_no_form_hears_of_none() -> None:
    assert not any(found.code == "table-unrecognised" for found in read(unreadable("requests"), form="none").findings)


def test_tables_of_two_years_in_one_report_lose_no_value_to_a_reading_by_one_form() -> None:
    new, old = make_report(1), make_report(2, "annual-report-2019")
    parts = ["青禾县图书馆2023年政府信息公开工作年度报告"]
    for section in old.form.sections:
        parts.append(section.title)
        if section.table:
            source = new if section.table == old.form.tables[0].id else old
            parts.append("\n".join("\t".join(row) for row in grid_of(source, section.table)))
    document = read("\n".join(parts).replace("自然人", "").encode())
    tables = [block for block in document.blocks if isinstance(block, Table) and block.form]
    assert [sum(cell.role == "value" and bool(cell.text) for cell in table.cells) for table in tables] == [10, 161, 15]
