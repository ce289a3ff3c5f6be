"""Normalise a document: two ordered tuples of pure functions, each from a document to a document.

The order is the documentation. READING runs before official tables are looked for, POLISH after that, so that the
forms see the text as it was written. Running them twice changes nothing more; no pass loses a character that is not
blank without a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from convert.errors import BadUsage
from convert.model import Document
from convert.passes.artifacts import clear_paragraph, remove_artifacts, remove_page_numbers
from convert.passes.blank_headings import demote_blank_headings
from convert.passes.characters import clean_characters, clean_paragraph
from convert.passes.headings import find_headings
from convert.passes.lines import join_lines, join_wrapped_lines
from convert.passes.paragraphs import drop_blank_paragraphs, join_paragraph, join_runs
from convert.passes.punctuation import curl_marks, curl_quotes, widen_marks, widen_punctuation
from convert.passes.spaces import collapse_spaces, single_blanks, single_spaces
from convert.passes.tables import unwrap_layout_tables
from convert.passes.titles import centre_titles, find_titles, tighten_titles
from convert.passes.typed_numbers import number_paragraphs
from convert.passes.walk import Edit, edit_paragraphs, edit_prose


class Pass(Struct, frozen=True):
    """A pass, what it does in a line, and whether it runs unless it is asked for or left out.

    walk, edit: of a pass that edits each paragraph by itself, so that it goes in one walk with those beside it.
    """

    run: Callable[[Document], Document]
    purpose: str
    walk: Callable[..., Document] | None = None
    edit: Edit | None = None
    usual: bool = True

    @property
    def name(self) -> str:
        return self.run.__name__.replace("_", "-")


READING: tuple[Pass, ...] = (
    Pass(clean_characters, "Take out control characters and zero-width spaces.", edit_paragraphs, clean_paragraph),
    Pass(join_runs, "Merge neighbouring pieces of text that look alike.", edit_paragraphs, join_paragraph),
    Pass(remove_artifacts, "Take out marks that programs leave in a text.", edit_paragraphs, clear_paragraph),
    Pass(remove_page_numbers, "Take out lines that are only a page number."),
    Pass(centre_titles, "Centre a first line that blanks push to the middle."),
    Pass(collapse_spaces, "Take out blanks that only fill room."),
    Pass(drop_blank_paragraphs, "Take out empty paragraphs that only made room."),
    Pass(demote_blank_headings, "Make plain paragraphs of headings without words."),
    Pass(unwrap_layout_tables, "Take apart tables that only arrange a page."),
    Pass(find_headings, "Make headings of short numbered lines."),
)
POLISH: tuple[Pass, ...] = (
    Pass(find_titles, "Make a title of a centred first line and headings of lines that are bold."),
    Pass(tighten_titles, "Take out the blanks that spread a title over the line."),
    Pass(
        join_wrapped_lines,
        "Join the lines of a paragraph that were broken at the edge of a page.",
        edit_prose,
        join_lines,
    ),
    Pass(single_spaces, "Write one blank between the words of a sentence.", edit_prose, single_blanks),
    Pass(
        widen_punctuation,
        "Set punctuation full-width in Chinese text and half-width in Latin text.",
        edit_prose,
        widen_marks,
    ),
    Pass(curl_quotes, "Write straight quotes around Chinese words curly.", edit_prose, curl_marks),
    Pass(number_paragraphs, "Turn typed numbers into automatic numbering.", usual=False),
)
ALWAYS = frozenset(("clean-characters", "join-runs"))
"""Without these a document cannot be written or compared."""


def choose_passes(wanted: Iterable[str] = (), unwanted: Iterable[str] = ()) -> frozenset[str]:
    """Give the names of the passes to run. Raises BadUsage for a name that no pass has."""
    steps = {step.name: step for step in (*READING, *POLISH)}
    wanted, unwanted = frozenset(wanted), frozenset(unwanted)
    for name in sorted(wanted | unwanted):
        if name not in steps:
            raise BadUsage(
                "No pass is called {name}. Known: {known}.",
                "See convert --list-passes.",
                name=name,
                known=", ".join(steps),
            )
    usual = {name for name, step in steps.items() if step.usual}
    return frozenset(usual | wanted) - (unwanted - ALWAYS)


def normalise(document: Document, chosen: Collection[str] | None = None) -> Document:
    """Run the passes that come before the forms, in order; all usual ones unless some are chosen."""
    return _run(READING, document, chosen)


def polish(document: Document, chosen: Collection[str] | None = None) -> Document:
    """Run the passes that come after the forms, in order; all usual ones unless some are chosen."""
    return _run(POLISH, document, chosen)


def _run(steps: Sequence[Pass], document: Document, chosen: Collection[str] | None) -> Document:
    wanted = [step for step in steps if (step.usual if chosen is None else step.name in chosen)]
    for walk, group in groupby(wanted, key=lambda step: step.walk):
        if walk is not None:
            document = walk(document, *[step.edit for step in group])
            continue
        for step in group:
            document = step.run(document)
    return document
