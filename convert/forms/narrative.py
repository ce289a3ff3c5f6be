"""Compare what the prose says with the tables, and one year with the next. Hints: nothing here changes a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from convert.findings import finding
from convert.forms.fold import loose
from convert.forms.layout import lay_out
from convert.forms.spelled import template_of
from convert.forms.template import Form, Narrative, YearRule
from convert.model import Block, Cell, Document, Finding, Heading, Paragraph, Table
from convert.numbers import FROM_CHINESE_DIGITS

_PERIOD = re.compile(r"(20\d\d) ?年 ?1 ?月 ?1 ?日")
_YEAR = re.compile(r"(20\d\d) ?年")
_CHINESE_YEAR = re.compile("二[〇○零Ｏ][〇○零Ｏ一二三四五六七八九]{2}(?= ?年)")
_NARROW = str.maketrans({chr(0xFF10 + digit): str(digit) for digit in range(10)})
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_OTHER_TIME = re.compile("上年|去年|上一年|前年|往年|同期|近[一二两三四五六七八九十几0-9]+年|以来|历年")
_SENTENCE_END = "。；;！？!?\n"
_CLAUSE_END = "，,：:、"
_LONGEST_PROSE = 20_000
"""Longer paragraphs are not searched: they are not prose."""

Places = dict[tuple[str, str], Cell]


def check_narrative(blocks: Sequence[Block], form: Form) -> Iterator[Finding]:
    """Yield hints: numbers and years that prose, title and tables disagree on; sections missing or out of order."""
    lines = [block for block in blocks if isinstance(block, Paragraph)]
    prose = [(line, _plain(text)) for line in lines if len(text := line.text) <= _LONGEST_PROSE]
    named = [
        (said, line, match) for said in form.narrative for line, text in prose for match in said.pattern.finditer(text)
    ]
    tables = _values_by_key(blocks, form) if named and not is_repeated(blocks) else {}
    year = _title_year(blocks)
    for said, line, match in named:
        cells = [tables.get(said.table, {}).get((said.row, column)) for column in said.columns]
        known = [cell for cell in cells if cell is not None and isinstance(cell.value, Decimal)]
        if len(known) < len(cells):
            continue
        total = str(_total(cells))
        if Decimal(match[1]) != Decimal(total) and not _counts_something_else(match, said, year):
            found = finding("narrative-differs", line.origin, before=match[1], after=total, detail=match[0])
            yield replace(found, also=tuple(cell.origin for cell in known))
    yield from _check_years(prose)
    yield from _check_sections([paragraph for paragraph, _ in prose], form)


def is_repeated(blocks: Sequence[Block]) -> bool:
    """Say whether an official table stands there twice, so that nobody knows which of them the prose is about."""
    found = [block.form.rpartition("/")[2] for block in blocks if isinstance(block, Table) and block.form]
    return len(set(found)) < len(found)


def _title_year(blocks: Sequence[Block]) -> str:
    titles = (block.text for block in blocks if isinstance(block, Heading) and block.level == 0)
    named = _YEAR.search(_plain(next(titles, "")))
    return named[1] if named else ""


def _counts_something_else(match: re.Match[str], said: Narrative, year: str) -> bool:
    """Say whether the words around a number say that it is of another year, or only a part of what the table counts."""
    text, start = match.string, match.start()
    sentence = text[max(text.rfind(end, 0, start) for end in _SENTENCE_END) + 1 : start]
    clause = sentence[max(sentence.rfind(end) for end in _CLAUSE_END) + 1 :]
    years = _YEAR.findall(sentence)
    if _OTHER_TIME.search(clause) or (year and years and years[-1] != year):
        return True
    return said.unless is not None and said.unless.search(clause + match[0]) is not None


def _plain(text: str) -> str:
    """Write numbers the one way: half-width digits, no separators of thousands, years in digits.

    >>> _plain("二〇二三年收到１,024件")
    '2023年收到1024件'
    """
    text = _THOUSANDS.sub("", text.translate(_NARROW))
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(FROM_CHINESE_DIGITS), text)


def _check_years(prose: Sequence[tuple[Paragraph, str]]) -> Iterator[Finding]:
    """Compare the year of the title with that of the statistical period, and with those that the prose names.

    Beside a period that agrees, prose about years before only is an old text; one about the next year may be a plan.
    """
    titles = ((block, text) for block, text in prose if isinstance(block, Heading) and block.level == 0)
    title, text_of_title = next(titles, (None, ""))
    named = _YEAR.search(text_of_title)
    if title is None or named is None:
        return
    text = [line for block, line in prose if block is not title]
    period = next((match for line in text if (match := _PERIOD.search(line))), None)
    if period and period[1] != named[1]:
        yield finding("year-differs", title.origin, before=named[1], after=period[1])
        return
    sentences = (sentence for line in text for sentence in line.split("。") if not _PERIOD.search(sentence))
    years = Counter(match[1] for sentence in sentences for match in _YEAR.finditer(sentence))
    if years and named[1] not in years:
        most = years.most_common(1)[0][0]
        if not period or max(years) < named[1]:
            yield finding("year-differs", title.origin, before=named[1], after=most)


def _check_sections(prose: Sequence[Paragraph], form: Form) -> Iterator[Finding]:
    wordings = [{loose(words) for words in section.wordings} for section in form.sections]
    seen: list[int] = []
    for block in prose:
        if isinstance(block, Heading) and block.level == 1:
            at = next((at for at, words in enumerate(wordings) if loose(block.text) in words), None)
            if at is None:
                continue
            if seen and at < max(seen):
                yield finding("section-order", block.origin, before=block.text)
            seen.append(at)
    if len(set(seen)) * 2 <= len(wordings):
        return
    for at, section in enumerate(form.sections):
        if at not in seen:
            yield finding("section-missing", detail=section.title)


def _values_by_key(blocks: Sequence[Block], form: Form) -> dict[str, Places]:
    """Map each table of the form that is there to its value cells by (row key, column key)."""
    found: dict[str, Places] = {}
    for block in blocks:
        if isinstance(block, Table) and block.form.partition("/")[0] == form.id:
            cells = {(cell.row, cell.col): cell for cell in block.cells}
            template = template_of(form, block)
            found[template.id] = {
                (place.row_key, place.col_key): cells[place.row, place.col] for place in lay_out(template).places
            }
    return found


def compare_years(document: Document, last: Document, forms: Sequence[Form]) -> Document:
    """Add a finding for each value that last year's report leads one to expect and this one does not have.

    Tables of either year may follow either form; a rule is applied where both tables have its keys and numbers.
    """
    now: dict[str, Places] = {}
    before: dict[str, Places] = {}
    for form in forms:
        now |= _values_by_key(document.blocks, form)
        before |= _values_by_key(last.blocks, form)
    rules = [rule for form in forms if form.id == document.form for rule in form.years]
    found = [
        hint for rule in rules for hint in _check_year_rule(rule, now.get(rule.table, {}), before.get(rule.table, {}))
    ]
    return replace(document, findings=(*document.findings, *found))


def _check_year_rule(rule: YearRule, now: Places, before: Places) -> Iterator[Finding]:
    across = rule.across == "columns"
    lines = dict.fromkeys(column if across else row for row, column in now)

    def cells(places: Places, keys: Sequence[str], line: str) -> list[Cell | None]:
        return [places.get((key, line) if across else (line, key)) for key in keys]

    for line in lines:
        this, plus, last = cells(now, rule.this, line), cells(now, rule.plus, line), cells(before, rule.last, line)
        used = [cell for cell in (*this, *plus, *last) if cell is not None and isinstance(cell.value, Decimal)]
        if len(used) < len(this) + len(plus) + len(last):
            continue
        left, right = _total(this), _total(plus) + _total(last)
        if left != right:
            detail = f"{rule.name}（{line}）"
            yield replace(
                finding("years-disagree", used[0].origin, before=str(left), after=str(right), detail=detail),
                also=tuple(cell.origin for cell in used[1:]),
            )


def _total(cells: Sequence[Cell | None]) -> Decimal:
    return sum((cell.value for cell in cells if cell and isinstance(cell.value, Decimal)), Decimal(0))
