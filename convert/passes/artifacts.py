"""Marks that programs leave in the text they dump."""

from __future__ import annotations

import re
from dataclasses import replace

from convert.findings import finding
from convert.model import Document, Finding, Paragraph
from convert.passes.walk import edit_paragraphs, replace_texts

_MARK = re.compile(r"\[bookmark: ?[^\[\]\n]{0,100}\]")


_PAGE_NUMBER = re.compile(r"[-—–－―]{1,2} ?\d{1,4} ?[-—–－―]{1,2}|第 ?\d{1,4} ?页(?:[,，/ ]?共 ?\d{1,4} ?页)?")


def remove_page_numbers(document: Document) -> Document:
    """Take out lines of the body that are a page number between dashes or in words.

    Must not touch a number without dashes, which may be a value, or anything inside a table.

    >>> from convert.model import Run
    >>> lines = ("全年工作", "- 3 -", "3", "第 4 页 共 9 页")
    >>> found = remove_page_numbers(Document(tuple(Paragraph((Run(line),)) for line in lines)))
    >>> [block.text for block in found.blocks]
    ['全年工作', '3']
    """
    numbers = [block for block in document.blocks if isinstance(block, Paragraph) and is_page_number(block)]
    if not numbers:
        return document
    found = (finding("artifact-removed", block.origin, before=block.text) for block in numbers)
    blocks = tuple(block for block in document.blocks if not (isinstance(block, Paragraph) and is_page_number(block)))
    return replace(document, blocks=blocks, findings=(*document.findings, *found))


def is_page_number(paragraph: Paragraph) -> bool:
    """Say whether a line is nothing but a page number."""
    return len(paragraph.runs) == 1 and _PAGE_NUMBER.fullmatch(paragraph.runs[0].text.strip()) is not None


def remove_artifacts(document: Document) -> Document:
    """Take out `[bookmark: NAME]`, which text extractors print for Word's invisible bookmarks.

    Must not touch other words in brackets: `[2021]` or `[注]` are the author's.

    >>> from convert.model import Run
    >>> found = remove_artifacts(Document((Paragraph((Run("[bookmark: _GoBack]主动公开[2021]"),)),)))
    >>> found.blocks[0].text, found.findings[0].before
    ('主动公开[2021]', '[bookmark: _GoBack]')
    """
    return edit_paragraphs(document, _remove)


def _remove(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    if not any("[bookmark" in run.text for run in paragraph.runs):
        return paragraph
    for run in paragraph.runs:
        for mark in _MARK.findall(run.text):
            findings.append(finding("artifact-removed", paragraph.origin, before=mark))
    return replace_texts(paragraph, lambda text: _MARK.sub("", text))
