"""Look an OpenDocument text over before LibreOffice gets it: its fields and formulas are made plain text.

LibreOffice works them out anew when it opens a file: dates become today's, a file's name that of the copy it was
given. What the file itself shows is what counts. OpenDocument 1.3 part 3, 7.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from convert.errors import TooLarge, Unreadable
from convert.opc import MAX_TREE_BYTES
from convert.parts import pack
from convert.xml_parts import parse_xml

MAX_PARTS = 5000
MAX_BYTES = 512 * 1024 * 1024
_TEXT = ("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}", "{http://openoffice.org/2000/text}")
_TABLE = ("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}", "{http://openoffice.org/2000/table}")
_CELLS, _FORMULAS = tuple(name + "table-cell" for name in _TABLE), tuple(name + "formula" for name in _TABLE)
_BEFORE = b"http://openoffice.org/2000/office"
"""The namespace of OpenOffice.org 1, from which OpenDocument came."""
_FIELDS = """
    date time file-name author-name author-initials page-count paragraph-count word-count character-count table-count
    image-count object-count title subject description keywords creator initial-creator creation-date creation-time
    modification-date modification-time print-date print-time printed-by editing-cycles editing-duration user-defined
    chapter sheet-name template-name page-continuation page-variable-get page-variable-set variable-set variable-get
    variable-input user-field-get user-field-input sequence expression text-input conditional-text hidden-text
    placeholder sender-firstname sender-lastname sender-initials sender-title sender-position sender-email
    sender-phone-private sender-fax sender-company sender-phone-work sender-street sender-city sender-postal-code
    sender-country sender-state-or-province dde-connection reference-ref bookmark-ref sequence-ref note-ref
    execute-macro measure drop-down database-display database-name database-row-number table-formula
"""
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]{0,1000}>")


def is_flat(content: bytes) -> bool:
    """Say whether a file is an OpenDocument text that is one XML file."""
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"opendocument" in content[:4096].replace(b"\0", b"")


def prepare_odt(content: bytes) -> tuple[bytes, str]:
    """Give an .odt or .sxw file whose fields are text, and which of both it is. Raises Unreadable, TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_BYTES:
                raise TooLarge(what=f"{len(infos)} parts")
            if "content.xml" not in archive.NameToInfo:
                raise Unreadable(
                    "This is a zip file, not an Office document.", "Unpack it and convert the files in it."
                )
            changed: dict[str, bytes] = {}
            kind = "odt"
            for name in ("content.xml", "styles.xml"):
                if name in archive.NameToInfo:
                    part = archive.read(name)
                    kind = "sxw" if _BEFORE in part[:4096] else kind
                    flattened = flatten(part, name)
                    if flattened is not part:
                        changed[name] = flattened
            if not changed:
                return content, kind
            return pack((info.filename, changed.get(info.filename) or archive.read(info)) for info in infos), kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        raise Unreadable(
            "The file is damaged: its container (zip) is incomplete.",
            "Get a complete copy, or save it again in Office.",
        ) from None


def parse_part(content: bytes, name: str) -> etree._Element:
    """Parse a part without its DOCTYPE. Raises Unreadable, TooLarge."""
    if len(content) > MAX_TREE_BYTES:
        raise TooLarge(what=f"{name} > {MAX_TREE_BYTES // 2**20} MB")
    return parse_xml(_DOCTYPE.sub(b"", content, count=1), name)


def flatten(content: bytes, name: str) -> bytes:
    """Put the text that fields and formulas show in their place; give the same object where there are none."""
    root = parse_part(content, name)
    fields = {text + word for text in _TEXT for word in _FIELDS.split()}
    found = [element for element in root.iter("*") if element.tag in fields]
    computed = [(cell, name) for cell in root.iter(*_CELLS) for name in _FORMULAS if name in cell.attrib]
    if not found and not computed:
        return content
    etree.strip_tags(root, *fields)
    for cell, formula in computed:
        del cell.attrib[formula]
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
