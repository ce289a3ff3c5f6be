"""Titles and headings that are marked by their look alone: centred by hand, bold all through."""

from __future__ import annotations

import re

from msgspec.structs import replace

from convert.findings import finding
from convert.model import Block, Document, Heading, Paragraph, Table, to_heading
from convert.passes.headings import LONGEST_HEADING, say_headings

LONGEST_TITLE = 60
_LEAST_PUSH = 8
"""Half characters before a title that only push it to the middle: twice the indent of a paragraph."""
_WIDTHS = {" ": 1, "\u00a0": 1, "\u3000": 2, "\t": 4}
_SENTENCE = re.compile("[。；！？;]|[，,：:、]$|[.!?] ")
_SPREAD = "(?:[\u3400-\u9fff][ \u3000\u00a0]){1,20}[\u3400-\u9fff]"
"""Compiled where a text may be one: such a large set takes more than a millisecond."""
_FEWEST = 2
_MOST = 3
"""Of so many paragraphs at most one is a heading; more bold lines than that are emphasis."""


def centre_titles(document: Document) -> Document:
    """Centre a first line that blanks push to the middle; the blanks go with the others that only fill room.

    Must not apply to any line but the first, to one with a sentence in it, or to the indent of a paragraph.

    >>> from convert.model import Run
    >>> found = centre_titles(Document((Paragraph((Run("　　　　　　工作总结"),)), Paragraph((Run("　　全年"),)))))
    >>> [block.align for block in found.blocks]
    ['center', '']
    """
    first = _first(document)
    if document.settled or first is None:
        return document
    paragraph = document.blocks[first]
    assert isinstance(paragraph, Paragraph)
    text = paragraph.text
    pushed = sum(_WIDTHS[char] for char in text[: len(text) - len(text.lstrip("".join(_WIDTHS)))])
    if type(paragraph) is not Paragraph or paragraph.align or pushed < _LEAST_PUSH or not _may_be_title(text):
        return document
    blocks = (*document.blocks[:first], replace(paragraph, align="center"), *document.blocks[first + 1 :])
    found = finding(
        "structure-changed", paragraph.origin, before=text.strip(), detail="line pushed to the middle, centred"
    )
    return replace(document, blocks=blocks, findings=(*document.findings, found))


def find_titles(document: Document) -> Document:
    """Make the title of a single centred line that a document begins with, and headings of lines that are bold.

    Must not apply where a form says the title, to a document of this program, to several centred lines at the top (a
    letterhead, an author) unless only the first is bold, or to bold lines where any heading is marked, that end a
    sentence, stand together or are as many as the others: that is emphasis.

    >>> from convert.model import Run
    >>> title = Paragraph((Run("工作总结", frozenset({"bold"})),), align="center")
    >>> found = find_titles(Document((title, Paragraph((Run("全年工作平稳。"),))))).blocks[0]
    >>> type(found).__name__, found.level, found.runs[0].marks
    ('Heading', 0, frozenset())
    """
    if document.settled or document.form:
        return document
    blocks = list(document.blocks)
    found = [at for at in (_title(document),) if at is not None]
    levels = dict.fromkeys(found, 0)
    if not any(isinstance(block, Heading) and block.level > 0 for block in blocks):
        levels |= dict.fromkeys(_bold_lines(blocks, len(found) and found[0] + 1), 1)
    headings = []
    for at, level in levels.items():
        paragraph = blocks[at]
        assert isinstance(paragraph, Paragraph)
        runs = tuple(replace(run, marks=run.marks - {"bold"}) for run in paragraph.runs)
        heading = to_heading(replace(paragraph, runs=runs, align=""), level)
        blocks[at] = heading
        headings.append(heading)
    return say_headings(replace(document, blocks=tuple(blocks)), headings) if headings else document


def tighten_titles(document: Document) -> Document:
    """Take out the blanks that spread the characters of a title over the line.

    Must not touch a title with any other word in it, or any line that is not the title.

    >>> from convert.model import Run
    >>> tighten_titles(Document((Heading((Run("通 知"),), level=0),))).blocks[0].text
    '通知'
    """
    blocks = list(document.blocks)
    findings = []
    for at, block in enumerate(blocks):
        if not isinstance(block, Heading) or block.level != 0 or len(block.runs) != 1:
            continue
        if block.text[1:2].isspace() and re.fullmatch(_SPREAD, block.text):
            tight = "".join(block.text.split())
            blocks[at] = replace(block, runs=(replace(block.runs[0], text=tight),))
            findings.append(finding("spaces-collapsed", block.origin, before=block.text, after=tight))
    return replace(document, blocks=tuple(blocks), findings=(*document.findings, *findings)) if findings else document


def _first(document: Document) -> int | None:
    """Find the first block with text, if it is a paragraph."""
    for at, block in enumerate(document.blocks):
        if isinstance(block, Table):
            return None
        if isinstance(block, Paragraph) and block.text.strip():
            return at
    return None


def _may_be_title(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_TITLE and not _SENTENCE.search(text.strip()) and "\n" not in text.strip()


def _title(document: Document) -> int | None:
    at = _first(document)
    if at is None or any(isinstance(block, Heading) and block.level == 0 for block in document.blocks):
        return None
    first = document.blocks[at]
    following = document.blocks[at + 1] if at + 1 < len(document.blocks) else None
    if type(first) is not Paragraph or first.align != "center" or not _may_be_title(first.text):
        return None
    goes_on = isinstance(following, Paragraph) and following.align == "center"
    if following is None or (goes_on and (not _is_bold(first) or _is_bold(following))):
        return None
    return at


def _is_bold(block: Block | None) -> bool:
    """Say whether all words of a plain paragraph are bold."""
    if type(block) is not Paragraph or not block.text.strip():
        return False
    return all("bold" in run.marks and run.note is None and not run.link for run in block.runs if run.text.strip())


def _bold_lines(blocks: list[Block], start: int) -> list[int]:
    """Find the lines that are headings by being bold: each between others that are not."""
    found = []
    for at in range(start, len(blocks) - 1):
        block, following = blocks[at], blocks[at + 1]
        if not _is_bold(block) or _is_bold(following) or (at > start and _is_bold(blocks[at - 1])):
            continue
        assert isinstance(block, Paragraph)
        text = block.text.strip()
        goes_on = isinstance(following, Table) or (isinstance(following, Paragraph) and following.text.strip())
        if goes_on and len(text) <= LONGEST_HEADING and _may_be_title(text) and block.align != "right":
            found.append(at)
    return found if len(found) >= _FEWEST and len(found) * _MOST <= len(blocks) - start + 1 else []
