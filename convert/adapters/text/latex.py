r"""Tables of LaTeX: tabular and its kin, as pandoc, pandas and people write them.

    table  = "\begin{" name "}" argument* row ("\\" row)* "\end{" name "}"      name: tabular, longtable, tabularx …
    row    = cell ("&" cell)*
    cell   = text | "\multicolumn{" n "}{…}{" cell "}" | "\multirow{" n "}{…}{" cell "}"

Rules, boxes and fonts in a cell are read away, `\%` and its like are the character. The cells below a \multirow are
there, and blank. `%` begins a comment. Of a longtable the first head is read, not those of other pages. A table that is
never closed, or stands in several others, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from convert.adapters.text.cells import Spot, free_spot, read_spanned
from convert.adapters.text.region import Context, Region

_NAMES = r"tabular\*?|tabularx|tabulary|longtable|longtabu|tabu|supertabular|xltabular"
_BEGIN = re.compile(rf"\\begin\{{({_NAMES})\}}")
_END = re.compile(rf"\\end\{{(?:{_NAMES})\}}")
_TWO_ARGUMENTS = frozenset(("tabular*", "tabularx", "tabulary", "xltabular"))
_DEEPEST = 3
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_TOKEN = re.compile(r"\\(begin|end)\{[A-Za-z*]{1,30}\}|\\\\|\\tabularnewline\b|\\.|[&{}]")
_ROW_END = re.compile(r"\*?(?:\[[^\[\]\n]{0,20}\])?")
_OPTION = re.compile(r"\s*\[[^\[\]\n]{0,40}\]")
_RULES = re.compile(
    r"(?:\s|\\(?:(?:top|mid|bottom)rule|hline|noalign\{\}|end(?:first)?head|end(?:last)?foot)(?![A-Za-z])"
    r"|\\(?:cline|cmidrule)(?:\([a-z]{1,4}\))?\{[\d-]{1,9}\})*+"
)
_OPENED = "{\\def\\LT"
_COLUMNS = re.compile(r"\s*\\multicolumn\s?\{\s?(\d{1,5})\s?\}")
_ROWS = re.compile(r"\s*\\multirow\s?(?:\[[^\[\]\n]{0,20}\])?\{\s?(\d{1,5})\s?\}(?:\[[^\[\]\n]{0,20}\])?")
_FOOT = re.compile(r"\\end(?:last)?foot\b")
_MARKUP = re.compile(
    r"\\(?P<char>[%&_#${}])|(?P<line>\\\\|\\newline\b)|(?P<blank>~|\\[ ,;:!])"
    r"|\\(?:begin|end)\{[A-Za-z*]{1,30}\}(?:\[[^\[\]\n]{0,40}\])?(?:\{(?:[^{}\n]|\{[^{}\n]{0,20}\}){0,60}\})?"
    r"|\\(?:cline|cmidrule|vspace\*?|hspace\*?|label|rowcolor|cellcolor|color|textcolor)(?:[\[(][^\[\]()\n]{0,20}[\])])?"
    r"\{[^{}\n]{0,200}\}"
    r"|\\[A-Za-z]{1,30}\*?(?:\[[^\[\]\n]{0,20}\])?[ \t]?|[{}]"
)


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins on this line; what stands around it on its lines is left out if it is markup."""
    if lines[start].startswith(_OPENED) and start + 1 < len(lines):
        inner = match(lines, start + 1, context) if not lines[start + 1].startswith(_OPENED) else None
        closed = inner is not None and lines[inner.end : inner.end + 1] == ["}"]
        return replace(inner, end=inner.end + closed) if inner else None
    begin = _BEGIN.search(lines[start]) if "\\begin" in lines[start] else None
    if begin is None or _shown(lines[start][: begin.start()]).strip():
        return None
    found = _find_end(lines, start, begin.end())
    if found is None:
        return None
    end, place = found
    if _shown(lines[end][place:]).strip():
        return None
    text = "\n".join(_COMMENT.sub("", line) for line in (*lines[start:end], lines[end][:place]))
    rows = [row for row in _rows(text, start, begin[1]) if any(spot.field.text for spot in row)]
    return read_spanned(_without_covered(rows), end + 1, context)


