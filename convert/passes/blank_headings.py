"""Headings without words."""

from __future__ import annotations

from convert.findings import finding
from convert.model import Document, Finding, Heading, Paragraph, to_plain
from convert.passes.walk import edit_paragraphs


def demote_blank_headings(document: Document) -> Document:
    """Make plain paragraphs of headings without words, which would stand empty in a list of contents.

    Must not touch a heading with any word in it.

    >>> from convert.model import Run
    >>> found = demote_blank_headings(Document((Heading((Run(" "),)), Heading((Run("总则"),)))))
    >>> [type(block).__name__ for block in found.blocks]
    ['Paragraph', 'Heading']
    """

    def edit(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
        if not isinstance(paragraph, Heading) or paragraph.text.strip():
            return paragraph
        findings.append(finding("structure-changed", paragraph.origin, detail="heading without words"))
        return to_plain(paragraph, paragraph.runs)

    return edit_paragraphs(document, edit)
