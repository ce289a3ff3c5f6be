"""Damaged, hostile and foreign files: a result with findings or an error that says what to do, never less."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from convert.detect import detect
from convert.errors import ConvertError, Encrypted, Harmful, TooLarge, Unreadable
from convert.model import Paragraph
from convert.source import Source
from tests.adapters.excel_files import (
    MAIN,
    OFFICE,
    codes,
    findings,
    grid,
    number,
    packed,
    read_bytes,
    relationships,
    rows,
    tables,
    text,
)
from tests.zips import parts_of, zipped

HEADER = text("项目") + text("数量")
SIMPLE = rows(HEADER, text("甲") + number("1"))


def test_a_missing_shared_text_is_reported_as_lost() -> None:
    document = read_bytes(packed(rows(HEADER, '<c t="s"><v>7</v></c>' + number("1")), strings="<si><t>甲</t></si>"))
    assert findings(document) == [("content-dropped", "text missing from the file", "7")]
    assert document.findings[0].severity == "error"


def test_a_workbook_without_shared_strings_styles_or_relationships_is_read() -> None:
    content = parts_of(packed(SIMPLE))
    for name in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        del content[name]
    assert grid(read_bytes(zipped(content)).blocks[0]) == [["项目", "数量"], ["甲", "1"]]


@pytest.mark.parametrize(
    "styles", ["<cellXfs><xf numFmtId='x' fontId='9' borderId='-1'/></cellXfs>", "<cellXfs>", "&#0;"]
)
def test_a_bad_style_sheet_costs_no_text(styles: str) -> None:
    assert grid(read_bytes(packed(SIMPLE, styles=styles)).blocks[0]) == [["项目", "数量"], ["甲", "1"]]


def test_a_style_that_is_not_there_is_the_plain_one() -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + number("45566", 9)), styles=codes("yyyy")))
    assert tables(document)[0].cells[-1].text == "45566"


def test_a_cell_with_a_reference_that_is_none_keeps_its_text() -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + number("1", reference="XFE9999999"))))
    assert grid(document.blocks[0]) == [["项目", "数量"], ["甲", "1"]]
    assert [code for code, _, _ in findings(document)] == ["grid-repaired"]


def test_a_cell_given_twice_keeps_its_first_content_and_reports_the_second() -> None:
    document = read_bytes(
        packed(rows(HEADER, text("甲", "A2") + number("1", reference="B2") + number("2", reference="B2")))
    )
    assert grid(document.blocks[0]) == [["项目", "数量"], ["甲", "1"]]
    assert findings(document) == [("content-dropped", "second content of a cell that is given twice", "2")]


def test_rows_out_of_order_are_put_in_order() -> None:
    sheet = f'<sheetData><row r="2">{text("甲")}{number("1")}</row><row r="1">{HEADER}</row></sheetData>'
    assert grid(read_bytes(packed(sheet)).blocks[0]) == [["项目", "数量"], ["甲", "1"]]


@pytest.mark.parametrize("cell", ["<c><v>abc</v></c>", '<c t="b"><v>abc</v></c>', '<c t="zz"><v>abc</v></c>'])
def test_a_content_that_its_cell_cannot_have_is_kept_as_text_and_reported(cell: str) -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + cell)))
    assert grid(document.blocks[0])[1] == ["甲", "abc"]
    assert findings(document) == [("structure-changed", "not what the cell's type says, kept as text", "abc")]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e99999", "1_000", "0x1F", "9" * 500])
def test_what_only_python_takes_for_a_number_is_text(value: str) -> None:
    cell = tables(read_bytes(packed(rows(HEADER, text("甲") + number(value)))))[0].cells[-1]
    assert (cell.text, cell.value) == (value, None)


@pytest.mark.parametrize(
    "beside",
    ['<cols><col min="²" max="³" hidden="1"/></cols>', '<sheetViews><pane state="frozen" ySplit="²"/></sheetViews>'],
)
def test_a_count_in_raised_digits_counts_nothing(beside: str) -> None:
    document = read_bytes(packed(f'{beside}<sheetData><row r="²">{text("a", "A1")}</row></sheetData>'))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["a"]


def test_a_sheet_that_is_missing_is_reported_as_lost() -> None:
    content = parts_of(packed(SIMPLE, SIMPLE, names=("甲表", "乙表")))
    del content["xl/worksheets/sheet2.xml"]
    document = read_bytes(zipped(content))
    assert len(tables(document)) == 1
    assert ("part-unread", "sheet missing from the file", "乙表") in findings(document)


@pytest.mark.parametrize("damage", ["xml", "packing"])
def test_a_damaged_sheet_costs_only_itself_and_is_named(damage: str) -> None:
    content = packed(SIMPLE, SIMPLE.replace("甲", "乙"), SIMPLE.replace("甲", "丙"), names=("甲表", "乙表", "丙表"))
    broken = corrupted(content, "sheet2.xml") if damage == "packing" else cut_short(content, "xl/worksheets/sheet2.xml")
    document = read_bytes(broken)
    assert [grid(table)[1][0] for table in tables(document)] == ["甲", "丙"]
    assert findings(document) == [("part-unread", "damaged sheet", "乙表")]
    assert document.findings[0].severity == "error"


@pytest.mark.parametrize("other", ["xl/workbook.xml", "xl/styles.xml"])
def test_another_part_in_the_place_of_a_sheet_is_a_damaged_sheet(other: str) -> None:
    content = parts_of(packed(SIMPLE, SIMPLE, names=("甲表", "乙表"), styles=codes("0.00")))
    document = read_bytes(zipped({**content, "xl/worksheets/sheet2.xml": content[other]}))
    assert findings(document) == [("part-unread", "damaged sheet", "乙表")]


def test_a_part_that_stands_in_the_file_twice_is_told_unless_both_are_the_same() -> None:
    content = packed(SIMPLE)
    name = "xl/worksheets/sheet1.xml"
    for second, told in ((SIMPLE.replace("甲", "乙"), [name]), (SIMPLE, [])):
        doubled = io.BytesIO(content)
        with zipfile.ZipFile(doubled, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(name, parts_of(packed(second))[name])
        document = read_bytes(doubled.getvalue())
        assert grid(tables(document)[0])[1][0] == "甲"
        assert [before for code, _, before in findings(document) if code == "part-unread"] == told


def test_a_workbook_whose_only_sheet_is_damaged_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"sheet1\.xml"):
        read_bytes(corrupted(packed(SIMPLE), "sheet1.xml"))


def test_a_sheet_that_defines_entities_has_the_whole_workbook_refused() -> None:
    content = parts_of(packed(SIMPLE, SIMPLE))
    content["xl/worksheets/sheet2.xml"] = b'<!DOCTYPE a [<!ENTITY a "b">]>' + content["xl/worksheets/sheet2.xml"]
    with pytest.raises(Harmful):
        read_bytes(zipped(content))


def cut_short(content: bytes, part: str) -> bytes:
    parts = parts_of(content)
    parts[part] = parts[part][:-40]
    return zipped(parts)


def corrupted(content: bytes, name: str) -> bytes:
    """Turn over bits in the middle of a packed part."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        info = next(info for info in file.infolist() if info.filename.endswith(name))
    start = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return content[:start] + bytes(byte ^ 0x55 for byte in content[start : start + 4]) + content[start + 4 :]


