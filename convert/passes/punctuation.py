"""Full-width and half-width marks, and straight and curly quotes, by the writing they stand in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from convert.findings import finding
from convert.model import Document, Finding, Paragraph
from convert.passes.paragraphs import substitute
from convert.passes.walk import edit_prose

_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile("[A-Za-z]")
_OTHER_EAST = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
"""Kana and Hangul: Japanese and Korean have marks of their own."""
_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_HALF = {wide: half for half, wide in _WIDE.items()}
_HALF_WIDTH = re.compile("[,;:!?(.]")
"""What may become full-width."""
_MARK = re.compile("([,;:!?]) *")
_BEFORE_MARK, _BEHIND_MARK = "》”’）」』】", "《“‘（「『【\n"
_BRACKETS = re.compile(r"\(([^()（）\n]{1,200})\) {0,20}")
_AFTER_LATIN = re.compile("(?<=[A-Za-z])([，；：！？])(?=[A-Za-z]| |$)", re.MULTILINE)
_FULL_STOP = re.compile(r"\.$", re.MULTILINE)
_SENTENCE = re.compile("[，。；！？]")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}://|www\.)[^\s，。；！？“”]+|[\w.+-]{1,64}@[\w.-]{1,255}")
_CODE = re.compile(
    r"[A-Za-z_]\w{0,60}\((?:[\"')]|\w{1,60}[,=)])|[=\[{] ?[\"']|[{}]|[\w)\]\"'];$|</?[A-Za-z]|=>|[=!]=|\t|\|",
    re.MULTILINE | re.ASCII,
)
"""Signs of a line of code or of data: calls, tags, braces, tabs and bars."""
_OF_CODE = re.compile(r"[(=\[{};<\t|]")
"""Each of those signs has one of these in it."""
_NEIGHBOURS = 6


def widen_punctuation(document: Document) -> Document:
    """Write `,` `;` `:` `!` `?` between Chinese characters full-width, as well as brackets around Chinese words and the
    full stop of a Chinese sentence; and full-width marks between words of a Latin text half-width.

    Must not touch a mark with a digit or a Latin letter beside it, addresses, lines of code or of data (with tabs,
    bars, calls, tags), Japanese and Korean text, or anything in a table, whose labels and values are compared.

    >>> from convert.model import Run
    >>> def widen(text):
    ...     return widen_punctuation(Document((Paragraph((Run(text),)),))).blocks[0].text
    >>> widen("公开,解读(试行).比例1,234:5,见http://a.cn/公,开")
    '公开，解读（试行）.比例1,234:5,见http://a.cn/公,开'
    >>> widen("Hello，world！"), widen("print(a,\\"公开,解读\\")")
    ('Hello, world!', 'print(a,"公开,解读")')
    """
    return edit_prose(document, widen_marks)


def widen_marks(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    text = paragraph.text
    edits = _widths(text)
    return _change(paragraph, edits, "punctuation-width", findings) if edits and _may_hold_prose(text) else paragraph


def curl_quotes(document: Document) -> Document:
    """Write straight quotes around Chinese words curly.

    Must not touch a paragraph in which any pair is not certain: quotes in odd number, a letter or digit outside of
    them (inches, apostrophes), nothing Chinese inside; or a text that is rather Latin than Chinese, lines of code and
    of data, or anything in a table.

    >>> from convert.model import Run
    >>> def curl(text):
    ...     return curl_quotes(Document((Paragraph((Run(text),)),))).blocks[0].text
    >>> curl('推进"放管服"改革'), curl('5"屏'), curl('He said "公开".')
    ('推进“放管服”改革', '5"屏', 'He said "公开".')
    """
    return edit_prose(document, curl_marks)


def curl_marks(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    text = paragraph.text
    if '"' not in text and "'" not in text:
        return paragraph
    if not _may_hold_prose(text) or len(_CHINESE.findall(text)) < len(_LATIN.findall(text)):
        return paragraph
    edits = {**_pairs(text, '"', "“”"), **_pairs(text, "'", "‘’")}
    return _change(paragraph, edits, "quotes-curled", findings)


def _may_hold_prose(text: str) -> bool:
    return not (_OTHER_EAST.search(text) or (_OF_CODE.search(text) and _CODE.search(text)))


def _widths(text: str) -> dict[tuple[int, int], str]:
    """Give what to write instead of which places of a text."""
    if text.isascii():
        return {}
    if not _CHINESE.search(text):
        return {
            match.span(1): _HALF[match[1]] + ("" if match.end() >= len(text) or text[match.end()] in " \n" else " ")
            for match in _AFTER_LATIN.finditer(text)
        }
    if not _HALF_WIDTH.search(text):
        return {}
    edits = {match.span(): _WIDE[match[1]] for match in _MARK.finditer(text) if _stands_between(text, match)}
    for match in _BRACKETS.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if _CHINESE.search(match[1]) and not (before.isascii() and before.isalnum()):
            edits[match.start(), match.start() + 1] = "（"
            behind = match.end() if _CHINESE.match(text, match.end()) else match.end(1) + 1
            edits[match.end(1), behind] = "）"
    if edits or _SENTENCE.search(text):
        stops = (match.start() for match in _FULL_STOP.finditer(text))
        edits |= {(at, at + 1): "。" for at in stops if at and _CHINESE.match(text, at - 1)}
    if not edits:
        return {}
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    return {place: new for place, new in edits.items() if not any(start <= place[0] < end for start, end in addresses)}


def _stands_between(text: str, mark: re.Match[str]) -> bool:
    """Say whether Chinese, or a mark of its writing, stands on both sides of a mark, or nothing behind it."""
    start, end = mark.span()
    before = start > 0 and (text[start - 1] in _BEFORE_MARK or _CHINESE.match(text, start - 1))
    return bool(before and (end == len(text) or text[end] in _BEHIND_MARK or _CHINESE.match(text, end)))


def _pairs(text: str, straight: str, curly: str) -> dict[tuple[int, int], str]:
    places = [at for at, char in enumerate(text) if char == straight]
    if not places or len(places) % 2:
        return {}
    edits = {}
    for opening, closing in zip(places[::2], places[1::2], strict=True):
        inside = text[opening + 1 : closing]
        outside = text[max(0, opening - 1) : opening] + text[closing + 1 : closing + 2]
        if "\n" in inside or not _CHINESE.search(inside) or any(char.isascii() and char.isalnum() for char in outside):
            return {}
        edits[opening, opening + 1] = curly[0]
        edits[closing, closing + 1] = curly[1]
    return edits


def _change(
    paragraph: Paragraph, edits: Mapping[tuple[int, int], str], code: str, findings: list[Finding]
) -> Paragraph:
    """Write the edits into a paragraph, with a finding that shows each with the words beside it."""
    changed = substitute(paragraph, edits)
    if changed is paragraph:
        return paragraph
    before, after = shown(paragraph.text, edits)
    findings.append(finding(code, paragraph.origin, before=before, after=after))
    return changed


def shown(text: str, edits: Mapping[tuple[int, int], str]) -> tuple[str, str]:
    """Give what is replaced and what it is replaced with, each behind the words before it, gaps shown as ….

    >>> shown("情况,现公开", {(2, 3): "，"})
    ('情况,现公开', '情况，现公开')
    """
    before, after = "", ""
    at = 0
    for (start, end), new in sorted(edits.items()):
        first = max(at, start - _NEIGHBOURS)
        lead = ("…" if first > at else "") + text[first:start]
        before += lead + text[start:end]
        after += lead + new
        at = end
    rest = text[at : at + _NEIGHBOURS] + ("…" if len(text) > at + _NEIGHBOURS else "")
    return before + rest, after + rest
