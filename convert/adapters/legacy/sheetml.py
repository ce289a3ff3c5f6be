"""Read Excel 2003 XML (SpreadsheetML), also under the name .xls: LibreOffice makes it xlsx."""

from __future__ import annotations

from convert.adapters import reader
from convert.errors import TooLarge
from convert.libreoffice import convert_one
from convert.model import Document
from convert.opc import MAX_TREE_BYTES, parse_xml
from convert.options import Options
from convert.source import Source


def read(source: Source, options: Options) -> Document:
    """Read an Excel 2003 XML file. Raises Unreadable, TooLarge, MissingHelper, TimedOut."""
    content = source.read()
    if len(content) > MAX_TREE_BYTES:
        raise TooLarge(what=f"{len(content) // 2**20} MB")
    parse_xml(content, source.name)
    xlsx = convert_one(content, "xml-sheet", options.soffice, options.seconds)
    return reader("xlsx")(Source(source.name, content=xlsx), options)
