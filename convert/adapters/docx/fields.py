"""Understand the codes of fields as far as their results need it (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from convert.adapters.docx.names import VAL, Element, W, is_on, to_int
from convert.live_fields import live_field
from convert.model import Field as LiveField

LONGEST_CODE = 10_000
_WORDS = re.compile(r'"([^"]*)"|(\\[a-zA-Z])|([^\s"\\]\S*)')


@dataclass(slots=True)
class Field:
    """An open field, as far as it and those around it matter to the text inside.

    shows: results are being read, no codes; name: of its kind; live: what is kept of it; used: it has shown something.
    """

    instruction: str = ""
    shows: bool = False
    link: str = ""
    name: str = ""
    live: LiveField | None = None
    used: bool = False


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
