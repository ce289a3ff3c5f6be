"""Texts in cells that nothing needs to be done to, so that a large sheet need not be looked at cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from convert.own_workbook import LONGEST_TEXT, utf16_units

_EXTRAORDINARY = re.compile(r"[^\w\n \-./:%,;()@&+、。，；：（）]")

_TOGETHER = 500


def extraordinary(texts: Sequence[str]) -> Iterator[int]:
    """Yield the indices of texts that are not ordinary; so many are looked at together that they cost little each.

    >>> [*extraordinary(["a", " b", "c"])]
    [1]
    """
    for start in range(0, len(texts), _TOGETHER):
        some = texts[start : start + _TOGETHER]
        if not are_ordinary(some):
            yield from (at for at, text in enumerate(some, start) if not are_ordinary([text]))


def are_ordinary(texts: Sequence[str]) -> bool:
    """Say whether texts are so plain that no pass may do anything to them in a table's cell.

    Letters, digits and a few marks, single blanks between them, and no more of them than a worksheet's cell holds:
    nothing to tidy, and no mark of a program.

    >>> are_ordinary(["2024年 第 3 季度, 合计", "a"]), are_ordinary(["a", ""]), are_ordinary(["a\\nb"])
    (True, False, False)
    >>> [text for text in (" a", "a ", "a  b", "[a]", "a\\n", "") if are_ordinary([text])]
    []
    """
    joined = "\n".join(["", *texts, ""])
    if len(joined) > LONGEST_TEXT // 2 and max(map(utf16_units, texts)) > LONGEST_TEXT:
        return False
    if joined.count("\n") > len(texts) + 1 or "\n\n" in joined:
        return False
    if " " in joined and ("  " in joined or " \n" in joined or "\n " in joined):
        return False
    return _EXTRAORDINARY.search(joined) is None
