"""Look into an OLE compound file: which program it is of, whether it is protected, what of it is not read.

[MS-CFB], [MS-DOC] 2.5.1, [MS-XLS] 2.4.117. Only directories and first bytes are read here, never a whole text.
"""

from __future__ import annotations

import io
import struct

from msgspec import Struct

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_BARE = (
    (b"\xdb\xa5", "doc95"),
    (b"\x9b\xa5", "doc95"),
    (b"\xfe\x37\x00\x23", "doc95"),
    (b"\x31\xbe", "write"),
    (b"\x32\xbe", "write"),
    (b"\x01\xfe", "works"),
    (b"\xffWPC", "wordperfect"),
)
"""Word 2 and 1 for Windows, Word for Macintosh, Write and Word for DOS, Works for DOS, WordPerfect: none is in OLE."""
_KINDS = (
    ("encryptedpackage", "ooxml"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "ppt"),
    ("matost", "works"),
    ("mm", "works"),
    ("visiodocument", "visio"),
    ("__properties_version1.0", "msg"),
)
"""A stream at the root that only files of this kind have."""
_WORKS = (b"CHNKWKS ", b"CHNKINK ")
"""How the stream `CONTENTS` of Works 5 and later begins."""
_FIB_FLAGS, _FIB_ENCRYPTED = 10, 0x0100
_WORD_97 = 0xA5EC
_FILE_PASS, _SHEET_RECORD = 0x002F, 0x0085
_MAX_RECORDS = 100


class Compound(Struct, frozen=True):
    """kind: doc, xls, ppt, works, visio, msg, `ooxml` for a protected docx or xlsx, or empty.

    old_word: a Word document older than Word 97; left_out: what of it is not read. Where the directory is
    broken the kind is only likely.
    """

    kind: str = ""
    encrypted: bool = False
    old_word: bool = False
    left_out: tuple[str, ...] = ()


def bare_kind(head: bytes) -> str:
    """Name, as LibreOffice's kinds are, what wrote a file of an old word processor that has no container, else nothing.

    >>> bare_kind(b"\\xdb\\xa5-\\0"), bare_kind(b"text")
    ('doc95', '')
    """
    return next((kind for magic, kind in _BARE if head.startswith(magic)), "") if b"\0" in head else ""


def look_into(content: bytes) -> Compound:
    """Say what a compound file is. Damage is no error."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            entries = {"/".join(entry).lower() for entry in ole.listdir(streams=True, storages=True)}
            kind = next((kind for name, kind in _KINDS if name in entries), "")
            if not kind and "contents" in entries and ole.openstream("CONTENTS").read(8) in _WORKS:
                return Compound("works")
            if kind == "doc":
                return _document(ole.openstream("WordDocument").read(64), entries)
            if kind == "xls":
                name = "Workbook" if "workbook" in entries else "Book"
                protected = _has_file_pass(ole.openstream(name).read(65536))
                return Compound(kind, protected, left_out=_left_out(entries))
            if kind == "ppt":
                return Compound(kind, "encryptedsummary" in entries, left_out=_left_out(entries))
            if kind:
                return Compound(kind, kind == "ooxml")
    except (OSError, struct.error, IndexError, ValueError, TypeError, KeyError, RecursionError, MemoryError):
        pass
    return _guess(content)


def read_streams(content: bytes, *names: str) -> list[bytes]:
    """Read streams at the root of a compound file; one that is missing is empty. Raises OSError."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        return [ole.openstream(name).read() if ole.exists(name) else b"" for name in names]


def _document(head: bytes, entries: set[str]) -> Compound:
    """Read the first fields of a Word document's file information block."""
    if len(head) < _FIB_FLAGS + 2:
        return Compound("doc", left_out=_left_out(entries))
    (version,) = struct.unpack_from("<H", head)
    (flags,) = struct.unpack_from("<H", head, _FIB_FLAGS)
    return Compound("doc", bool(flags & _FIB_ENCRYPTED), version != _WORD_97, _left_out(entries))


def _left_out(entries: set[str]) -> tuple[str, ...]:
    found = []
    if {"macros", "_vba_project_cur"} & entries:
        found.append("macro")
    if any(entry.startswith("objectpool/") for entry in entries):
        found.append("embedded object")
    if {"_xmlsignatures", "_signatures"} & entries:
        found.append("digital signature")
    return tuple(found)


def _has_file_pass(records: bytes) -> bool:
    """Look for the record of protection, which stands before the first sheet's."""
    at = 0
    for _ in range(_MAX_RECORDS):
        if at + 4 > len(records):
            return False
        kind, size = struct.unpack_from("<HH", records, at)
        if kind == _FILE_PASS:
            return True
        if kind == _SHEET_RECORD:
            return False
        at += 4 + size
    return False


def _guess(content: bytes) -> Compound:
    """Look for the names that a directory would hold, where it cannot be followed."""
    for name in ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document"):
        if name.encode("utf-16-le") in content:
            kind = next(kind for known, kind in _KINDS if known == name.lower())
            return Compound(kind, kind == "ooxml")
    return Compound()
