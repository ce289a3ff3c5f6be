"""Find what a page holds and browsers do not show: what its style hides, and text that is no part of what it shows.

Such text stands in a script (data of Nuxt, Next and the like), an attribute, a comment or a template, or it is markup
that was escaped once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_STRING = re.compile(r"\"(?:[^\"\\\n]++|\\.)*+\"?|'(?:[^'\\\n]++|\\.)*+'?|`(?:[^`\\]++|\\.)*+`?")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t"}
_CHINESE = re.compile("[\u3400-\u9fff]")
_ENDS = re.compile(r"(?:<|&lt;)/(?:td|tr|p|div|span)\s?(?:>|&gt;)", re.IGNORECASE)
_NESTED = re.compile(r"@[^{};]{0,500}\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}")
_HIDDEN_CLASS = re.compile(r"(?<![\w-])\.([\w-]{1,80})\s*+\{[^{}]*?(?<![\w-])display\s*:\s*none")
_FEWEST = 100
"""Chinese characters of a text that a page may be about."""
_FEWEST_ENDS = 3
_TIMES = 2
"""Times what the page shows itself."""


def hide_by_style(root: etree._Element) -> None:
    """Mark elements as hidden whose class the page's own style sheet does not show."""
    sheet = _NESTED.sub("", "".join(style.text or "" for style in root.iter("style")))
    hidden = {found[1] for found in _HIDDEN_CLASS.finditer(sheet)} if "none" in sheet else set()
    for element in root.iter() if hidden else ():
        if not hidden.isdisjoint((element.get("class") or "").split()):
            element.set("hidden", "")


def find_unseen(root: etree._Element, source: str) -> tuple[str, bool]:
    """Give text with far more Chinese in it than the page shows, if there is; say whether the page shows it as markup.

    source: the page as it is written.
    """
    scripts = [script.text or "" for script in root.iter("script")]
    unshown = [_inside(part) for part in root.iter("template", "noscript")]
    comments = [part.partition("-->")[0] for part in source.split("<!--")[1:]]
    attributes = map(str, root.xpath(f"//@*[string-length()>={_FEWEST}]"))  # type: ignore[arg-type]
    pool = [text for whole in (*scripts, *unshown, *comments, *attributes) for text in _texts(whole)]
    longest = max(pool, key=_count, default="")
    if len(longest) < _FEWEST and "&lt;/" not in source:
        return "", False
    own = "".join(map(str, root.xpath("//text()[not(parent::script or parent::style)]")))  # type: ignore[arg-type]
    if len(_ENDS.findall(own)) >= _FEWEST_ENDS and root.find(".//td") is None:
        return own, True
    shown = _count(own) - sum(map(_count, unshown))
    return (longest, False) if _count(longest) > max(_FEWEST, _TIMES * shown) else ("", False)


def _inside(element: etree._Element) -> str:
    """Give what stands in an element as markup."""
    inner = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return (element.text or "") + "".join(map(str, inner))


def _texts(text: str) -> Iterator[str]:
    """Yield markup as it is, the strings of anything else, and what has none."""
    if text.lstrip().startswith("<"):
        yield text
        return
    strings = [found[0][1:-1] for found in _STRING.finditer(text) if len(found[0]) > _FEWEST]
    yield from map(_unescape, strings)
    if not strings:
        yield text


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_meant, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meant(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _MEANT.get(escape[2], escape[2])


def _count(text: str) -> int:
    return sum(1 for _ in _CHINESE.finditer(text))
