"""Marks that programs leave in the text they dump."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from convert.findings import finding
from convert.furniture import is_page_number_line
from convert.model import Document, Finding, Paragraph, Run
from convert.passes.paragraphs import merge_runs
from convert.passes.walk import edit_paragraphs, replace_texts

_MARK = re.compile(r"\[(?:bookmark|image): ?[^\[\]\n]{0,100}\]")
_CONDITION = re.compile(
    r"<!--\[if [^\[\]<>\n]{1,200}\]>(?:<!-->|-->)|(?P<hides><!--\[if [^\[\]<>\n]{1,200}\]>)"
    r"|<!\[if [^\[\]<>\n]{1,200}\]>|<!--\[endif\]-->|<!--<!\[endif\]-->|<!\[endif\](?:--)?>"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,14})(?: [^<>\n]{0,200})?>")
_CONDITION_END = "<![endif]-->"
_BULLET_SIGNS = "\uf0b7\uf0a7\uf0d8\uf076\uf06c\uf06e\uf075\uf077\uf09f\uf02d\uf0e0\uf0e8"
_BULLETS = re.compile(f"[ \u3000\u00a0\t\n]*[{_BULLET_SIGNS}][{_BULLET_SIGNS} \u3000\u00a0\t\n]*")
_CUT_WORD = re.compile(r"(?<=[^\W\d_])\xad\n[ \t]{0,80}(?=[^\W\d_])")


def remove_page_numbers(document: Document) -> Document:
    """Take out lines of the body that are a page number between dashes or in words.

    Must not touch a number without dashes, which may be a value, or anything inside a table.

    >>> from convert.model import Run
    >>> lines = ("全年工作", "- 3 -", "3", "第 4 页 共 9 页")
    >>> found = remove_page_numbers(Document(tuple(Paragraph((Run(line),)) for line in lines)))
    >>> [block.text for block in found.blocks]
    ['全年工作', '3']
    """
    numbers = [block for block in document.blocks if isinstance(block, Paragraph) and _is_page_number(block)]
    if not numbers:
        return document
    found = (finding("artifact-removed", block.origin, before=block.text) for block in numbers)
    blocks = tuple(block for block in document.blocks if not (isinstance(block, Paragraph) and _is_page_number(block)))
    return replace(document, blocks=blocks, findings=(*document.findings, *found))


def _is_page_number(block: Paragraph) -> bool:
    return len(block.runs) == 1 and is_page_number_line(block.runs[0].text)


def remove_artifacts(document: Document) -> Document:
    """Take out marks that programs leave in a text: for what it cannot show, of Word's HTML, of fonts, of page width.

    - `[bookmark: NAME]` and `[image: NAME]`, which text extractors print. Must not touch other words in brackets:
      `[2021]` or `[注]` are the author's.
    - Pairs of tags with nothing between them, such as `<span id="…"></span>`. Must not touch other tags.
    - Conditional comments of Word's HTML, `<!--[if …]>…<![endif]-->`, with what they hold, which was never shown. Must
      not touch what stands between `<![if …]>` and `<![endif]>`, which is, nor other comments or tags.
    - Bullets of symbol fonts that begin a line as private-use characters. Must not touch one inside a line or alone
      in it, boxes and ticks, whose look is their meaning, or other private-use characters, which may be a rare Chinese
      character in the author's font.
    - A soft hyphen with the line break that cut its word. Must not touch one without: it says where a word may be cut.

    >>> from convert.model import Run
    >>> def clean(text):
    ...     return ascii(remove_artifacts(Document((Paragraph((Run(text),)),))).blocks[0].text)
    >>> clean("[bookmark: _GoBack][2021][image: a.png]"), clean("a<!--[if mso]>b<![endif]-->c<![if x]>d<![endif]>")
    ("'[2021]'", "'acd'")
    >>> clean('<a id="x"><b></b></a>1<i>2</i></b>')
    "'1<i>2</i></b>'"
    >>> clean("\\uf0b7 item \\uf0b7") == ascii("item \\uf0b7"), clean("\\uf0fe item") == ascii("\\uf0fe item")
    (True, True)
    >>> clean("infor\\u00ad\\nmation co\\u00adoperates") == ascii("information co\\u00adoperates")
    True
    """
    return edit_paragraphs(document, clear_paragraph)


def clear_paragraph(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    text = paragraph.text
    cut = paragraph
    if "></" in text:
        cut = _remove_pieces(cut, _cut_empty_tags, findings)
        text = cut.text
    if "[" in text:
        cut = _remove_marks(cut, findings)
        cut = _remove_pieces(cut, _cut_conditions, findings)
        text = cut.text
    if "\xad\n" in text:
        cut = _join_hyphenated(cut, findings)
    if _BULLETS.match(text):
        cut = _remove_bullets(cut, findings)
    return cut if cut is paragraph else replace(cut, runs=tuple(merge_runs(cut.runs)))


def _remove_marks(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    marks = [mark for run in paragraph.runs for mark in _MARK.findall(run.text)]
    findings += [finding("artifact-removed", paragraph.origin, before=mark) for mark in marks]
    return replace_texts(paragraph, lambda text: _MARK.sub("", text)) if marks else paragraph


def _remove_pieces(
    paragraph: Paragraph, cut_text: Callable[[str, list[str]], str], findings: list[Finding]
) -> Paragraph:
    """Take out what a function cuts out of a text and appends to a list."""
    marks: list[str] = []
    cut = replace_texts(paragraph, lambda text: cut_text(text, marks))
    findings += [finding("artifact-removed", paragraph.origin, before=mark) for mark in marks]
    return cut


def _cut_empty_tags(text: str, marks: list[str]) -> str:
    """Give a text without pairs of tags that hold nothing but such pairs; what is cut out is appended to the list."""
    pieces: list[str] = []
    opened: list[tuple[int, str]] = []
    at = 0
    for tag in _TAG.finditer(text):
        if tag.start() > at:
            pieces.append(text[at : tag.start()])
        at = tag.end()
        if tag[1] and opened and opened[-1] == (len(pieces) - 1, tag[2]):
            opened.pop()
            marks.append(pieces.pop() + tag[0])
            continue
        if not tag[1]:
            opened.append((len(pieces), tag[2]))
        pieces.append(tag[0])
    return "".join((*pieces, text[at:])) if marks else text


def _cut_conditions(text: str, marks: list[str]) -> str:
    """Give a text without conditional comments; what is cut out is appended to the list."""
    kept: list[str] = []
    at = 0
    closed = text.rfind(_CONDITION_END)
    for found in _CONDITION.finditer(text):
        if found.start() < at:
            continue
        end = found.end()
        if found["hides"] and closed >= end:
            end = text.index(_CONDITION_END, end) + len(_CONDITION_END)
        elif found["hides"]:
            continue
        kept.append(text[at : found.start()])
        marks.append(text[found.start() : end])
        at = end
    return "".join((*kept, text[at:])) if kept else text


def _remove_bullets(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    found = _BULLETS.match(paragraph.text)
    if found is None or found.end() == len(paragraph.text):
        return paragraph
    shown = " ".join(f"U+{ord(char):04X}" for char in found[0] if char in _BULLET_SIGNS)
    findings.append(finding("artifact-removed", paragraph.origin, before=shown))
    left = found.end()
    runs: list[Run] = []
    for run in paragraph.runs:
        cut = min(left, len(run.text))
        left -= cut
        runs.append(replace(run, text=run.text[cut:]) if cut else run)
    return replace(paragraph, runs=tuple(runs))


def _join_hyphenated(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    count = sum(len(_CUT_WORD.findall(run.text)) for run in paragraph.runs)
    if not count:
        return paragraph
    shown = "U+00AD" if count == 1 else f"U+00AD × {count}"
    findings.append(finding("artifact-removed", paragraph.origin, before=shown))
    return replace_texts(paragraph, lambda text: _CUT_WORD.sub("", text))
