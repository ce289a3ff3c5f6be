"""Characters that no document can hold."""

from __future__ import annotations

import re

from msgspec.structs import replace

from convert.findings import finding
from convert.model import Document, Finding, ListItem, Paragraph
from convert.passes.walk import edit_paragraphs, replace_texts

_IMPOSSIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\u200b\u2060\ufeff]")
_LINE_END = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")


def clean_characters(document: Document) -> Document:
    """Take out control characters, zero-width spaces and byte order marks; unify line ends.

    Must not touch joiners (U+200C, U+200D), which change how words of some scripts are written, soft hyphens,
    or private-use characters, which may be a rare Chinese character in the author's font.

    >>> from convert.model import Run
    >>> clean_characters(Document((Paragraph((Run("a\\x01b\\r\\nc"),)),))).blocks[0].text
    'ab\\nc'
    """
    return edit_paragraphs(document, clean_paragraph)


def without_impossible(text: str) -> str:
    """Give a text without what no document can hold, its line ends unified."""
    return text if text.isprintable() else _LINE_END.sub("\n", _IMPOSSIBLE.sub("", text))


def clean_paragraph(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    marker = paragraph.marker if isinstance(paragraph, ListItem) else ""
    if marker.isprintable() and all(run.text.isprintable() and run.link.isprintable() for run in paragraph.runs):
        return paragraph
    said = [marker, *(text for run in paragraph.runs for text in (run.text, run.link))]
    found = sorted({char for text in said for char in _IMPOSSIBLE.findall(text)})
    if found:
        shown = " ".join(f"U+{ord(char):04X}" for char in found)
        findings.append(finding("artifact-removed", paragraph.origin, before=shown))
    paragraph = replace_texts(paragraph, without_impossible)
    if not all(run.link.isprintable() for run in paragraph.runs):
        runs = (replace(run, link="".join(without_impossible(run.link).split("\n"))) for run in paragraph.runs)
        paragraph = replace(paragraph, runs=tuple(runs))
    if isinstance(paragraph, ListItem) and not marker.isprintable():
        paragraph = replace(paragraph, marker=" ".join(without_impossible(marker).split()))
    return paragraph
