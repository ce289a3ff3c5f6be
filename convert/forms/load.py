"""Load the official forms: one TOML file a form under templates/forms, checked key by key when it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from msgspec.structs import replace

from convert.errors import BadTemplate
from convert.forms.template import (
    ANY,
    NOT_SUMMED,
    REPEATED,
    VALUE_TYPES,
    Band,
    Form,
    Line,
    Narrative,
    Rule,
    Section,
    TablesRule,
    TableTemplate,
    Term,
    YearRule,
)
from convert.forms.values import looks_like_value
from convert.toml_keys import Keys, parse_toml, read_file, templates_folder

MOST_ROWS = 5_000
"""Of a kind, in one table."""


def load_forms(own: tuple[str, ...] = ()) -> tuple[Form, ...]:
    """Load the forms that the program brings and those of a user's own files, the latest first. Raises BadTemplate."""
    return _all_forms(tuple([read_file(Path(path)) for path in own]))


@lru_cache(maxsize=8)
def _all_forms(own: tuple[tuple[str, bytes], ...]) -> tuple[Form, ...]:
    forms: dict[str, Form] = {}
    for name, content in (*map(read_file, sorted((templates_folder() / "forms").glob("*.toml"))), *own):
        form = parse_form(name, content)
        if form.id in forms:
            raise BadTemplate(file=name, key="id", expected="an id that no other form has", found=form.id)
        forms[form.id] = form
    return tuple(sorted(forms.values(), key=lambda form: (-form.since, form.id)))


def is_template_file(form: str) -> bool:
    """Say whether what is asked for is a file, not a form's id."""
    return form.lower().endswith(".toml")


def load_form(path: Path) -> Form:
    """Load and check one template file. Raises BadTemplate naming the file, the key and what was expected."""
    return parse_form(*read_file(path))


@lru_cache(maxsize=512)
def parse_form(name: str, content: bytes) -> Form:
    """Check the content of a template file that is called so. Raises BadTemplate."""
    return _form(parse_toml(name, content))


def _form(keys: Keys) -> Form:
    keys.check_schema()
    names = keys.table("name")
    form = Form(
        id=keys.text("id"),
        since=keys.year("since"),
        language=keys.text("language"),
        source=keys.text("source"),
        title_words=keys.texts("title_words", ()),
        names={"zh": names.text("zh"), "en": names.text("en")},
        sections=keys.each("sections", _section, optional=True),
        tables=keys.each("tables", _table),
        narrative=keys.each("narrative", _narrative, optional=True),
        years=keys.each("years", _year_rule, optional=True),
    )
    form = replace(form, sums=keys.each("sums", partial(_tables_rule, tables=form.tables), optional=True))
    names.done()
    keys.done()
    ids = [table.id for table in form.tables]
    for section in form.sections:
        if section.table and section.table not in ids:
            keys.fail("sections", "the id of a table: " + ", ".join(ids), section.table)
    bands = {table.id: table.bands for table in form.tables}
    for said in form.narrative:
        _expect_keys(keys, "narrative", bands, said.table, (said.row,), said.columns)
    for rule in form.years:
        named = (*rule.this, *rule.plus)
        _expect_keys(keys, "years", bands, rule.table, *((named, ()) if rule.across == "columns" else ((), named)))
    return form


def _expect_keys(
    keys: Keys, name: str, bands: dict[str, tuple[Band, ...]], table: str, rows: Sequence[str], columns: Sequence[str]
) -> None:
    if table not in bands:
        keys.fail(name, "the id of a table: " + ", ".join(bands), table)
    known_rows = {line.key for band in bands[table] for line in band.fixed}
    known_columns = {line.key for band in bands[table] for line in band.columns}
    for key in rows:
        if key not in known_rows:
            keys.fail(name, f"keys of rows of {table} that stand there once", key)
    for key in columns:
        if key not in known_columns:
            keys.fail(name, f"keys of columns of {table}", key)


