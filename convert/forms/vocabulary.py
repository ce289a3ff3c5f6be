"""The words of the forms, and how a text that has no cells is cut into labels, values and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

from msgspec import Struct

from convert.forms.fold import first_place, fold, fold_all, fold_with_places, loose
from convert.forms.layout import lay_out
from convert.forms.template import Form, TableTemplate
from convert.forms.values import IGNORED, SEEN, is_unit, looks_like_value

_NUMBER = re.compile(
    r"(?=[+\-减增\d/—无])"
    r"(?:[+\-减增]?\d[\d,，.]{0,60}\d(?:万元|元|件|个|[%％‰])?|[+\-减增]?\d(?:万元|元|件|个|[%％‰])?|/|—{1,2}|(?<!\S)无(?!\S))"
)
"""The first line says nothing new: most characters of a prose begin no value, and need not be tried as each kind."""
_NUMBERED = re.compile(r"^\d{1,2}[.,]")
_SHORT_LABEL = 3
_FEWEST_LABELS = 3


class Vocabulary(Struct, frozen=True):
    """The words of all forms: folded labels and section titles, these with the tables that their sections are for.

    beginnings: what a label may begin with, or be; tables: the official labels of each table; official: of all of
    them, fewest: with fewer of these no table is there, some_ascii: some need no other characters; openings: a pattern
    of a character that may open a word, with the next; opened: by the first two, or an only one, the words, longest
    first; rests: the official labels by what of them folding leaves in any text, which is not the number before them.
    """

    labels: frozenset[str]
    beginnings: frozenset[str]
    titles: dict[str, str]
    tables: tuple[frozenset[str], ...]
    official: frozenset[str]
    fewest: int
    some_ascii: bool
    openings: re.Pattern[str]
    opened: dict[str, tuple[str, ...]]
    rests: dict[str, tuple[str, ...]]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where words stand in a folded text, the longest at each place.

        An alternation of all words would try each of them at each character, which a hundred forms make slow.
        """
        end = 0
        for opening in self.openings.finditer(text):
            at = opening.start()
            words = (self.opened.get(text[at : at + 2]) or self.opened.get(text[at])) if at >= end else None
            for word in words or ():
                if text.startswith(word, at):
                    end = at + len(word)
                    yield at, end
                    break


@lru_cache(maxsize=8)
def vocabulary(forms: tuple[Form, ...]) -> Vocabulary:
    """Collect the words of forms."""
    labels: set[str] = set()
    titles: dict[str, str] = {}
    for form in forms:
        for section in form.sections:
            titles |= {loose(words): section.table for words in section.wordings}
        for table in form.tables:
            for band in table.bands:
                labels |= {loose(text) for text in (band.banner, *band.corners) if text}
                labels |= {loose(text) for line in (*band.columns, *band.fixed) for text in line.path}
            labels |= {loose(variant) for variants in table.variants.values() for variant in variants}
    opened: dict[str, tuple[str, ...]] = {}
    for word in sorted(labels | titles.keys(), key=lambda word: (-len(word), word)):
        opened[word[:2]] = (*opened.get(word[:2], ()), word)
    first, second, single = ("".join(sorted(set(chars))) for chars in _openings(opened))
    kinds = [f"[{re.escape(first)}](?=[{re.escape(second)}])"] * bool(first) + [f"[{re.escape(single)}]"] * bool(single)
    openings = re.compile("|".join(kinds) or r"(?!)")
    opened |= {two: words + opened.get(two[0], ()) for two, words in opened.items() if len(two) > 1}
    beginnings = frozenset(label[:end] for label in labels for end in range(1, len(label) + 1))
    tables = tuple(official_labels(table) for form in forms for table in form.tables)
    official = frozenset[str]().union(*tables)
    fewest = min([_FEWEST_LABELS, *map(len, tables)])
    some_ascii = any(map(str.isascii, official))
    rests: dict[str, tuple[str, ...]] = {}
    for label in sorted(official):
        rest = _NUMBERED.sub("", label).replace(",", ".")
        rests[rest] = (*rests.get(rest, ()), label)
    words = frozenset(labels), beginnings, titles, tables, official
    return Vocabulary(*words, fewest, some_ascii, openings, opened, rests)


def _openings(opened: Iterable[str]) -> Iterator[str]:
    """Give the first and the second characters of openings of two, and those of one."""
    pairs = [opening for opening in opened if len(opening) > 1]
    yield "".join(opening[0] for opening in pairs)
    yield "".join(opening[1] for opening in pairs)
    yield "".join(opening for opening in opened if len(opening) == 1)