def _find_end(lines: Sequence[str], start: int, place: int) -> tuple[int, int] | None:
    """Give the line, and the place in it, where a table ends that begins before a place of a line."""
    depth = 1
    for at in range(start, len(lines)):
        line, first = lines[at], place if at == start else 0
        marks = [(found.end(), 1) for found in _BEGIN.finditer(line, first)]
        marks += [(found.end(), -1) for found in _END.finditer(line, first)]
        for behind, step in sorted(marks):
            depth += step
            if depth == 0:
                return at, behind
            if depth > _DEEPEST:
                return None
    return None


def _rows(text: str, start: int, name: str) -> Iterator[list[Spot]]:
    """Yield the rows of a table; start: the index of its first line."""
    begin = _BEGIN.search(text)
    at = begin.end() if begin else 0
    option = _OPTION.match(text, at)
    at = option.end() if option else at
    for _ in range(2 if name in _TWO_ARGUMENTS else 1):
        at = _group(text, at)[1]
    line = start + text.count("\n", 0, at)
    body = _without_repeats(text[at : text.rfind("\\end{")])
    row: list[Spot] = []
    first = depth = 0
    for token in _TOKEN.finditer(body):
        mark = token[0]
        depth += (mark == "{" or token[1] == "begin") - (mark == "}" or token[1] == "end")
        if depth or mark not in ("&", "\\\\", "\\tabularnewline"):
            continue
        row.append(_spot(body[first : token.start()], line))
        line += body.count("\n", first, token.start())
        first = token.end()
        if mark != "&":
            yield row
            row = []
            options = _ROW_END.match(body, first)
            first = options.end() if options else first
    row.append(_spot(body[first:], line))
    yield row


def _without_repeats(body: str) -> str:
    """Blank what a longtable repeats on other pages: the second head, and the foot."""
    first = body.find("\\endfirsthead")
    head = body.find("\\endhead", max(first, 0))
    if head < 0:
        return body
    foot = list(_FOOT.finditer(body, head))
    start, stop = first if first >= 0 else head, foot[-1].end() if foot else head
    return body[:start] + "\\\\" + "\n" * body.count("\n", start, stop) + body[stop:]


def _group(text: str, at: int) -> tuple[str, int]:
    """Give what stands in the braces that open here, and the place behind them; nothing where none open."""
    while text[at : at + 1].isspace():
        at += 1
    if not text.startswith("{", at):
        return "", at
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += (token[0] == "{") - (token[0] == "}")
        if depth == 0:
            return text[at + 1 : token.start()], token.end()
    return text[at + 1 :], len(text)


def _spot(source: str, line: int) -> Spot:
    rules = _RULES.match(source)
    if rules:
        line += rules[0].count("\n")
        source = source[rules.end() :]
    colspan = rowspan = 1
    for _ in range(2):
        for pattern in (_COLUMNS, _ROWS):
            found = pattern.match(source)
            if found:
                number = int(found[1])
                colspan, rowspan = (number, rowspan) if pattern is _COLUMNS else (colspan, number)
                _, behind = _group(source, found.end())
                source = _group(source, behind)[0]
    return free_spot(_shown(source).strip(), line, rowspan, colspan)


def _shown(source: str) -> str:
    return _MARKUP.sub(
        lambda found: found["char"] or ("\n" if found["line"] else " " if found["blank"] else ""), source
    )


def _without_covered(rows: Sequence[Sequence[Spot]]) -> Iterator[list[Spot]]:
    """Yield rows without the blank cells that stand in for a cell above."""
    covered: dict[int, int] = {}
    for at, row in enumerate(rows):
        kept: list[Spot] = []
        col = 0
        for spot in row:
            under = all(covered.get(place, 0) > at for place in range(col, col + spot.colspan))
            if spot.field.text or not under:
                kept.append(spot)
                covered.update((place, at + spot.rowspan) for place in range(col, col + spot.colspan))
            col += spot.colspan
        yield kept
