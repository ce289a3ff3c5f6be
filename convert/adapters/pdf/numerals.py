"""Tell texts that are numbers, and whether two lines can be one number that was cut."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[-+−–—]|[-+−(（]?[¥$€£]?\d[\d,.，]{0,24}%?[)）]?")
_WHOLE = re.compile(
    r"[-+−–—(（]{0,2}[¥$€£]?(?:\d{1,3}(?:[,，]\d{3}){0,8}(?:[,，]\d{0,2})?|\d{0,25})(?:\.\d{0,20})?%?[)）]?"
)
_LEADER = re.compile(r"[.…·]{4}\s?\d{1,4}$")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.replace(" ", "")) is not None


def is_value(text: str) -> bool:
    """Say whether a text is a number or a date."""
    return is_number(text) or _DATE.fullmatch(text) is not None


def are_two_numbers(before: str, after: str) -> bool:
    """Say whether two lines are numbers or dates that cannot be one: what they make together is none."""
    if not (is_value(before) and is_value(after)):
        return False
    together = (before + after).replace(" ", "")
    return _WHOLE.fullmatch(together) is None and _DATE.fullmatch(together) is None


def has_leader(text: str) -> bool:
    """Say whether a line ends as those of a table of contents do."""
    return _LEADER.search(text) is not None
