"""Line breaks inside paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from convert.findings import finding
from convert.model import Document, Finding, Heading, Paragraph
from convert.passes.paragraphs import substitute
from convert.passes.walk import edit_prose

_NARROWEST = 30
"""Units of the narrowest page: fifteen Chinese characters."""
_FEWEST = 2
"""Full lines: that one line is long says nothing of a page."""
_RAGGED = 6
"""Units by which lines of one page may differ: what does not fit any more goes on the next."""
_LONGEST_WORD = 24
_END = re.compile("[。；：！？….;:!?]$")
_BEGIN = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,5}|[A-Za-z])[)）.．、]|[-*•●■◆▪·]|[①-⑳]"
    r"|第[\d一二三四五六七八九十百]{1,5}[条章节项]"
)
_LATIN = re.compile("[!-~\u00c0-\u024f]")
_BLANK = " \u3000\u00a0"


def join_wrapped_lines(document: Document) -> Document:
    """Join the lines of a paragraph that were only broken at the edge of a page: all but the last equally long.

    Must not touch fewer than three lines, short lines (addresses, poems), a line that ends a sentence, one that begins
    with a number or a bullet, headings, lines with tabs or bars, or anything in a table.

    >>> from convert.model import Run
    >>> def join(text):
    ...     return join_wrapped_lines(Document((Paragraph((Run(text),)),))).blocks[0].text
    >>> join("全面贯彻落实政务公开工作要求，持续推\\n进决策执行管理服务结果公开，不断提升公开\\n质量。")
    '全面贯彻落实政务公开工作要求，持续推进决策执行管理服务结果公开，不断提升公开质量。'
    >>> join("一江春水\\n向东流")
    '一江春水\\n向东流'
    """
    return edit_prose(document, join_lines)


def join_lines(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    text = paragraph.text
    if "\n" not in text or isinstance(paragraph, Heading) or "\t" in text or "|" in text:
        return paragraph
    lines = text.split("\n")
    if not _is_wrapped(lines):
        return paragraph
    edits = {}
    at = 0
    for line, following in pairwise(lines):
        end = at + len(line)
        edits[end, end + 1] = _between(line, following)
        at = end + 1
    findings.append(finding("lines-joined", paragraph.origin, before=text if len(text) <= 200 else text[:200] + "…"))
    return substitute(paragraph, edits)


def _between(line: str, following: str) -> str:
    """Give what stands between two lines once they are one: a blank between Latin words that have none."""
    if line[-1] in _BLANK or following[0] in _BLANK:
        return ""
    return " " if _LATIN.match(line[-1]) and _LATIN.match(following[0]) else ""


def _is_wrapped(lines: list[str]) -> bool:
    *full, last = lines
    if len(full) < _FEWEST:
        return False
    widths = [_units(line) for line in full]
    broadest = max(widths)
    if broadest < _NARROWEST or _units(last) > broadest or not all(line.strip(_BLANK) for line in lines):
        return False
    for line, width, following in zip(full, widths, lines[1:], strict=True):
        word = re.match("[!-~\u00c0-\u024f]+", following)
        room = _RAGGED + (min(len(word[0]), _LONGEST_WORD) if word else 0)
        if width + room < broadest or _END.search(line.rstrip(_BLANK)) or _BEGIN.match(following):
            return False
    return True


def _units(line: str) -> int:
    """Measure a line: Chinese characters are two wide."""
    return sum(1 if char < "\u1100" else 2 for char in line.rstrip(_BLANK))
