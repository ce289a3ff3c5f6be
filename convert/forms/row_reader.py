"""Read rows of any number one by one: their labels and values by the columns that they stand in.

A row of which it is not certain what stands where stays blank, and what it has is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from convert.findings import finding
from convert.forms.fold import fold
from convert.forms.match import Match
from convert.forms.open_columns import Columns, RowSet, Span, overlap, span_of, text_of
from convert.forms.stretch import Token
from convert.forms.template import ANY, REPEATED, Line
from convert.forms.values import read_value
from convert.model import Finding, Origin

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


class RowReader:
    """Reads one set of rows; found and numbers get what is read."""

    def __init__(self, match: Match, part: RowSet, columns: Columns, found: OpenRows, numbers: Counter[str]) -> None:
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
            filled = [token for token in tokens if text_of(token)]
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
                if not is_head and shape not in (None, [span_of(token) for token in tokens]):
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
            shape = [span_of(token) for token in tokens]
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
        labelled = any(text_of(token) and self._is_label(token) for token in tokens)
        return is_rest and (not labelled or all(any(token and token.is_value for token in row.values) for row in read))

    def _is_label(self, token: Token) -> bool:
        return any(overlap(span_of(token), span) for span in self.columns.labels)

    def _joined(self, row: OpenRow, tokens: Sequence[Token]) -> OpenRow:
        """Put the rest of a row behind what the page before has of it."""
        rest = self._values(tokens)[0]
        values = [self._whole(*pair) for pair in zip(row.values, rest, strict=True)]
        here = [
            next((t for t in tokens if overlap(span_of(t), span) and text_of(t)), None) for span in self.columns.labels
        ]
        labels = [self._whole(*pair) for pair in zip(row.labels, here, strict=False)]
        path = row.line.path
        if len(path) == len(labels):
            pairs = zip(path, row.labels, labels, strict=True)
            path = tuple(text_of(after) if after and after is not before else text for text, before, after in pairs)
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
        over = [span for span in columns if overlap(span_of(filled[0]), span)]
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
        return any(span and overlap(span_of(token), span) and column.type != "text" for span, column in pairs)

    def _numbers_columns(self, filled: Sequence[Token]) -> bool:
        """Say whether a row only numbers the columns below their heads."""
        spans = [span for span in self.columns.values if span]
        values = [token for token in filled if any(overlap(span_of(token), span) for span in spans)]
        others = [token for token in filled if token not in values]
        texts = [text_of(token) for token in values]
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
        values, is_sure = self._values(tokens)
        is_sure = is_sure and in_place
        values = values if is_sure else [None] * len(values)
        labels = self._labels(tokens if is_sure or not self._is_text(tokens) else ())
        path = self._path(labels)
        kind = self._kind(path)
        self.above += ((span_of(token), at + token.cell.rowspan, token) for token in tokens if token.cell.rowspan > 1)
        if kind is None:
            return None
        self.path = path if is_sure else self.path
        self.numbers[kind.key] += 1
        line = Line(f"{kind.key}{REPEATED}{self.numbers[kind.key]}", _official(kind, path), kind.type)
        raw = "" if is_sure else "  ".join(filter(None, map(text_of, tokens)))
        self.found.leftover += (token for token in tokens if token.folded and self._is_outside(token))
        return OpenRow(line, tuple(labels), tuple(values), tokens[0].cell.origin, raw)

    def _kind(self, path: Sequence[str]) -> Line | None:
        return next((kind for kind in self.part.kinds if _fits(kind, path)), None)

    def _is_text(self, tokens: Sequence[Token]) -> bool:
        """Say whether a row comes from lines of a text, where cells may be lost."""
        return tokens[0].cell.origin.line is not None

    def _in_place(self, tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
        """Put the cells of a row below their heads, and say whether that is certain.

        Text may have lost the cells that a merged label covers, and with them the places of those behind.
        """
        depth = len(self.columns.labels)
        if self.spanned or depth < 2 or not self._is_text(tokens):
            return tokens, True
        ways = [_shifted(tokens, by, self.columns.labels[0][0]) for by in range(depth)]
        fitting = [way for way in ways if self._is_likely(way)]
        return (fitting[0], True) if len(fitting) == 1 else (tokens, False)

    def _is_likely(self, tokens: Sequence[Token]) -> bool:
        """Say whether the cells of a row may stand in these columns: numbers below numbers, a label before them."""
        labels = self._labels(tokens)
        if (
            labels[-1] is None
            or not text_of(labels[-1])
            or labels[-1].is_value
            or self._kind(self._path(labels)) is None
        ):
            return False
        if any(token.folded and self._is_outside(token) and not self._is_foreign(token) for token in tokens):
            return False
        columns = self.match.template.bands[self.part.band].columns
        return all(
            token.is_value or not token.folded
            for span, column in zip(self.columns.values, columns, strict=True)
            for token in tokens
            if span and column.type != "text" and overlap(span_of(token), span)
        )

    def _is_outside(self, token: Token) -> bool:
        return not any(overlap(span_of(token), span) for span in self.columns.known)

    def _is_foreign(self, token: Token) -> bool:
        return any(overlap(span_of(token), span) for span in self.columns.foreign)

    def _labels(self, tokens: Sequence[Token]) -> list[Token | None]:
        """Give the cell of a row in each column of labels; one that is as wide as several at its end counts once."""
        found: list[Token | None] = []
        for span in self.columns.labels:
            here = [token for token in tokens if overlap(span_of(token), span)]
            here = [token for token in here if text_of(token)] or here
            here = here or [token for known, _, token in self.above if overlap(known, span)]
            found.append(here[0] if here else None)
        while len(found) > 1 and found[-1] is not None and found[-1] is found[-2]:
            found.pop()
        return found

    def _path(self, labels: Sequence[Token | None]) -> list[str]:
        """Give the texts of a row's labels. Where merged cells have come apart, a blank is what stands above it."""
        path = [text_of(token) if token else "" for token in labels]
        for level, before in enumerate(self.path[: len(path) - 1]):
            if self.spanned or path[level] or not any(path[level:]) or read_value(before).value is not None:
                break
            path[level] = before
        return path

    def _values(self, tokens: Sequence[Token]) -> tuple[list[Token | None], bool]:
        """Give the cell of each column, and whether it is certain that each stands in its own."""
        spans = self.columns.values
        found: list[Token | None] = []
        lacking = False
        types = [column.type for column in self.match.template.bands[self.part.band].columns]
        for span in spans:
            if span is None:
                found.append(None)
                continue
            here = [token for token in tokens if overlap(span_of(token), span)]
            filled = [token for token in here if text_of(token)]
            if len(filled) > 1 or any(self._is_shared(token, span) for token in filled):
                return [None] * len(spans), False
            if not here and not any(overlap(known, span) for known, _, _ in self.above):
                lacking = True
            found.append(_as_read(filled[0]) if filled else None)
        extra = [token for token in tokens if self._is_outside(token) and not self._is_foreign(token)]
        words = (token and kind != "text" and not token.is_value for token, kind in zip(found, types, strict=True))
        if any(token.folded for token in extra) or (extra and any(words)):
            return [None] * len(spans), False
        if lacking:
            return [None] * len(spans), not any(found)
        return found, True

    def _is_shared(self, token: Token, span: Span) -> bool:
        return any(overlap(span_of(token), other) for other in self.columns.known if other != span)


def _shifted(tokens: Sequence[Token], by: int, first: int) -> Sequence[Token]:
    """Move the cells of a row from a column on to the right, without blank ones that then stand behind the others."""
    if not by:
        return tokens
    last = max((at for at, token in enumerate(tokens) if text_of(token)), default=-1)
    return [
        replace(token, cell=replace(token.cell, col=token.cell.col + by)) if token.cell.col >= first else token
        for token in tokens[: last + 1]
    ]


def _as_read(token: Token) -> Token:
    text = text_of(token)
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