@lru_cache(maxsize=1024)
def official_labels(template: TableTemplate) -> frozenset[str]:
    """Give the labels of an official table, folded."""
    return frozenset(fold(label.text) for label in lay_out(template).labels)


def are_enough(labels: frozenset[str], known: AbstractSet[str]) -> bool:
    """Say whether among some folded texts there are so many of a table's labels that it may be there."""
    return len(labels & known) >= min(_FEWEST_LABELS, len(labels))


def may_hold_table(cells: Iterable[str], lines: str, words: Vocabulary) -> bool:
    """Say whether there are so many of an official table's labels that it may be there.

    cells: texts of which each is a label, behind those of its groups perhaps, or none; lines: folded text in which
    they stand somewhere.
    """
    folded = _fold_labels(cells, words)
    found = {*words.official.intersection(folded), *official_in(lines, words)}
    return _may_be_one(found, words) or _may_be_one(found | official_in("\0".join(folded), words), words)


def holds_table(cells: Iterable[str], words: Vocabulary) -> bool:
    """Say whether so many cells say no more and no less than labels of an official table that it may be there."""
    return _may_be_one(words.official.intersection(_fold_labels(cells, words)), words)


def _fold_labels(cells: Iterable[str], words: Vocabulary) -> list[str]:
    return fold_all(text for text in cells if words.some_ascii or not text.isascii())


def _may_be_one(found: AbstractSet[str], words: Vocabulary) -> bool:
    return len(found) >= words.fewest and any(are_enough(labels, found) for labels in words.tables)


def official_in(text: str, words: Vocabulary) -> set[str]:
    """Give the official labels that stand in a folded text, whatever number is before them."""
    return {label for rest in present(words.rests, text) for label in words.rests[rest]} if text else set()


def present(wanted: Iterable[str], text: str) -> set[str]:
    """Give the words that stand in a text; none is looked for that has a sign of those that were not found in it."""
    found, absent = set[str](), set[str]()
    for word in wanted:
        if not absent.isdisjoint(word):
            continue
        for sign in word:
            if sign not in text:
                absent.add(sign)
                break
        else:
            if word in text:
                found.add(word)
    return found


def holds_label(text: str, words: Vocabulary) -> bool:
    """Say whether a label, or the title of a section, may stand in a text."""
    return next(words.find(loose(text)), None) is not None


def cut_text(text: str, words: Vocabulary) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of running text in order: (text, is a value). Nothing but blanks is left out.

    The longest label wins at each place; digits between labels are values, however many they may be.
    """
    if not holds_label(text, words):
        yield from cut_values(text)
        return
    folded, places = fold_with_places(text)
    at = 0
    for start, end in _labels_in(text, folded, places, words):
        gap = text[places[at] : places[start]]
        yield from ((gap, False),) if at and gap == "/" else _cut_gap(gap)
        yield text[places[start] : places[end - 1] + 1], False
        at = end
    yield from _cut_gap(text[places[at] :])


def cut_values(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text without labels in order, as `cut_text`."""
    return _cut_gap(text[first_place(text) :])


def _labels_in(text: str, folded: str, places: list[int], words: Vocabulary) -> list[tuple[int, int]]:
    """List the labels in a text. A short one inside a longer word, or a unit behind its number, is part of that."""
    spans = [*words.find(folded.replace(",", "."))]
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}

    def is_apart(start: int, end: int) -> bool:
        before = start == 0 or start in ends or not _is_word(text[places[start] - 1])
        if start and text[places[start] - 1].isdigit() and is_unit(folded[start:end]):
            return False
        after = end == len(folded) or end in starts or not _is_word(text[places[end - 1] + 1])
        return before and after

    return [(start, end) for start, end in spans if end - start > _SHORT_LABEL or is_apart(start, end)]


def _is_word(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _cut_gap(text: str) -> Iterator[tuple[str, bool]]:
    """Yield values and the text between them. A digit before a dot and a word numbers that word; 年 makes a date."""
    at = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        after = text[end : end + 1]
        if match[0][-1].isdigit() and after in (".", "．", "、") and after:
            end -= 1
        elif after and after in "年月日号第":
            continue
        if end <= start or start < at:
            continue
        if SEEN.search(text, at, start):
            yield text[at:start].strip(), False
        behind = IGNORED.match(text, end)
        at = behind.end() if behind else end
        yield text[start:at], True
    if SEEN.search(text, at):
        yield text[at:].strip(), False


def is_one_value(text: str) -> bool:
    """Say whether a line is one value, not several with blanks between."""
    return looks_like_value(text) and len(text.split()) == 1
