"""What readers of OpenDocument's texts and spreadsheets share: its namespaces, and what the controls of forms show."""

from __future__ import annotations

from collections.abc import Mapping

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    **{name: f"{_OASIS}{name}:1.0" for name in ("office", "style", "text", "table", "meta", "chart", "dr3d", "form")},
    **{name: f"{_OASIS}{name}:1.0" for name in ("config", "manifest")},
    "draw": f"{_OASIS}drawing:1.0",
    "number": f"{_OASIS}datastyle:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
"""What the prefixes stand for that programs write."""
_SILENT = frozenset(
    ["form", "properties", "property", "list-property", "list-value", "listbox", "hidden", "password", "file", "image"]
)
_STATES = ("current-state", "state", "current-selected", "selected")


def shown_text(kind: str, said: Mapping[str, str]) -> str:
    """Give a control's box and label, or what was typed or chosen (OpenDocument 1.3 part 3, 13.5).

    kind and names of what is said: without their namespace.

    >>> shown_text("checkbox", {"label": "是", "current-state": "checked"}), shown_text("radio", {"label": "否"})
    ('☑ 是', '☐ 否')
    >>> shown_text("text", {"value": "", "current-value": "甲"}), shown_text("option", {"label": "乙"})
    ('甲', '')
    """
    if kind in _SILENT:
        return ""
    label = said.get("label", "")
    state = next((said[name] for name in _STATES if said.get(name)), "")
    is_on = state in ("checked", "true")
    if kind in ("checkbox", "radio"):
        return f"{'☑' if is_on else '☐'} {label}".rstrip()
    if kind == "option":
        return label if is_on else ""
    return label or said.get("current-value") or said.get("value", "")