def _narrative(keys: Keys) -> Narrative:
    pattern = _pattern(keys, "pattern")
    if pattern.groups != 1:
        keys.fail("pattern", "one group, the number", pattern.pattern)
    unless = _pattern(keys, "unless", "")
    return Narrative(
        keys.text("table"), keys.text("row"), keys.texts("columns"), pattern, unless if unless.pattern else None
    )


def _pattern(keys: Keys, name: str, default: str | None = None) -> re.Pattern[str]:
    try:
        return re.compile(keys.text(name, default))
    except re.error as error:
        keys.fail(name, "a regular expression", str(error))


def _year_rule(keys: Keys) -> YearRule:
    return YearRule(
        name=keys.text("name"),
        table=keys.text("table"),
        across=keys.choice("across", ("rows", "columns")),
        this=keys.texts("this"),
        last=keys.texts("last"),
        plus=keys.texts("plus", ()),
    )


def _tables_rule(keys: Keys, tables: Sequence[TableTemplate]) -> TablesRule:
    """Read an equality over several tables."""
    term = partial(_term, tables=tables)
    return TablesRule(
        id=keys.text("id"),
        name=keys.text("name"),
        basis=keys.text("basis"),
        left=keys.each("left", term),
        right=keys.each("right", term),
    )


def _term(keys: Keys, tables: Sequence[TableTemplate]) -> Term:
    term = Term(keys.text("table"), keys.text("row"), keys.text("column"))
    table = next((table for table in tables if table.id == term.table), None)
    if table is None:
        keys.fail("table", "the id of a table: " + ", ".join(table.id for table in tables), term.table)
    bands = [band for band in table.bands if term.row in (row.key for row in band.rows if row.type != "none")]
    if not bands:
        known = ", ".join(row.key for band in table.bands for row in band.rows if row.type != "none")
        keys.fail("row", f"the key of a row of {table.id} with values: {known}", term.row)
    columns = [column for band in bands for column in band.columns]
    found = next((column for column in columns if column.key == term.column), None)
    if found is None:
        keys.fail("column", "the key of a column of this row: " + ", ".join(line.key for line in columns), term.column)
    row = next(row for band in bands for row in band.rows if row.key == term.row)
    if (row.type or found.type) in NOT_SUMMED:
        keys.fail("column", "a column of numbers that can be added up", term.column)
    return term


def _section(keys: Keys) -> Section:
    return Section(keys.text("title"), keys.texts("variants", ()), keys.text("table", ""))


def _table(keys: Keys) -> TableTemplate:
    bands = keys.each("bands", _band)
    rules = keys.each("rules", partial(_rule, bands=bands), optional=True)
    variant_keys = keys.table("variants", optional=True)
    variants = {label: variant_keys.texts(label) for label in variant_keys.data}
    labels = {label for band in bands for line in (*band.columns, *band.rows) for label in line.path}
    labels |= {label for band in bands for label in (band.banner, *band.corners)}
    for label in variants:
        if label not in labels:
            variant_keys.fail(label, "a label of this table", label)
    named: set[tuple[str, str]] = set()
    for band in bands:
        pairs = {(row.key, column.key) for row in band.rows for column in band.columns}
        for row, column in sorted(pairs & named):
            keys.fail(
                "bands", "another key for a row or a column, since a value's name is made of both", f"{row}_{column}"
            )
        named |= pairs
    if bands[0].beside:
        keys.fail("bands[1].beside", "a band before it", True)
    has_repeats = any(row.repeat for band in bands for row in band.rows)
    if has_repeats and any(band.beside for band in bands):
        keys.fail("bands", "rows that repeat in bands below each other, not beside each other", "beside = true")
    return TableTemplate(keys.text("id"), keys.text("title", ""), bands, rules, variants, has_repeats)