def test_a_chart_sheet_is_reported() -> None:
    content = parts_of(packed(SIMPLE, SIMPLE, names=("甲表", "图")))
    names = [("worksheet", "worksheets/sheet1.xml"), ("chartsheet", "worksheets/sheet2.xml")]
    content["xl/_rels/workbook.xml.rels"] = relationships(*names).encode()
    assert findings(read_bytes(zipped(content))) == [("content-dropped", "chart sheet", "图")]


def test_backslashes_in_part_names_are_slashes() -> None:
    content = {name.replace("/", "\\"): part for name, part in parts_of(packed(SIMPLE)).items()}
    assert len(tables(read_bytes(zipped(content)))) == 1


def test_prefixes_of_elements_do_not_matter() -> None:
    content = parts_of(packed(SIMPLE))
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c><x:c><x:v>8</x:v></x:c></x:row>'
    )
    content["xl/worksheets/sheet1.xml"] = (prefixed + "</x:sheetData></x:worksheet>").encode()
    assert grid(read_bytes(zipped(content)).blocks[0]) == [["7", "8"]]


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE worksheet [<!ENTITY a "boom">]>', "<!-- " + "x" * 70_000 + " --><!DOCTYPE worksheet>"]
)
def test_a_part_that_defines_entities_is_refused_wherever_it_does(doctype: str) -> None:
    content = parts_of(packed(SIMPLE))
    sheet = content["xl/worksheets/sheet1.xml"].decode()
    content["xl/worksheets/sheet1.xml"] = (doctype + sheet).encode()
    with pytest.raises(Unreadable):
        read_bytes(zipped(content))


