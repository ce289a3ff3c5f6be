"""Marks that programs leave in the text they dump."""

from __future__ import annotations

import re

from convert.findings import finding
from convert.model import Document, Finding, Paragraph
from convert.passes.walk import edit_paragraphs, replace_texts

_MARK = re.compile(r"\[bookmark: ?[^\[\]\n]{0,100}\]")


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
