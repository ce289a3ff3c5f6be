"""Text of HTML as a page shows it: white space collapsed, marks and links from elements and their styles.

White space collapses after CSS Text 3 (4.1): several blanks are one, none stand around a line break, and a line end
of the source between two Chinese characters is nothing. `&nbsp;` and the ideographic blank are text. Where a text is
nothing but digits and they change their size, they are two numbers: a note mark, or what someone struck out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from convert.east_asian import UNSPACED
from convert.model import Mark, Picture, Run

if TYPE_CHECKING:
    from lxml import etree

BLANKS = " \t\n\r\f"
_WORDS = re.compile(r"[ \t\n\r\f]+|[^ \t\n\r\f]+")
_WIDE = re.compile(f"[{UNSPACED}]")
_MARKS: dict[str, Mark] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic", "dfn": "italic", "var": "italic",
    "u": "underline", "s": "strike", "strike": "strike", "sup": "super", "sub": "sub",
}  # fmt: skip
_STYLES: tuple[tuple[re.Pattern[str], Mark], ...] = (
    (re.compile(r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)"), "bold"),
    (re.compile(r"font-style\s{0,9}:\s{0,9}(?:italic|oblique)"), "italic"),
    (re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,40}underline"), "underline"),
    (re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,40}line-through"), "strike"),
    (re.compile(r"vertical-align\s{0,9}:\s{0,9}super"), "super"),
    (re.compile(r"vertical-align\s{0,9}:\s{0,9}sub\b"), "sub"),
)
_PRESERVED = re.compile(r"white-space\s{0,9}:\s{0,9}(?:pre|break-spaces)")
_NOT_BOLD = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:normal|[1-5]00)")
_HIDDEN = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)|mso-hide\s{0,9}:\s{0,9}all"
)
_SIZE = re.compile(r"font-size\s{0,9}:\s{0,9}([0-9.]{1,9}(?:pt|px|em|rem|%))")
_NUMBERS = "0123456789,. \t\r\n\f\u3000\xa0"
LONGEST_STYLE = 10_000
KEPT_LINKS = ("http:", "https:", "ftp:", "mailto:", "tel:")


class Look(Struct, frozen=True):
    """How text looks. preserved: its white space is text; size: of its letters as written, if it is.

    picture: what stands in the line in place of the text.
    """

    marks: frozenset[Mark] = frozenset()
    link: str = ""
    preserved: bool = False
    size: str = ""
    picture: Picture | None = None


Piece = tuple[str, Look]
PLAIN = Look()


def look_inside(element: etree._Element, look: Look) -> Look:
    """Give the look of the text inside an element, from the look around it."""
    tag = str(element.tag)
    mark = _MARKS.get(tag)
    if mark:
        look = replace(look, marks=look.marks | {mark})
    elif tag == "a":
        address = (element.get("href") or "").strip()
        if address.lower().startswith(KEPT_LINKS):
            look = replace(look, link=address)
    elif tag in ("pre", "textarea", "xmp", "listing", "plaintext"):
        look = replace(look, preserved=True)
    style = style_of(element)
    if style:
        found = {mark for pattern, mark in _STYLES if pattern.search(style)}
        if found - look.marks:
            look = replace(look, marks=look.marks | found)
        if "bold" in look.marks and _NOT_BOLD.search(style):
            look = replace(look, marks=look.marks - {"bold"})
        size = _SIZE.search(style)
        if size and size[1] != look.size:
            look = replace(look, size=size[1])
        if not look.preserved and _PRESERVED.search(style):
            look = replace(look, preserved=True)
    return look


def style_of(element: etree._Element) -> str:
    """Give an element's own style in lower case."""
    return (element.get("style") or "")[:LONGEST_STYLE].lower()


def is_hidden(element: etree._Element) -> bool:
    """Say whether a page does not show an element."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style[:LONGEST_STYLE].lower()) is not None


def collapse(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    r"""Make runs of pieces of text, their white space collapsed; blanks and line breaks at the ends are dropped.

    >>> collapse([(" 本年\n\t收到 ", PLAIN), ("\n12 件", PLAIN)])[0].text
    '本年收到 12 件'
    >>> collapse([("3", Look(size="9pt")), ("999", Look(size="11pt"))])[0].text
    '3 999'
    """
    texts: list[list[str]] = []
    looks: list[Look] = []
    for text, look in _words(pieces):
        last = looks[-1] if looks and not looks[-1].picture and not look.picture else None
        if last and (last.marks, last.link) == (look.marks, look.link):
            texts[-1].append(text)
        else:
            looks.append(look)
            texts.append([text])
    joined = ["".join(parts) for parts in texts]
    while joined and not (first := joined[0].lstrip("\n")):
        del joined[0], looks[0]
    while joined and not (end := joined[-1].rstrip("\n")):
        del joined[-1], looks[-1]
    if joined:
        joined[-1] = end
        joined[0] = first if len(joined) > 1 else joined[0].lstrip("\n")
    return tuple(
        Run("" if look.picture else text, look.marks, look.link, inset=look.picture)
        for text, look in zip(joined, looks, strict=True)
    )


def _words(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield words and the blanks that remain between them. A blank looks like the text it was found in."""
    gap, gap_look, last = "", PLAIN, "\n"
    size = ""
    only_numbers = not any(text.strip(_NUMBERS) for text, _ in pieces)
    for text, look in pieces:
        if look.preserved:
            if gap and last != "\n" and not text.startswith("\n"):
                yield " ", gap_look
            gap = ""
            yield text, look
            last = text[-1]
            continue
        for word in _WORDS.findall(text):
            if word[0] in BLANKS:
                if not gap:
                    gap, gap_look = " ", look
                if "\n" in word:
                    gap = "\n"
                continue
            if gap and last != "\n" and not (gap == "\n" and _WIDE.match(last) and _WIDE.match(word)):
                yield " ", gap_look
            elif (
                not gap
                and only_numbers
                and last.isdigit()
                and word[0].isdigit()
                and "" not in (size, look.size)
                and size != look.size
            ):
                yield " ", look
            gap = ""
            yield word, look
            last, size = word[-1], look.size
