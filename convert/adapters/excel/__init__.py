"""Read workbooks: this program's own exactly, others' as a person would see them.

Each container (.xlsx and its kin, .xlsb, .ods, .xls, Excel 2003 XML, .dbf) is read into the same sheets of cells; from
there on there is one way. Only cells that are really there are touched, so a sheet's size is what it holds and not what
it claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert.adapters.excel.book import Book, Page
from convert.adapters.excel.own import is_own_layout, read_body, read_history
from convert.adapters.excel.regions import Regions
from convert.adapters.excel.values import Values
from convert.errors import ConvertError, MissingHelper, TimedOut, TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding
from convert.model import Block, Document, Finding, Heading, Origin, Paragraph, Run, Table
from convert.old_sheets import old_sheet
from convert.ooxml.namespaces import SHEET_2003
from convert.ooxml.opc import Package
from convert.options import Options
from convert.source import Source

_DEFAULT_NAME = re.compile(
    r"(?:sheet|工作表|表格?|table|tabelle|feuil(?:le)?|hoja|chart|foglio|plan(?:ilha)?|folha|blad|ark|arkusz|list|leht"
    r"|munka(?:lap)?|taul(?:ukko)?|sayfa|лист|аркуш|シート|시트)\s*\d*(?:\s*\(\d+\))?",
    re.IGNORECASE,
)
"""What programs call a sheet that nobody named, in the languages that they speak."""


def read(source: Source, options: Options) -> Document:
    """Read a workbook. Raises Unreadable, Encrypted, TooLarge, MissingHelper."""
    return _document(_read_book(source, options), source.name)


def _read_book(source: Source, options: Options) -> Book:
    """Read a workbook by the way of its container, which its content tells."""
    with source.open() as file:
        head = file.read(4096)
    if not head.startswith(b"PK"):
        if SHEET_2003.encode() in head.replace(b"\0", b""):
            from convert.adapters.excel import sheetml

            return sheetml.read_book(source)
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            from convert.adapters.excel import ods

            return ods.read_flat(source)
        if old_sheet(head) == "dbf":
            from convert.adapters.excel import dbf

            return dbf.read_book(source)
        from convert.adapters.excel import xls

        try:
            return xls.read_book(source)
        except TooLarge:
            raise
        except (Unreadable, MissingHelper) as failed:
            return _read_otherwise(source, options, failed)
    with Package(source) as package:
        part = package.main_part()
        if not part and "content.xml" in package:
            from convert.adapters.excel import ods

            return ods.read_package(package, source.name)
        if part.endswith(".bin"):
            from convert.adapters.excel import xlsb

            return xlsb.read_package(package, part, source.name)
        from convert.adapters.excel import xlsx

        return xlsx.read_book(package, source.name, options.placed)


def _read_otherwise(source: Source, options: Options, failed: ConvertError) -> Book:
    """Have LibreOffice read what no engine can. Raises the engines' error if it cannot either, or finds nothing."""
    try:
        from convert.libreoffice import convert_one

        xlsx = convert_one(source.read(), "xls", options.soffice, options.seconds)
    except (Unreadable, MissingHelper, TimedOut):
        raise failed from None
    book = _read_book(Source(source.name, content=xlsx), options)
    if not any(page.sheet.entries for page in book.pages):
        raise failed
    detail = "file damaged in part; LibreOffice read what it could"
    book.findings.append(finding("structure-changed", Origin(source.name), detail=detail, severity="warning"))
    return book


def _document(book: Book, name: str) -> Document:
    pages, findings = book.pages, book.findings
    by_name = {page.entry.name: page for page in pages}
    own = book.own and is_own_layout(by_name)
    blocks: list[Block] = []
    if own:
        blocks, used = read_body(by_name, findings)
        findings = [*read_history(by_name), *findings]
        pages = [page for page in pages if page.entry.name not in used]
    blocks += _sheet_blocks(pages, book.values, findings)
    return Document(
        tuple(blocks),
        tuple(findings),
        title=book.title,
        language=book.language,
        settled=own,
        origin=Origin(name),
        properties=book.properties,
    )


def _sheet_blocks(pages: list[Page], values: Values, findings: list[Finding]) -> Iterator[Block]:
    """Yield the blocks of sheets; a sheet's name heads them where it tells something that its first line does not.

    One that is too large is left out if there are others. Raises TooLarge.
    """
    failed: TooLarge | None = None
    some = False
    filled = [page for page in pages if page.sheet.entries]
    for page in filled:
        name = page.entry.name
        telling = not _DEFAULT_NAME.fullmatch(name)
        regions = Regions(
            page.sheet,
            values,
            page.where,
            findings,
            title=name if telling else "",
            header_until=page.sheet.frozen[0] or page.entry.repeated,
        )
        try:
            blocks = list(regions.blocks())
        except TooLarge as error:
            failed = failed or error
            findings.append(finding(INCOMPLETE, page.where.origin(), before=name, detail="sheet that is too large"))
            continue
        some = some or bool(blocks)
        if telling and blocks and not _says(blocks, name, several=len(filled) > 1):
            yield Heading((Run(name),), page.where.origin(), 1)
        yield from blocks
    if failed and not some:
        raise failed


def _says(blocks: list[Block], name: str, *, several: bool) -> bool:
    """Say whether a sheet's name is read off its blocks: the only sheet's also off its table, if that is called so."""
    first = blocks[0]
    if isinstance(first, Paragraph) and "".join(first.text.split()).startswith("".join(name.split())):
        return True
    return not several and any(isinstance(block, Table) and block.title == name for block in blocks)
