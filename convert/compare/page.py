"""Show a comparison as a page of HTML that needs nothing but itself: tables side by side, texts below."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from html import escape

from convert.compare.differences import Comparison, Difference, Pair, Place
from convert.compare.words import sentence
from convert.messages import translate
from convert.model import Table

_STYLE = """
body { font: 15px/1.6 sans-serif; margin: 2em; color: #222; background: #fff }
h1 { font-size: 1.4em } h2 { font-size: 1.1em; margin-top: 2em }
.pair { display: flex; flex-wrap: wrap; gap: 1.5em } .pair > div { flex: 1 1 24em; overflow-x: auto; min-width: 0 }
table { border-collapse: collapse; width: 100% } caption { text-align: left; color: #555; padding: .3em 0 }
td { border: 1px solid #999; padding: .2em .5em; text-align: center; white-space: pre-wrap }
td.label { background: #eef2f7 }
td.differs { background: #ffd9d6; outline: 2px solid #b00020 }
ul { padding-left: 1.2em } del { background: #ffd9d6 } ins { background: #d7f5dd }
.none { color: #777 }
"""
_LONGEST = 20_000
"""Characters up to which two texts are compared letter by letter."""


def page(comparison: Comparison, left: str, right: str, language: str) -> str:
    """Give the whole page; left and right: the names of the two files."""
    return "\n".join(_lines(comparison, left, right, language)) + "\n"


def _lines(comparison: Comparison, left: str, right: str, language: str) -> Iterator[str]:
    def words(text: str) -> str:
        return escape(translate(text, language))

    found = comparison.differences
    title = translate("{left} and {right}", language).format(left=left, right=right)
    yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">'
    yield f'<head><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>'
    yield f"<h1>{escape(title)}</h1>"
    count = translate("Differences: {count}", language).format(count=len(found))
    yield f"<p>{escape(count) if found else words('No difference.')}</p>"
    for pair in comparison.tables:
        if pair.differences:
            yield from _pair(pair, left, right, language)
    if comparison.text:
        yield f"<h2>{words('Text')}</h2>\n<ul>"
        yield from (f"<li>{_marked(change, language)}</li>" for change in comparison.text)
        yield "</ul>"
    yield "</body>\n</html>"


def _pair(pair: Pair, left: str, right: str, language: str) -> Iterator[str]:
    table = pair.left or pair.right
    assert table is not None
    yield f"<h2>{escape(table.title or translate('Table', language))}</h2>\n<ul>"
    yield from (f"<li>{escape(sentence(found, language))}</li>" for found in pair.differences)
    yield '</ul>\n<div class="pair">'
    for side, name, places in (
        (pair.left, left, {found.left_cell for found in pair.differences}),
        (pair.right, right, {found.right_cell for found in pair.differences}),
    ):
        yield "<div>"
        if side is None:
            yield f'<p class="none">{escape(name)}: {escape(translate("no such table", language))}</p>'
        else:
            yield from _table(side, name, places)
        yield "</div>"
    yield "</div>"


def _table(table: Table, name: str, differing: Collection[Place | None]) -> Iterator[str]:
    yield f"<table><caption>{escape(name)}</caption>"
    for row in table.rows():
        cells = []
        for cell in row:
            kinds = ["label"] * (cell.role == "label") + ["differs"] * ((cell.row, cell.col) in differing)
            spans = "".join(
                f' {word}="{span}"' for word, span in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if span > 1
            )
            look = f' class="{" ".join(kinds)}"' if kinds else ""
            cells.append(f"<td{spans}{look}>{escape(cell.text)}</td>")
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table>"


def _marked(found: Difference, language: str) -> str:
    """Give two versions of a text as one, with what went and what came marked."""
    if found.before is None or found.after is None or len(found.before) + len(found.after) > _LONGEST:
        return escape(sentence(found, language))
    parts = []
    for tag, start, end, first, last in SequenceMatcher(None, found.before, found.after, False).get_opcodes():
        if tag == "equal":
            parts.append(escape(found.before[start:end]))
            continue
        if end > start:
            parts.append(f"<del>{escape(found.before[start:end])}</del>")
        if last > first:
            parts.append(f"<ins>{escape(found.after[first:last])}</ins>")
    return "".join(parts)
