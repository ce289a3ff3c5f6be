r"""Text that a program wrote with escapes or as a quotation: `\n` for a line end, `\u653f`, `&lt;td&gt;`, `>`, `=E8`.

So do dumps of databases, logs, scripts and feeds. Escapes are undone where nearly every backslash of a text is one and
they break three times as many lines as the text has of its own (program code does not), and where a page of HTML has
its tags escaped and no other ones. Marks of quotation are taken out where every line has one, as in an answered mail,
and so are the numbers or plus signs that programs put before every line. Text of ASCII alone may spell its characters
as entities or as Haskell does (`\25919`), or their bytes as MIME (`=E8`) or an address (`%E8`) does. The colours of a
terminal say nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from quopri import decodestring
from urllib.parse import unquote_to_bytes

from convert.findings import finding
from convert.model import Finding, Origin

_FEWEST = 10
_FEWEST_TAGS = 3
_TIMES = 3
_SHARE = 0.95
_CERTAIN = re.compile(r"\\(?:[nt](?![a-z])|r(?![a-z])|u[0-9a-fA-F]{4}|x[0-9a-f]{2}|[\"'/\\])")
_BREAK = re.compile(r"\\(?:n(?![a-z])|u[0-9a-fA-F]{4})")
_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|(?:\\x[0-9a-f]{2})+|\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t"}
_QUOTE = re.compile("^>(?:> ?)*+ ?", re.MULTILINE)
_QUOTED = re.compile(r"(?:[^>\n].*\n|\n){0,20}+((?:>.*\n){2,}+(?:>.*)?\s*)")
_ADDED = re.compile(r"(?:(?:diff |index |new file|---|\+\+\+|@@).*\n){0,9}+((?:\+.*\n){3,}+(?:\+.*)?\s*)")
_NUMBERED = re.compile(r"(?:(\d{1,6}):.*(?:\n|$))+")
_LINE_NUMBER = re.compile(r"^(\d{1,6}):", re.MULTILINE)
_LOGGED = re.compile(
    r"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[\d.,]{0,9}\]?[ \t]"
    r"(?:[ \t]{0,9}[A-Z]{4,8}[ \t])?(?:[ \t]{0,9}\[[^\[\]\n]{1,60}\][ \t]){0,9}",
    re.MULTILINE,
)
_BREAKS = re.compile(r"<br\s?/?>\n?", re.IGNORECASE)
_COLOUR = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_ENTITY = re.compile(r"&#(?:\d{4,6}|x[0-9a-fA-F]{4,5});")
_MIME = re.compile(r"(?:=[0-9A-F]{2}(?:=\r?\n)?){3}")
_HASKELL = re.compile(r"\\(\d{5,6})(?!\d)(?:\\&)?")
_HASKELL_WORD = re.compile(r"(?:\\\d{5}(?!\d)){3}")
_ADDRESS = re.compile(r"(?:%[0-9A-Fa-f]{2}){3}")
_UTF7 = re.compile(r"\+(?=[0-9+/]*+[A-Za-z])[A-Za-z0-9+/]{4,}-?")
_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[str], bytes]], ...] = (
    (_MIME, lambda text: decodestring(text.encode())),
    (_ADDRESS, unquote_to_bytes),
    (_UTF7, lambda text: text.encode().decode("utf-7").encode()),
)
_ESCAPED_TAG = re.compile(r"&lt;/(?:td|th|tr|p|div|span)\s?&gt;", re.IGNORECASE)
_TAG = re.compile(r"</(?:td|tr|p|div)\s?>", re.IGNORECASE)


def undo(text: str, origin: Origin) -> tuple[str, tuple[Finding, ...]]:
    r"""Undo the escapes of a text, if it is full of them.

    >>> undo("规章\\t1\\n" * 10, Origin("a"))[0] == "规章\t1\n" * 10, undo("甲\\n乙", Origin("a"))[0]
    (True, '甲\\n乙')
    """
    findings: list[Finding] = []
    if "\x1b[" in text:
        text = _COLOUR.sub("", text)
        findings.append(finding("artifact-removed", origin, before="ESC ["))
    if text.isascii() and (spelled := _spelled(text)):
        text, before = spelled
        findings.append(finding("artifact-removed", origin, before=before))
    if "\\" in text and _is_escaped(text):
        found = _ESCAPE.search(text)
        assert found is not None
        text = _ESCAPE.sub(_meant, text)
        findings.append(finding("artifact-removed", origin, before=found[0]))
    if ">" in text and (quoted := _QUOTED.fullmatch(text)):
        text = text[: quoted.start(1)] + _QUOTE.sub("", quoted[1])
        findings.append(finding("artifact-removed", origin, before=">"))
    elif "+" in text and (added := _ADDED.fullmatch(text)):
        text = re.sub(r"^\+", "", added[1], flags=re.MULTILINE)
        findings.append(finding("artifact-removed", origin, before="+"))
    elif text[:1].isdecimal() and _NUMBERED.fullmatch(text) and _count_lines(text):
        text = _LINE_NUMBER.sub("", text)
        findings.append(finding("artifact-removed", origin, before="1:"))
    if _LOGGED.match(text) and len(_LOGGED.findall(text)) == text.rstrip("\n").count("\n") + 1:
        text, logged = _LOGGED.sub("", text), text.partition(" ")[0]
        findings.append(finding("artifact-removed", origin, before=logged))
    if "<br" in text and not _TAG.search(text) and "|" not in text and len(_BREAKS.findall(text)) >= _FEWEST:
        text = _BREAKS.sub("\n", text)
        findings.append(finding("artifact-removed", origin, before="<br>"))
    if "&lt;/" in text and not _TAG.search(text) and len(_ESCAPED_TAG.findall(text)) >= _FEWEST_TAGS:
        text = unescape(text)
        findings.append(finding("artifact-removed", origin, before="&lt;"))
    return text, tuple(findings)


def _spelled(text: str) -> tuple[str, str] | None:
    """Give the text that ASCII spells, and how it begins; None if it is what it looks like."""
    entity = _ENTITY.search(text)
    if entity and not _TAG.search(text):
        return (unescape(text), entity[0]) if sum(1 for _ in _ENTITY.finditer(text)) >= _FEWEST else None
    haskell = _HASKELL_WORD.findall(text)
    if len(haskell) >= _FEWEST:
        return _HASKELL.sub(_character, text), haskell[0]
    for pattern, decode in _SPELLINGS:
        found = pattern.search(text)
        if found is None or sum(1 for _ in pattern.finditer(text)) < _FEWEST:
            continue
        for encoding in ("utf-8", "gb18030"):
            try:
                spelled = decode(text).decode(encoding)
            except UnicodeDecodeError:
                continue
            if not spelled.isascii():
                return spelled, found[0]
    return None


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1])
    return escape[0] if 0xD800 <= code < 0xE000 else chr(code)


def _count_lines(text: str) -> bool:
    """Say whether the numbers before the lines of a text count them."""
    numbers = [int(found[1]) for found in _LINE_NUMBER.finditer(text)]
    return len(numbers) >= _FEWEST and numbers == [*range(numbers[0], numbers[0] + len(numbers))]


def _is_escaped(text: str) -> bool:
    breaks = sum(1 for _ in _BREAK.finditer(text))
    if breaks < _FEWEST or breaks < _TIMES * text.count("\n"):
        return False
    certain = _CERTAIN.findall(text)
    own = text.count("\\") - sum(1 for escape in certain if escape == "\\\\")
    return len(certain) >= _SHARE * own


def _meant(escape: re.Match[str]) -> str:
    if escape[1]:
        return _MEANT.get(escape[1], escape[1])
    if escape[0][1] == "u":
        return str(json.loads(f'"{escape[0]}"')).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    codes = bytes.fromhex(escape[0].replace("\\x", ""))
    try:
        return codes.decode("utf-8")
    except UnicodeDecodeError:
        return codes.decode("latin-1")
