"""Find official tables in a stretch of source rows by the words in their labels, never by position alone.

The labels of a form and of the source are two sequences; the best chain of pairs that keeps the order of both is
found in one pass over the source. Labels that stand out of order are looked for afterwards, by their exact words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.fold import LONGEST_LABEL, fold
from convert.forms.layout import Layout, lay_out
from convert.forms.spellings import Spellings, are_joined, candidates, run_on, spell
from convert.forms.stretch import Token
from convert.forms.template import Form, TableTemplate
from convert.forms.vocabulary import are_enough

_SOURCE_GAP = 0.02
_FORM_GAP = 0.05
_ENOUGH = 0.35
"""The share of a table's labels, by weight, that must be found before its rows are taken for that table."""
_ENOUGH_IN_ITS_SECTION = 0.12
"""The share that will do right under the title of the table's own section, if then all its sums hold."""

_ENOUGH_HEADS = 0.6
"""The share of its heads that a table with rows of any number is known by."""
_PIECE = 3
"""Characters of a label that are no chance."""
_MOST_REMEMBERED = 500
"""Labels of a source of which is kept how they fit a table."""


class Match(Struct, frozen=True):
    """An official table found in rows start to stop of a stretch; claims: index of a form label → its source token."""

    form: Form
    template: TableTemplate
    layout: Layout
    score: float
    claims: dict[int, Token]
    start: int
    stop: int
    weak: bool = False
    """So few labels were found that the sums must bear the match out."""
    source_rows: Mapping[int, Sequence[Token]] = {}
    """The rows that the match lies in, by their number."""
    foreign_heads: tuple[Token, ...] = ()
    """Labels among those of the head that the form does not have: a remark, a serial number, another year."""

    def anchor(self, label: int | None) -> Token | None:
        """Give the source token of a group's label, where it has one."""
        return None if label is None else self.claims.get(label)

    def head(self, band: int) -> list[Token]:
        """List the source tokens of a band's column labels, in the form's order, as far as they were found."""
        return [self.claims[leaf] for leaf in self.layout.heads[band] if leaf in self.claims]

    def unfinished(self) -> list[str]:
        """List the folded labels of the form that the source has only in part, or not where they were looked for."""
        official = enumerate(fold(label.text) for label in self.layout.labels)
        return [text for at, text in official if at not in self.claims or self.claims[at].folded != text]


def find_best(
    rows: Sequence[Sequence[Token]], forms: Iterable[Form], preferred: str = "", expected: str = ""
) -> Match | None:
    """Find the official table that fits some of these rows best; of two that fit alike, the preferred form's.

    Where rows were cut off at an end, the form with more labels there fits no worse for lacking them.
    expected: the id of the table whose section the rows stand in.
    """
    tokens = [token for row in rows for token in row if token.folded and not token.is_value]
    known = {token.folded for token in tokens}
    joined = {run_on(folded) for folded in known}
    best: Match | None = None
    its_own: list[Match] = []
    for form in forms:
        for template in form.tables:
            if not are_enough(spell(template).official, known) and not are_joined(spell(template), joined):
                continue
            here = _once(rows, template) if template.has_repeats else tokens
            match = _align(here, form, template, lay_out(template), expected)
            if match is None:
                continue
            bonus = 0.01 * (form.id == preferred)
            match = _with_sources(match, rows)
            its_own += [match] * (form.id == preferred)
            if best is None or match.score + bonus > best.score + 0.01 * (best.form.id == preferred):
                best = match
    return next((match for match in its_own if best and _fits_as_well(match, best)), best)


def until_it_begins_again(rows: Sequence[Sequence[Token]], template: TableTemplate) -> Iterator[Sequence[Token]]:
    """Yield the rows of a table with rows of any number, without what its head says again where a page ends.

    Where it comes again below a title, the table stands there once more.
    """
    labels = lay_out(template).labels
    heads = {fold(word) for at in labels if at.in_head for word in (at.text, *template.variants.get(at.text, ()))}
    seen: set[tuple[str, ...]] = set()
    held: list[Sequence[Token]] = []
    for row in rows:
        filled = [token for token in row if token.folded]
        if held and not filled:
            held.append(row)
            continue
        words = tuple(token.folded for token in filled)
        again = words in seen
        if again and held:
            return
        if sum(word in heads for word in words) > 1:
            seen.add(words)
        yield from held
        held = []
        if len(filled) == 1 and not filled[0].is_value:
            held = [row]
        else:
            yield () if again else row
    yield from held


def _once(rows: Sequence[Sequence[Token]], template: TableTemplate) -> list[Token]:
    """List the labels that a table with rows of any number may have; what its rows hold is passed over."""
    texts = (token for row in until_it_begins_again(rows, template) for token in row if not token.is_value)
    short = (token for token in texts if token.folded and len(token.folded) <= LONGEST_LABEL)
    return [token for token in short if candidates(token.folded, template)]


def _fits_as_well(match: Match, other: Match) -> bool:
    """Say whether a match claims all that another does, and lacks no more labels between its first and last."""
    claimed, others = ({(token.row, token.at) for token in found.claims.values()} for found in (match, other))
    return match.template.id == other.template.id and others <= claimed and _gaps(match) <= _gaps(other)


def _gaps(match: Match) -> int:
    return max(match.claims) - min(match.claims) + 1 - len(match.claims)


def _with_sources(match: Match, rows: Sequence[Sequence[Token]]) -> Match:
    by_number = {row[0].row: row for row in rows if row}
    return replace(match, source_rows=by_number, foreign_heads=tuple(_foreign_heads(match, by_number)))


