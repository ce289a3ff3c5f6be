r"""Text that a program wrote with escapes or as a quotation: `\n` for a line end, `\u653f`, `&lt;td&gt;`, `>`.

So do dumps of databases, logs, scripts and feeds. Escapes are undone where nearly every backslash of a text is one and
they break three times as many lines as the text has of its own (program code does not), and where a page of HTML has
its tags escaped and no other ones. Marks of quotation are taken out where every line has one, as in an answered mail.
"""

from __future__ import annotations

import json
import re
from html import unescape

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
_QUOTED = re.compile(r"(?:>.*\n){2,}+(?:>.*)?\s*")
_ESCAPED_TAG = re.compile(r"&lt;/(?:td|th|tr|p|div|span)\s?&gt;", re.IGNORECASE)
_TAG = re.compile(r"</(?:td|tr|p|div)\s?>", re.IGNORECASE)


def undo(text: str, origin: Origin) -> tuple[str, tuple[Finding, ...]]:
    r"""Undo the escapes of a text, if it is full of them.

    >>> undo("规章\\t1\\n" * 10, Origin("a"))[0] == "规章\t1\n" * 10, undo("甲\\n乙", Origin("a"))[0]
    (True, '甲\\n乙')
    """
    findings: list[Finding] = []
    if "\\" in text and _is_escaped(text):
        found = _ESCAPE.search(text)
        assert found is not None
        text = _ESCAPE.sub(_meant, text)
        findings.append(finding("artifact-removed", origin, before=found[0]))
    if text.startswith(">") and _QUOTED.fullmatch(text):
        text = _QUOTE.sub("", text)
        findings.append(finding("artifact-removed", origin, before=">"))
    if "&lt;/" in text and not _TAG.search(text) and len(_ESCAPED_TAG.findall(text)) >= _FEWEST_TAGS:
        text = unescape(text)
        findings.append(finding("artifact-removed", origin, before="&lt;"))
    return text, tuple(findings)


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
