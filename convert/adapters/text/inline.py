r"""Read what Markdown marks inside a line.

Grammar, after CommonMark and GFM, taken only where it is unambiguous: `**bold**` `__bold__` `*italic*` `_italic_`
`~~struck~~` (opened before a character, closed behind one, single stars and all underlines not inside a word),
`[text](http…)`, `<http…>`, `[text]{.class key="…"}` (a span of pandoc's: the text alone), `![alt](…)` (a picture that
is not there: dropped, with a finding), `\*` and the like, `&lt;` and other entities, `<br>` (a line break). Between
backticks nothing is read. Everything else stays as it is.
"""

from __future__ import annotations

import re
from html import unescape

from convert.findings import finding
from convert.model import Finding, Mark, Origin, Run

_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<code>`[^`]{1,500}`)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<image>!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\))"
    r"|\[(?P<label>[^\[\]]{1,500})\]\((?P<target>(?:https?|ftp|mailto):[^()\s]{1,2000})(?:\s\"[^\"]{0,200}\")?\)"
    r"|\[(?P<span>[^\[\]]{1,500})\]\{[ ]?(?:[.#][\w-]|[\w:-]{1,40}=)[^{}]{0,500}\}"
    r"|<(?P<address>(?:https?|ftp|mailto):[^<>\s]{1,2000})>"
    r"|(?P<line><[bB][rR]\s{0,5}/?>)"
    r"|(?P<mark>\*+|_+|~~+)"
)
_IMAGE_SHOWN = 200
_MARKS: dict[str, frozenset[Mark]] = {
    "*": frozenset({"italic"}),
    "_": frozenset({"italic"}),
    "**": frozenset({"bold"}),
    "__": frozenset({"bold"}),
    "***": frozenset({"bold", "italic"}),
    "___": frozenset({"bold", "italic"}),
    "~~": frozenset({"strike"}),
}
_Piece = tuple[str, str]
"""A text and the link on it."""


def read_inline(text: str, origin: Origin) -> tuple[tuple[Run, ...], tuple[Finding, ...]]:
    """Read a line of Markdown into runs; without marks it is one run of the same text."""
    if not _TOKEN.search(text):
        return ((Run(text),) if text else ()), ()
    pieces: list[_Piece] = []
    findings: list[Finding] = []
    spans: list[tuple[int, int, frozenset[Mark]]] = []
    opened: dict[str, int] = {}
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            pieces.append((text[at : token.start()], ""))
        at = token.end()
        kind = token.lastgroup
        if kind == "escaped":
            pieces.append((token["escaped"], ""))
        elif kind == "entity":
            pieces.append((unescape(token[0]), ""))
        elif kind == "image":
            shown = token[0][:_IMAGE_SHOWN]
            findings.append(finding("content-dropped", origin, before=shown, detail="picture"))
        elif kind == "target":
            pieces.append((token["label"], token["target"]))
        elif kind == "span":
            pieces.append((token["span"], ""))
        elif kind == "address":
            pieces.append((token["address"], token["address"]))
        elif kind == "line":
            pieces.append(("\n", ""))
        else:
            pieces.append((token[0], ""))
            if kind == "mark" and token[0] in _MARKS:
                _pair(text, token, len(pieces) - 1, opened, spans)
    pieces.append((text[at:], ""))
    return _runs(pieces, spans), tuple(findings)


def _pair(
    text: str,
    token: re.Match[str],
    index: int,
    opened: dict[str, int],
    spans: list[tuple[int, int, frozenset[Mark]]],
) -> None:
    """Close the mark that this one belongs to, or open it."""
    mark = token[0]
    before = text[token.start() - 1] if token.start() else " "
    behind = text[token.end()] if token.end() < len(text) else " "
    start = opened.pop(mark, None)
    if start is not None and index > start + 1 and _may_end(before, behind, mark):
        spans.append((start, index, _MARKS[mark]))
    elif _may_end(behind, before, mark):
        opened[mark] = index


def _may_end(inside: str, outside: str, mark: str) -> bool:
    """Say whether a mark with this character inside and that one outside may end (or, mirrored, begin) a span."""
    if inside.isspace():
        return False
    if mark in ("**", "***", "~~"):
        return True
    in_word = mark.startswith("_") or outside.isascii() or not inside.isalnum()
    return not (outside.isalnum() and in_word)


def _runs(pieces: list[_Piece], spans: list[tuple[int, int, frozenset[Mark]]]) -> tuple[Run, ...]:
    """Lay the spans over the pieces; the pieces that were their marks vanish."""
    begins: dict[int, list[frozenset[Mark]]] = {}
    ends: dict[int, list[frozenset[Mark]]] = {}
    for start, end, marks in spans:
        begins.setdefault(start, []).append(marks)
        ends.setdefault(end, []).append(marks)
    depth: dict[Mark, int] = {}
    looks: list[tuple[frozenset[Mark], str]] = []
    texts: list[list[str]] = []
    for index, (text, link) in enumerate(pieces):
        for marks in ends.get(index, ()):
            for mark in marks:
                depth[mark] -= 1
        for marks in begins.get(index, ()):
            for mark in marks:
                depth[mark] = depth.get(mark, 0) + 1
        if index in begins or index in ends or not text:
            continue
        look = (frozenset(mark for mark, count in depth.items() if count), link)
        if not looks or looks[-1] != look:
            looks.append(look)
            texts.append([])
        texts[-1].append(text)
    return tuple(Run("".join(parts), marks, link) for parts, (marks, link) in zip(texts, looks, strict=True))