def _foreign_heads(match: Match, rows: Mapping[int, Sequence[Token]]) -> Iterator[Token]:
    """Yield what stands in the rows of a head, or between its first and last line, and is no part of a label."""
    labels = match.layout.labels
    claimed = {token.folded for token in match.claims.values()}
    heads = [token for at, token in match.claims.items() if labels[at].in_head]
    numbers = {token.row for token in heads}
    if heads and all(token.line for token in match.claims.values()):
        first = min(numbers)
        ends = [token.row for at, token in match.claims.items() if not labels[at].in_head and token.row > first]
        numbers.update(range(first, min(ends, default=first)))
    official = "".join(fold(label.text) for label in labels)
    for number in sorted(numbers):
        for token in rows.get(number, ()):
            words = (fold(word) for word in token.text.split())
            is_other = token.folded not in claimed and not all(_is_of(word, official) for word in words)
            if is_other and any(map(str.isalnum, token.folded)) and not token.is_value:
                yield token


def _is_of(word: str, official: str) -> bool:
    """Say whether a word is a piece of the labels, or several run together: longer pieces than chance has in common."""
    while word and word not in official:
        length = next((end for end in range(len(word) - 1, _PIECE - 1, -1) if word[:end] in official), 0)
        if not length:
            return False
        word = word[length:]
    return True


def _align(tokens: Sequence[Token], form: Form, template: TableTemplate, layout: Layout, expected: str) -> Match | None:
    texts = tuple([token.folded if len(token.folded) <= LONGEST_LABEL else "" for token in tokens])
    chain = (_best_chain if len(texts) <= _MOST_REMEMBERED else _best_chain.__wrapped__)(texts, template)
    claims = {label: tokens[at] for at, label in chain.pairs}
    weak = chain.share < _ENOUGH
    if template.has_repeats and not _has_heads(claims, layout):
        return None
    if len(claims) < 3 or (weak and (template.id != expected or chain.share < _ENOUGH_IN_ITS_SECTION)):
        return None
    start = min(token.row for token in claims.values())
    stop = max(token.row for token in claims.values()) + 1
    _claim_out_of_order(claims, tokens, spell(template), start, stop)
    return Match(form, template, layout, chain.score, claims, start, stop, weak)


class _Chain(NamedTuple):
    """Pairs of a source label and a label of the form, the last first; share: of the form's labels, by weight."""

    pairs: tuple[tuple[int, int], ...]
    score: float
    share: float


@lru_cache(maxsize=128)
def _best_chain(texts: tuple[str, ...], template: TableTemplate) -> _Chain:
    """Find the best chain of pairs for folded labels, of which blank ones count for none.

    The documents of a run have the same labels in the same order.
    """
    spelled = spell(template)
    weights, n_labels = spelled.weights, len(spelled.words)
    # reach[i]: the best chain so far that ends at a label before i, with what its later gaps are counted from
    reach: list[tuple[float, int]] = [(0.0, -1)] * (n_labels + 1)
    reach_set = [False] * (n_labels + 1)
    chain: list[tuple[int, int, int, float]] = []
    best_end, best_score = -1, 0.0
    for at, text in enumerate(texts):
        ends = []
        for label, share in candidates(text, template) if text else ():
            gain = share * weights[label]
            score, before = gain - _FORM_GAP * label, -1
            if reach_set[label]:
                value, link = reach[label]
                joined = value + gain - _SOURCE_GAP * at - _FORM_GAP * label
                if joined > score:
                    score, before = joined, link
            ends.append((label, score, len(chain)))
            chain.append((at, label, before, score))
        for label, score, link in ends:
            kept = score + _SOURCE_GAP * (at + 1) + _FORM_GAP * (label + 1)
            for later in range(label + 1, n_labels + 1):
                if reach_set[later] and reach[later][0] >= kept:
                    break
                reach[later], reach_set[later] = (kept, link), True
            final = score - _FORM_GAP * (n_labels - 1 - label)
            if final > best_score or best_end < 0:
                best_end, best_score = link, final
    pairs: list[tuple[int, int]] = []
    link = best_end
    while link >= 0:
        at, label, before, _ = chain[link]
        pairs.append((at, label))
        link = before
    share = sum([weights[label] for _, label in pairs]) / sum(weights) if pairs else 0.0
    return _Chain(tuple(pairs), best_score, share)


def _has_heads(claims: Mapping[int, Token], layout: Layout) -> bool:
    """Say whether most heads of a table were found: of rows of any number the form knows no words."""
    leaves = [leaf for head in layout.heads for leaf in head]
    return sum(leaf in claims for leaf in leaves) >= _ENOUGH_HEADS * len(leaves)


def _claim_out_of_order(
    claims: dict[int, Token], tokens: Sequence[Token], spelled: Spellings, start: int, stop: int
) -> None:
    """Claim labels that the chain had to skip, where exactly one unclaimed token has exactly their words."""
    missing: dict[str, list[int]] = defaultdict(list)
    for label, words in enumerate(spelled.words):
        if label not in claims:
            missing[words[0]].append(label)
    if not missing:
        return
    taken = {(token.row, token.at) for token in claims.values()}
    free: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        if start <= token.row < stop and (token.row, token.at) not in taken:
            whole = spelled.joined.get(run_on(token.folded))
            free[token.folded if whole is None else spelled.words[whole][0]].append(token)
    for word, labels in missing.items():
        if len(labels) == 1 and len(free[word]) == 1:
            claims[labels[0]] = free[word][0]
