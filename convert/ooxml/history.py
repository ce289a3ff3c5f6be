"""Keep what was found about a document inside the files written from it, and read it back.

The form: `<history xmlns="urn:convert:history">` with one `<finding>` each, whose attributes are code, severity,
origin, before, after and detail; an absent one is empty. Further places stand in it as `<also origin="…"/>`. Only
findings that cannot be found anew are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from convert.findings import CODES, is_history
from convert.model import NOWHERE, Finding, Origin, Severity
from convert.ooxml.parts import XML, attribute

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "urn:convert:history"
ROOT = f"{{{NAMESPACE}}}history"

_SEVERITIES: dict[str, Severity] = {"info": "info", "warning": "warning", "error": "error"}


def dump(findings: Iterable[Finding]) -> bytes:
    """Write the findings that travel with a document as XML in UTF-8; characters illegal there become U+FFFD."""
    lines = [f'{XML}<history xmlns="{NAMESPACE}">']
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
            attributes = "".join(f' {name}="{attribute(value)}"' for name, value in named if value)
            also = "".join(f'<also origin="{attribute(str(place))}"/>' for place in found.also)
            lines.append(f"<finding{attributes}>{also}</finding>" if also else f"<finding{attributes}/>")
    lines.append("</history>\n")
    return "\n".join(lines).encode()


def load(content: bytes) -> tuple[Finding, ...]:
    """Read findings back; each origin comes back as its text alone. Raises Unreadable if it is not a history.

    Codes of later versions are kept as they are; a severity that is none gives way to the code's own.
    """
    from convert.errors import Unreadable
    from convert.ooxml.xml_parts import parse_xml

    root = parse_xml(content, "history")
    if root.tag != ROOT:
        raise Unreadable("The file is damaged: its part {part} is not what it should be.", part="history")
    return tuple(map(_finding, root.iterchildren(f"{{{NAMESPACE}}}finding")))


def _finding(element: etree._Element) -> Finding:
    code, severity, origin, before, after, detail = (
        element.get(name) or "" for name in ("code", "severity", "origin", "before", "after", "detail")
    )
    known = _SEVERITIES.get(severity) or (CODES[code].severity if code in CODES else "warning")
    also = (Origin(ref=place.get("origin") or "") for place in element.iterchildren(f"{{{NAMESPACE}}}also"))
    return Finding(code, known, Origin(ref=origin) if origin else NOWHERE, before, after, detail, tuple(also))
