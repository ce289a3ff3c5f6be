"""Read HTML files: web pages, and what office programs and crawlers save as such, whatever the file is called.

The encoding that a page names in its `meta` counts where the bytes themselves leave it open, and no more: pages are
often converted without their `meta`.
"""

from __future__ import annotations

import codecs
import re

from convert.encoding import Decoded, about_encoding, decode
from convert.encoding.mojibake import mend
from convert.errors import BadUsage
from convert.html_blocks import MAX_CHARACTERS, read_html
from convert.model import Document, Origin
from convert.options import Options
from convert.source import Source

CLEAR = 0.95
"""A confidence in the encoding that no `meta` can shake."""
_HEAD = 4096
_NAMED = re.compile(rb"<meta[^<>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)
_KNOWN = re.compile(
    r"utf-?8|gbk|gb2312|gb_2312-80|gb18030|big5(?:-hkscs)?|shift_jis|sjis|euc-jp|iso-2022-jp|euc-kr|koi8-[ru]"
    r"|windows-125\d|cp125\d|windows-874|iso-8859-\d{1,2}|latin-?1|us-ascii",
    re.IGNORECASE,
)


def read(source: Source, options: Options) -> Document:
    """Read an HTML file. Raises Unreadable, TooLarge, BadUsage."""
    data = source.read(4 * MAX_CHARACTERS)
    decoded, named = _decode(data, options.encoding)
    origin = Origin(source.name)
    text, mended = mend(decoded.text, source.name)
    page = read_html(text.removeprefix("\ufeff"), lambda line, ref: Origin(source.name, line=line, ref=ref))
    findings = (*about_encoding(decoded, origin, named), *mended, *page.findings)
    return Document(page.blocks, findings, title=page.title, language=page.language, origin=origin)


def _decode(data: bytes, wanted: str) -> tuple[Decoded, str]:
    """Decode a page; give also the encoding that it names, if that is not the one used."""
    decoded = decode(data, wanted)
    found = _NAMED.search(data[:_HEAD])
    named = found[1].decode("ascii", "replace").lower() if found else ""
    if not _KNOWN.fullmatch(named) or wanted or data.isascii():
        return decoded, ""
    if decoded.confidence < CLEAR or decoded.replaced:
        try:
            said = decode(data, named)
        except BadUsage:
            return decoded, named
        if not said.replaced:
            return said, ""
    return decoded, "" if _is_same(decoded.encoding, named) else named


def _is_same(used: str, named: str) -> bool:
    try:
        name = codecs.lookup(named).name
    except LookupError:
        return False
    return name == used or (name.startswith("gb") and used == "gb18030") or (name.startswith("big5") and used == "big5")
