r"""Comma-separated values, and values with another character between them, in a file of their own or among other text.

    table  = row row+                    the first two have as many fields as each other, unless most cells are numbers
    row    = field (SEP field)* LF       SEP: one of , ; | ， ； (in a .csv file also TAB), the same in all rows; where
                                         commas part thousands and others have a blank behind them, one with a blank
    field  = text | '"' quoted '"'       quoted: may hold SEP and line ends; a quote in it is doubled (RFC 4180)

Commas are also punctuation. Among other text, lines are rows only if the first few look like cells: quoted, or short
and without the marks of sentences, with numbers among them; or, without numbers, four rows of three fields or more
with no blank behind a separator. Between full-width separators most cells must be numbers. Commas that part thousands
are no separators. In a .csv file every line is a row; its separator is the one that its rows agree on. Between
full-width ones a sentence is no row, and some cells are numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from convert.adapters.text.cells import Field, check_cells, paragraph, read_fields
from convert.adapters.text.lone_cells import is_value
from convert.adapters.text.many_rows import ManyRows
from convert.adapters.text.quoted import Row, read_row
from convert.adapters.text.region import Context, ReadText, Region
from convert.adapters.text.wording import SENTENCE_ENDS, is_section, is_sentence
from convert.model import Block, Finding, Table

SEPARATORS = (",", ";", "，", "；", "|")
_WIDE = ("，", "；")
_SPACED = ", "
_SPACED_COMMA = re.compile(r",(?= |$)")
_TIMES = 3
_PEEKED = 6
_SAMPLE = 200
_REGULAR = 4
_SHORT = 20
_LONGEST = 60
_TITLE = 30
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_TABLE_OF_A_PAGE = re.compile("<table[ >]", re.IGNORECASE)
_NAMED = re.compile(r"sep=(.)", re.IGNORECASE)


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the rows that begin at this line."""
    line = lines[start]
    opens = line.lstrip().startswith('"')
    if "|" in line and '"' not in line:
        return None
    for separator in ("|",) if "|" in line else SEPARATORS:
        if separator not in line and not opens:
            continue
        if separator == "," and _have_spaced_commas(lines, start):
            separator = _SPACED
        peeked = list(_rows(lines, start, separator, _PEEKED))
        if not _are_rows(peeked, separator, lines):
            continue
        rows = [*takewhile(lambda row: not _is_text(row), _rows(lines, start, separator))]
        return read_fields([row.fields for row in rows], rows[-1].end, context)
    return None


def _have_spaced_commas(lines: Sequence[str], start: int) -> bool:
    """Say whether nearly all commas of lines have blanks behind them, but for those that part thousands."""
    spaced = thousands = others = 0
    for line in lines[start : start + _SAMPLE]:
        commas = line.count(",")
        if not commas or '"' in line:
            break
        inner, ends = len(_THOUSANDS.findall(line)), len(_SPACED_COMMA.findall(line))
        thousands, spaced, others = thousands + inner, spaced + ends, others + commas - inner - ends
    return thousands > 0 and _TIMES * others < spaced


def _rows(lines: Sequence[str], start: int, separator: str, most: int = 0) -> Iterator[Row]:
    """Yield rows up to the first line that is none: blank, with broken quotes, or without the separator."""
    at, count = start, 0
    while at < len(lines) and (not most or count < most):
        row = read_row(lines, at, separator) if lines[at].strip() else None
        if row is None or len(row.fields) < 2:
            return
        yield row
        at, count = row.end, count + 1


def _are_rows(rows: Sequence[Row], separator: str, lines: Sequence[str]) -> bool:
    """Say whether the first rows of what may be a table are rows, and not sentences with commas in them."""
    if len(rows) < 2 or _is_text(rows[0]) or _is_text(rows[1]):
        return False
    width = len(rows[0].fields)
    alike = len(rows[1].fields) == width
    if alike and rows[0].quoted and rows[1].quoted:
        return True
    if separator == "|" or (separator == "," and not any(_parts_more_than_thousands(row, lines) for row in rows[:2])):
        return False
    rows = rows[:2] if alike and any(map(_is_text, rows)) else rows
    texts = [text for row in rows for field in row.fields if (text := field.text.strip())]
    if not texts or any(map(_is_text, rows)) or sum(len(text) <= _SHORT for text in texts) < 0.7 * len(texts):
        return False
    blanks = sum(map(_blanks_among_numbers, rows))
    numbers = (sum(map(is_value, texts)) + blanks) / (len(texts) + blanks)
    if separator in _WIDE:
        return width > 2 and alike and numbers >= 0.4
    if numbers >= 0.25:
        return alike or (len(rows) > 2 and numbers >= 0.4)
    inner = [field.text for row in rows for field in row.fields[1:]]
    regular = len(rows) >= _REGULAR and all(len(row.fields) == width > 2 for row in rows)
    return regular and not any(text[:1] == " " for text in inner) and sum(map(len, texts)) <= 8 * len(texts)


def _blanks_among_numbers(row: Row) -> int:
    """Count the blank fields of a row that holds several numbers and nothing else: no sentence has such commas."""
    texts = [field.text.strip() for field in row.fields]
    filled = [text for text in texts if text]
    return len(texts) - len(filled) if len(filled) > 1 and all(map(is_value, filled)) else 0


