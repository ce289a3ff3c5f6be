"""Workbooks written by hand for the tests of the Excel reader, part by part."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from convert.adapters.excel import read
from convert.model import Block, Document, Table
from convert.options import Options
from convert.source import Source
from tests.zips import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relationships(*targets: tuple[str, str], external: bool = False) -> str:
    """Write relationships rId1, rId2… of (kind, target)."""
    mode = ' TargetMode="External"' if external else ""
    found = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def packed(
    *sheets: str,
    names: tuple[str, ...] = (),
    strings: str | None = None,
    styles: str | None = None,
    workbook: str = "",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Pack a workbook; sheets are the insides of worksheet elements, workbook what stands before its list of sheets."""
    names = names or tuple(f"Sheet{at}" for at in range(1, len(sheets) + 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1))
    targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relationships(
            *targets, ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
    }
    for at, inside in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{inside}</worksheet>'
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return zipped({**parts, **(extra or {})})


def rows(*rows_of_cells: str) -> str:
    return "<sheetData>" + "".join(f"<row>{cells}</row>" for cells in rows_of_cells) + "</sheetData>"


def text(words: str, reference: str = "") -> str:
    where = f' r="{reference}"' if reference else ""
    return f'<c{where} t="inlineStr"><is><t>{words}</t></is></c>'


def number(value: str, style: int = 0, reference: str = "") -> str:
    where = f' r="{reference}"' if reference else ""
    return f'<c{where} s="{style}"><v>{value}</v></c>'


def codes(*formats: str) -> str:
    """Write a style sheet whose style 1, 2… have these number formats."""
    listed = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{code.replace("&", "&amp;").replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(formats)
    )
    cells = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    return f"<numFmts>{listed}</numFmts><cellXfs><xf/>{cells}</cellXfs>"


def read_bytes(content: bytes, name: str = "book.xlsx") -> Document:
    return read(Source(name, content=content), Options())


def saved(book: openpyxl.Workbook) -> Document:
    """Read what openpyxl saves."""
    file = io.BytesIO()
    book.save(file)
    return read_bytes(file.getvalue())


def read_path(path: Path) -> Document:
    return read(Source(path.name, path), Options())


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def grid(table: Block) -> list[list[str]]:
    """Give the texts of a table's cells, row by row."""
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows()]


def findings(document: Document) -> list[tuple[str, str, str]]:
    """Give code, detail and what it was about."""
    return [(found.code, found.detail, found.before) for found in document.findings]
