"""Read old word-processing files: each is turned into docx first, and then read by the docx reader.

A Word 97 document goes through msdoc2docx, which is fast and needs no other program; what that cannot read, or reads
with losses, goes through LibreOffice, and so does all that is neither.
"""

from __future__ import annotations

from msgspec.structs import replace

from convert.adapters import reader
from convert.adapters.legacy.odf import is_flat
from convert.adapters.legacy.odf.margins import lost_margins
from convert.adapters.legacy.office import convert_job, job_for
from convert.errors import ConvertError, MissingHelper, TimedOut, Unreadable
from convert.findings import finding
from convert.libreoffice import Job
from convert.model import Document, Finding, Origin
from convert.options import Options
from convert.source import Source
from convert.workers import call

MAX_BYTES = 128 * 1024 * 1024
_MSDOC = "convert.adapters.legacy.msdoc:convert_doc"

Converted = tuple[bytes, tuple[Finding, ...]]


def read(source: Source, options: Options) -> Document:
    """Read a .doc, .wps, .rtf or .odt file. Raises Unreadable, TooLarge, MissingHelper, TimedOut."""
    content = source.read(MAX_BYTES)
    origin = Origin(source.name)
    docx, told = _to_docx(content, origin, options)
    document = reader("docx")(Source(source.name, content=docx), options)
    known = {found.detail for found in document.findings}
    told = tuple(found for found in told if found.detail not in known or found.before)
    lost = lost_margins(content, document) if content.startswith(b"PK") or is_flat(content) else ()
    return replace(document, findings=(*told, *lost, *document.findings), origin=origin)


def _to_docx(content: bytes, origin: Origin, options: Options) -> Converted:
    job, told = job_for(content, origin)
    if job is not None:
        return convert_job(job, options), told
    try:
        docx, notes = call(_MSDOC, content, seconds=options.seconds, memory=options.memory)
    except ConvertError as error:
        return _instead(content, error, options), told
    losses = tuple(finding("content-dropped", origin, before=note) for note in notes)
    if losses:
        try:
            return convert_job(Job(content, "doc"), options), told
        except (MissingHelper, Unreadable, TimedOut):
            pass
    return docx, (*told, *losses)


def _instead(content: bytes, failed: ConvertError, options: Options) -> bytes:
    """Have LibreOffice read what msdoc2docx cannot. Raises the error that says most of what can be done."""
    try:
        return convert_job(Job(content, "doc"), options)
    except MissingHelper as missing:
        raise failed if isinstance(failed, MissingHelper) else missing from None
