"""Find the blocks of a document that stand together as the table of a form may: tables, lines of labels and values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from convert.forms.fold import LONGEST_LABEL, loose
from convert.forms.stretch import LINES_OF_A_LABEL, Stretch, shown_text
from convert.forms.values import looks_like_value
from convert.forms.vocabulary import Vocabulary, cut_text, cut_values, holds_label, is_one_value, may_hold_table
from convert.lazy_cells import LazyCells, RowCells
from convert.model import Block, Heading, Paragraph, Table

_MOST_FILLERS = 16
_LABELS_IN_TEXT = 3
_VALUES_IN_ROW = 3


def stretches(blocks: Sequence[Block], words: Vocabulary) -> Iterator[Block | Stretch]:
    """Yield blocks as they are, and tables, lines of labels and values, and texts full of labels as stretches."""
    waiting: list[Block] = []
    fillers = 0
    for block in blocks:
        kind = _kind(block, words)
        if kind == "form":
            if fillers == len(waiting):
                begun = _label_before(waiting, words)
                yield from waiting[: len(waiting) - begun]
                waiting = waiting[len(waiting) - begun :]
            waiting.append(block)
            fillers = 0
        elif kind == "filler" and fillers < _MOST_FILLERS:
            waiting.append(block)
            fillers += 1
        else:
            yield from _finish(waiting, fillers, words)
            waiting, fillers = [], 0
            yield block
    yield from _finish(waiting, fillers, words)


def _label_before(lines: Sequence[Block], words: Vocabulary) -> int:
    """Say how many of the last lines make up a label that a table begins with."""
    text, most = "", 0
    for count, block in enumerate(reversed(lines[-LINES_OF_A_LABEL:]), 1):
        if not isinstance(block, Paragraph):
            break
        text = loose(shown_text(block)) + text
        if text in words.labels:
            most = count
    return most


def _finish(waiting: list[Block], fillers: int, words: Vocabulary) -> Iterator[Block | Stretch]:
    end = len(waiting) - fillers
    if 0 < end < len(waiting) and _label_of(waiting[end - 1]) + _label_of(waiting[end]) in words.labels:
        end += 1
    if end and _may_match(waiting[:end], words):
        yield Stretch.of(waiting[:end], words)
        yield from waiting[end:]
    else:
        yield from waiting


def _may_match(blocks: Sequence[Block], words: Vocabulary) -> bool:
    """Say whether blocks must be looked at closely: always but for tables that hold too few labels of any form."""
    texts: list[str] = []
    for block in blocks:
        if not isinstance(block, Table) or not isinstance(block.cells, LazyCells):
            return True
        texts += block.cells.texts()
    return may_hold_table(texts, words)


def _label_of(block: Block) -> str:
    """Give the text that a line begins with, up to its first value."""
    words = shown_text(block).split() if isinstance(block, Paragraph) else []
    return loose("".join(takewhile(lambda word: not looks_like_value(word), words)))


def _kind(block: Block, words: Vocabulary) -> str:
    """Say whether a block can be part of a form's table: `form`, `filler` (only between such), or nothing."""
    if isinstance(block, Table):
        return "" if isinstance(block.cells, RowCells) else "form"
    if not isinstance(block, Paragraph):
        return ""
    text = shown_text(block)
    if not text:
        return "filler"
    is_short = len(text) <= LONGEST_LABEL
    folded = loose(text)
    if is_short and (folded in words.titles or (isinstance(block, Heading) and is_one_value(text))):
        return ""
    is_labelled = holds_label(text, words)
    if is_short and (folded in words.labels or is_one_value(text) or _is_row(text, words, is_labelled)):
        return "form"
    if is_labelled and _count(folded, words) >= _LABELS_IN_TEXT:
        return "form"
    return "filler" if is_short and len(folded) <= LONGEST_LABEL // 3 and "。" not in text else ""


def _is_row(text: str, words: Vocabulary, is_labelled: bool) -> bool:
    """Say whether a line is a row of a form: values alone, or a label that the form has with values beside it."""
    pieces = list(cut_text(text, words) if is_labelled else cut_values(text))
    values = sum([is_value for _, is_value in pieces])
    labels = sum([not is_value and loose(piece) in words.labels for piece, is_value in pieces])
    return (
        values >= _VALUES_IN_ROW
        or (values > 0 and values == len(pieces))
        or (labels > 0 and len(pieces) <= labels + values)
    )


def _count(folded: str, words: Vocabulary) -> int:
    count = 0
    for _ in words.find(folded):
        count += 1
        if count >= _LABELS_IN_TEXT:
            break
    return count
