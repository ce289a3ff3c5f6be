"""Find official tables in a stretch of source rows by the words in their labels, never by position alone.

The labels of a form and of the source are two sequences; the best chain of pairs that keeps the order of both is
found in one pass over the source. Labels that stand out of order are looked for afterwards, by their exact words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from convert.forms.fold import MINIMUM_LIKENESS, fold, likeness
from convert.forms.layout import Layout, lay_out
from convert.forms.stretch import Token
from convert.forms.template import Form, TableTemplate

_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.,)]")
_SOURCE_GAP = 0.02
_FORM_GAP = 0.05
_ENOUGH = 0.35
"""The share of a table's labels, by weight, that must be found before its rows are taken for that table."""
_ENOUGH_IN_ITS_SECTION = 0.12
"""The share that will do right under the title of the table's own section, if then all its sums hold."""


class Match(NamedTuple):
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
    foreign_columns: frozenset[int] = frozenset()
    """The columns of head labels that the form does not have."""

    def unfinished(self) -> list[str]:
        """List the folded labels of the form that the source has only in part, or not where they were looked for."""
        official = enumerate(fold(label.text) for label in self.layout.labels)
        return [text for at, text in official if at not in self.claims or self.claims[at].folded != text]


def find_best(
    rows: Sequence[Sequence[Token]], forms: Iterable[Form], preferred: str = "", expected: str = ""
) -> Match | None:
    """Find the official table that fits some of these rows best; of two that fit alike, the preferred form's.

    expected: the id of the table whose section the rows stand in.
    """
    tokens = [token for row in rows for token in row if token.folded and not token.is_value]
    known = {token.folded for token in tokens}
    best: Match | None = None
    for form in forms:
        for template in form.tables:
            layout = lay_out(template)
            words = {fold(label.text) for label in layout.labels}
            if len(words & known) < min(3, len(words)):
                continue
            match = _align(tokens, form, template, layout, expected)
            if match is None:
                continue
            bonus = 0.01 * (form.id == preferred)
            match = _with_sources(match, rows)
            if best is None or match.score + bonus > best.score + 0.01 * (best.form.id == preferred):
                best = match
    return best


def _with_sources(match: Match, rows: Sequence[Sequence[Token]]) -> Match:
    by_number = {row[0].row: row for row in rows if row}
    claimed = {(token.row, token.at) for token in match.claims.values()}
    heads = {token.row for at, token in match.claims.items() if match.layout.labels[at].in_head}
    known = {fold(label.text) for label in match.layout.labels}
    foreign = frozenset(
        token.cell.col
        for number in heads
        for token in by_number.get(number, ())
        if token.folded and not token.is_value and (token.row, token.at) not in claimed and token.folded not in known
    )
    return match._replace(source_rows=by_number, foreign_columns=foreign)


def _spellings(template: TableTemplate, layout: Layout) -> list[tuple[str, ...]]:
    return [
        (fold(label.text), *(fold(variant) for variant in template.variants.get(label.text, ())))
        for label in layout.labels
    ]


def _weight(folded: str) -> float:
    return 0.3 + min(len(folded), 12) / 12


def _align(tokens: Sequence[Token], form: Form, template: TableTemplate, layout: Layout, expected: str) -> Match | None:
    spellings = _spellings(template, layout)
    exact: dict[str, list[int]] = defaultdict(list)
    for index, words in enumerate(spellings):
        for word in words:
            exact[word].append(index)
    alike: dict[str, list[tuple[int, float]]] = {}
    n_labels = len(spellings)
    # reach[i]: the best chain so far that ends at a label before i, with what its later gaps are counted from
    reach: list[tuple[float, int]] = [(0.0, -1)] * (n_labels + 1)
    reach_set = [False] * (n_labels + 1)
    chain: list[tuple[int, int, int, float]] = []
    best_end, best_score = -1, 0.0
    for at, token in enumerate(tokens):
        if token.folded not in alike:
            alike[token.folded] = _candidates(token.folded, exact, spellings)
        ends = []
        for label, share in alike[token.folded]:
            gain = share * _weight(spellings[label][0])
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
    if best_end < 0:
        return None
    claims: dict[int, Token] = {}
    link = best_end
    while link >= 0:
        at, label, before, _ = chain[link]
        claims[label] = tokens[at]
        link = before
    found = sum(_weight(spellings[label][0]) for label in claims)
    share = found / sum(_weight(words[0]) for words in spellings)
    weak = share < _ENOUGH
    if len(claims) < 3 or (weak and (template.id != expected or share < _ENOUGH_IN_ITS_SECTION)):
        return None
    start = min(token.row for token in claims.values())
    stop = max(token.row for token in claims.values()) + 1
    _claim_out_of_order(claims, tokens, spellings, start, stop)
    return Match(form, template, layout, best_score, claims, start, stop, weak)


def _candidates(
    folded: str, exact: dict[str, list[int]], spellings: Sequence[tuple[str, ...]]
) -> list[tuple[int, float]]:
    """List the form labels that a source label may stand for, with how alike they are."""
    number = _ENUMERATOR.match(folded)
    if folded in exact:
        unnumbered = (
            []
            if number
            else [
                (label, MINIMUM_LIKENESS)
                for label, words in enumerate(spellings)
                if _without_number(words[0]) == folded
            ]
        )
        return [(label, 1.0) for label in exact[folded]] + unnumbered
    found = []
    dotted = folded.replace(",", ".")
    for label, words in enumerate(spellings):
        share = max(likeness(dotted, word.replace(",", ".")) for word in words)
        official = _ENUMERATOR.match(words[0])
        if number and official and number[0].replace(",", ".") != official[0].replace(",", "."):
            share -= 0.15
        if not number and _without_number(words[0]) == folded:
            share = 0.9
        if share < MINIMUM_LIKENESS and len(folded) >= 2 and words[0].startswith(folded):
            share = MINIMUM_LIKENESS
        if share >= MINIMUM_LIKENESS:
            found.append((label, share))
    return found


def _without_number(folded: str) -> str:
    """Give an official label without its number, or nothing if it has none."""
    number = _ENUMERATOR.match(folded)
    return folded[number.end() :] if number else ""


def _claim_out_of_order(
    claims: dict[int, Token], tokens: Sequence[Token], spellings: Sequence[tuple[str, ...]], start: int, stop: int
) -> None:
    """Claim labels that the chain had to skip, where exactly one unclaimed token has exactly their words."""
    taken = {(token.row, token.at) for token in claims.values()}
    free: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        if start <= token.row < stop and (token.row, token.at) not in taken:
            free[token.folded].append(token)
    missing: dict[str, list[int]] = defaultdict(list)
    for label, words in enumerate(spellings):
        if label not in claims:
            missing[words[0]].append(label)
    for word, labels in missing.items():
        if len(labels) == 1 and len(free[word]) == 1:
            claims[labels[0]] = free[word][0]
