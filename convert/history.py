"""Keep what was found about a document inside the files written from it, and read it back.

The form: `<history xmlns="urn:convert:history">` with one `<finding>` each, whose attributes are code, severity,
origin, before, after and detail; an absent one is empty. Only findings that cannot be found anew are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from convert.findings import CODES, is_history
from convert.model import NOWHERE, Finding, Origin, Severity

NAMESPACE = "urn:convert:history"
ROOT = f"{{{NAMESPACE}}}history"

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is not a Char of XML 1.0."""
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_SEVERITIES: dict[str, Severity] = {"info": "info", "warning": "warning", "error": "error"}


def dump(findings: Iterable[Finding]) -> bytes:
    """Write the findings that travel with a document as XML in UTF-8; characters illegal there become U+FFFD."""
    lines = [f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<history xmlns="{NAMESPACE}">']
    for found in findings:
        if is_history(found.code):
            named = (
                ("code", found.code),
                ("severity", found.severity),
                ("origin", str(found.origin)),
                ("before", found.before),
                ("after", found.after),
                ("detail", found.detail),
            )
            attributes = "".join(f' {name}="{_escape(value)}"' for name, value in named if value)
            lines.append(f"<finding{attributes}/>")
    lines.append("</history>\n")
    return "\n".join(lines).encode()


def _escape(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text).translate(_ESCAPES)


def load(content: bytes) -> tuple[Finding, ...]:
    """Read findings back; each origin comes back as its text alone. Raises Unreadable if it is not a history.

    Codes of later versions are kept as they are; a severity that is none gives way to the code's own.
    """
    from convert.errors import Unreadable
    from convert.opc import parse_xml

    root = parse_xml(content, "history")
    if root.tag != ROOT:
        raise Unreadable("The file is damaged: its part {part} is not what it should be.", part="history")
    return tuple(_finding(element.attrib) for element in root.iterchildren(f"{{{NAMESPACE}}}finding"))


def _finding(attributes: object) -> Finding:
    get = dict(attributes).get  # type: ignore[call-overload]
    code = get("code", "")
    severity = _SEVERITIES.get(get("severity", "")) or (CODES[code].severity if code in CODES else "warning")
    origin = Origin(ref=get("origin", "")) if get("origin") else NOWHERE
    return Finding(code, severity, origin, get("before", ""), get("after", ""), get("detail", ""))