def _band(keys: Keys) -> Band:
    corners = (keys.text("corner", ""),) if isinstance(keys.data.get("corner", ""), str) else keys.texts("corner")
    band = Band(
        banner=keys.text("banner", ""),
        corners=tuple(filter(None, corners)),
        columns=keys.each("columns", partial(_line, types=VALUE_TYPES, default="count")),
        rows=keys.each("rows", partial(_line, types=("", "none", *VALUE_TYPES), default="")),
        widths=keys.numbers("widths"),
        beside=bool(keys.flag("beside", False)),
    )
    depth = max(len(row.path) for row in band.rows)
    band = replace(band, depth=depth)
    if band.widths and len(band.widths) != len(band.columns):
        keys.fail("widths", f"{len(band.columns)} numbers, one a column", band.widths)
    if len(band.corners) not in (0, 1, depth):
        keys.fail("corner", f"one label, or {depth}, one a column of row labels", band.corners)
    _expect_open_rows(keys, band, depth)
    for name, lines in (("columns", band.columns), ("rows", band.rows)):
        listed = [line.key for line in lines]
        for at, line in enumerate(lines, 1):
            if listed.index(line.key) < at - 1:
                keys.fail(f"{name}[{at}]", "keys that differ", line.key)
            for other in lines if not line.repeat else ():
                same = other is not line and line.path and other.path[: len(line.path)] == line.path
                if same and (name == "columns" or len(other.path) > len(line.path)):
                    keys.fail(f"{name}[{at}]", f"a path that {other.key} neither continues nor repeats", line.path)
    if any(not line.path for line in band.columns):
        keys.fail("columns", "a path with at least one label", "[]")
    return band


def _expect_open_rows(keys: Keys, band: Band, depth: int) -> None:
    """Check the rows that repeat. depth: how many columns of row labels the band has."""
    for at, row in enumerate(band.rows, 1):
        place = f"rows[{at}]"
        if not row.repeat:
            if ANY in row.path:
                keys.fail(f"{place}.path", f'repeat = [least, most] in this row, since "{ANY}" is any label', row.path)
            continue
        if row.type == "none":
            keys.fail(f"{place}.type", "a type of values, since the row repeats", row.type)
        if REPEATED in row.key or any(REPEATED in other.key for other in (*band.rows, *band.columns)):
            keys.fail(f"{place}.key", f"keys without {REPEATED} in a band with rows that repeat", row.key)
        named = row.path[: row.path.index(ANY)] if ANY in row.path else row.path
        if row.path != (*named, *[ANY] * (depth - len(named))) or len(named) == depth > 0:
            expected = f'as many labels as the band has columns of row labels ({depth}), the last "{ANY}"'
            keys.fail(f"{place}.path", expected, row.path)
        if at < len(band.rows) and (after := band.rows[at]).repeat and not row.pattern and after.path == row.path:
            keys.fail(f"{place}.pattern", f"a pattern, which tells these rows from {after.key}", "")
    if depth == 0 and len(band.rows) > 1 and any(row.repeat for row in band.rows):
        keys.fail("rows", "labels that tell the rows apart, or the row that repeats alone", len(band.rows))


def _line(keys: Keys, types: Sequence[str], default: str) -> Line:
    """Read a column, or a row, which may repeat."""
    repeat = keys.bounds("repeat", MOST_ROWS) if default == "" else ()
    if repeat and repeat[1] < max(repeat[0], 1):
        keys.fail("repeat", "[least, most], the most not below the least", list(repeat))
    pattern = _pattern(keys, "pattern", "") if repeat else None
    line = Line(
        keys.text("key"),
        keys.texts("path"),
        keys.choice("type", types, default),
        repeat,
        pattern if pattern and pattern.pattern else None,
    )
    for label in line.path:
        if looks_like_value(label):
            keys.fail("path", "labels in words: leave this one out, and the one before it stretches", label)
    return line


def _rule(keys: Keys, bands: tuple[Band, ...]) -> Rule:
    rule = Rule(
        id=keys.text("id"),
        name=keys.text("name"),
        basis=keys.text("basis"),
        across=keys.choice("across", ("rows", "columns")),
        left=keys.texts("left"),
        right=keys.texts("right"),
    )
    lines = "rows" if rule.across == "columns" else "columns"
    known = {line.key for band in bands for line in getattr(band, lines)}
    for side in ("left", "right"):
        for key in getattr(rule, side):
            if key not in known:
                keys.fail(side, "keys of this table's " + lines, key)
    return rule
