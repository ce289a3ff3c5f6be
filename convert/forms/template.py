"""What a template file says of an official form, as records."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

ValueType = Literal["count", "integer", "amount", "percent", "text"]
ANY = "*"
"""In the path of a row that repeats: the label that each of its rows has there."""

NOT_SUMMED = ("percent", "text")
"""Types of values that a sum says nothing of."""

REPEATED = "#"
"""In the key of a row that repeats, between its kind and its number: case#1, case#2, …"""

VALUE_TYPES: tuple[ValueType, ...] = ("count", "integer", "amount", "percent", "text")
"""count: a whole number from 0; integer: a whole number with a sign; amount: a decimal number; percent: one that may

have a percent sign; text: anything."""


class Line(Struct, frozen=True):
    """A row or a column of values: its key in rules, its labels from the outermost in, its type of value.

    type: of a row, that of all its values, empty where its columns say it, `none` where it has no values; repeat: of a
    row that stands there any number of times, how often at least and at most, with the path's ANY for what each has
    there; pattern: what the labels of such rows look like, where the kinds of rows mix.
    """

    key: str
    path: tuple[str, ...]
    type: ValueType | Literal["", "none"] = "count"
    repeat: tuple[int, ...] = ()
    pattern: re.Pattern[str] | None = None


class Band(Struct, frozen=True):
    """Rows under one head. widths: grid columns each value column takes; the last stretches to the table's edge.

    corners: the label over the row labels, or one over each of their columns; beside: right of the band before, not
    below it; depth: how many columns of row labels there are.
    """

    banner: str
    corners: tuple[str, ...]
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    widths: tuple[int, ...]
    beside: bool = False
    depth: int = 0

    @property
    def fixed(self) -> tuple[Line, ...]:
        """The rows that stand there once, in their order."""
        return tuple(row for row in self.rows if not row.repeat)


class Rule(Struct, frozen=True):
    """An equality of two sums over keys of rows (across columns: once for each column) or of columns (across rows)."""

    id: str
    name: str
    basis: str
    across: Literal["rows", "columns"]
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.left, *self.right)


class Term(Struct, frozen=True):
    """A value of a table of the form, by the keys of its row and column; of rows that repeat, the sum of all."""

    table: str
    row: str
    column: str


class TablesRule(Struct, frozen=True):
    """An equality of two sums over values of several tables."""

    id: str
    name: str
    basis: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]


class TableTemplate(Struct, frozen=True, eq=False):
    """title: what the table is called where no section names it; variants: accepted other wordings of a label.

    has_repeats: some rows stand there any number of times; spelled_out: with those that a document has.
    """

    id: str
    title: str
    bands: tuple[Band, ...]
    rules: tuple[Rule, ...]
    variants: dict[str, tuple[str, ...]]
    has_repeats: bool = False
    spelled_out: bool = False


class Section(Struct, frozen=True):
    """A section of the form by its official title; variants are other wordings that are accepted as they are."""

    title: str
    variants: tuple[str, ...]
    table: str

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.title, *self.variants)


class Narrative(Struct, frozen=True):
    """What prose says of a value: the pattern's group is the number, the value is the sum of columns of a table's row.

    unless: words beside the number that make it a part of the value, or another number.
    """

    table: str
    row: str
    columns: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


class YearRule(Struct, frozen=True):
    """An equality over two years: the sum of `this` now = the sum of `last` a year before + the sum of `plus` now."""

    name: str
    table: str
    across: Literal["rows", "columns"]
    this: tuple[str, ...]
    last: tuple[str, ...]
    plus: tuple[str, ...]


class Form(Struct, frozen=True, eq=False):
    """since: the first year of its reports; of two forms that fit alike, the later is taken."""

    id: str
    since: int
    language: str
    source: str
    title_words: tuple[str, ...]
    names: dict[str, str]
    sections: tuple[Section, ...]
    tables: tuple[TableTemplate, ...]
    narrative: tuple[Narrative, ...]
    years: tuple[YearRule, ...]
    sums: tuple[TablesRule, ...] = ()

    def table_title(self, table_id: str) -> str:
        """Give the title of the section that a table belongs to, else its own."""
        titles = [section.title for section in self.sections if section.table == table_id]
        titles += [table.title for table in self.tables if table.id == table_id]
        return titles[0]
