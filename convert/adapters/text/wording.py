"""Tell running text from the texts of cells by its wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import is_number

_SECTION = re.compile(
    r"\s{0,80}(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部编])"
)
_MARKER = re.compile(
    r"[（(]?(?:[一二三四五六七八九十百]{1,4}|\d{1,3}|[a-zA-Z])[)）、.．]|[一二三四五六七八九十]{1,3}|第[一二三四五六七八九十百\d]{1,4}[章节条项部编]"
    r"|[①-⑳㈠-㈩•·▪■□●○◆◇➢✓*–—-]"
)
_ARTIFACTS = re.compile(r"(?:\[(?:bookmark|image):[^\[\]\n]{0,300}\]\s{0,20}){1,50}")
SENTENCE_ENDS = "。！？；…：”"


def is_section(line: str) -> bool:
    """Say whether a line begins like a section's heading.

    >>> is_section("三、基本情况"), is_section("3件")
    (True, False)
    """
    return _SECTION.match(line) is not None


def is_marker(text: str) -> bool:
    """Say whether a text is only the number or bullet that stands before an item."""
    return _MARKER.fullmatch(text) is not None


def is_sentence(text: str) -> bool:
    """Say whether a stripped text reads like a sentence or more of running text."""
    return len(text) >= 12 and text[-1] in SENTENCE_ENDS


def is_artifact(line: str) -> bool:
    """Say whether a line is nothing but marks that a dump left behind, such as `[bookmark: …]`."""
    return line.lstrip().startswith("[") and _ARTIFACTS.fullmatch(line.strip()) is not None


def skip_artifacts(line: str) -> str:
    """Give a line without the dump's marks at its beginning, if a tab follows them."""
    if line.startswith("["):
        found = _ARTIFACTS.match(line)
        if found and line[found.end() - 1 : found.end()] == "\t":
            return line[found.end() - 1 :]
        if found and line[found.end() : found.end() + 1] == "\t":
            return line[found.end() :]
    return line


def are_prose(texts: Sequence[str]) -> bool:
    """Say whether texts that might be cells are sentences: most of their length, and not a figure among them."""
    filled = [text for text in texts if text]
    if any(is_number(text) for text in filled):
        return False
    sentences = [text for text in filled if is_sentence(text)]
    return 2 * len(sentences) >= len(filled) > 0 and sum(map(len, sentences)) > 0.8 * sum(map(len, filled))
