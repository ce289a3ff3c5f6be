"""Write PDF files: the docx of a document, printed by LibreOffice."""

from __future__ import annotations

import hashlib
import re
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from convert.errors import Unreadable, UnwritableOutput, missing_extra
from convert.libreoffice import convert_one
from convert.model import Document, Paragraph, Run
from convert.options import Options
from convert.writers import writer

if TYPE_CHECKING:
    import pypdfium2

_SHARE = 0.6
"""Of the time that a file may take: there must be some left to read it back."""
_DATE = re.compile(rb"/CreationDate\(D:([^)]*)\)")
_IDENTIFIERS = re.compile(rb"/ID \[ <([0-9A-F]{32})>\s<([0-9A-F]{32})> \]\s/DocChecksum /([0-9A-F]{32})")


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document as PDF. Raises MissingHelper, UnwritableOutput, TimedOut.

    The pages are those of the docx of the same document. LibreOffice puts the time into what it writes; it is taken
    out, so that the same document gives the same bytes.
    """
    _load_reader()
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        made = Path(folder) / "made.docx"
        writer("docx")(document, made, options)
        content = made.read_bytes()
    try:
        printed = convert_one(content, "docx", options.soffice, _SHARE * options.seconds)
    except Unreadable:
        raise UnwritableOutput(
            "LibreOffice makes no PDF of the document.", "Write it as .docx and print that from an office program."
        ) from None
    path.write_bytes(_without_time(printed))


def _load_reader() -> None:
    try:
        import_module("pypdfium2")
    except ImportError:
        message = "What is written as PDF is read back with {helper}, which is not installed."
        raise missing_extra("pypdfium2", "pdf", message) from None


def _without_time(content: bytes) -> bytes:
    """Give a file with a fixed date and with numbers made of what it holds, all of them as long as they were.

    Only the last objects of the file are touched: what looks like them in a text is compressed.
    """
    start = max(0, content.rfind(b"/CreationDate(D:"))
    head, tail = content[:start], content[start:]
    tail = _DATE.sub(lambda found: b"/CreationDate(D:" + _EPOCH.ljust(len(found[1]), b"'") + b")", tail, count=1)
    marks = _IDENTIFIERS.search(tail)
    if marks is None:
        return head + tail
    blank = b"0" * 32
    for old in set(marks.groups()):
        tail = tail.replace(old, blank)
    name = hashlib.sha256(head + tail).hexdigest()[:32].upper().encode()
    return head + tail.replace(blank, name)


_EPOCH = b"19800101000000Z'00'"


def read_back(path: Path) -> Document:
    """Give the pages of a file as a paragraph each. Raises Unreadable."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(reason=error) from None
    try:
        return Document(tuple(Paragraph((Run(_text(page)),)) for page in file))
    finally:
        file.close()


def _text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range()).replace(_HYPHEN_AT_END, "-")
    finally:
        text_page.close()


_HYPHEN_AT_END = "\ufffe"
"""PDFium's sign for a hyphen at the end of a line."""
