"""Say what differs between two documents beside their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from convert.compare.differences import Difference, Kind
from convert.compare.partners import folded, partners, texts_alike
from convert.model import NOWHERE, Block, Heading, ListItem, Paragraph, Picture


def compare_text(left: Sequence[Block], right: Sequence[Block]) -> Iterator[Difference]:
    levels = _usual_levels(left, right)
    sides = {id(block): levels for block in right}

    def key(block: Block) -> Hashable:
        if isinstance(block, Picture):
            return block.data
        level = block.level - sides.get(id(block), 0) if isinstance(block, Heading) else None
        return level, folded(_shown(block))

    for one, other in partners(left, right, key, _are_versions):
        if one is None or other is None or key(one) != key(other):
            yield _between_blocks(one, other)


def _usual_levels(left: Sequence[Block], right: Sequence[Block]) -> int:
    """Say how many levels deeper the headings of the second document stand: formats without a title begin at 1."""
    levels = {folded(block.text): block.level for block in left if isinstance(block, Heading)}
    deeper = Counter(
        block.level - levels[folded(block.text)]
        for block in right
        if isinstance(block, Heading) and folded(block.text) in levels
    )
    return max(deeper, key=lambda one: (deeper[one], one == 0), default=0)


def _are_versions(left: Block, right: Block) -> bool:
    if isinstance(left, Picture) or isinstance(right, Picture):
        return isinstance(left, Picture) and isinstance(right, Picture)
    return texts_alike(_shown(left), _shown(right))


def _between_blocks(left: Block | None, right: Block | None) -> Difference:
    at, to = (block.origin if block else NOWHERE for block in (left, right))
    if left and right and not isinstance(left, Picture) and folded(_shown(left)) == folded(_shown(right)):
        before, after = (str(block.level) if isinstance(block, Heading) else "" for block in (left, right))
        return Difference("heading", _shown(left), before, after, at, to)
    one, other = (None if block is None else _shown(block) for block in (left, right))
    return Difference(_kind(left or right), "", one, other, at, to)


def _kind(block: Block | None) -> Kind:
    if isinstance(block, Picture):
        return "picture"
    return "heading" if isinstance(block, Heading) else "text"


def _shown(block: Block) -> str:
    """Give the text of a block as formats without lists and notes hold it: markers before, notes in brackets."""
    if isinstance(block, Picture):
        return block.alt or block.media_type
    if not isinstance(block, Paragraph):
        return ""
    parts = [f"{block.marker} "] if isinstance(block, ListItem) and block.marker else []
    for run in block.runs:
        parts.append(run.text)
        if run.note:
            parts.append("［" + run.note.text + "］")
    return "".join(parts)
