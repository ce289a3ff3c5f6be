r"""Tables of Typst.

    table  = "#table(" argument ("," argument)* ")"        in a figure, whose own words stay outside
    cell   = "[" text "]" | "table.cell(" spans ")[" text "]"          spans: colspan: 2, rowspan: 3
    others = columns: 4 | columns: (auto, 1fr) | columns: (1fr,) * 3 | table.header(cell, …) | table.hline() …

`~` is a blank. Cells fill the columns from left to right and from row to row. A table that is never closed is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Spot, fill_rows, free_spot, read_spanned
from convert.adapters.text.region import Context, Region
from convert.grid import MAX_COLUMNS

_BEGIN = re.compile(r"#table\(")
_FIGURE = re.compile(r"\s{0,20}#figure\(\s{0,20}")
_BEFORE = re.compile(r"\s{0,20}(?:align\([\w.+ ]{0,40}\)\[)?")
_BEHIND = re.compile(r"[\s\])]{0,20}(?:,\s{0,20}kind:\s{0,9}table\s{0,9})?[\s,)\]]{0,20}")
_TOKEN = re.compile(
    r"\\.|table\.(?P<kind>cell|header|footer)\s{0,9}\(|columns:\s{0,9}(?P<width>\d{1,5}\b|\()?|[\[\]()]", re.S
)
_TIMES = re.compile(r"\s{0,9}\*\s{0,9}(\d{1,5})\b")
_SPAN = re.compile(r"(colspan|rowspan):\s{0,9}(\d{1,5})")
_CALL = re.compile(r"#[a-z]{1,30}(?:\([^()\[\]]{0,200}\))?\[([^\[\]]*)\]")
_ESCAPED = re.compile(r"\\(\n|.)|~", re.S)
_DEEPEST_CALL = 5


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins on this line, or on the next if this one begins its figure."""
    in_figure = _FIGURE.fullmatch(lines[start]) is not None
    first = start + 1 if in_figure else start
    begin = _BEGIN.search(lines[first]) if first < len(lines) else None
    if begin is None or not _BEFORE.fullmatch(lines[first][: begin.start()]):
        return None
    end = first + 1
    while end < len(lines) and not _BEGIN.search(lines[end]):
        end += 1
    text = "\n".join([lines[first][begin.end() :], *lines[first + 1 : end]])
    found = _read(text, first)
    if found is None:
        return None
    width, spots, close = found
    rest = _BEHIND.match(text, close)
    last = rest.end() if rest else close
    if last < len(text) and text[last - 1] != "\n":
        return None
    end = first + 1 + text[: last - 1].count("\n") if last < len(text) else end
    return read_spanned(fill_rows(spots, width), end, context)


def _read(text: str, line: int) -> tuple[int, list[Spot], int] | None:
    """Give the number of columns, the cells, and the place where the table is closed; None where its brackets cross."""
    width = 1
    spots: list[Spot] = []
    spans: dict[str, int] = {}
    opened: list[tuple[re.Match[str], int]] = []
    deep = counted = 0
    for token in _TOKEN.finditer(text):
        mark = token[0][-1]
        if token[0][0] == "\\" or mark not in "()[]" or (deep and mark in "()"):
            width = int(token["width"]) if token["width"] and not deep and mark != "(" else width
        elif mark in "([":
            opened.append((token, len(spots)))
            deep += mark == "["
        elif not opened:
            return (min(max(1, width), MAX_COLUMNS), spots, token.end()) if mark == ")" else None
        else:
            opening, before = opened.pop()
            inner = text[opening.end() : token.start()]
            deep -= mark == "]"
            if opening[0][-1] + mark not in ("()", "[]"):
                return None
            if mark == "]" and not deep:
                line, counted = line + text.count("\n", counted, opening.end()), opening.end()
                spots.append(free_spot(_shown(inner), line, **spans))
                spans = {}
            elif opening["kind"] == "cell":
                spans = {name: int(number) for name, number in _SPAN.findall(inner)}
                if len(spots) > before:
                    spots[-1] = free_spot(spots[-1].field.text, spots[-1].field.line, **spans)
                    spans = {}
            elif opening["width"]:
                times = _TIMES.match(text, token.end())
                width = sum(1 for name in inner.split(",") if name.strip()) * int(times[1] if times else 1)
    return None


def _shown(source: str) -> str:
    for _ in range(_DEEPEST_CALL):
        source, count = _CALL.subn(r"\1", source)
        if not count:
            break
    return _ESCAPED.sub(lambda found: found[1] or " ", source).strip()
