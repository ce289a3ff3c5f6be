"""The XML of OFD files: names, places, numbers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

Element = etree._Element


def numbers_of(text: str | None, count: int) -> tuple[float, ...]:
    """Read so many numbers; nothing if there are fewer."""
    numbers = tuple(number_of(word, float("nan")) for word in (text or "").split(None, count)[:count])
    return numbers if len(numbers) == count and all(number == number for number in numbers) else ()


def number_of(text: str | None, default: float) -> float:
    try:
        number = float(text) if text and len(text) < 40 else default
    except ValueError:
        return default
    return number if abs(number) < 1e10 else default


def part_at(folder: str, path: str) -> str:
    """Give the name of a part that another in a folder names: from the root or from there."""
    path = path.strip().replace("\\", "/")
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def named(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name below one; programs write one namespace or another."""
    yield from element.iter("{*}" + name)


def child_of(element: Element, name: str) -> Element | None:
    """Give the first element of a name right below one, where clips may hold others of that name."""
    return next(element.iterchildren("{*}" + name), None)


def first_of(element: Element, name: str) -> Element | None:
    return next(named(element, name), None)


def address_of(element: Element) -> str:
    """Give the address that a click on an object opens; empty if there is none."""
    return next((found.get("URI") or "" for found in named(element, "URI")), "")
