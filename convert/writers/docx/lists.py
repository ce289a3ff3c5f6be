"""Write the numbering part so that Word itself arrives at every item's marker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from convert.model import ListItem
from convert.numbering import format_number, parse_marker
from convert.writers.docx.markup import XML, W, attribute
from convert.writers.docx.stylesheet import indent
from convert.writers.docx.widths import units

DEEPEST = 8
"""Word knows nine levels, counted from 0."""
_LARGEST = 32_767
_REFERENCE = re.compile("%[1-9]")
_STEP = 420
_UNIT = 120
"""Twips: the indent of a level, and half a character of the text."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How the numbers of one level are shown. kind: of `format_number`, empty if prefix is the whole marker."""

    ordered: bool
    prefix: str
    kind: str = ""
    suffix: str = ""

    def marker(self, number: int) -> str:
        return self.prefix + (format_number(number, self.kind) if self.kind else "") + self.suffix


@dataclass(slots=True)
class _List:
    """One w:num: the story it stands in, its levels, the numbers they begin with and those that come next."""

    story: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    following: dict[int, int] = field(default_factory=dict)

    def accept(self, item: ListItem, depth: int) -> bool:
        """Take an item in if this list shows its marker there; a level may open under the others, not above."""
        level = self.levels.get(depth)
        if level is None:
            if self.levels and depth < max(self.levels):
                return False
            level, number = _read(item)
            self.levels[depth], self.starts[depth] = level, number
        else:
            number = self.following.get(depth, 1)
            is_unsure = depth not in self.following and self.starts[depth] != 1
            if is_unsure or level.ordered != item.ordered or level.marker(number) != item.marker:
                return False
        self.following = {other: following for other, following in self.following.items() if other < depth}
        self.following[depth] = number + 1
        return True


class Numbering:
    """The lists of a document. An item whose marker does not follow begins a new list with that number."""

    def __init__(self, flush: bool, advance: float) -> None:
        self._flush, self._advance = flush, advance
        self._lists: list[_List] = []

    def __bool__(self) -> bool:
        return bool(self._lists)

    def number(self, item: ListItem, story: str) -> tuple[int, int]:
        """Give the level and the w:num of the next item of a story: the text and the notes count apart."""
        depth = max(0, min(item.level, DEEPEST))
        if not self._lists or self._lists[-1].story != story or not self._lists[-1].accept(item, depth):
            self._lists.append(_List(story))
            self._lists[-1].accept(item, depth)
        return depth, len(self._lists)

    def xml(self) -> str:
        """Write numbering.xml: lists that look alike share a definition, each begins with its own number."""
        shared: dict[tuple[tuple[int, _Level], ...], int] = {}
        numbers = []
        for number, one in enumerate(self._lists, 1):
            key = tuple(sorted(one.levels.items(), key=lambda item: item[0]))
            is_first = key not in shared
            definition = shared.setdefault(key, len(shared))
            overrides = "".join(
                f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{one.starts[depth]}"/></w:lvlOverride>'
                for depth, _ in key
                if not is_first or one.starts[depth] != 1
            )
            numbers.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>')
        definitions = [self._definition(key, definition) for key, definition in shared.items()]
        return f'{XML}<w:numbering xmlns:w="{W}">{"".join(definitions)}{"".join(numbers)}</w:numbering>'

    def _definition(self, key: tuple[tuple[int, _Level], ...], identifier: int) -> str:
        levels = dict(key)
        written = "".join(self._level(depth, levels.get(depth)) for depth in range(max(levels) + 1))
        return (
            f'<w:abstractNum w:abstractNumId="{identifier}"><w:nsid w:val="{0x10000000 + identifier:08X}"/>'
            f'<w:multiLevelType w:val="multilevel"/>{written}</w:abstractNum>'
        )

    def _level(self, depth: int, level: _Level | None) -> str:
        start, suff = "", ""
        if level is None:
            kind, text = "none", ""
        elif level.kind:
            kind, text = level.kind, f"{level.prefix}%{depth + 1}{level.suffix}"
            start = '<w:start w:val="1"/>'
        else:
            kind, text = "decimal" if level.ordered else "bullet", level.prefix
            start = '<w:start w:val="1"/>'
        end = text[-1:]
        number_width = 0 if level is None or not level.kind else 4 if "hinese" in level.kind else 2
        if self._flush:
            suff = f'<w:suff w:val="{"nothing" if not text or (units(end) > 1.5 and end not in "•●■◆") else "space"}"/>'
            place = indent(200, 0, None, self._advance)
        else:
            shown = text.replace(f"%{depth + 1}", "") if level is not None and level.kind else text
            hanging = round(max(3.5, units(shown) + number_width + 1)) * _UNIT
            place = f'<w:ind w:left="{depth * _STEP + hanging}" w:hanging="{hanging}"/>'
        return (
            f'<w:lvl w:ilvl="{depth}">{start}<w:numFmt w:val="{kind}"/>{suff}<w:lvlText w:val="{attribute(text)}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr>{place}</w:pPr></w:lvl>'
        )


def _read(item: ListItem) -> tuple[_Level, int]:
    """Tell how a marker is made; one that holds no number is shown as it stands.

    One with a sign that numbering would replace becomes a bullet, where it stays.
    """
    is_safe = not _REFERENCE.search(item.marker)
    parsed = parse_marker(item.marker) if item.ordered and is_safe else None
    if parsed is None or parsed[2] > _LARGEST:
        return _Level(item.ordered and is_safe, item.marker), 1
    prefix, kind, number, suffix = parsed
    return _Level(True, prefix, kind, suffix), number
