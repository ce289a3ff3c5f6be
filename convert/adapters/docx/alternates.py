"""Choose between the ways in which a file offers the same content (markup compatibility, ECMA-376 part 3)."""

from __future__ import annotations

from convert.adapters.docx.names import CHOICE, FALLBACK, MATH_T, TEXT_BOX, A, Element, T, V
from convert.adapters.docx.story import Story

_UNDERSTOOD = (T, MATH_T, TEXT_BOX, A + "blip", V + "imagedata")


def choose(story: Story, element: Element) -> tuple[Element | None, list[Element]]:
    """Give the first choice that holds text or pictures, else the fallback that does, else the first there is.

    The second value lists the choices before it that were passed over. What is not chosen is not expected in the text.
    """
    branches = [child for child in element if child.tag in (CHOICE, FALLBACK)]
    chosen = next((branch for branch in branches if _is_understood(branch)), branches[0] if branches else None)
    passed: list[Element] = []
    for branch in branches:
        if branch is not chosen:
            story.leave_out(branch)
    for branch in branches:
        if branch is chosen:
            break
        passed.append(branch)
    return chosen, passed


def _is_understood(branch: Element) -> bool:
    return next(branch.iter(*_UNDERSTOOD), None) is not None
