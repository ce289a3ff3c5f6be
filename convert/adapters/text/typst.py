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
    close = _group_end(text, 0, "()")
    if close < 0:
        return None
    width, spots = _read(text[:close], first)
    rest = _BEHIND.match(text, close + 1)
    last = rest.end() if rest else close + 1
    if last < len(text) and text[last - 1] != "\n":
        return None
    end = first + 1 + text[: last - 1].count("\n") if last < len(text) else end
    return read_spanned(fill_rows(spots, width), end, context)


def _group_end(text: str, at: int, kind: str) -> int:
    """Give the place of the bracket that closes a group open at a place; -1 if there is none."""
    depth = {"()": 0, "[]": 0}
    depth[kind] = 1
    for token in _TOKEN.finditer(text, at):
        mark = token[0][-1]
        if token[0][0] == "\\" or mark not in "()[]" or (depth["[]"] and mark in "()" and kind == "()"):
            continue
        of = "()" if mark in "()" else "[]"
        depth[of] += 1 if mark in "([" else -1
        if depth[kind] == 0:
            return token.start() + len(token[0]) - 1
    return -1


def _read(body: str, line: int) -> tuple[int, list[Spot]]:
    """Give the number of columns and the cells of what stands in the brackets of a table; none where they cross."""
    width = 1
    spots: list[Spot] = []
    spans: dict[str, int] = {}
    at = counted = 0
    while (token := _TOKEN.search(body, at)) is not None:
        at = token.end()
        if token["kind"] == "cell":
            close = _group_end(body, at, "()")
            if close < 0:
                return width, []
            spans = {name: int(number) for name, number in _SPAN.findall(body[at:close])}
            inner = body.find("[", at, close)
            at = inner if inner >= 0 else close + 1
        elif token["width"] == "(":
            close = _group_end(body, at, "()")
            if close < 0:
                return width, []
            times = _TIMES.match(body, close + 1)
            names = sum(1 for name in body[at:close].split(",") if name.strip())
            width, at = names * int(times[1] if times else 1), close + 1
        elif token["width"]:
            width = int(token["width"])
        elif token[0] == "[":
            close = _group_end(body, at, "[]")
            if close < 0:
                return width, []
            line, counted = line + body.count("\n", counted, at), at
            spots.append(free_spot(_shown(body[at:close]), line, **spans))
            spans = {}
            at = close + 1
    return min(max(1, width), MAX_COLUMNS), spots


def _shown(source: str) -> str:
    for _ in range(_DEEPEST_CALL):
        source, count = _CALL.subn(r"\1", source)
        if not count:
            break
    return _ESCAPED.sub(lambda found: found[1] or " ", source).strip()
