"""Rows whose fields may stand in quotes: separators and line ends belong to the text, doubled quotes are one.

RFC 4180. Blanks around the quotes do not count; between tabs there are none, since what writes these puts none.
`="12"` is a text for a spreadsheet. A separator may end in a blank, which may be lost with the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from convert.adapters.text.cells import Field

_MOST_LINES = 60
"""Lines that one field may have."""


class Row(Struct, frozen=True):
    """quoted: the texts that stood in quotes; end: the line behind the row."""

    fields: list[Field]
    end: int
    quoted: Sequence[str] = ()


def read_row(lines: Sequence[str], at: int, separator: str) -> Row | None:
    """Read the row that begins at a line; None if its quotes are broken."""
    line = _whole(lines[at], separator)
    if '"' not in line:
        return Row([Field(text, at) for text in line.split(separator)], at + 1)
    fields: list[Field] = []
    quoted: list[str] = []
    place = 0
    while True:
        opening = _skip_blanks(line, place, separator)
        opening += line.startswith('="', opening)
        if line.startswith('"', opening):
            first = at
            text, at, place = _read_quoted(lines, at, opening + 1, separator)
            if place < 0:
                return None
            line = _whole(lines[at], separator)
            fields.append(Field(text, first))
            quoted.append(text)
        else:
            stop = line.find(separator, place)
            stop = len(line) if stop < 0 else stop
            fields.append(Field(line[place:stop], at))
            place = stop
        if place >= len(line):
            return Row(fields, at + 1, quoted)
        place += len(separator)


def _whole(line: str, separator: str) -> str:
    return line + " " if separator.endswith(" ") and line.endswith(separator[:-1]) else line


def _read_quoted(lines: Sequence[str], at: int, place: int, separator: str) -> tuple[str, int, int]:
    """Read from behind an opening quote to behind its closing one; place -1 if there is none."""
    pieces: list[str] = []
    last = min(len(lines), at + _MOST_LINES)
    while at < last:
        line = lines[at]
        stop = line.find('"', place)
        if stop < 0:
            pieces.append(line[place:] + "\n")
            at, place = at + 1, 0
        elif line.startswith('""', stop):
            pieces.append(line[place : stop + 1])
            place = stop + 2
        else:
            behind = _skip_blanks(line, stop + 1, separator)
            pieces.append(line[place:stop])
            return "".join(pieces), at, behind if behind == len(line) or line.startswith(separator, behind) else -1
    return "", at, -1


def _skip_blanks(line: str, place: int, separator: str) -> int:
    while separator != "\t" and line.startswith(" ", place):
        place += 1
    return place
