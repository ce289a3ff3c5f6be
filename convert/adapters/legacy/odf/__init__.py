"""Look an OpenDocument text over before LibreOffice gets it: its fields and formulas are made plain text.

LibreOffice works them out anew when it opens a file: dates become today's, a file's name that of the copy it was
given. What the file itself shows is what counts. OpenDocument 1.3 part 3, 7.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import NamedTuple

from lxml import etree

from convert.adapters.legacy.odf.controls import write_controls
from convert.errors import Harmful, TooLarge, Unreadable
from convert.odf import NAMESPACES
from convert.ooxml.opc import MAX_TREE_BYTES, SIGNATURES
from convert.ooxml.parts import pack
from convert.ooxml.xml_parts import parse_xml, without_doctype

MAX_PARTS = 5000
MAX_BYTES = 512 * 1024 * 1024
_PIECE = 1024 * 1024
_STYLES = "styles.xml"
_TEXT = (f"{{{NAMESPACES['text']}}}", "{http://openoffice.org/2000/text}")
_TABLE = (f"{{{NAMESPACES['table']}}}", "{http://openoffice.org/2000/table}")
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


def is_flat(content: bytes) -> bool:
    """Say whether a file is an OpenDocument text that is one XML file."""
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"opendocument" in content[:4096].replace(b"\0", b"")


class Prepared(NamedTuple):
    """What LibreOffice can read. kind: odt or sxw; damaged: the parts that had to be left out; signed: the file was."""

    content: bytes
    kind: str
    damaged: tuple[str, ...] = ()
    signed: bool = False


def prepare_odt(content: bytes) -> Prepared:
    """Make the fields of an .odt or .sxw file text, without damaged parts. Raises Unreadable, TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_BYTES:
                raise TooLarge(what=f"{len(infos)} parts")
            if "content.xml" not in archive.NameToInfo:
                raise Unreadable(
                    "This is a zip file, not an Office document.", "Unpack it and convert the files in it."
                )
            part = archive.read("content.xml")
            kind = "sxw" if _BEFORE in part[:4096] else "odt"
            changed = {"content.xml": flatten(part, "content.xml")}
            damaged = [info.filename for info in infos if not _is_whole(archive, info)]
            if _STYLES in archive.NameToInfo and _STYLES not in damaged:
                try:
                    changed[_STYLES] = flatten(archive.read(_STYLES), _STYLES)
                except (Harmful, TooLarge):
                    raise
                except Unreadable:
                    damaged.append(_STYLES)
            kept = [info for info in infos if info.filename not in damaged]
            parts = ((info.filename, changed.get(info.filename) or archive.read(info)) for info in kept)
            return Prepared(pack(parts), kind, tuple(damaged), SIGNATURES in archive.NameToInfo)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        raise Unreadable(
            "The file is damaged: its container (zip) is incomplete.",
            "Get a complete copy, or save it again in Office.",
        ) from None


def _is_whole(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Say whether a part can be unpacked, and is what it was when it was packed."""
    try:
        with archive.open(info) as part:
            while part.read(_PIECE):
                pass
    except (zipfile.BadZipFile, EOFError, zlib.error):
        return False
    return True


def parse_part(content: bytes, name: str) -> etree._Element:
    """Parse a part without its DOCTYPE. Raises Unreadable, TooLarge."""
    if len(content) > MAX_TREE_BYTES:
        raise TooLarge(what=f"{name} > {MAX_TREE_BYTES // 2**20} MB")
    return parse_xml(without_doctype(content), name)


def flatten(content: bytes, name: str) -> bytes:
    """Put what fields, formulas and controls show in their place; give the same object where there are none."""
    root = parse_part(content, name)
    has_controls = write_controls(root)
    fields = {text + word for text in _TEXT for word in _FIELDS.split()}
    found = [element for element in root.iter("*") if element.tag in fields]
    computed = [(cell, name) for cell in root.iter(*_CELLS) for name in _FORMULAS if name in cell.attrib]
    if not (found or computed or has_controls):
        return content
    etree.strip_tags(root, *fields)
    for cell, formula in computed:
        del cell.attrib[formula]
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
