"""Write a Windows shortcut (.lnk) by [MS-SHLLINK]: a program, and the words that stand before what is dropped on it.

Explorer puts dropped files behind those words and starts the program itself, without cmd.exe: a name is never parsed,
and a command line may have 32,767 characters instead of 8,191 (CreateProcessW; Microsoft's KB 830473).
"""

from __future__ import annotations

import os
import struct

_CLASS = bytes.fromhex("0114020000000000c000000000000046")
_COMPUTER = bytes.fromhex("1f50e04fd020ea3a6910a2d808002b30309d")
_HAS_IDENTIFIERS, _HAS_LINK_INFO, _HAS_NAME, _HAS_ARGUMENTS, _HAS_ICON, _IS_UNICODE, _HAS_EXPANDED = (
    0x1,
    0x2,
    0x4,
    0x20,
    0x40,
    0x80,
    0x200,
)
_LONGEST = 259
"""Characters of a path that the block of the target holds."""


def shortcut(program: str, words: str, description: str) -> bytes:
    """Give the content of a shortcut; the same words give the same bytes."""
    is_local = program[1:2] == ":"
    is_expandable = "%" not in program and len(program) <= _LONGEST
    flags = _HAS_NAME | _HAS_ARGUMENTS | _HAS_ICON | _IS_UNICODE
    flags |= (_HAS_IDENTIFIERS | _HAS_LINK_INFO if is_local else 0) | (_HAS_EXPANDED if is_expandable else 0)
    header = struct.pack("<I16sIIQQQIiIHHII", 76, _CLASS, flags, 0x20, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
    return b"".join(
        (
            header,
            _identifiers(program) + _link_info(program) if is_local else b"",
            *(_counted(text) for text in (description, words, program)),
            _target(program) if is_expandable else b"",
            bytes(4),
        )
    )


def _identifiers(program: str) -> bytes:
    """Name the program as the shell walks to it: computer, disk, folders, file; each item with its Unicode name."""
    disk, *folders, name = program.split("\\")
    items = [_COMPUTER, f"/{disk}\\".encode("ascii").ljust(23, b"\0")]
    items += [_identifier(0x31, 0x10, folder) for folder in folders] + [_identifier(0x32, 0x20, name)]
    counted = b"".join(struct.pack("<H", len(item) + 2) + item for item in items) + bytes(2)
    return struct.pack("<H", len(counted)) + counted


def _identifier(kind: int, attributes: int, name: str) -> bytes:
    """Give an item of Windows XP's form, which every later one reads: sizes and dates are not said."""
    ansi = _ansi(name) + b"\0"
    head = struct.pack("<BBIIH", kind, 0, 0, 0, attributes) + ansi + b"\0" * (len(ansi) % 2)
    wide = name.encode("utf-16-le") + b"\0\0"
    more = struct.pack("<HHIIIHH", 20 + len(wide) + 2, 3, 0xBEEF0004, 0, 0, 0x14, 0) + wide
    return head + more + struct.pack("<H", len(head) + 2)


def _link_info(program: str) -> bytes:
    """Say where the program is: on a fixed disk, under this path, in ANSI as far as that goes and in Unicode."""
    volume = struct.pack("<IIII", 17, 3, 0, 16) + b"\0"
    ansi = _ansi(program) + b"\0"
    wide = program.encode("utf-16-le") + b"\0\0"
    start = 36
    path = start + len(volume)
    suffix = path + len(ansi)
    wide_path = suffix + 1
    wide_suffix = wide_path + len(wide)
    size = wide_suffix + 2
    head = struct.pack("<9I", size, start, 1, start, path, 0, suffix, wide_path, wide_suffix)
    return head + volume + ansi + b"\0" + wide + b"\0\0"


def _ansi(text: str) -> bytes:
    """Give a text in the code page of this Windows, for the fields that older programs read."""
    return text.encode("mbcs" if os.name == "nt" else "ascii", "replace")


def _counted(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<H", len(data) // 2) + data


def _target(program: str) -> bytes:
    """Name the program in the block that Explorer resolves where there is no list of item identifiers."""
    ansi = _ansi(program).ljust(260, b"\0")
    wide = program.encode("utf-16-le").ljust(520, b"\0")
    return struct.pack("<II", 0x314, 0xA0000001) + ansi + wide
