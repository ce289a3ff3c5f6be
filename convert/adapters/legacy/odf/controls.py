"""Write what the controls of an OpenDocument form show in their place: LibreOffice gives a docx only their names.

OpenDocument 1.3 part 3, 13.5. A control that stands in no line of text is left to LibreOffice.
"""

from __future__ import annotations

from lxml import etree

from convert.odf import NAMESPACES, shown_text

_FORM, _DRAW, _TEXT = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("form", "draw", "text"))
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LINES = frozenset(_TEXT + word for word in ("p", "h", "span", "a"))


def write_controls(root: etree._Element) -> bool:
    """Put text in the place of controls in lines of text; say whether there were any."""
    controls: dict[str, etree._Element] = {}
    for control in root.iter(_FORM + "*"):
        for name in (_ID, _FORM + "id"):
            controls.setdefault(control.get(name) or "", control)
    found = [drawn for drawn in root.iter(_DRAW + "control") if _parent(drawn).tag in _LINES] if controls else []
    for drawn in found:
        named = controls.get(drawn.get(_DRAW + "control") or "-")
        _write(drawn, _shown(named) if named is not None else "")
    return bool(found)


def _shown(control: etree._Element) -> str:
    if control.tag == _FORM + "listbox":
        return ", ".join(filter(None, map(_shown, control.iterchildren(_FORM + "option"))))
    said = {etree.QName(str(name)).localname: str(value) for name, value in control.items()}
    return shown_text(etree.QName(control).localname, said)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return parent if parent is not None else element


def _write(element: etree._Element, text: str) -> None:
    """Make an element a piece of the line, a space behind it."""
    tail = element.tail
    element.clear()
    element.tag, element.tail = _TEXT + "span", tail
    element.text = f"{text} " if text else ""
