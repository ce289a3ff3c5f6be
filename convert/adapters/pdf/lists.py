"""Make list items of paragraphs that begin with a bullet, or with numbers that count up from one to the next."""

from __future__ import annotations

import re

from msgspec.structs import replace

from convert.model import Block, Heading, ListItem, Paragraph, Run

_BULLET = re.compile(r"([•·●■◆▪○▶➢✓◦‣∙◇□❖★\uf020-\uf0ff]|[–—-](?= ))[ \t\u3000]{0,9}(?=\S)")
_NUMBER = re.compile(r"[（(]?(\d{1,2})(?:[.．、](?!\d)|[)）])[ \t\u3000]{0,9}(?=\S)")
_DOT = "•"
_INDENT = 12.0


def with_lists(blocks: list[Block]) -> list[Block]:
    """Mark the items of lists. A number alone makes none: it may be a heading, or a clause that others refer to."""
    items = [_item(block) for block in blocks]
    lefts = [block.origin.box[0] for block, item in zip(blocks, items, strict=True) if item and block.origin.box]
    left = min(lefts, default=0.0)
    found: list[Block] = []
    for at, (block, item) in enumerate(zip(blocks, items, strict=True)):
        if item is None or (item.ordered and not _counts(items, at)):
            found.append(block)
            continue
        level = int((item.origin.box[0] - left) / _INDENT + 0.3) if item.origin.box else 0
        found.append(replace(item, level=min(level, 8)))
    return found


def _item(block: Block) -> ListItem | None:
    if not isinstance(block, Paragraph) or isinstance(block, Heading) or "\t" in block.text:
        return None
    bullet = _BULLET.match(block.text)
    number = None if bullet else _NUMBER.match(block.text)
    match = bullet or number
    if match is None:
        return None
    marker = block.text[: match.end()].strip()
    if "\ue000" <= marker <= "\uf8ff":
        marker = _DOT
    runs: list[Run] = []
    skipped = match.end()
    for run in block.runs:
        rest = run.text[skipped:]
        skipped = max(0, skipped - len(run.text))
        if rest:
            runs.append(replace(run, text=rest))
    return ListItem(tuple(runs), block.origin, ordered=number is not None, marker=marker)


def _counts(items: list[ListItem | None], at: int) -> bool:
    """Say whether a number goes on from the item before or is gone on from by the one behind."""
    own = _value(items[at])
    before = _value(items[at - 1]) if at else None
    behind = _value(items[at + 1]) if at + 1 < len(items) else None
    return own is not None and (before == own - 1 or behind == own + 1)


def _value(item: ListItem | None) -> int | None:
    digits = "".join(char for char in item.marker if char.isdigit()) if item and item.ordered else ""
    return int(digits) if digits else None
