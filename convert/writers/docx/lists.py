"""Write the numbering part so that Word itself arrives at every item's marker."""

from __future__ import annotations

import re
from collections.abc import Hashable

from msgspec import Struct, field

from convert.model import Level, ListItem
from convert.model import Numbering as Source
from convert.numbering import knows, parse_marker
from convert.numbering.counting import Counters, kinds_of, marker_text
from convert.ooxml.namespaces import W
from convert.ooxml.parts import XML, attribute
from convert.writers.docx.stylesheet import indent
from convert.writers.docx.widths import units

DEEPEST = 8
"""Word knows nine levels, counted from 0."""
_LARGEST = 32_767
_LONGEST_TEXT = 255
_REFERENCE = re.compile("%[1-9]")
_STEP = 420
_UNIT = 120
"""Twips: the indent of a level, and half a character of the text."""


class _Made(Struct):
    """A list that is made up of markers: the story it stands in, its levels, where they begin and what comes next."""

    story: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    following: dict[int, int] = field(default_factory=dict)

    def accept(self, item: ListItem, depth: int) -> bool:
        """Take an item in if this list shows its marker there; a level may open under the others, not above."""
        level = self.levels.get(depth)
        if level is None:
            if self.levels and depth < max(self.levels):
                return False
            level, number = _read(item, depth)
            self.levels[depth], self.starts[depth] = level, number
        else:
            number = self.following.get(depth, 1)
            is_unsure = depth not in self.following and self.starts[depth] != 1
            shown = marker_text(self.levels, depth, {depth: number})
            if is_unsure or (level.kind != "bullet") != item.ordered or shown != item.marker:
                return False
        self.following = {other: following for other, following in self.following.items() if other < depth}
        self.following[depth] = number + 1
        return True


class _Kept(Struct):
    """A list as the source has it."""

    story: str
    numbering: Source
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document: those that the source has, and those that the markers of the other items make up.

    An item whose marker does not follow begins a new list with that number.
    """

    def __init__(self, flush: bool, advance: float) -> None:
        self._flush, self._advance = flush, advance
        self._lists: list[_Made | _Kept] = []
        self._counters: dict[str, Counters] = {}
        self._numbers: dict[tuple[str, Source], int] = {}

    def __bool__(self) -> bool:
        return bool(self._lists)

    def number(self, item: ListItem, story: str) -> tuple[int, int]:
        """Give the level and the w:num of the next item of a story: the text and the notes count apart."""
        depth = max(0, min(item.level, DEEPEST))
        if item.numbering is not None:
            known = self._keep(item, item.numbering, depth, story)
            if known:
                return depth, known
        last = self._lists[-1] if self._lists else None
        if not isinstance(last, _Made) or last.story != story or not last.accept(item, depth):
            made = _Made(story)
            made.accept(item, depth)
            self._lists.append(made)
        return depth, len(self._lists)

    def _keep(self, item: ListItem, source: Source, depth: int, story: str) -> int:
        """Give the w:num of the source's own list; 0 if it would not show the item's marker."""
        levels, starts = dict(source.levels), dict(source.starts)
        if depth not in levels or not all(map(_is_sound, levels.values())):
            return 0
        if item.ordered != (levels[depth].kind not in ("bullet", "none")):
            return 0
        counters = self._counters.setdefault(story, Counters())
        counts = counters.count((source.family, source.levels), source, levels, starts, depth, item.marker)
        if marker_text(levels, depth, counts) != item.marker:
            return 0
        key = story, source
        if key not in self._numbers:
            self._lists.append(_Kept(story, source, levels, starts))
            self._numbers[key] = len(self._lists)
        return self._numbers[key]

    def xml(self) -> str:
        """Write numbering.xml: lists that look alike share a definition, each begins with its own number."""
        shared: dict[Hashable, int] = {}
        definitions: list[str] = []
        numbers = []
        for number, one in enumerate(self._lists, 1):
            key: Hashable
            if isinstance(one, _Kept):
                key = one.story, one.numbering.family, one.numbering.levels
                overridden = sorted(one.starts)
            else:
                key = one.story, tuple(sorted(one.levels.items()))
                overridden = [depth for depth in sorted(one.levels) if key in shared or one.starts[depth] != 1]
            if key not in shared:
                shared[key] = len(shared)
                definitions.append(self._definition(one.levels, shared[key]))
            overrides = "".join(
                f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{one.starts[depth]}"/></w:lvlOverride>'
                for depth in overridden
            )
            numbers.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{shared[key]}"/>{overrides}</w:num>')
        return f'{XML}<w:numbering xmlns:w="{W}">{"".join(definitions)}{"".join(numbers)}</w:numbering>'

    def _definition(self, levels: dict[int, Level], identifier: int) -> str:
        written = "".join(self._level(depth, levels) for depth in range(max(levels) + 1))
        return (
            f'<w:abstractNum w:abstractNumId="{identifier}"><w:nsid w:val="{0x10000000 + identifier:08X}"/>'
            f'<w:multiLevelType w:val="multilevel"/>{written}</w:abstractNum>'
        )

    def _level(self, depth: int, levels: dict[int, Level]) -> str:
        level = levels.get(depth, _GAP)
        kind = "decimalZero" if level.digits else level.kind
        restart = "" if level.restart is None else f'<w:lvlRestart w:val="{level.restart}"/>'
        legal = "<w:isLgl/>" if level.legal else ""
        text, suff = level.text, level.suffix
        end = text[-1:]
        if self._flush:
            suff = "nothing" if not text or (units(end) > 1.5 and end not in "•●■◆") else "space"
            place = indent(200, 0, None, self._advance)
        else:
            kinds = kinds_of(levels, depth) if depth in levels else []
            number_width = sum(4 if "hinese" in kind else 2 for kind in kinds)
            shown = _REFERENCE.sub("", text) if kinds else text
            hanging = round(max(3.5, units(shown) + number_width + 1)) * _UNIT
            place = f'<w:ind w:left="{depth * _STEP + hanging}" w:hanging="{hanging}"/>'
        suffix = "" if suff == "tab" else f'<w:suff w:val="{suff}"/>'
        return (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="{level.start}"/><w:numFmt w:val="{kind}"/>{restart}{legal}'
            f'{suffix}<w:lvlText w:val="{attribute(text)}"/><w:lvlJc w:val="left"/><w:pPr>{place}</w:pPr></w:lvl>'
        )


_GAP = Level("none")


def _is_sound(level: Level) -> bool:
    """Say whether Word shows a level as `convert.numbering.counting` does."""
    if level.digits not in (0, 2) or (level.digits and level.kind != "decimal"):
        return False
    return knows(level.kind) and 0 <= level.start <= _LARGEST and len(level.text) <= _LONGEST_TEXT


def _read(item: ListItem, depth: int) -> tuple[Level, int]:
    """Tell how a marker is made; one that holds no number is shown as it stands.

    One with a sign that numbering would replace becomes a bullet, where it stays.
    """
    is_safe = not _REFERENCE.search(item.marker)
    parsed = parse_marker(item.marker) if item.ordered and is_safe else None
    if parsed is None or parsed[2] > _LARGEST:
        return Level("decimal" if item.ordered and is_safe else "bullet", item.marker), 1
    prefix, kind, number, suffix = parsed
    return Level(kind, f"{prefix}%{depth + 1}{suffix}"), number
