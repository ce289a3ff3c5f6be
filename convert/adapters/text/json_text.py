r"""JSON and lines of JSON (NDJSON) that hold texts and tables, as crawlers and converters store them.

    file   = value+                     one value, or one after another
    object = its values in order        `title` at the top is the document's title; a short value stands behind its key
    array  = table | lines | values     rows of values, objects of short values (their keys are the head), or cells that
                                        tell their row and column are a table; strings are the lines of one text
    string = text                       read like a text file of its own, in whatever dialect; JSON in it is read again

Numbers keep their digits as written, doubled keys are all read, null is blank. Keys in Chinese stand before what they
name. Origins carry the JSON pointer (RFC 6901). What is no JSON, or nested too deeply, is read as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from convert.adapters.text.cells import check_cells
from convert.adapters.text.json_cells import Told, cells_by_address, find_cells, find_tree, texts_of_rows
from convert.adapters.text.json_pages import cut_page, find_chunks, find_page, numbers_page
from convert.adapters.text.json_values import (
    Number,
    Object,
    are_columns,
    are_numbers,
    are_rows,
    decode_data,
    frame_rows,
    have_one_head,
    is_flat,
    is_row,
    is_scalar,
    is_short,
    merge_keys,
    number_columns,
    parse,
    show,
)
from convert.adapters.text.region import ReadText
from convert.adapters.text.wording import is_section
from convert.errors import TooLarge
from convert.findings import finding
from convert.grid import MAX_COLUMNS, place
from convert.model import Block, Finding, Heading, Origin, Paragraph, Run, cell_of_text

DEEPEST = 100
_DEEPEST_STRING = 3
"""JSON in strings of JSON."""
_SHORT = 40
_FEWEST_KEYS = 3
"""Keys of objects that are rows of a table among other objects."""
_TITLES = frozenset(("title", "标题", "题名", "名称", "headline", "doc_title", "documenttitle"))
_TEXT_KEYS = """
    text content contents body html markdown md value paragraph paragraphs p section heading header caption line lines
    data string raw plain words 内容 正文 文本 章节 段落 小标题
