"""Read the rows that a form has any number of times: all that stand between its head and the next label it names.

Only cells tell which word belongs in which column, so rows are read where the source has columns: each value stands
under one head. A row of which that is not certain stays blank and is reported; where no column is certain, the table
stays as it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from convert.findings import finding
from convert.forms.fold import fold, units_differ
from convert.forms.layout import LabelCell, lay_out
from convert.forms.match import Match, find_best, until_it_begins_again
from convert.forms.place import Placed
from convert.forms.spelled import spell_out
from convert.forms.stretch import NOTHING, Token
from convert.forms.template import ANY, REPEATED, Form, Line
from convert.forms.values import read_value
from convert.forms.withheld import is_doubtful
from convert.model import Finding, Origin

Span = tuple[int, int]
_FEWEST_NUMBERS = 3
"""Columns that a row of their numbers names, at least."""
_MOST_ASIDE = 3
"""Cells of a line below a table, such as who filled it in."""
_ORDINALS = frozenset(("", "-", "--", "—", "——", "栏次", *"甲乙丙丁戊己庚辛壬癸"))


class OpenRow(Struct, frozen=True):
    """A row of the source: its key and type, the cells of its labels and values; raw: the text of one left blank."""

    line: Line
    labels: tuple[Token | None, ...]
    values: tuple[Token | None, ...]
    origin: Origin
    raw: str = ""


class OpenRows(Struct):
    """What was read. at: of each set, the row of the form's layout that it stands before; taken: rows of the source."""

    rows: list[tuple[int, OpenRow]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    leftover: list[Token] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    stop: int = 0


class _Columns(Struct, frozen=True):
    """Where the columns of row labels and those of values stand in the source; None: it lacks one.

    foreign: those of columns that the form does not have.
    """

    labels: tuple[Span, ...]
    values: tuple[Span | None, ...]
    foreign: tuple[Span, ...]

    @property
    def known(self) -> list[Span]:
        return [*self.labels, *(span for span in self.values if span)]


class _Set(Struct, frozen=True):
    """Rows that repeat side by side: their kinds, their band.

    top, at: the layout's row of the band's head, and the one that they stand before.
    start, stop: their rows in the source; bounded: a label of the form stands in the row `stop`.
    """

    kinds: tuple[Line, ...]
    band: int
    top: int
    at: int
    start: int
    stop: int
    bounded: bool


def read_open_rows(match: Match, rows: Sequence[Sequence[Token]]) -> OpenRows | None:
    """Read the rows of a match that repeat; rows: those of the stretch that the table may reach. None: nobody can."""
    found = OpenRows(stop=match.stop)
    numbers: Counter[str] = Counter()
    sets = list(_sets(match, len(rows)))
    if any(before.stop > after.start for before, after in pairwise(sets)):
        return None
    for part in sets:
        columns = _columns(match, part, rows[part.start : part.stop])
        if columns is None or part.start > part.stop or not _Reader(match, part, columns, found, numbers).read(rows):
            return None
    where = min(match.claims.values(), key=lambda token: (token.row, token.at)).cell.origin
    title = match.form.table_title(match.template.id)
    for kind in (line for part in sets for line in part.kinds):
        least, most = kind.repeat
        if not least <= numbers[kind.key] <= most or not found.rows:
            detail, count = f"{title} {kind.key}", str(numbers[kind.key])
            found.findings.append(finding("row-count", where, before=count, after=f"{least}–{most}", detail=detail))
    return found


def end_of_rows(match: Match, rows: Sequence[Sequence[Token]], stop: int, forms: Sequence[Form]) -> int:
    """Say at which row, `stop` at the latest, another table begins: another form's, or the same once more.

    A head that comes again where a page ends goes on with the same table.
    """
    rest = list(until_it_begins_again(rows[match.start : stop], match.template))
    stop = match.start + len(rest)
    other = find_best(rest[match.stop - match.start :], forms)
    return min(stop, other.start) if other else stop


def _sets(match: Match, end: int) -> Iterator[_Set]:
    """Yield the sets of rows that repeat, each between the labels of the form that were found around it."""
    labels = [(match.layout.labels[at], token) for at, token in match.claims.items()]
    top = 0
    for index, band in enumerate(match.template.bands):
        body = top + max(len(column.path) for column in band.columns) + bool(band.banner)
        kinds: list[Line] = []
        at = body
        for row in (*band.rows, None):
            if row is not None and row.repeat:
                kinds.append(row)
                continue
            if kinds:
                start = max((_last_row(label, token) + 1 for label, token in labels if label.row < at), default=0)
                below = [token.row for label, token in labels if label.row >= at and (label.leaf or label.in_head)]
                head, stop = top + bool(band.banner), min(below, default=end)
                yield _Set(tuple(kinds), index, head, at, start, stop, bool(below))
                kinds = []
            at += row is not None
        top = body + len(band.fixed)


def _last_row(label: LabelCell, token: Token) -> int:
    return token.row + (token.cell.rowspan - 1 if label.in_head and not token.line else 0)


def _columns(match: Match, part: _Set, rows: Sequence[Sequence[Token]]) -> _Columns | None:
    """Find where the columns of a band stand: under heads that form a grid, or in order where all rows are whole."""
    band = part.band
    layout, template = match.layout, match.template.bands[band]
    leaves = [match.claims.get(leaf) for leaf in layout.heads[band]]
    tokens = [token for token in leaves if token is not None]
    if not tokens or any(token.line for token in tokens) or len(match.foreign_heads) > len(tokens):
        return None
    depth = template.depth
    spans = [None if token is None else _span(token) for token in leaves]
    if _are_grid(match, band, part.top):
        first = min(span[0] for span in spans if span)
        labels = _label_columns(match, band, depth, first)
        foreign = tuple(map(_span, match.foreign_heads))
        return _Columns(labels, tuple(spans), foreign) if labels is not None else None
    return _in_order(match, part, rows)


def _in_order(match: Match, part: _Set, rows: Sequence[Sequence[Token]]) -> _Columns | None:
    """Find the columns of a band whose head has lost its own: each label of it takes as many as stand below it.

    None unless most rows have as many cells as that.
    """
    layout, band = match.layout, part.band
    claimed = {
        (token.row, token.at): at
        for at, token in match.claims.items()
        if layout.labels[at].in_head and layout.labels[at].row >= part.top
    }
    leaves = [leaf for leaf in layout.heads[band] if leaf in match.claims]
    corners, depth = match.template.bands[band].corners, match.template.bands[band].depth
    below = [at for at in claimed.values() if any(_is_over(layout.labels[at], layout.labels[leaf]) for leaf in leaves)]
    first = min(match.claims[at].row for at in (*below, *leaves))
    labels: list[Span] = []
    values: dict[int, Span] = {}
    foreign: list[Span] = []
    end = 0
    for token in match.source_rows[first]:
        at = claimed.get((token.row, token.at))
        label = None if at is None else layout.labels[at]
        if not token.folded:
            continue
        if label is None:
            foreign.append((end, end + 1))
            end += 1
        elif at in leaves or at in below:
            own = [leaf for leaf in leaves if at == leaf or _is_over(label, layout.labels[leaf])]
            for leaf in sorted(own, key=lambda leaf: (match.claims[leaf].row, match.claims[leaf].at)):
                values[leaf] = (end, end + 1)
                end += 1
        elif label.text in corners:
            labels += [(end + step, end + step + 1) for step in range(depth // len(corners))]
            end = labels[-1][1]
    if not corners and depth and not foreign:
        labels = [(at, at + 1) for at in range(depth)]
        values = {leaf: (start + depth, stop + depth) for leaf, (start, stop) in values.items()}
        end += depth
    several = [row for row in rows if sum(bool(token.folded) for token in row) > 1]
    whole = [row for row in several if [_span(token)[0] for token in row] == [*range(end)]]
    if len(labels) != depth or len(values) != len(leaves) or 2 * len(whole) <= len(several):
        return None
    return _Columns(tuple(labels), tuple(values.get(leaf) for leaf in layout.heads[band]), tuple(foreign))


def _is_over(label: LabelCell, leaf: LabelCell) -> bool:
    """Say whether a label of the head stands above another."""
    return label.row < leaf.row and label.col <= leaf.col < label.col + label.colspan


def _span(token: Token) -> Span:
    return token.cell.col, token.cell.col + token.cell.colspan


def _are_grid(match: Match, band: int, top: int) -> bool:
    """Say whether each head has columns of its own, and stands where those above it begin. top: its first row."""
    layout = match.layout
    claimed = [(layout.labels[leaf], match.claims[leaf]) for leaf in layout.heads[band] if leaf in match.claims]
    spans = sorted(_span(token) for _, token in claimed)
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        return False
    for at, token in match.claims.items():
        label = layout.labels[at]
        below = [_span(found) for leaf, found in claimed if label.row >= top and _is_over(label, leaf)]
        is_first = any(leaf.col == label.col for leaf, _ in claimed)
        if label.in_head and below and is_first and min(below)[0] != _span(token)[0]:
            return False
    return True


def _label_columns(match: Match, band: int, depth: int, first: int) -> tuple[Span, ...] | None:
    """Find the columns of row labels: each under its own corner, else all that stand before the values."""
    layout = match.layout
    corners = match.template.bands[band].corners
    head = layout.labels[layout.heads[band][0]]
    claimed = [
        match.claims.get(at)
        for at, label in enumerate(layout.labels)
        if label.in_head and label.text in corners and label.col < head.col and label.row <= head.row
    ][-len(corners) :]
    if depth == len(corners) == len(claimed) and all(claimed):
        return tuple(_span(token) for token in claimed if token)
    others = {col for token in match.foreign_heads for col in range(*_span(token))}
    free = [col for col in range(first) if col not in others]
    return tuple((col, col + 1) for col in free) if len(free) == depth else None


class _Reader:
    """Reads one set of rows; found and numbers get what is read."""

    def __init__(self, match: Match, part: _Set, columns: _Columns, found: OpenRows, numbers: Counter[str]) -> None:
        self.match, self.part, self.columns, self.found, self.numbers = match, part, columns, found, numbers
        labels = match.layout.labels
        self.heads = {token.folded for at, token in match.claims.items() if labels[at].in_head}
        self.heads |= {fold(label.text) for label in labels if label.in_head}
        self.above: list[tuple[Span, int, Token]] = []
        self.path: list[str] = []
        self.spanned = False

    def read(self, rows: Sequence[Sequence[Token]]) -> bool:
        """Read the rows of the set; say whether that could be done."""
        part = self.part
        rest: list[tuple[int, Sequence[Token]]] = []
        read: list[OpenRow] = []
        head = next(self.match.claims[leaf] for leaf in self.match.layout.heads[part.band] if leaf in self.match.claims)
        self.spanned = any(token.cell.colspan > 1 or token.cell.rowspan > 1 for row in rows for token in row)
        shape, piece, stop = None, head.piece, part.start
        for number in range(part.start, part.stop):
            tokens = rows[number]
            filled = [token for token in tokens if _text(token)]
            if not filled:
                continue
            if tokens[0].line:
                if not part.bounded:
                    break
                if any(token.is_value for token in filled):
                    return False
                rest.append((number, filled))
                continue
            is_head = self._is_head(filled)
            if tokens[0].piece != piece:
                if not is_head and shape not in (None, [_span(token) for token in tokens]):
                    if part.bounded:
                        return False
                    break
                piece = tokens[0].piece
                self.above = []
            if not read and self._numbers_columns(filled):
                self.found.leftover += filled
                continue
            if is_head or self._is_aside(filled):
                rest.append((number, filled))
                continue
            if self._goes_on(read, tokens):
                read[-1] = self._joined(read[-1], tokens)
                stop = number + 1
                continue
            row = self._row(tokens)
            if row is None:
                rest.append((number, filled))
                continue
            shape = [_span(token) for token in tokens]
            read.append(row)
            stop = number + 1
        if not read and any(token.is_value for _, filled in rest if not self._is_head(filled) for token in filled):
            return False
        self.found.rows += ((part.at, row) for row in read)
        stop = part.stop if part.bounded else stop
        self.found.taken.update(range(part.start, stop))
        self.found.leftover += (token for number, filled in rest if number < stop for token in filled)
        self.found.stop = max(self.found.stop, stop)
        return True

    def _goes_on(self, read: Sequence[OpenRow], tokens: Sequence[Token]) -> bool:
        """Say whether the first row of a page is the rest of one that the page before ends with: words of it alone.

        A label may go on too, if no row before lacks numbers.
        """
        page = tokens[0].cell.origin.page
        if not read or not page or page == read[-1].origin.page or read[-1].raw:
            return False
        cells, is_sure = self._values(tokens)
        types = [column.type for column in self.match.template.bands[self.part.band].columns]
        begun = [
            before is not None and before.cell.origin.page != page and kind == "text"
            for before, cell, kind in zip(read[-1].values, cells, types, strict=True)
            if cell is not None
        ]
        is_rest = is_sure and bool(begun) and all(begun)
        labelled = any(_text(token) and self._is_label(token) for token in tokens)
        return is_rest and (not labelled or all(any(token and token.is_value for token in row.values) for row in read))

    def _is_label(self, token: Token) -> bool:
        return any(_overlap(_span(token), span) for span in self.columns.labels)

    def _joined(self, row: OpenRow, tokens: Sequence[Token]) -> OpenRow:
        """Put the rest of a row behind what the page before has of it."""
        rest = self._values(tokens)[0]
        values = [self._whole(*pair) for pair in zip(row.values, rest, strict=True)]
        here = [
            next((t for t in tokens if _overlap(_span(t), span) and _text(t)), None) for span in self.columns.labels
        ]
        labels = [self._whole(*pair) for pair in zip(row.labels, here, strict=False)]
        path = row.line.path
        if len(path) == len(labels):
            pairs = zip(path, row.labels, labels, strict=True)
            path = tuple(_text(after) if after and after is not before else text for text, before, after in pairs)
        return replace(row, line=replace(row.line, path=path), labels=tuple(labels), values=tuple(values))

    def _whole(self, before: Token | None, rest: Token | None) -> Token | None:
        """Put the rest of a text behind its beginning."""
        if before is None or rest is None:
            return before
        joint = " " if (before.text + rest.text).isascii() else ""
        text = f"{before.text}{joint}{rest.text}"
        cut = f"{before.text}\n{rest.text}"
        self.found.findings.append(finding("lines-joined", before.cell.origin, before=cut, after=text))
        return replace(before, text=text, folded=fold(text))

    def _is_head(self, filled: Sequence[Token]) -> bool:
        return len(filled) > 1 and all(token.folded in self.heads for token in filled)

    def _is_aside(self, filled: Sequence[Token]) -> bool:
        """Say whether a row is a line about the table: one text over its columns or in each, or who filled it in."""
        columns = self.columns.known
        over = [span for span in columns if _overlap(_span(filled[0]), span)]
        if len(filled) == 1 and (len(over) > max(1, len(self.columns.labels)) or len(over) == len(columns) > 1):
            return True
        if len(filled) == 1 and not filled[0].is_value and self._asks_for_number(filled[0]):
            return True
        if len(filled) >= max(_FEWEST_NUMBERS, len(columns)) and len({token.folded for token in filled}) == 1:
            return True
        return len(filled) <= min(_MOST_ASIDE, len(columns) - 1) and all(
            token.folded.find(":") > 0 and not token.folded[:1].isdigit() for token in filled
        )

    def _asks_for_number(self, token: Token) -> bool:
        """Say whether a cell stands below a head of numbers."""
        columns = self.match.template.bands[self.part.band].columns
        pairs = zip(self.columns.values, columns, strict=True)
        return any(span and _overlap(_span(token), span) and column.type != "text" for span, column in pairs)

    def _numbers_columns(self, filled: Sequence[Token]) -> bool:
        """Say whether a row only numbers the columns below their heads."""
        spans = [span for span in self.columns.values if span]
        values = [token for token in filled if any(_overlap(_span(token), span) for span in spans)]
        others = [token for token in filled if token not in values]
        texts = [_text(token) for token in values]
        if len(texts) < max(_FEWEST_NUMBERS, len(spans)) or not all(text.isdecimal() for text in texts):
            return False
        in_order = all(int(after) - int(before) == 1 for before, after in pairwise(texts))
        first = int(texts[0])
        return in_order and all(
            token.folded in _ORDINALS or (token.folded.isdecimal() and int(token.folded) < first) for token in others
        )

    def _row(self, tokens: Sequence[Token]) -> OpenRow | None:
        """Read a row of values; None if it is of none of the kinds."""
        at = tokens[0].cell.row
        self.above = [known for known in self.above if known[1] > at]
        tokens, in_place = self._in_place(tokens)
        labels = self._labels(tokens if in_place else ())
        path = self._path(labels)
        kind = self._kind(path)
        values, is_sure = self._values(tokens)
        is_sure = is_sure and in_place
        values = values if is_sure else [None] * len(values)
        self.above += ((_span(token), at + token.cell.rowspan, token) for token in tokens if token.cell.rowspan > 1)
        if kind is None:
            return None
        self.path = path
        self.numbers[kind.key] += 1
        line = Line(f"{kind.key}{REPEATED}{self.numbers[kind.key]}", _official(kind, path), kind.type)
        raw = "" if is_sure else "  ".join(filter(None, map(_text, tokens)))
        self.found.leftover += (token for token in tokens if token.folded and self._is_outside(token))
        return OpenRow(line, tuple(labels), tuple(values), tokens[0].cell.origin, raw)

    def _kind(self, path: Sequence[str]) -> Line | None:
        return next((kind for kind in self.part.kinds if _fits(kind, path)), None)

    def _in_place(self, tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
        """Put the cells of a row below their heads, and say whether that is certain.

        Text may have lost the cells that a merged label covers, and with them the places of those behind.
        """
        depth = len(self.columns.labels)
        if self.spanned or depth < 2 or tokens[0].cell.origin.line is None:
            return tokens, True
        ways = [_shifted(tokens, by, self.columns.labels[0][0]) for by in range(depth)]
        fitting = [way for way in ways if self._is_likely(way)]
        return (fitting[0], True) if len(fitting) == 1 else (tokens, False)

    def _is_likely(self, tokens: Sequence[Token]) -> bool:
        """Say whether the cells of a row may stand in these columns: numbers below numbers, a label before them."""
        labels = self._labels(tokens)
        if labels[-1] is None or not _text(labels[-1]) or labels[-1].is_value or self._kind(self._path(labels)) is None:
            return False
        if any(token.folded and self._is_outside(token) and not self._is_foreign(token) for token in tokens):
            return False
        columns = self.match.template.bands[self.part.band].columns
        return all(
            token.is_value or not token.folded
            for span, column in zip(self.columns.values, columns, strict=True)
            for token in tokens
            if span and column.type != "text" and _overlap(_span(token), span)
        )

    def _is_outside(self, token: Token) -> bool:
        return not any(_overlap(_span(token), span) for span in self.columns.known)

    def _is_foreign(self, token: Token) -> bool:
        return any(_overlap(_span(token), span) for span in self.columns.foreign)

    def _labels(self, tokens: Sequence[Token]) -> list[Token | None]:
        """Give the cell of a row in each column of labels; one that is as wide as several at its end counts once."""
        found: list[Token | None] = []
        for span in self.columns.labels:
            here = [token for token in tokens if _overlap(_span(token), span)]
            here = [token for token in here if _text(token)] or here
            here = here or [token for known, _, token in self.above if _overlap(known, span)]
            found.append(here[0] if here else None)
        while len(found) > 1 and found[-1] is not None and found[-1] is found[-2]:
            found.pop()
        return found

    def _path(self, labels: Sequence[Token | None]) -> list[str]:
        """Give the texts of a row's labels. Where merged cells have come apart, a blank is what stands above it."""
        path = [_text(token) if token else "" for token in labels]
        for level, before in enumerate(self.path[: len(path) - 1]):
            if self.spanned or path[level] or not any(path[level:]) or read_value(before).value is not None:
                break
            path[level] = before
        return path

    def _values(self, tokens: Sequence[Token]) -> tuple[list[Token | None], bool]:
        """Give the cell of each column, and whether it is certain that each stands in its own."""
        spans = self.columns.values
        found: list[Token | None] = []
        lacking: list[int] = []
        types = [column.type for column in self.match.template.bands[self.part.band].columns]
        for index, span in enumerate(spans):
            if span is None:
                found.append(None)
                continue
            here = [token for token in tokens if _overlap(_span(token), span)]
            filled = [token for token in here if _text(token)]
            if len(filled) > 1 or any(self._is_shared(token, span) for token in filled):
                return [None] * len(spans), False
            if not here and not any(_overlap(known, span) for known, _, _ in self.above):
                lacking.append(index)
            found.append(_as_read(filled[0]) if filled else None)
        extra = [token for token in tokens if self._is_outside(token) and not self._is_foreign(token)]
        words = (token and kind != "text" and not token.is_value for token, kind in zip(found, types, strict=True))
        if any(token.folded for token in extra) or (extra and any(words)):
            return [None] * len(spans), False
        present = [index for index, token in enumerate(found) if token is not None]
        if lacking and (not present or lacking[0] < present[-1] or not self._fit(found, types)):
            return [None] * len(spans), not any(found)
        return found, True

    def _fit(self, found: Sequence[Token | None], types: Sequence[str]) -> bool:
        """Say whether the cells of a row that ends too early are all what their columns ask for."""
        pairs = [(token, kind) for token, kind in zip(found, types, strict=True) if token is not None]
        return all((kind != "text") == token.is_value for token, kind in pairs) and len(self.columns.labels) < 2

    def _is_shared(self, token: Token, span: Span) -> bool:
        return any(_overlap(_span(token), other) for other in self.columns.known if other != span)


def _shifted(tokens: Sequence[Token], by: int, first: int) -> Sequence[Token]:
    """Move the cells of a row from a column on to the right, without blank ones that then stand behind the others."""
    if not by:
        return tokens
    last = max((at for at, token in enumerate(tokens) if _text(token)), default=-1)
    return [
        replace(token, cell=replace(token.cell, col=token.cell.col + by)) if token.cell.col >= first else token
        for token in tokens[: last + 1]
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _text(token: Token) -> str:
    """Give the text of a cell; a number of the row counts, unlike elsewhere, since the form may ask for it."""
    text = token.text or token.cell.text.strip()
    return "" if text in NOTHING else text


def _as_read(token: Token) -> Token:
    text = _text(token)
    return token if token.text == text else replace(token, text=text, folded=fold(text))


def _fits(kind: Line, path: Sequence[str]) -> bool:
    """Say whether a row's labels are those of a kind of rows."""
    named = [label for label in kind.path if label != ANY]
    if any(text and fold(text) != fold(label) for label, text in zip(named, path, strict=False)):
        return False
    words = (" ".join(path), " ".join("".join(text.split()) for text in path))
    return kind.pattern is None or any(map(kind.pattern.search, words))


def _official(kind: Line, path: Sequence[str]) -> tuple[str, ...]:
    named = [label for label in kind.path if label != ANY]
    return (*named, *path[len(named) :])


def _other_units(match: Match, bands: set[int], findings: list[Finding]) -> Iterator[tuple[int, str]]:
    """Yield the columns, by band and key, whose head names another unit than the form does."""
    for band in sorted(bands):
        for leaf, column in zip(match.layout.heads[band], match.template.bands[band].columns, strict=True):
            token, official = match.claims.get(leaf), match.layout.labels[leaf].text
            if token is not None and units_differ(token.folded, fold(official)):
                findings.append(finding("unit-differs", token.cell.origin, before=token.text, after=official))
                yield band, column.key


def spell_match(match: Match, placed: Placed, opened: OpenRows) -> tuple[Match, Placed, list[Finding]]:
    """Put rows that repeat between those of the form: a match and values of the form as this document has it."""
    template = spell_out(match.template, [row.line for _, row in opened.rows])
    layout = lay_out(template)
    counts = Counter(at for at, _ in opened.rows)

    def moved(row: int) -> int:
        return row + sum(count for at, count in counts.items() if row >= at)

    covering = {
        (row, col): at
        for at, label in enumerate(layout.labels)
        for row in range(label.row, label.row + label.rowspan)
        for col in range(label.col, label.col + label.colspan)
    }
    labels = match.layout.labels
    claims = {covering[moved(labels[at].row), labels[at].col]: token for at, token in match.claims.items()}
    places = {group[0].row_key: group for _, group in layout.groups}
    values = {(moved(row), col): token for (row, col), token in placed.values.items()}
    undecided, findings = list(placed.undecided), list(opened.findings)
    bands = {places[row.line.key][0].band for _, row in opened.rows}
    other_units = set(_other_units(match, bands, findings))
    for _, row in opened.rows:
        group = places[row.line.key]
        for index, token in enumerate(row.labels):
            at = covering.get((group[0].row, index))
            if at is not None and token is not None:
                claims.setdefault(at, token)
        if row.raw:
            undecided.append((group, row.raw, row.origin))
        for place, value in zip(group, row.values, strict=True):
            if value is None:
                continue
            if place.type != "text" and (is_doubtful(value) or (place.band, place.col_key) in other_units):
                undecided.append(((place,), value.text, value.cell.origin))
            else:
                values[place.row, place.col] = value
    placed = replace(placed, values=values, undecided=undecided)
    return replace(match, template=template, layout=layout, claims=claims), placed, findings
