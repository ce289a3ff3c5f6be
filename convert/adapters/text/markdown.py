r"""Markdown: tables, headings, list items, after CommonMark, GFM and pandoc.

    table     = header rule row*          header, row: cells between bars, the outer ones may be missing; `\|` is a bar
                                          where header and rule have none, a blank beside an outer one is a cell
    rule      = cells of dashes, with `:` for alignment
    heading   = #{1,6} blank text #*  |  text LF (===+ | ---+)
    item      = blank* (- | * | + | number[.)]) blank text        only without tabs and bars
    fence     = ``` word?  |  ::: (word | { attributes })?        a mark of the wrapper, not of the text

A header whose cells are all blank was put there by a converter whose table had none: it is dropped. So are the names
Col1, Col2, … that some give to blank header cells, each by its place, where no other word stands in the header or
one that is not English. Headings, items, fences and what stands inside a line are only read if the file is clearly
Markdown (`is_markdown`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Field, read_fields
from convert.adapters.text.inline import read_inline
from convert.adapters.text.region import Context, Region
from convert.findings import finding
from convert.furniture import is_page_number_line
from convert.model import Block, Finding, Heading, ListItem

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+(?=[^\s#])|(?=[\u4e00-\u9fff（《“][^#]*$))")
_ITEM = re.compile(r"([ \t]{0,24})([-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_FENCE = re.compile(
    r" {0,3}(?:(?:`{3,9}|~{3,9})[ \t]{0,9}[\w.+-]{0,30}"
    r"|:{3,99}(?:[ \t]{0,9}(?:[\w.-]{1,60}|\{[^{}]{0,500}\})[ :]{0,99})?)[ \t]{0,9}"
)
_SURE_SIGN = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|^:{3,99} \{[^{}\n]{1,500}\}|!\[[^\[\]\n]{0,300}\]\([^()\s]{1,2000}\)", re.MULTILINE
)
_BAR = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r":?-+:?")
_BREAK = re.compile(r" {0,3}(?:(?:\* {0,2}){3,80}|(?:- {0,2}){3,80}|(?:_ {0,2}){3,80})")
_DEEPEST = 8


def is_markdown(text: str, lines: Sequence[str]) -> bool:
    """Say whether a text is clearly Markdown: a heading with #, a table's rule, or a picture."""
    if _SURE_SIGN.search(text):
        return True
    return "|" in text and any(_is_rule(line) for line in lines)


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read a table; in a Markdown file also a heading, a list or a fence."""
    line = lines[start]
    if "|" in line and start + 1 < len(lines) and _is_rule(lines[start + 1]) and not _is_rule(line):
        return _read_table(lines, start, context)
    if not context.markdown:
        return None
    return _read_heading(lines, start, context) or _read_list(lines, start, context) or _read_mark(line, start, context)


def _is_rule(line: str) -> bool:
    """Say whether a line is a table's rule: a bar, and every cell dashes."""
    if "-" not in line or "|" not in line or line.strip("|:- \t"):
        return False
    return all(_DASHES.fullmatch(part.strip()) for part in line.strip().strip("|").split("|"))


def _split(line: str, index: int, *, bare: bool = False) -> list[Field]:
    """Split a row into its cells. bare: the table has no outer bars, so one that a blank stands beside is none."""
    parts = _BAR.split(line if bare else line.strip())
    if parts and (not parts[0] if bare else not parts[0].strip()):
        parts = parts[1:]
    if len(parts) > 1 and (not parts[-1] if bare else not parts[-1].strip()):
        parts = parts[:-1]
    return [Field(part.replace("\\|", "|"), index) for part in parts]


