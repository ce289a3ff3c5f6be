"""Count as automatic numbering does (ECMA-376 part 1, 17.9).

Where the standard is silent this follows what Word does: all lists of one family share their counters, a level that
was skipped counts as begun, a start of a list's own counts the first time the list is met at that level, and legal
makes the levels above decimal but not the level itself.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping

from convert.model import Level
from convert.numbering import format_number

_PLACE = re.compile("%([1-9])")


class Counters:
    """How far the lists of one story have counted."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, dict[int, int]] = {}
        self._begun: set[tuple[Hashable, int]] = set()

    @property
    def are_new(self) -> bool:
        """Say whether nothing has been counted yet."""
        return not self._counts

    def count(
        self,
        family: Hashable,
        number: Hashable,
        levels: Mapping[int, Level],
        starts: Mapping[int, int],
        at: int,
        marker: str | None = None,
    ) -> dict[int, int]:
        """Count one more item of a list at a level and give the state of all levels down to it.

        marker: where it is given, the item counts only if this is what it shows.
        """
        counts = dict(self._counts.get(family, ()))
        for upper in range(at):
            if upper not in counts and upper in levels:
                counts[upper] = starts.get(upper, levels[upper].start)
        start = starts.get(at, levels[at].start)
        begins = at in starts and (number, at) not in self._begun
        if begins:
            counts[at] = start
        else:
            counts[at] = counts[at] + 1 if at in counts else start
        for deeper in [level for level in counts if level > at]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or restart > at:
                del counts[deeper]
        if marker is None or marker_text(levels, at, counts) == marker:
            self._counts[family] = counts
            if begins:
                self._begun.add((number, at))
        return counts


def marker_text(levels: Mapping[int, Level], at: int, counts: Mapping[int, int]) -> str:
    """Give the marker of an item at a level from the state of its list.

    >>> marker_text({0: Level(text="%1."), 1: Level("lowerLetter", "%1.%2)")}, 1, {0: 3, 1: 2})
    '3.b)'
    """
    level = levels[at]

    def fill(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        other = levels.get(place)
        if other is None or place not in counts:
            return ""
        kind = "decimal" if level.legal and place < at else other.kind
        return format_number(counts[place], kind).zfill(other.digits)

    return _PLACE.sub(fill, level.text).strip()


def kinds_of(levels: Mapping[int, Level], at: int) -> list[str]:
    """List the kinds of the numbers that the markers of a level show."""
    places = (int(place) - 1 for place in _PLACE.findall(levels[at].text))
    return [levels[place].kind for place in places if place in levels]
