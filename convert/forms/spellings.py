"""How the labels of an official table may be written, and which of them a text of the source may stand for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import product

from msgspec import Struct

from convert.forms.fold import MINIMUM_LIKENESS, fold, likeness
from convert.forms.layout import LabelCell, lay_out
from convert.forms.template import TableTemplate
from convert.forms.vocabulary import are_enough, official_labels

_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.,)]")
_BETWEEN_GROUPS = re.compile("[-–—_/|>→:()]+")
"""What stands between the labels of groups and a label in one text, or around it."""
_REMARK = re.compile(r"(?<=\w{4})\([^()]*\)$")


class Spellings(Struct, frozen=True):
    """How the labels of a table are written: the folded official text first, then its variants, and what they weigh.

    exact: the labels of each spelling; unnumbered: the official labels without their numbers; joined: labels with those
    of the groups they stand in before them, which programs write that have one label a row.
    """

    words: tuple[tuple[str, ...], ...]
    official: frozenset[str]
    weights: tuple[float, ...]
    exact: dict[str, list[int]]
    unnumbered: dict[str, list[int]]
    joined: dict[str, int]


@lru_cache(maxsize=1024)
def spell(template: TableTemplate) -> Spellings:
    labels = [label.text for label in lay_out(template).labels]
    words = tuple((fold(text), *map(fold, template.variants.get(text, ()))) for text in labels)
    exact: dict[str, list[int]] = defaultdict(list)
    unnumbered: dict[str, list[int]] = defaultdict(list)
    for index, spellings in enumerate(words):
        for word in spellings:
            exact[word].append(index)
        number = _ENUMERATOR.match(spellings[0])
        if number:
            unnumbered[spellings[0][number.end() :]].append(index)
    return Spellings(
        words,
        official_labels(template),
        tuple(_weight(spellings[0]) for spellings in words),
        exact,
        unnumbered,
        _joined(template),
    )


def _joined(template: TableTemplate) -> dict[str, int]:
    """Give the labels of rows and of columns with those of their groups before them: all or some, whole or by number.

    What is written so for two labels, such as a group with one label of many alike, is given for neither.
    """
    labels = lay_out(template).labels
    found: dict[str, int] = {}
    twice: set[str] = set()
    for index, label in enumerate(labels):
        groups = [fold(other.text) for other in labels if _is_group(other, label)]
        ways = [("", word, *([number[0]] if (number := _ENUMERATOR.match(word)) else ())) for word in groups]
        folded = fold(label.text)
        for *before, leaf in product(*ways, (folded, _REMARK.sub("", folded))):
            text = run_on("".join(before) + leaf)
            if any(before) and found.setdefault(text, index) != index:
                twice.add(text)
    return {text: index for text, index in found.items() if text not in twice}


def are_joined(spelled: Spellings, texts: AbstractSet[str]) -> bool:
    """Say whether among some texts there are so many labels with those of their groups that the table may be there."""
    return are_enough(
        spelled.official, {spelled.words[spelled.joined[text]][0] for text in texts & spelled.joined.keys()}
    )


def run_on(folded: str) -> str:
    """Give a label without what stands between the labels of its groups and itself, as `_joined` has it."""
    return _BETWEEN_GROUPS.sub("", folded).replace(",", ".")


def _is_group(other: LabelCell, label: LabelCell) -> bool:
    """Say whether one label stands before another, over its whole row, or above it in a head."""
    if other.in_head != label.in_head:
        return False
    if label.in_head:
        return other.row < label.row and other.col <= label.col < other.col + other.colspan
    return other.col < label.col and other.row <= label.row < other.row + other.rowspan


def _weight(folded: str) -> float:
    return 0.3 + min(len(folded), 12) / 12


@lru_cache(maxsize=16384)
def candidates(folded: str, template: TableTemplate) -> tuple[tuple[int, float], ...]:
    """List the form labels that a source label may stand for, with how alike they are."""
    spelled = spell(template)
    number = _ENUMERATOR.match(folded)
    unnumbered = () if number else spelled.unnumbered.get(folded, ())
    if folded in spelled.exact:
        return (
            *((label, 1.0) for label in spelled.exact[folded]),
            *((label, MINIMUM_LIKENESS) for label in unnumbered),
        )
    whole = spelled.joined.get(run_on(folded))
    if whole is not None:
        return ((whole, 1.0),)
    found = []
    dotted = folded.replace(",", ".")
    for label, words in enumerate(spelled.words):
        share = max(likeness(dotted, word.replace(",", ".")) for word in words)
        official = _ENUMERATOR.match(words[0])
        if number and official and number[0].replace(",", ".") != official[0].replace(",", "."):
            share -= 0.15
        if label in unnumbered:
            share = 0.9
        if share < MINIMUM_LIKENESS and len(folded) >= 2 and words[0].startswith(folded):
            share = MINIMUM_LIKENESS
        if share >= MINIMUM_LIKENESS:
            found.append((label, share))
    return tuple(found)
