r"""Headings of markup languages other than Markdown, where a section's number follows the mark.

heading = mark+ blank text             mark: = (AsciiDoc, typst) or * (org)
        | mark+ blank text blank mark+ mark: = (wikis), the same on both sides; no number is needed
        | "h" digit [options] ". " text       (Textile, Jira)
        | "\section{" text "}" ["\label{…}"]  (LaTeX: chapter, section, subsection …)
        | ("[b]" | "[u]" …)+ text ("[/b]" …)+ (BBCode)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.region import Context, Region
from convert.adapters.text.wording import is_section
from convert.findings import finding
from convert.model import Heading, Run

_AROUND = re.compile(r"(={1,6}) (\S.{0,200}?) \1")
_BEFORE = re.compile(r"(={1,6}|\*{1,6}) (\S.{0,200})")
_NUMBERED = re.compile(
    r"h([1-6])(?:\([^()\n]{0,200}\)|\{[^{}\n]{0,200}\})?\. (?:\{anchor:[^{}\n]{0,200}\})?(\S.{0,200})"
)
_LATEX = re.compile(r"\\((?:sub)*section|chapter|part)\*?\{([^{}\n]{1,200})\}(?:\\label\{[^{}\n]{0,2000}\})?")
_BBCODE = re.compile(
    r"((?:\[[bus]\]|\[(?:size|color|font)=[^\[\]\n]{1,40}\]){1,4})([^\[\]\n]{1,200})(?:\[/[a-z]{1,5}\]){1,4}"
)
_FIRST = frozenset("=*h\\[")


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read a heading."""
    line = lines[start].rstrip()
    if line[:1] not in _FIRST:
        return None
    around = _AROUND.fullmatch(line)
    if around:
        level, text = len(around[1]), around[2]
    else:
        found = next(filter(None, (form.fullmatch(line) for form in (_BEFORE, _NUMBERED, _LATEX, _BBCODE))), None)
        if found is None or not is_section(found[2]):
            return None
        level, text = int(found[1]) if found[1].isdigit() else 1 + found[1].count("sub"), found[2]
        level = len(found[1]) if found[1][0] in "=*" else level
    origin = context.origin(start)
    mark = finding("artifact-removed", origin, before=line, after=text)
    return Region((Heading((Run(text),), origin, min(level, 6)),), start + 1, (mark,))
