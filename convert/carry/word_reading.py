"""Say what a reader of Word documents makes of a paragraph, where that is less than the model holds."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import dropwhile

from msgspec.structs import replace

from convert.model import (
    Break,
    Comment,
    CommentStart,
    Document,
    Equation,
    Field,
    Furniture,
    Heading,
    Pages,
    Paragraph,
    Picture,
    Place,
    Run,
)
from convert.ooxml.live_fields import live_field, names_in
from convert.passes.characters import without_impossible
from convert.passes.walk import all_runs

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


def is_needed(piece: Furniture, speaking: set[tuple[Place, Pages]], first_apart: bool) -> bool:
    """Say whether pages look otherwise with a header or footer than without: even pages may be blank where others are
    not."""
    if (piece.place, piece.pages) in speaking:
        return first_apart or piece.pages != "first"
    return piece.pages == "even" and (piece.place, "default") in speaking


def cleaned(picture: Picture) -> Picture:
    alt = without_impossible(picture.alt)
    alt = alt if alt.strip() else ""
    return picture if alt == picture.alt else replace(picture, alt=alt)


def names_led_to(document: Document) -> set[str]:
    """Collect the names that links and fields lead to; other anchors would say nothing to anybody."""
    names = set()
    for run in all_runs(document.blocks):
        if run.link.startswith("#") and _shows_link(run):
            names.add(run.link[1:])
        if isinstance(run.inset, Field):
            names.update(names_in(live_field(run.inset.instruction)))
    return names


def _shows_link(run: Run) -> bool:
    """Say whether something of a run is written that a link can stand on."""
    return isinstance(run.inset, Picture) or (bool(run.text) and not isinstance(run.inset, Break | Equation))


def marks_of(document: Document) -> dict[int, int]:
    """Number the comments anew from 0, in the order in which they begin. A start without its comment has no number."""
    order: list[int] = []
    whole: set[int] = set()
    for run in all_runs(document.blocks):
        if isinstance(run.inset, CommentStart):
            order.append(run.inset.mark)
        elif isinstance(run.inset, Comment):
            order.append(run.inset.mark)
            whole.add(run.inset.mark)
    return {mark: at for at, mark in enumerate(dict.fromkeys(mark for mark in order if mark in whole))}
