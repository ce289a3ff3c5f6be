"""Read old word-processing files: each is turned into docx first, and then read by the docx reader.

A Word 97 document goes through msdoc2docx, which is fast and needs no other program; what that cannot read, or reads
with losses, goes through LibreOffice, and so does all that is neither.
"""

from __future__ import annotations

from dataclasses import replace

from convert.adapters import reader
from convert.adapters.legacy.odf import flatten, prepare_odt
from convert.adapters.legacy.rtf import prepare_rtf
from convert.errors import ConvertError, MissingHelper, TooLarge, Unreadable
from convert.findings import finding
from convert.libreoffice import convert_one
from convert.model import Document, Finding, Origin
from convert.ole import OLE_MAGIC, look_into
from convert.options import Options
from convert.source import Source
from convert.workers import call

MAX_BYTES = 128 * 1024 * 1024
SECONDS = 60
MEMORY = 2 * 1024**3

Converted = tuple[bytes, tuple[Finding, ...]]


def read(source: Source, options: Options) -> Document:
    """Read a .doc, .wps, .rtf or .odt file. Raises Unreadable, TooLarge, MissingHelper, TimedOut."""
    content = source.read()
    if len(content) > MAX_BYTES:
        raise TooLarge(what=f"{len(content) // 2**20} MB")
    docx, findings = _to_docx(content, Origin(source.name), options)
    document = reader("docx")(Source(source.name, content=docx), options)
    return replace(document, findings=(*findings, *document.findings), origin=Origin(source.name))


def _to_docx(content: bytes, origin: Origin, options: Options) -> Converted:
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(OLE_MAGIC):
        return _from_compound(content, origin, options)
    if head[:5].lower() == b"{\\rtf":
        rtf, findings = prepare_rtf(content, origin)
        return convert_one(rtf, "rtf", options.soffice), findings
    if content.startswith(b"PK"):
        return convert_one(prepare_odt(content), "odt", options.soffice), ()
    if head.startswith(b"<"):
        return convert_one(flatten(content, origin.path), "fodt", options.soffice), ()
    kind = "works" if content.startswith(b"\x01\xfe") else "doc95"
    return convert_one(content, kind, options.soffice), ()


def _from_compound(content: bytes, origin: Origin, options: Options) -> Converted:
    found = look_into(content)
    told = tuple(finding("content-dropped", origin, detail=thing) for thing in found.left_out)
    if found.kind == "works":
        return convert_one(content, "works", options.soffice), told
    if found.old_word:
        return convert_one(content, "doc95", options.soffice), told
    try:
        docx, notes = call("convert.adapters.legacy.msdoc:convert_doc", content, seconds=SECONDS, memory=MEMORY)
    except ConvertError as error:
        return _instead(content, error, options), told
    losses = tuple(finding("content-dropped", origin, before=note) for note in notes)
    if losses:
        try:
            return convert_one(content, "doc", options.soffice), told
        except (MissingHelper, Unreadable):
            pass
    return docx, (*told, *losses)


def _instead(content: bytes, failed: ConvertError, options: Options) -> bytes:
    """Have LibreOffice read what msdoc2docx cannot. Raises the error that says most of what can be done."""
    try:
        return convert_one(content, "doc", options.soffice)
    except MissingHelper as missing:
        raise failed if isinstance(failed, MissingHelper) else missing from None
