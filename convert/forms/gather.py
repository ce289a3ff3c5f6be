"""Find the blocks of a document that stand together as the table of a form may: tables, lines of labels and values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from convert.forms.fold import LONGEST_LABEL, loose
from convert.forms.fragments import is_printed_table
from convert.forms.stretch import LINES_OF_A_LABEL, shown_text
from convert.forms.values import LONGEST_VALUE, looks_like_value
from convert.forms.vocabulary import Vocabulary, cut_text, cut_values, is_one_value, may_hold_table
from convert.lazy_cells import GridCells, texts_of
from convert.model import Block, Heading, Paragraph, Table

_MOST_FILLERS = 16
_LABELS_IN_TEXT = 3
_VALUES_IN_ROW = 3


def stretches(blocks: Sequence[Block], words: Vocabulary) -> Iterator[Block | list[Block]]:
    """Yield blocks as they are; tables, lines of labels and values, and texts full of labels as they stand together."""
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


def _finish(waiting: list[Block], fillers: int, words: Vocabulary) -> Iterator[Block | list[Block]]:
    end = len(waiting) - fillers
    if 0 < end < len(waiting) and _label_of(waiting[end - 1]) + _label_of(waiting[end]) in words.labels:
        end += 1
    if end:
        yield waiting[:end]
    yield from waiting[end:]


def may_match(blocks: Sequence[Block], words: Vocabulary) -> bool:
    """Say whether blocks must be looked at closely: they hold enough labels of a table, or pieces of labels may be."""
    cells: list[str] = []
    for block in blocks:
        if not isinstance(block, Table):
            continue
        if is_printed_table(block):
            return True
        cells += texts_of(block.cells)
    lines = "".join([text_of_line(block) for block in blocks if isinstance(block, Paragraph)])
    return may_hold_table(cells, lines, words)


def text_of_line(line: Paragraph) -> str:
    """Give the folded text of a line; nothing of one that is a value, which may stand between the lines of a label."""
    text = shown_text(line)
    folded = loose(text)
    return "" if len(folded) <= LONGEST_VALUE and looks_like_value(text) else folded


def _label_of(block: Block) -> str:
    """Give the text that a line begins with, up to its first value."""
    words = shown_text(block).split() if isinstance(block, Paragraph) else []
    return loose("".join(takewhile(lambda word: not looks_like_value(word), words)))


def _kind(block: Block, words: Vocabulary) -> str:
    """Say whether a block can be part of a form's table: `form`, `filler` (only between such), or nothing."""
    if isinstance(block, Table):
        return "" if isinstance(block.cells, GridCells) else "form"
    if not isinstance(block, Paragraph):
        return ""
    text = shown_text(block)
    if not text:
        return "filler"
    is_short = len(text) <= LONGEST_LABEL
    folded = loose(text)
    if is_short and (folded in words.titles or (isinstance(block, Heading) and is_one_value(text))):
        return ""
    count = len([*islice(words.find(folded), _LABELS_IN_TEXT)])
    if count == _LABELS_IN_TEXT:
        return "form"
    if is_short and (folded in words.labels or is_one_value(text) or _is_row(text, words, count > 0)):
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
