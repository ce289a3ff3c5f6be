"""Say what a control of an OpenDocument form shows: OpenDocument 1.3 part 3, 13.5."""

from __future__ import annotations

from collections.abc import Mapping

_SILENT = frozenset(
    ["form", "properties", "property", "list-property", "list-value", "listbox", "hidden", "password", "file", "image"]
)
_STATES = ("current-state", "state", "current-selected", "selected")


def shown_text(kind: str, said: Mapping[str, str]) -> str:
    """Give a control's box and label, or what was typed or chosen. kind and names of what is said: without their room.

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
