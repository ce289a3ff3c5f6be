"""Turn text into WordprocessingML that is well-formed whatever the text holds."""

from __future__ import annotations

import re

from convert.ooxml.namespaces import PIC, WP, A, R
from convert.ooxml.parts import SPECIAL, escape

DRAWING_NAMES = f'xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:pic="{PIC}"'
"""Of all that a text may hold beside WordprocessingML itself."""

_BREAKS = re.compile("(\r\n|[\n\r\t])")
_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2e80-\ud7ff\uf900-\ufb06\uff21-\uffdc]")


def has_cjk(text: str) -> bool:
    """Say whether a text holds Chinese, Japanese or Korean characters.

    >>> has_cjk("规章"), has_cjk("§ 20")
    (True, False)
    """
    return not text.isascii() and _WIDE.search(text) is not None


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter of a text belongs to a script that is written from right to left.

    >>> is_right_to_left("1. שלום"), is_right_to_left("abc שלום"), is_right_to_left("规章")
    (True, False, False)
    """
    if text.isascii():
        return False
    found = _RIGHT_TO_LEFT.search(text)
    return found is not None and _LEFT_TO_RIGHT.search(text, 0, found.start()) is None


def text_elements(text: str) -> str:
    """Write the text of a run: `\\n` as w:br, `\\t` as w:tab, all else as w:t.

    >>> text_elements("a\\tb")
    '<w:t xml:space="preserve">a</w:t><w:tab/><w:t xml:space="preserve">b</w:t>'
    """
    if not SPECIAL.search(text):
        return f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    parts = []
    for part in _BREAKS.split(text):
        if part == "\t":
            parts.append("<w:tab/>")
        elif part in ("\n", "\r", "\r\n"):
            parts.append("<w:br/>")
        elif part:
            parts.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return "".join(parts)
