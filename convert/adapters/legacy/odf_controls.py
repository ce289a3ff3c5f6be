"""Write what the controls of an OpenDocument form show in their place: LibreOffice gives a docx only their names.

OpenDocument 1.3 part 3, 13.5. A control that stands in no line of text is left to LibreOffice.
"""

from __future__ import annotations

from lxml import etree

_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LINES = frozenset(_TEXT + word for word in ("p", "h", "span", "a"))
_TICKED = frozenset(("checked", "true"))


def write_controls(root: etree._Element) -> bool:
    """Put text in the place of controls in lines of text; say whether there were any."""
    controls: dict[str, etree._Element] = {}
    for control in root.iter(_FORM + "*"):
        for name in (_ID, _FORM + "id"):
            controls.setdefault(control.get(name) or "", control)
    found = [drawn for drawn in root.iter(_DRAW + "control") if _parent(drawn).tag in _LINES] if controls else []
    for drawn in found:
        named = controls.get(drawn.get(_DRAW + "control") or "-")
        _write(drawn, shown_text(named) if named is not None else "")
    return bool(found)


def shown_text(control: etree._Element) -> str:
    """Give what a control shows: its box and its label, or what was typed or chosen."""
    kind = etree.QName(control).localname
    label = control.get(_FORM + "label") or ""
    if kind in ("checkbox", "radio"):
        state = next((value for name in _STATES if (value := control.get(_FORM + name))), "")
        return f"{'☑' if state in _TICKED else '☐'} {label}".rstrip()
    if kind == "listbox":
        options = control.findall(_FORM + "option")
        return ", ".join(option.get(_FORM + "label") or "" for option in options if _is_chosen(option))
    if kind in ("password", "hidden", "file", "image"):
        return ""
    return label or control.get(_FORM + "current-value") or control.get(_FORM + "value") or ""


_STATES = ("current-state", "state", "current-selected", "selected")


def _is_chosen(option: etree._Element) -> bool:
    return (option.get(_FORM + "current-selected") or option.get(_FORM + "selected")) == "true"


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return parent if parent is not None else element


def _write(element: etree._Element, text: str) -> None:
    """Make an element a piece of the line, a space behind it."""
    tail = element.tail
    element.clear()
    element.tag, element.tail = _TEXT + "span", tail
    element.text = f"{text} " if text else ""
