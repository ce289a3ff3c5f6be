"""Set the headings of a form's sections: their level, their order of appearance, the document's title."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from convert.findings import finding
from convert.forms.fold import fold, likeness
from convert.forms.template import Form
from convert.model import Block, Finding, Heading, ListItem, Paragraph, to_heading

LONGEST_TITLE = 60
_ALIKE = 0.85


def conform_sections(blocks: Sequence[Block], form: Form, *, settled: bool) -> tuple[list[Block], list[Finding]]:
    """Put section headings on level 1, what is below them on lower levels, and the title on level 0.

    A heading that is not one of the form's sections is never taken for one; wording is left as it is.
    """
    spellings = {fold(words): section.title for section in form.sections for words in section.wordings}
    found: list[Finding] = []
    result: list[Block] = []
    seen: dict[str, int] = {}
    first_level: int | None = None
    section_level: int | None = None
    for block in blocks:
        section = _section_of(block, spellings)
        if section and isinstance(block, Paragraph):
            level = block.level if isinstance(block, Heading) else None
            if level is not None:
                first_level = level if first_level is None else first_level
                if level != first_level:
                    found.append(
                        finding(
                            "heading-level", block.origin, before=str(level), after=str(first_level), detail=block.text
                        )
                    )
            if section in seen:
                found.append(finding("heading-repeated", block.origin, before=block.text))
            seen[section] = len(result)
            section_level = level
            result.append(to_heading(block, 1))
        elif isinstance(block, Heading) and block.level > 0 and seen and not settled:
            above = section_level if section_level is not None else 1
            result.append(replace(block, level=min(9, max(2, block.level - above + 1))))
        else:
            result.append(block)
    start = min(seen.values(), default=len(result))
    for at, block in enumerate(result[:start]):
        if isinstance(block, Paragraph) and not isinstance(block, ListItem) and _is_title(block.text, form):
            result[at] = to_heading(block, 0)
            break
    return result, found


def _section_of(block: Block, spellings: dict[str, str]) -> str:
    if not isinstance(block, Paragraph) or len(block.text) > LONGEST_TITLE:
        return ""
    folded = fold(block.text).rstrip(".,:;")
    if folded in spellings:
        return spellings[folded]
    if len(folded) < 4:
        return ""
    best = max(spellings, key=lambda words: likeness(words, folded), default="")
    return spellings[best] if best and best[:2] == folded[:2] and likeness(best, folded) >= _ALIKE else ""


def _is_title(text: str, form: Form) -> bool:
    folded = fold(text)
    return bool(form.title_words) and len(folded) <= LONGEST_TITLE and all(word in folded for word in form.title_words)
