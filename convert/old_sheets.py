"""Tell tables of old programs by how they begin: SYLK, Lotus 1-2-3, Works and dBase say nothing else of themselves."""

from __future__ import annotations

_SYLK = (b"ID;P", b"ID;N", b"ID  SCALC")
_LOTUS = (
    b"\0\0\2\0\4\4",
    b"\0\0\2\0\5\4",
    b"\0\0\2\0\6\4",
    b"\0\0\x1a\0\0\x10\4\0",
    b"\0\0\x1a\0\2\x10\4\0",
    b"\0\0\x1a\0\3\x10\4\0",
)
"""The record that begins 1-2-3's .wks, .wk1, .wk3, .wk4 and .123 files; Works for DOS writes the first."""
_WORKS = b"\xff\0\2\0\4\4"
_DBASE = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")
_FIELD = 32
_SHORTEST, _LONGEST_HEAD = 2 * _FIELD + 1, 32 + 32 * 2046 + 264


def old_sheet(head: bytes) -> str:
    """Name the format of a file by its first bytes: slk, wks, works or dbf; empty if it is none."""
    if head.startswith(_SYLK):
        return "slk"
    if head.startswith(_LOTUS):
        return "wks"
    if head.startswith(_WORKS):
        return "works-sheet"
    return "dbf" if _is_dbase(head) else ""


def _is_dbase(head: bytes) -> bool:
    """Say whether a file begins as a table of dBase or FoxPro: kind, date, sizes, and a first field with a name."""
    if len(head) < _SHORTEST or head[0] not in _DBASE or head[2] > 12 or head[3] > 31:
        return False
    size, record = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    name = head[_FIELD : _FIELD + 11].partition(b"\0")[0]
    is_named = name[:1].isalpha() or name[:1] == b"_" or name[:1] > b"\x7f"
    kind = head[_FIELD + 11 : _FIELD + 12]
    return _SHORTEST <= size <= _LONGEST_HEAD and record > 1 and is_named and min(name) > 0x20 and kind.isalpha()
