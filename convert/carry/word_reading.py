"""Say what a reader of Word documents makes of a paragraph, where that is less than the model holds."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import dropwhile

from msgspec.structs import replace

from convert.model import Break, CommentStart, Heading, Paragraph, Picture, Run

_BLANKS = " \t\u3000\xa0"


def flush_left(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Give the paragraphs of a note without what is blank before the first words, where its own number stands."""
    kept = tuple(dropwhile(lambda paragraph: not paragraph.runs, paragraphs))
    if not kept or type(kept[0]) is not Paragraph or not kept[0].runs:
        return kept
    first, *rest = kept[0].runs
    text = first.text.lstrip(" \t")
    runs = (replace(first, text=text), *rest) if text or first.note or first.inset else tuple(rest)
    return (replace(kept[0], runs=runs), *kept[1:])


def lone_picture(paragraph: Paragraph) -> Picture | None:
    """Give the picture of a paragraph that holds nothing else."""
    if type(paragraph) is not Paragraph or paragraph.anchors or not any(run.inset for run in paragraph.runs):
        return None
    seen = [run for run in paragraph.runs if run.note or run.inset or run.text.strip(_BLANKS)]
    picture = seen[0].inset
    return picture if len(seen) == 1 and isinstance(picture, Picture) and not seen[0].link else None


def is_usual(paragraph: Paragraph) -> bool:
    """Say whether a paragraph stands where it would without being told: the title, or writing from right to left."""
    from convert.writers.docx.markup import is_right_to_left

    if paragraph.align == "center":
        return isinstance(paragraph, Heading) and paragraph.level == 0
    return paragraph.align == "right" and is_right_to_left(paragraph.text)


def is_blank(runs: Iterable[Run]) -> bool:
    return all(
        not run.text.strip(_BLANKS + "\n\x0c")
        and run.note is None
        and isinstance(run.inset, Break | CommentStart | None)
        for run in runs
    )