def _read_table(lines: Sequence[str], start: int, context: Context) -> Region:
    rows: list[list[Field]] = []
    bare = not any(lines[at].strip()[side] == "|" for at in (start, start + 1) for side in (0, -1))
    header, made_up = _drop_made_up_names(_split(lines[start], start))
    marks = [finding("artifact-removed", context.origin(start), before=made_up)] if made_up else []
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        if end + 1 < len(lines) and _is_rule(lines[end + 1]) and not _is_rule(lines[end]):
            break
        end += 1
    header_rows = 0
    for index in (start, *range(start + 2, end)):
        row = header if index == start else _split(lines[index], index, bare=bare)
        text = " ".join(field.text.strip() for field in row if field.text.strip())
        if is_page_number_line(text):
            marks.append(finding("artifact-removed", context.origin(index), before=text))
        elif text or index > start:
            rows.append(row)
            header_rows += index == start
    region = read_fields(rows, end, context, header_rows)
    return Region(region.blocks if any(rows) else (), end, (*marks, *region.findings))


def _drop_made_up_names(header: list[Field]) -> tuple[list[Field], str]:
    """Blank the cells of a header that are called Col1, Col2, … after their place; also give the names."""
    names = [index for index, field in enumerate(header) if field.text.strip() == f"Col{index + 1}"]
    others = "".join(field.text.strip() for index, field in enumerate(header) if index not in names)
    if not names or (others and others.isascii()):
        return header, ""
    said = " ".join(header[index].text.strip() for index in names)
    return [field._replace(text="") if index in names else field for index, field in enumerate(header)], said


def _read_heading(lines: Sequence[str], start: int, context: Context) -> Region | None:
    line = lines[start]
    found = _HEADING.match(line)
    if found:
        text, level, end = _strip_closing(line[found.end() :]), len(found[1]), start + 1
    elif (
        start + 1 < len(lines)
        and line.strip()
        and "|" not in line
        and "\t" not in line
        and _underline_level(lines[start + 1])
    ):
        text, level, end = line.strip(), _underline_level(lines[start + 1]), start + 2
    else:
        return None
    origin = context.origin(start)
    runs, findings = read_inline(text, origin)
    return Region((Heading(runs, origin, level),) if runs else (), end, findings)


def _strip_closing(text: str) -> str:
    """Drop the number signs that close a heading; one that touches the text belongs to it."""
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare != text and bare[-1:].isspace() else text


def _underline_level(line: str) -> int:
    mark = line.strip()
    if len(mark) < 3 or line[:1] in ("\t", "\u3000"):
        return 0
    return 1 if not mark.strip("=") else 2 if not mark.strip("-") else 0


def _read_list(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the items that follow each other, one blank line between them at most; depth follows the indents."""
    items: list[Block] = []
    findings: list[Finding] = []
    indents: list[int] = []
    at = end = start
    while at < len(lines):
        line = lines[at]
        found = _ITEM.match(line)
        if found and not _is_no_item(line, found.end()):
            indent = len(found[1].expandtabs(4))
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indent > indents[-1] + 1:
                indents.append(indent)
            origin = context.origin(at)
            runs, more = read_inline(line[found.end() :].strip(), origin)
            findings += more
            if runs:
                level, ordered = min(len(indents) - 1, _DEEPEST), found[2][0].isdigit()
                items.append(ListItem(runs, origin, level, ordered, found[2] if ordered else "•"))
            at = end = at + 1
        elif end > start and at == end and not line.strip():
            at += 1
        else:
            break
    return Region(tuple(items), end, tuple(findings)) if end > start else None


def _is_no_item(line: str, end: int) -> bool:
    """Say whether a line that begins like an item is a row of a table, a thematic break or a page number."""
    return "\t" in line[end:] or "|" in line or _BREAK.fullmatch(line.rstrip()) is not None or is_page_number_line(line)


def _read_mark(line: str, start: int, context: Context) -> Region | None:
    """Leave out a fence or a thematic break, and say so."""
    if not (_FENCE.fullmatch(line) or _BREAK.fullmatch(line.rstrip())):
        return None
    return Region((), start + 1, (finding("artifact-removed", context.origin(start), before=line.strip()),))
