"""Read workbooks of programs before Excel and OpenDocument (.sxc, .slk, .wk1, .wks): LibreOffice makes xlsx of them."""

from __future__ import annotations

from msgspec.structs import replace

from convert.adapters import excel
from convert.encoding import about_encoding, decode
from convert.libreoffice import convert_one
from convert.model import Document, Finding, Origin
from convert.old_sheets import old_sheet
from convert.options import Options
from convert.source import Source


def read(source: Source, options: Options) -> Document:
    """Read an old workbook. Raises Unreadable, Encrypted, TooLarge, MissingHelper, TimedOut."""
    content = source.read()
    kind = old_sheet(content[:4096]) or "sxc"
    told: tuple[Finding, ...] = ()
    if kind == "slk":
        decoded = decode(content, options.encoding)
        content, told = decoded.text.encode(), about_encoding(decoded, Origin(source.name))
    xlsx = convert_one(content, kind, options.soffice, options.seconds)
    document = excel.read(Source(source.name, content=xlsx), options)
    return replace(document, findings=(*told, *document.findings))