def test_a_part_that_swells_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_bytes(packed("<sheetData>" + "<row/>" * 5_000_000 + "</sheetData>"))


def test_a_protected_workbook_says_so() -> None:
    with pytest.raises(Encrypted):
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        zipped({"word/document.xml": "<document/>"}),
        zipped({"_rels/.rels": relationships(("officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"\x83"}),
        zipped({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}),
        packed(SIMPLE)[:-200],
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_bytes(content)


def test_a_workbook_of_openpyxl_with_broken_bytes_gives_a_result_or_an_error() -> None:
    book = openpyxl.Workbook()
    for at in range(20):
        book.active.append([f"名称{at}", at, at / 7])
    book.active.merge_cells("A1:B2")
    file = io.BytesIO()
    book.save(file)
    sound = parts_of(file.getvalue())
    random_bytes = random.Random(5)
    errors = []
    for _ in range(150):
        parts = {name: bytearray(part) for name, part in sound.items()}
        part = parts[random_bytes.choice(sorted(parts))]
        for _ in range(random_bytes.randint(1, 4)):
            part[random_bytes.randrange(len(part))] = random_bytes.randrange(256)
        try:
            read_bytes(zipped({name: bytes(part) for name, part in parts.items()}))
        except ConvertError as error:
            errors.append(error.message)
    assert all(errors)


def in_utf_16(part: bytes) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{part.decode()}'.encode("utf-16")


def in_strict(part: bytes) -> bytes:
    strict = part.decode().replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    return strict.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships").encode()


@pytest.mark.parametrize(
    "rewrite", [in_utf_16, in_strict, lambda part: in_utf_16(in_strict(part))], ids=["utf-16", "strict", "both"]
)
@pytest.mark.parametrize(
    "rename",
    [str, str.upper, "/".__add__, lambda name: name.replace("/", "\\")],
    ids=["plain", "upper", "slash", "back"],
)
def test_how_parts_are_written_and_called_does_not_matter(
    rewrite: Callable[[bytes], bytes], rename: Callable[[str], str]
) -> None:
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45296</v></c>'
    lines = f'<row r="1">{cells}</row><row r="2">{cells.replace("1", "2").replace("s=", "z=")}</row>'
    content = packed(f"<sheetData>{lines}</sheetData>", strings="<si><t>甲</t></si>", styles=codes("yyyy-mm-dd"))
    rewritten = zipped({rename(name): rewrite(part) for name, part in parts_of(content).items()})
    assert detect(Source("book", content=rewritten)) == "xlsx"
    document = read_bytes(rewritten)
    assert grid(tables(document)[0]) == [["甲", "2024-01-05"], ["甲", "45296"]]
    assert findings(document) == []