"""
_TEXTS = frozenset(_TEXT_KEYS.split())
_ROWS = frozenset(("row", "cells", "values", "fields", "columns", "header", "headers", "行", "单元格", "表头"))
_CHINESE = re.compile("[\u3400-\u9fff]")


class _TooDeep(Exception):
    pass


def read_json(text: str, name: str, read_text: ReadText) -> tuple[tuple[Block, ...], tuple[Finding, ...]] | None:
    """Read JSON into blocks; None if the text is none. read_text: reads the text of a string. Raises TooLarge."""
    values = parse(text)
    if not values:
        return None
    walk = _Walk(name, read_text)
    try:
        if len(values) == 1:
            walk.value(values[0], "", "", 0)
        else:
            walk.array(values, "", "", 0)
    except (_TooDeep, RecursionError):
        return None
    return tuple(walk.blocks), tuple(walk.findings)


def _step(pointer: str, key: object) -> str:
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


class _Walk:
    """The blocks and findings so far."""

    def __init__(self, name: str, read_text: ReadText) -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._name = name
        self._read_text = read_text
        self._titled = False
        self._cells = 0
        self._strings = 0

    def value(self, value: Any, pointer: str, key: str, depth: int) -> None:
        if depth > DEEPEST:
            raise _TooDeep
        if isinstance(value, Object):
            self._members(value, pointer, depth)
        elif isinstance(value, list):
            self.array(value, pointer, key, depth)
        else:
            self._scalar(value, pointer, key, depth)

    def _members(self, members: Object, pointer: str, depth: int) -> None:
        if len(members) > 1 and (all(is_row(inner) for _, inner in members) or have_one_head(members)):
            self._table_of_members(members, pointer)
            return
        cells = cells_by_address(members) or find_tree(members)
        if cells:
            self._table(cells, pointer)
            return
        frame = frame_rows(members)
        if frame:
            self.array(frame, _step(pointer, "data"), "", depth + 1)
            return
        page = find_page(members)
        placed: set[int] = set()
        for key, inner in members:
            here = _step(pointer, key)
            if page and key == page[0]:
                placed = self._page(inner, dict(members)[page[1]], here, _step(pointer, page[1]), depth)
                continue
            if page and numbers_page(key, inner):
                self._removed(f"{key}: {inner}", here)
                continue
            if page and key == page[1] and placed:
                for at, rows in enumerate(inner):
                    if at not in placed:
                        self.array(rows, _step(here, at), "", depth + 1)
                continue
            if not is_scalar(inner) or (isinstance(inner, str) and not self._is_labelled(inner, key)):
                self._name_section(key, here)
            self.value(inner, here, key, depth + 1)

    def _page(self, text: str, tables: Sequence[Any], pointer: str, at_tables: str, depth: int) -> set[int]:
        """Read the text of a page with its tables where it has their words; give the numbers of those."""
        pieces = list(cut_page(text, tables))
        for piece in pieces:
            if piece.table is None:
                self._text(piece.text, pointer, depth)
            else:
                self._removed(piece.text, pointer, "text of a table that stands beside it")
                self.array(tables[piece.table], _step(at_tables, piece.table), "", depth + 1)
        return {piece.table for piece in pieces if piece.table is not None}

    def _removed(self, text: str, pointer: str, detail: str = "") -> None:
        origin = Origin(self._name, ref=pointer)
        self.findings.append(finding("artifact-removed", origin, before=text, detail=detail))

    def _name_section(self, key: str, pointer: str) -> None:
        """Write a key that reads like a heading of what it names."""
        if _CHINESE.search(key) and key not in _TEXTS and key not in _TITLES and key not in _ROWS:
            self._paragraph(key, pointer)

    def array(self, values: Sequence[Any], pointer: str, key: str, depth: int) -> None:
        """Read an array as a table, as the lines of a text, or value by value."""
        if not values:
            return
        if are_rows(values):
            rows = [[Told(show(item), f"{at}/{col}") for col, item in enumerate(row)] for at, row in enumerate(values)]
            self._table(rows, pointer)
        elif all(type(row) is list for row in values) and (texts := texts_of_rows(values)):
            self._table(texts, pointer)
        elif cells := find_cells(values):
            self._table(cells, pointer)
        elif (chunks := find_chunks(values))[1]:
            self._text(chunks[1], pointer, depth)
            self._values([Object(item for item in chunk if item[0] != chunks[0]) for chunk in values], pointer, depth)
        elif all(map(is_flat, values)) and len(values) > 1:
            self._table_of_objects(values, pointer, depth)
        elif all(map(is_scalar, values)):
            if all(type(value) is str for value in values) and key.lower() not in _ROWS:
                spaced = any("\n" in value and not value.strip() for value in values)
                self._text(("" if spaced else "\n").join(values), pointer, depth)
            elif all(map(is_short, values)):
                self._table([[Told(show(value), str(at)) for at, value in enumerate(values)]], pointer)
            else:
                self._values(values, pointer, depth)
        else:
            self._values(values, pointer, depth)

    def _values(self, values: Sequence[Any], pointer: str, depth: int) -> None:
        for at, value in enumerate(values):
            self.value(value, _step(pointer, at), "", depth + 1)

    def _scalar(self, value: Any, pointer: str, key: str, depth: int) -> None:
        text = show(value)
        if not text.strip():
            self._name_section(key, pointer)
            return
        if key.lower() in _TITLES and not self._titled and depth <= 2 and "\n" not in text and not self.blocks:
            self._titled = True
            self.blocks.append(Heading((Run(text.strip()),), Origin(self._name, ref=pointer), 0))
        elif isinstance(value, str) and not isinstance(value, Number) and not (key and self._is_labelled(text, key)):
            self._text(text, pointer, depth)
        else:
            self._paragraph(f"{key}: {text.strip()}" if key else text, pointer)

    def _is_labelled(self, text: str, key: str) -> bool:
        """Say whether a string is so short that its key says what it is."""
        known = key.lower() in _TEXTS or key.lower() in _TITLES or is_section(key)
        return len(text) <= _SHORT and not known and not is_section(text) and not any(char in text for char in "\n\t|<")

    def _text(self, text: str, pointer: str, depth: int) -> None:
        """Read the text of a string; JSON inside it is read again."""
        origin = Origin(self._name, ref=pointer)
        page = decode_data(text)
        if page:
            self._text(page, pointer, depth)
            return
        if page is not None:
            self.findings.append(finding("content-dropped", origin, before=text[:60], detail="encoded data"))
            return
        inner = parse(text) if self._strings < _DEEPEST_STRING and text.lstrip()[:1] in ("{", "[") else []
        if inner:
            self._strings += 1
            self._values(inner, pointer, depth) if len(inner) > 1 else self.value(inner[0], pointer, "", depth + 1)
            self._strings -= 1
            return
        blocks, findings = self._read_text(show(text), self._name, pointer)
        self.blocks += blocks
        self.findings += findings

    def _paragraph(self, text: str, pointer: str) -> None:
        self.blocks.append(Paragraph((Run(text.strip()),), Origin(self._name, ref=pointer)))

    def _table_of_members(self, members: Object, pointer: str) -> None:
        """Read named rows: each key is the first cell of its row; where the rows name their cells, that is the head.

        Where they name them by numbers from 0 on, they are the columns of a data frame instead.
        """
        if are_columns(members):
            head = [] if are_numbers([key for key, _ in members]) else [[Told(key) for key, _ in members]]
            columns = [
                [Told(show(value), f"{_step('', key)[1:]}/{at}") for at, value in inner] for key, inner in members
            ]
            self._table([*head, *map(list, zip(*columns, strict=True))], pointer, header_rows=len(head))
            return
        rows: list[list[Told]] = []
        if isinstance(members[0][1], Object):
            rows.append([Told(""), *(Told(key) for key, _ in members[0][1])])
        for key, inner in members:
            here = _step("", key)[1:]
            items = inner if isinstance(inner, Object) else list(enumerate(inner))
            rows.append([Told(key, here), *(Told(show(value), here + _step("", at)) for at, value in items)])
        self._table(rows, pointer, header_rows=1 if isinstance(members[0][1], Object) else 0)

    def _table_of_objects(self, values: Sequence[Object], pointer: str, depth: int) -> None:
        """Read objects as a table; where their keys differ, those that follow each other with the same ones."""
        heads = merge_keys(values)
        fewest = 1 if number_columns(heads) else (len(heads) + 1) // 2
        whole = len(heads) > 1 and all(len(value) == len(dict(value)) >= fewest for value in values)
        at = 0
        for keys, run in groupby(values, key=lambda value: heads if whole else [key for key, _ in value]):
            same = list(run)
            if whole or (len(same) > 1 and len(keys) == len(set(keys)) >= _FEWEST_KEYS):
                rows = [[Told(key) for key in keys]]
                for step, value in enumerate(map(dict, same), at):
                    rows.append([Told(show(value.get(key)), f"{step}{_step('', key)}") for key in keys])
                self._table(rows, pointer, header_rows=1)
            else:
                for step, members in enumerate(same, at):
                    self.value(members, _step(pointer, step), "", depth + 1)
            at += len(same)

    def _table(self, rows: Sequence[Sequence[Told]], pointer: str, header_rows: int = 0) -> None:
        """Add a table of rows of cells, which may overlap. Raises TooLarge."""
        self._cells += sum(cell.colspan for row in rows for cell in row)
        check_cells(self._cells)
        cells = [
            [
                cell_of_text(
                    at,
                    col if cell.col is None else cell.col,
                    cell.text,
                    Origin(self._name, ref=f"{pointer}/{cell.where}" if cell.where else pointer),
                    cell.rowspan,
                    cell.colspan,
                )
                for col, cell in enumerate(row)
            ]
            for at, row in enumerate(rows)
        ]
        table = place(cells, origin=Origin(self._name, ref=pointer), header_rows=header_rows)
        if table.n_cols > MAX_COLUMNS:
            raise TooLarge(what=f"{MAX_COLUMNS} columns")
        self.blocks += [table] if table.cells else []
