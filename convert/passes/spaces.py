"""Blanks that only fill room."""

from __future__ import annotations

import re

from msgspec.structs import replace

from convert.findings import finding
from convert.model import Document, Finding, Paragraph
from convert.passes.paragraphs import substitute
from convert.passes.walk import edit_paragraphs, edit_prose, replace_texts

_PADDED = "×"
"""Blanks around a paragraph, as long as they are counted."""
BLANKS = " \u3000\u00a0\t"
_AROUND = BLANKS + "\n"
_DOUBLE = re.compile("(?<=[A-Za-z,.;:!?)”’]) {2,3}(?=[A-Za-z(“‘])")
_SENTENCE = re.compile("[A-Za-z]+ +[a-z]+ .*[.!?](?: |$)|[A-Za-z][.!?] ")
_SEVERAL = re.compile("[ \u3000\u00a0]{2,}")


def collapse_spaces(document: Document) -> Document:
    """Take out blanks around a paragraph and two or more blanks between Chinese characters.

    Must not touch a single blank (between Chinese and Latin text it is style), blanks between Latin words or
    digits (columns of a plain text may hang on them), or tabs inside a line.

    >>> from convert.model import Run
    >>> text = "　　2024年政府信息     公开 2 条"
    >>> collapse_spaces(Document((Paragraph((Run(text),)),))).blocks[0].text
    '2024年政府信息公开 2 条'
    """

    def collapse(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
        if len(paragraph.runs) == 1 and _is_tidy(paragraph.runs[0].text):
            return paragraph
        stripped = _strip(paragraph)
        if stripped is not paragraph and stripped.runs:
            before = paragraph.text.strip("\n")
            if before.strip(" \n") != stripped.text:
                found = finding(
                    "spaces-collapsed", paragraph.origin, before=before, after=stripped.text, detail=_PADDED
                )
                findings.append(found)
        joined = replace_texts(stripped, _join_spread)
        if joined is not stripped:
            findings.append(finding("spaces-collapsed", paragraph.origin, before=stripped.text, after=joined.text))
        return joined

    edited = edit_paragraphs(document, collapse)
    found = edited.findings[len(document.findings) :]
    padded = [one for one in found if one.detail == _PADDED]
    if not padded:
        return edited
    said = replace(padded[0], detail="")
    if len(padded) > 1:
        said = replace(said, before="", after="", detail=f"× {len(padded)}")
    others = (one for one in found if one.detail != _PADDED)
    return replace(edited, findings=(*document.findings, *others, said))


def single_spaces(document: Document) -> Document:
    """Write one blank where two or three stand between words of a Latin sentence.

    Must not touch a line without a sentence in it or with wider gaps, which may be columns, blanks beside a digit or a
    Chinese character, or anything in a table.

    >>> from convert.model import Run
    >>> def single(text):
    ...     return single_spaces(Document((Paragraph((Run(text),)),))).blocks[0].text
    >>> single("It was read.  It was  not written."), single("Name  City  Age")
    ('It was read. It was not written.', 'Name  City  Age')
    """
    return edit_prose(document, single_blanks)


def single_blanks(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    text = paragraph.text
    if "  " not in text or "    " in text or not _SENTENCE.search(text):
        return paragraph
    edits = {match.span(): " " for match in _DOUBLE.finditer(text)}
    if not edits:
        return paragraph
    changed = substitute(paragraph, edits)
    findings.append(finding("spaces-collapsed", paragraph.origin, before=text, after=changed.text))
    return changed


def _is_tidy(text: str) -> bool:
    """Say whether there are no blanks around a text and no two together in it."""
    return not text or not (text[0] in _AROUND or text[-1] in _AROUND or _SEVERAL.search(text))


def _join_spread(text: str) -> str:
    """Take out several blanks that stand between two Chinese characters or marks."""
    if text.isascii():
        return text

    def replacement(match: re.Match[str]) -> str:
        first, last = match.span()
        inside = first > 0 and last < len(text)
        return "" if inside and _is_chinese(text[first - 1]) and _is_chinese(text[last]) else match[0]

    return _SEVERAL.sub(replacement, text)


def _is_chinese(char: str) -> bool:
    if "\uff01" <= char <= "\uff60":
        return not char.isalnum()
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def _strip(paragraph: Paragraph) -> Paragraph:
    runs = list(paragraph.runs)
    changed = False
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while runs and runs[at].note is None and runs[at].inset is None:
            text = strip(runs[at].text, _AROUND)
            if text == runs[at].text and text:
                break
            changed = True
            if text:
                runs[at] = replace(runs[at], text=text)
                break
            del runs[at]
    return replace(paragraph, runs=tuple(runs)) if changed else paragraph
