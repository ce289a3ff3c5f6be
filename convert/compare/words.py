"""Word a difference for a reader, and give it as data."""

from __future__ import annotations

from typing import Any

from convert.compare.differences import Comparison, Difference
from convert.findings import shortened
from convert.messages import translate

_LONGEST = 200


def sentence(found: Difference, language: str) -> str:
    """Say one difference in a line: where, what it was, what it is."""
    if found.kind == "heading" and found.where:
        before, after = (_level(text or "", language) for text in (found.before, found.after))
        return translate("{where}: {before} → {after}", language).format(where=found.where, before=before, after=after)
    where = found.where or translate(_NAMES[found.kind], language)
    before, after = (_shown(text, language) for text in (found.before, found.after))
    if found.before is None:
        return translate("{where}: added {after}", language).format(where=where, after=after)
    if found.after is None:
        return translate("{where}: removed {before}", language).format(where=where, before=before)
    return translate("{where}: {before} → {after}", language).format(where=where, before=before, after=after)


def as_data(comparison: Comparison, left: str, right: str, language: str) -> dict[str, Any]:
    """Give a comparison as JSON holds it; null: the document has nothing there, "": it is blank."""
    return {
        "left": left,
        "right": right,
        "same": not comparison.differences,
        "differences": [
            {
                "kind": found.kind,
                "where": found.where,
                "before": found.before,
                "after": found.after,
                "left": str(found.left),
                "right": str(found.right),
                "message": sentence(found, language),
            }
            for found in comparison.differences
        ],
    }


def _level(text: str, language: str) -> str:
    return translate("heading of level {level}", language).format(level=text) if text else translate("text", language)


_NAMES = {
    "value": "Value",
    "label": "Label",
    "cell": "Cell",
    "text": "Text",
    "heading": "Heading",
    "picture": "Picture",
    "row": "Row",
    "column": "Column",
    "table": "Table",
    "form": "Form",
}


def _shown(text: str | None, language: str) -> str:
    if text is None:
        return ""
    return shortened(text, _LONGEST) or translate("(blank)", language)