def _is_text(row: Row) -> bool:
    """Say whether a row reads like running text: a sentence in it, or the end of one, or of a statement, at its end."""
    texts = [field.text.strip() for field in row.fields]
    ends = bool(texts[-1]) and (texts[-1][-1] in SENTENCE_ENDS or texts[-1].endswith(");")) and not row.quoted
    return ends or (not row.quoted and any("。" in text or len(text) - text.count(" ") > _LONGEST for text in texts))


def _parts_more_than_thousands(row: Row, lines: Sequence[str]) -> bool:
    line = lines[row.fields[0].line]
    return bool(row.quoted) or line.count(",") > len(_THOUSANDS.findall(line))


def read_file(
    lines: Sequence[str], context: Context, read_text: ReadText
) -> tuple[tuple[Block, ...], tuple[Finding, ...]] | None:
    """Read all lines of a .csv file as rows; None if its lines agree on no separator.

    A row with one cell that reads like a heading or a sentence is a paragraph, and so are such rows before the first
    with several; the table goes on behind it as another. The fields of a row are read each by itself, by read_text,
    where one holds a page with a table, as crawlers store them. Raises TooLarge.
    """
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    named = _NAMED.fullmatch(lines[start].strip()) if start < len(lines) else None
    separator = named[1] if named else _find_separator(lines, start)
    if not separator:
        return None
    blocks: list[Block] = []
    findings: list[Finding] = []
    rows = ManyRows(context)
    cells = 0

    def finish() -> None:
        nonlocal rows
        if rows:
            table, found = rows.build()
            blocks.append(table)
            findings.extend(found)
            rows = ManyRows(context)

    at = start + 1 if named else start
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        row = read_row(lines, at, separator) or Row([Field(text, at) for text in lines[at].split(separator)], at + 1)
        text = _only_text(row)
        is_page = any(_TABLE_OF_A_PAGE.search(field) for field in row.quoted)
        said = ""
        if separator in _WIDE and _is_text(row):
            said = " ".join(lines[at : row.end])
        elif text and not is_value(text):
            is_title = _is_title(text) and not _goes_on(rows.last, lines, row.end, separator)
            said = " ".join(text.split("\n")) if is_title or not rows else ""
        filled = any(field.text.strip() for field in row.fields)
        if said or is_page or not filled:
            finish()
        if said:
            made, found = paragraph(said, context, row.fields[0].line)
            blocks += made
            findings += found
        elif is_page:
            for column, field in enumerate(row.fields, 1):
                made, found = read_text(field.text, context.name, f"R{context.numbers[field.line]}C{column}")
                blocks += made
                findings += found
        elif filled:
            cells += len(row.fields)
            check_cells(cells)
            rows.add(row.fields)
        at = row.end
    finish()
    if not any(isinstance(block, Table) for block in blocks):
        return None
    return tuple(blocks), tuple(findings)


def _only_text(row: Row) -> str:
    """Give the text of a row that has one only, in its first field."""
    return row.fields[0].text.strip() if not any(field.text.strip() for field in row.fields[1:]) else ""


def _is_title(text: str) -> bool:
    return is_section(text) or is_sentence(text) or len(text) > _TITLE


def _goes_on(before: Sequence[Field], lines: Sequence[str], at: int, separator: str) -> bool:
    """Say whether rows of numbers stand before a row and behind it: its own cells are blank."""
    behind = read_row(lines, at, separator) if at < len(lines) else None
    both = (before, behind.fields if behind else ())
    return all(sum(is_value(field.text.strip()) for field in fields) > 1 for fields in both)


def _parts_cells(lines: Sequence[str], start: int, separator: str, regular: bool) -> bool:
    """Say whether a separator parts cells, and not sentences only; between full-width ones, some must be numbers.

    regular: the lines agree on one number of fields.
    """
    rows = [read_row(lines, at, separator) for at in range(start, min(len(lines), start + _SAMPLE))]
    several = [row for row in rows if row and len(row.fields) > 1 and not _is_text(row)]
    if separator not in _WIDE:
        return regular or bool(several)
    cells = [field.text.strip() for row in several for field in row.fields]
    filled = [text for text in cells if text]
    numbers = sum(map(is_value, filled))
    return numbers > 0 and (regular or 4 * numbers >= len(filled))


def _find_separator(lines: Sequence[str], start: int) -> str:
    """Give the separator that parts most rows into one number of fields, at least two; empty if none does."""
    best, most = "", 0.0
    for separator in (*SEPARATORS, _SPACED, "\t"):
        widths: Counter[int] = Counter()
        at = start
        while at < len(lines) and widths.total() < _SAMPLE:
            if lines[at].strip():
                row = read_row(lines, at, separator)
                widths[len(row.fields) if row else 1] += 1
                at = row.end if row else at + 1
            else:
                at += 1
        several = sum(count for width, count in widths.items() if width > 1)
        if 2 * several < widths.total():
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        if not _parts_cells(lines, start, separator, several == count):
            continue
        score = count / widths.total() + min(width, 50) / 1000
        if score > most:
            best, most = separator, score
    return best
