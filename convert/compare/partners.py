"""Find what of two sequences stands for each other: what is equal, what is alike, then what is left in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from convert.east_asian import UNSPACED

Item = TypeVar("Item")
_EXACT_UP_TO = 4_000
"""Items up to which popular ones are aligned too; beyond, that would take quadratic time."""
_MOST_TRIALS = 20_000
"""Pairs of a stretch that are tried for likeness."""
_ALIKE = 0.5
_LONGEST = 2_000
"""Characters of a text by which its likeness to another is judged."""
_GAPS = re.compile(rf"(?<=[{UNSPACED}])\s+|\s+(?=[{UNSPACED}])")


def folded(text: str) -> str:
    """Give a text without the blanks that formats and line ends put between Chinese characters.

    >>> folded("合 计\\n  12  3")
    '合计12 3'
    """
    return text if text.isalnum() else " ".join(_GAPS.sub("", text).split())


def partners(
    left: Sequence[Item], right: Sequence[Item], key: Callable[[Item], Hashable], *alike: Callable[[Item, Item], bool]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Yield in order what stands for each other; None: nothing does. alike: what counts as likeness, surest first."""
    keys = [key(item) for item in left], [key(item) for item in right]
    autojunk = len(left) + len(right) > _EXACT_UP_TO
    for tag, start, end, first, last in SequenceMatcher(None, *keys, autojunk).get_opcodes():
        if tag == "equal":
            yield from zip(left[start:end], right[first:last], strict=True)
        else:
            yield from _within(left[start:end], right[first:last], alike)


def _within(
    left: Sequence[Item], right: Sequence[Item], alike: Sequence[Callable[[Item, Item], bool]]
) -> Iterator[tuple[Item | None, Item | None]]:
    """Pair what is alike; between two such pairs, as many as there are on both sides stand for each other."""
    if not alike or not left or not right:
        yield from _between(left, right)
        return
    surest, *others = alike
    near = max(1, _MOST_TRIALS // max(1, len(left)))
    at = since = 0
    for index, one in enumerate(left):
        found = next((to for to in range(at, min(len(right), at + near)) if surest(one, right[to])), None)
        if found is not None:
            yield from _within(left[since:index], right[at:found], others)
            yield one, right[found]
            at, since = found + 1, index + 1
    yield from _within(left[since:], right[at:], others)


def _between(left: Sequence[Item], right: Sequence[Item]) -> Iterator[tuple[Item | None, Item | None]]:
    if len(left) == len(right):
        yield from zip(left, right, strict=True)
    else:
        yield from ((one, None) for one in left)
        yield from ((None, other) for other in right)


def texts_alike(left: str, right: str) -> bool:
    """Say whether one text is another version of the other."""
    matcher = SequenceMatcher(None, left[:_LONGEST], right[:_LONGEST], False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def contents_alike(left: Sequence[Hashable], right: Sequence[Hashable]) -> bool:
    """Say whether two collections share at least half of what they hold."""
    shared = sum((Counter(left) & Counter(right)).values())
    return bool(shared) and shared >= _ALIKE * max(len(left), len(right))
