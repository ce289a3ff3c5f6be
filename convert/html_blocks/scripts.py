"""Find the text of a page that only a script holds, as those of Nuxt, Next and the like do."""

from __future__ import annotations

import json
import re

from lxml import etree

_STRING = re.compile(r'"(?:[^"\\\n]++|\\.)*+"')
_CHINESE = re.compile("[\u3400-\u9fff]")
_FEWEST = 100
"""Chinese characters of a text that a page may be about."""
_TIMES = 2
"""Times what the page shows itself."""


def find_scripted(root: etree._Element) -> str:
    """Give the string of a script with far more Chinese in it than the page shows; empty if there is none."""
    scripts = [script.text or "" for script in root.iter("script")]
    longest = max((found[0] for script in scripts for found in _STRING.finditer(script)), key=len, default="")
    if len(longest) < _FEWEST:
        return ""
    try:
        text = str(json.loads(longest, strict=False))
    except ValueError:
        text = longest[1:-1]
    shown = sum(_count(str(piece)) for piece in root.itertext()) - sum(map(_count, scripts))
    return text if _count(text) > max(_FEWEST, _TIMES * shown) else ""


def _count(text: str) -> int:
    return sum(1 for _ in _CHINESE.finditer(text))
