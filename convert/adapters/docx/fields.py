"""Understand the codes of fields as far as their results need it (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

import re

from msgspec import Struct

from convert.adapters.docx.names import VAL, Element, W, is_on, to_int
from convert.model import Field as LiveField
from convert.ooxml.live_fields import live_field
from convert.symbols import symbol

LONGEST_CODE = 10_000
_EQUATION = re.compile(r"\\([a-zA-Z]+)(?: ?[0-9]+(?=[( \\])|[0-9]+)?|\\(.)|([(),;])|([^\\(),;]+)")
_SWITCH = re.compile(r'\\\* ?(?:"[^"]*"|[^\s"]\S*)')
_GUIDE = re.compile(r"\\o(?:\\a[a-z])?\(\\s\\up ?[0-9]{1,4}\(([^()\\]{1,200})\)[,;]([^()\\]{1,200})\)", re.IGNORECASE)
"""What Word writes for a reading guide above words."""
_RING = re.compile(r"\\o(?:\\a[clr])?\((?:[○〇◯][,;] ?([0-9]{1,2})|([0-9]{1,2})[,;] ?[○〇◯])\)", re.IGNORECASE)
_JOINTS = {"f": "/", "o": "", "s": "", "x": "", "b": ""}
_BUTTON = re.compile(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_SIGN = re.compile(r"\s*SYMBOL\s+(0x[0-9A-F]{1,6}|[0-9]{1,7})(?:\s|$)", re.IGNORECASE)
_FONT = re.compile(r'\\f\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_WORDS = re.compile(r'"([^"]*)"|(\\[a-zA-Z])|([^\s"\\]\S*)')


class Field(Struct):
    """An open field, as far as it and those around it matter to the text inside.

    shows: results are being read, no codes; name: of its kind; live: what is kept of it; used: it has shown something;
    form: the box or the choice that a form field shows where it has no result.
    """

    instruction: str = ""
    shows: bool = False
    link: str = ""
    name: str = ""
    live: LiveField | None = None
    used: bool = False
    form: str = ""


def understand(instruction: str, around: Field | None = None) -> Field:
    """Understand a field's code as far as it matters: links, and what the page works out anew.

    >>> understand(' HYPERLINK "http://a.b/" \\\\l "c" ').link, understand("PAGE").live
    ('http://a.b/#c', Field(instruction='PAGE'))
    """
    words = instruction[:LONGEST_CODE].split(None, 1)
    name = words[0].upper() if words else ""
    link = _link(words[1]) if name == "HYPERLINK" and len(words) > 1 else ""
    around = around or Field(shows=True)
    code = live_field(instruction)
    return Field(instruction, around.shows, link or around.link, name, LiveField(code) if code else None)


DRAWN = frozenset((
    "EQ", "SYMBOL", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "DATE", "TIME", "BARCODE", "DISPLAYBARCODE",
    "MERGEBARCODE",
))  # fmt: skip
"""Fields that a page shows something for even if the file holds no result of them."""


def drawn_text(instruction: str) -> str:
    r"""Give the text that a field draws from its code alone, as one line; empty for those that draw none.

    >>> drawn_text("MACROBUTTON NoMacro [单击输入]"), drawn_text(r'SYMBOL 252 \f "Wingdings"'), drawn_text("PAGE")
    ('[单击输入]', '✓', '')
    """
    if is_equation(instruction):
        return _equation_text(instruction)
    code = instruction[:LONGEST_CODE]
    if button := _BUTTON.match(code):
        return " ".join(button[1].split())
    if sign := _SIGN.match(code):
        number, font = sign[1].lower(), _FONT.search(code)
        return symbol(font[1] or font[2] or "" if font else "", int(number, 16 if number.startswith("0x") else 10))
    return ""


def _equation_text(instruction: str) -> str:
    r"""Give the text of an EQ field; a number in a ring becomes the circled number, else all parts are kept, in order.

    See 17.16.5.17.

    >>> _equation_text(r" eq \o\ac(○,1)"), _equation_text(r"EQ \f(1,2)")
    ('①', '1/2')
    >>> _equation_text(r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(pīn),拼)')
    '拼（pīn）'
    """
    code = _SWITCH.sub("", instruction[:LONGEST_CODE].split(None, 1)[1])
    code = _GUIDE.sub(r"\2（\1）", code)
    kept: list[str] = []
    joints: list[str] = []
    switch = ""
    for name, escaped, mark, text in _EQUATION.findall(_RING.sub(_circled, code)):
        if name:
            switch = name.lower() if len(name) == 1 else switch
        elif mark == "(":
            joints.append(_JOINTS.get(switch, " "))
            switch = ""
        elif mark == ")" and joints:
            joints.pop()
        elif mark in (",", ";") and joints:
            kept.append(joints[-1])
        else:
            kept.append(escaped or mark or text)
    return " ".join("".join(kept).split())


def is_equation(instruction: str) -> bool:
    """Say whether a field's code draws an equation."""
    words = instruction[:20].split(None, 1)
    return len(words) == 2 and words[0].upper() == "EQ"


def _circled(found: re.Match[str]) -> str:
    number = int(found[1] or found[2])
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else found[0]


def _link(arguments: str) -> str:
    address = anchor = switch = ""
    for quoted, found, bare in _WORDS.findall(arguments):
        if found:
            switch = found.lower()
            continue
        word = (quoted or bare).replace("\\\\", "\\")
        if switch == "\\l":
            anchor = f"#{word}"
        elif switch not in ("\\o", "\\t", "\\m"):
            address = address or word
        switch = ""
    return address + anchor


def show_form_field(element: Element) -> str:
    """Give the box of a check box or the choice of a drop-down list that begins here; empty for other fields."""
    data = element.find(W + "ffData")
    if data is None:
        return ""
    box, choices = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        state = box.find(W + "checked")
        return "☒" if is_on(state if state is not None else box.find(W + "default")) else "☐"
    if choices is None:
        return ""
    entries = [entry.get(VAL) or "" for entry in choices.iterchildren(W + "listEntry")]
    chosen = choices.find(W + "result")
    at = to_int(chosen.get(VAL)) if chosen is not None else 0
    return entries[at] if 0 <= at < len(entries) else ""
