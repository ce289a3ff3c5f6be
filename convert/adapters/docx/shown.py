"""Add what a file does not hold as text to a line, and the results of fields (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

from collections.abc import Callable

from convert.adapters.docx.fields import (
    DRAWN,
    LONGEST_CODE,
    Field,
    drawn_text,
    is_equation,
    show_form_field,
    understand,
)
from convert.adapters.docx.line import Line
from convert.adapters.docx.names import (
    Element,
    W,
    solid_length,
)
from convert.adapters.docx.story import Story
from convert.adapters.docx.styles import Look
from convert.findings import shortened
from convert.model import Field as LiveField

_SILENT_FIELDS = frozenset(("HYPERLINK", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"))
"""Fields of which nothing is lost that is not kept otherwise, or said."""


def use_field(story: Story, link: str) -> tuple[LiveField | None, str]:
    """Give what the open field does to a text that stands in it: it is worked out anew, or it is a link."""
    field = story.fields[-1]
    field.used = True
    return field.live, link or field.link


def generate(story: Story, line: Line, text: str, look: Look, link: str) -> None:
    """Add text that the file does not hold as such."""
    if story.shows:
        story.expected += solid_length(text)
        live, link = use_field(story, link) if story.fields else (None, link)
        line.add(text, look, link, live)


def character(text: str) -> Callable[[Story, Element, Line, Look, str], None]:
    return lambda story, element, line, look, link: generate(story, line, text, look, link)


def read_field_char(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        story.fields.append(Field(form=show_form_field(element)))
    elif story.fields and kind == "separate":
        _understand_last(story)
    elif story.fields and kind == "end":
        if not story.fields[-1].name:
            _understand_last(story)
        close_field(story, line, look)


def _understand_last(story: Story) -> None:
    field = story.fields.pop()
    understood = understand(field.instruction, story.fields[-1] if story.fields else None)
    understood.form = field.form
    story.fields.append(understood)


def close_field(story: Story, line: Line, look: Look) -> None:
    """Leave a field; one that is worked out anew and has shown nothing yet stands there without text."""
    field = story.fields.pop()
    drawn = "" if field.used or not story.shows else field.form or drawn_text(field.instruction)
    if field.used and story.shows and story.fields:
        story.fields[-1].used = True
    if drawn:
        if is_equation(field.instruction):
            story.report("structure-changed", field.instruction.strip(), "equation written as plain text")
        else:
            story.book.give_up("fields turned into their text")
        generate(story, line, drawn, look, "")
    elif field.name in DRAWN and not field.used and story.shows:
        story.report("content-dropped", shortened(field.instruction), "field without a text")
    elif field.live is not None and not field.used and story.shows:
        line.add("", look, "", field.live)
    elif field.name and field.live is None and field.name not in _SILENT_FIELDS:
        story.book.give_up("fields turned into their text")


def read_instruction(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    if story.fields and not story.fields[-1].shows:
        field = story.fields[-1]
        if len(field.instruction) < LONGEST_CODE:
            field.instruction += element.text or ""
