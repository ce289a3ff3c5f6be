"""Write equations on a line, so that a fraction does not read as another number (ECMA-376 part 1, 22.1)."""

from __future__ import annotations

from lxml import etree

from convert.ooxml.omml import M, W

_VAL, _MATH_T, _T = M + "val", M + "t", W + "t"
Element = etree._Element


def text_of(element: Element) -> str:
    """Give the text of an equation on one line, with all that its signs stand for; else its characters as they come."""
    raw = "".join(found.text or "" for found in element.iter(_T, _MATH_T))
    text = linear(element).strip("\n")
    characters = iter(text)
    return text if all(character in characters for character in raw if not character.isspace()) else raw


def linear(element: Element) -> str:
    """Give the text of an equation with the signs that its layout stands for: `(a+b)/2`, `x^2`, `√(y)`."""
    tag = element.tag
    if tag in (_MATH_T, _T):
        return element.text or ""
    if tag == M + "f":
        return f"{_group(element, 'num')}/{_group(element, 'den')}"
    if tag == M + "sSup":
        return f"{_group(element, 'e')}^{_group(element, 'sup')}"
    if tag == M + "sSub":
        return f"{_group(element, 'e')}_{_group(element, 'sub')}"
    if tag == M + "sSubSup":
        return f"{_group(element, 'e')}_{_group(element, 'sub')}^{_group(element, 'sup')}"
    if tag == M + "rad":
        degree = _part(element, "deg")
        return f"{degree}√({_part(element, 'e')})"
    if tag == M + "d":
        properties = element.find(M + "dPr")
        begin, end = _sign(properties, "begChr", "("), _sign(properties, "endChr", ")")
        inner = _sign(properties, "sepChr", "|").join(linear(child) for child in element.findall(M + "e"))
        return f"{begin}{inner}{end}"
    if tag == M + "nary":
        sub, sup = _part(element, "sub"), _part(element, "sup")
        limits = (f"_{_bracketed(sub)}" if sub else "") + (f"^{_bracketed(sup)}" if sup else "")
        return f"{_sign(element.find(M + 'naryPr'), 'chr', '∫')}{limits} {_part(element, 'e')}"
    if tag == M + "mr":
        return "\t".join(linear(child) for child in element.findall(M + "e")) + "\n"
    return "".join(linear(child) for child in element if isinstance(child.tag, str))


def _part(element: Element, name: str) -> str:
    child = element.find(M + name)
    return linear(child) if child is not None else ""


def _group(element: Element, name: str) -> str:
    return _bracketed(_part(element, name))


def _bracketed(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _sign(properties: Element | None, name: str, default: str) -> str:
    child = properties.find(M + name) if properties is not None else None
    return default if child is None else child.get(_VAL) or ""
