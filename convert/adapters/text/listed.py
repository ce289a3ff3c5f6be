r"""Rows printed by a program as lists: `['规章', '0', None]`, or a list of them on one line.

    region = line+
    line   = lead? (list | "[" list ("," list)* "]")      also in round brackets, with a comma or semicolon behind
    lead   = "- " (YAML) | "INSERT INTO name VALUES" (SQL)
    list   = "[" cell ("," cell)* "]"                     at least two cells, in the first line one of them a string
    cell   = string | number | None | null | nan | True | False; in YAML also words

Numbers stay as written; None, null and nan are blank.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from convert.adapters.text.cells import Field, read_fields
from convert.adapters.text.region import Context, Region

_LONGEST_LINE = 1_000_000
_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[\[\](),])|(?P<string>'(?:[^'\\]|\\.|'')*+'|"(?:[^"\\]|\\.)*+")"""
    r"""|(?P<blank>(?:None|null|NULL|nan|NaN)\b|~)|(?P<plain>True|False|true|false|[-+]?\d[\d.eE+-]{0,40}))\s*"""
)
_YAML_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[\[\],])|(?P<string>'(?:[^']|'')*+'|"(?:[^"\\]|\\.)*+")"""
    r"""|(?P<blank>(?:null|~)(?=\s*[,\]]))|(?P<word>[^\s\[\],'"{}#&*!|>%@`][^\[\],{}#]{0,400}+))\s*"""
)
_LEAD = re.compile(r"\s*(?:(-\s)|INSERT\s+INTO\s[^'()]{1,200}(?:\([^'()]{0,2000}\)\s*)?VALUES\b)?\s*", re.IGNORECASE)
_PAIRS = {"[": "]", "(": ")"}
Row = list[str]


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the lists that begin at this line."""
    if not _may_be_list(lines[start]):
        return None
    table: list[list[Field]] = []
    end = start
    while end < len(lines) and _may_be_list(lines[end]):
        rows = read_rows(lines[end], numbers=end > start)
        if rows is None:
            break
        table += [[Field(text, end) for text in row] for row in rows]
        end += 1
    return read_fields(table, end, context) if table else None


def _may_be_list(line: str) -> bool:
    if len(line) > _LONGEST_LINE or line.rstrip(" ,;")[-1:] not in _PAIRS.values():
        return False
    lead = _LEAD.match(line)
    return lead is not None and line[lead.end() : lead.end() + 1] in _PAIRS


def read_rows(line: str, *, numbers: bool = False) -> list[Row] | None:
    """Give the rows of one line; None if it is no list of cells. numbers: it need not hold a string.

    >>> read_rows("['规章', 1.50, None]"), read_rows("[['a', 'b'], ['c', 'd']],"), read_rows("[1]")
    ([['规章', '1.50', '']], [['a', 'b'], ['c', 'd']], None)
    """
    rows: list[Row] = []
    open_marks: list[str] = []
    strings = 0
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    for kind, text in _tokens(line[start:].rstrip(" ,;"), _YAML_TOKEN if lead and lead[1] else _TOKEN):
        if kind == "":
            return None
        if kind == "mark":
            if text in _PAIRS:
                open_marks.append(text)
                rows.append([])
            elif text != "," and (not open_marks or _PAIRS[open_marks.pop()] != text):
                return None
            if len(open_marks) > 2:
                return None
        elif not open_marks:
            return None
        else:
            strings += kind in ("string", "word")
            rows[-1].append(text)
    rows = [row for row in rows if row]
    return rows if not open_marks and (strings or numbers) and any(len(row) > 1 for row in rows) else None


def _tokens(text: str, grammar: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and text of each token; an empty kind for what is none."""
    at = 0
    while at < len(text):
        found = grammar.match(text, at)
        if found is None:
            yield "", text[at:]
            return
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "string":
            yield kind, _unquoted(found[kind])
        else:
            yield kind, "" if kind == "blank" else found[kind].strip()


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1].replace("''", "'") if quoted[0] == "'" else quoted[1:-1]
    try:
        return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError):
        return quoted[1:-1]
