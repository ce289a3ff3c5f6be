"""Turn a Word 97-2003 document into docx with msdoc2docx. Called in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from convert.adapters.legacy.msdoc_text import fields_over_paragraphs
from convert.errors import Unreadable, missing_extra

_LOST = ("_DEFERRED", "_OMITTED", "_MALFORMED", "_MISSING", "_SKIPPED", "_LIMITED", "TABLE_FLATTENED", "_UNANCHORED")
"""Endings of the codes that msdoc2docx gives to what it leaves out; all others are about looks."""
_HARMLESS = ("STYLE", "SUMMARY_INFORMATION", "BOOKMARK", "OLE_OBJECT", "MACRO_STORY", "FIELD_CHARACTER", "COMMENT")
"""Beginnings of codes that are about other things than text, tables and pictures, or that are reported elsewhere."""


def convert_doc(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Give the docx of a .doc file, and what of its text, tables and pictures was left out.

    Raises MissingHelper, Unreadable.
    """
    try:
        import doc2docx
        from doc2docx.errors import Doc2DocxError
    except ImportError:
        raise missing_extra("msdoc2docx", "legacy") from None
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        source, target = Path(folder) / "in.doc", Path(folder) / "out.docx"
        source.write_bytes(content)
        try:
            report = doc2docx.convert(source, target).report
        except (Doc2DocxError, ValueError, LookupError, RecursionError):
            raise Unreadable("The file is damaged: its inner tables contradict each other.") from None
        notes = {note.message for note in report.warnings if _is_loss(note.code)}
        if joined := fields_over_paragraphs(content):
            notes.add(f"ends of paragraphs inside a field, which now stand behind it: {joined}")
        return target.read_bytes(), tuple(sorted(notes))


def _is_loss(code: str) -> bool:
    return code.endswith(_LOST) and not code.startswith(_HARMLESS)
