"""A document written as JSON follows the published schema and comes back as the same document."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from msgspec.structs import replace

import convert
from convert.codec import read_json, stream, to_json
from convert.errors import Unreadable
from convert.findings import CODES, finding
from convert.grid import place
from convert.model import (
    Block,
    Cell,
    Check,
    Document,
    Finding,
    Heading,
    Level,
    ListItem,
    Note,
    Numbering,
    Origin,
    Paragraph,
    Picture,
    Run,
    Table,
    Value,
    cell_of_text,
)

SCHEMA = json.loads((Path(convert.__file__).parent / "writers" / "document.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

RICH = Document(
    blocks=(
        Heading((Run("二〇二三年年报"),), Origin("报告.docx", ref="p[1]"), 0),
        Heading((Run("一、"), Run("总体", frozenset({"bold", "underline"})), Run("情况")), level=1),
        Paragraph(
            (Run("见网站", link="https://example.org/"), Run("", note=Note("footnote", (Paragraph((Run("注"),)),))))
        ),
        ListItem((Run("第一条\n换行\t制表"),), Origin(page=2, line=7, box=(1.5, 2, 3, 4)), 1, True, "（一）"),
        Picture(b"\x89PNG\x00\xff", "image/png", "徽标", 10.5, 20.0),
        Table(
            2,
            3,
            (
                Cell(0, 0, 1, 2, (Paragraph((Run("规章"),)),), None, "label"),
                Cell(0, 2, 2, 1, (Table(1, 1, (cell_of_text(0, 0, "里"),)), Picture(b"x")), None),
                Cell(1, 0, 1, 1, (Paragraph((Run("3.10"),)),), Decimal("3.10"), "value", Origin("a.txt", line=4)),
                Cell(1, 1),
            ),
            1,
            "annual-report-2021/published",
            "二、主动公开政府信息情况",
        ),
    ),
    findings=(
        finding("sum-mismatch", Origin("报告.docx", ref="tbl[1]"), before="3", after="4", detail="R1"),
        replace(finding("blank-value", detail="规章"), also=(Origin("报告.docx", page=2), Origin(ref="Sheet1!C7"))),
    ),
    checks=(
        Check(5, "R1", "第一项＋第二项", Decimal("3.10"), Decimal(4), ((1, 0),), ((1, 1), (0, 0)), 1, False),
        Check(5, "R3", "总计", Decimal(0), Decimal(0), (), (), 0, None),
    ),
    title="二〇二三年年报",
    language="zh-CN",
    form="annual-report-2021",
    origin=Origin("报告.docx"),
)


NUMBERED = {"type": "list_item", "text": "", "runs": [], "level": 0, "ordered": True, "marker": "1."}


def through_json(document: Document) -> Any:
    return json.loads("".join(to_json(document, "zh")))


def from_data(data: Any) -> Document:
    return read_json(io.BytesIO(json.dumps(data).encode()))


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_rich_document_comes_back_as_it_was() -> None:
    data = through_json(RICH)
    VALIDATOR.validate(data)
    assert from_data(data) == RICH


def test_a_finding_is_worded_in_the_language_asked_for() -> None:
    assert "勾稽" in "".join(to_json(RICH, "zh"))
    assert "add up" in "".join(to_json(RICH, "en"))


@pytest.mark.parametrize(
    "value",
    [
        Decimal("0"),
        Decimal("-1.50"),
        Decimal("1E+3"),
        True,
        False,
        date(2023, 1, 31),
        time(9, 30),
        datetime(2023, 1, 31, 9, 30),
    ],
)
def test_each_kind_of_value_keeps_its_kind(value: Value) -> None:
    cell = Cell(0, 0, value=value)
    data = through_json(Document((Table(1, 1, (cell,)),)))
    VALIDATOR.validate(data)
    (table,) = from_data(data).blocks
    assert isinstance(table, Table)
    assert table.cells == (cell,)
    assert type(table.cells[0].value) is type(value)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
COUNTS = st.integers(1, 3)
SIZES = st.none() | st.floats(1, 1000)
ORIGINS = st.builds(Origin, TEXTS, st.none() | COUNTS, st.none() | COUNTS, TEXTS)
MARKS = st.frozensets(st.sampled_from(["bold", "italic", "underline", "super", "sub", "strike"]), max_size=2)
PLAIN_RUNS = st.builds(Run, TEXTS, MARKS, TEXTS)
PLAIN = st.builds(Paragraph, st.lists(PLAIN_RUNS, max_size=2).map(tuple), ORIGINS)
NOTES = st.builds(Note, st.sampled_from(["footnote", "endnote"]), st.lists(PLAIN, max_size=2).map(tuple))
RUNS = st.lists(PLAIN_RUNS | st.builds(Run, st.just(""), note=NOTES), max_size=3).map(tuple)
PARAGRAPHS = st.one_of(
    st.builds(Paragraph, RUNS, ORIGINS),
    st.builds(Heading, RUNS, ORIGINS, st.integers(0, 9)),
    st.builds(ListItem, RUNS, ORIGINS, st.integers(0, 8), st.booleans(), TEXTS),
)
PICTURES = st.builds(Picture, st.binary(max_size=8), TEXTS, TEXTS, SIZES, SIZES, ORIGINS)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.one_of(st.none(), DECIMALS, st.booleans(), st.dates(), st.times(), st.datetimes())


def tables(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Table]:
    contents = st.lists(blocks, max_size=2).map(tuple)
    roles = st.sampled_from(["", "label", "value"])
    cells = st.builds(Cell, st.just(0), st.just(-1), COUNTS, COUNTS, contents, VALUES, roles, ORIGINS)
    return st.builds(place, st.lists(st.lists(cells, max_size=3), max_size=3), origin=ORIGINS)


BLOCKS: st.SearchStrategy[Block] = st.recursive(PARAGRAPHS | PICTURES, tables, max_leaves=6)
CODE_NAMES, SEVERITIES = st.sampled_from(sorted(CODES)), st.sampled_from(["info", "warning", "error"])
ALSO = st.lists(ORIGINS, max_size=2).map(tuple)
FINDINGS = st.builds(Finding, CODE_NAMES, SEVERITIES, ORIGINS, TEXTS, TEXTS, TEXTS, ALSO)
PLACES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple)
CHECKS = st.builds(
    Check, COUNTS, TEXTS, TEXTS, DECIMALS, DECIMALS, PLACES, PLACES, COUNTS, st.sampled_from([True, False, None])
)
DOCUMENTS = st.builds(
    Document,
    st.lists(BLOCKS, max_size=4).map(tuple),
    st.lists(FINDINGS, max_size=2).map(tuple),
    st.lists(CHECKS, max_size=2).map(tuple),
    TEXTS,
    TEXTS,
    TEXTS,
    origin=ORIGINS,
)


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_every_document_follows_the_schema_and_comes_back_as_it_was(document: Document) -> None:
    data = through_json(document)
    VALIDATOR.validate(data)
    assert from_data(data) == document


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(convert=2),
        lambda data: data.pop("blocks"),
        lambda data: data["blocks"].insert(0, {**NUMBERED, "numbering": 7}),
        lambda data: data.update(blocks=[{"type": "paragraph"}]),
        lambda data: data.update(blocks=[{"type": "chart", "runs": []}]),
        lambda data: data["blocks"][4].update(data="not base64"),
        lambda data: data["blocks"][5]["cells"][2].update(row=0),
        lambda data: data["blocks"][5]["cells"][2].update(value={"number": "three"}),
        lambda data: data["blocks"][5]["cells"][2].update(value={"number": 3}),
        lambda data: data["blocks"][0].update(origin="page 3"),
        lambda data: data["blocks"][1].pop("level"),
        lambda data: data["blocks"][5]["cells"][2].update(value={"date": "2023-13-01"}),
        lambda data: data["blocks"][5]["cells"][2].update(value={"number": "NaN"}),
        lambda data: data["checks"][0].update(left="many"),
        lambda data: data["checks"][0].update(right="Infinity"),
        lambda data: data["checks"][0].update(table="first"),
        lambda data: data["findings"][0].update(before=None),
    ],
)
def test_data_that_is_no_document_is_refused(spoil: Any) -> None:
    data = through_json(RICH)
    spoil(data)
    with pytest.raises(Unreadable, match="JSON"):
        from_data(data)


def test_a_file_is_written_as_one_dump_of_it_would_be() -> None:
    text = "".join(to_json(RICH, "zh"))
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("piece", [1, 7, 1 << 18])
def test_a_file_reads_alike_in_pieces_of_any_size(piece: int, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_PIECE", piece)
    assert read_json(io.BytesIO("".join(to_json(RICH, "zh")).encode(encoding))) == RICH


def test_members_may_stand_in_any_order() -> None:
    numbering = Numbering(1, 1, ((0, Level("decimal", "%1.", 1)),))
    document = Document((ListItem((Run("a"),), level=0, ordered=True, marker="1.", numbering=numbering),))
    text = json.dumps(through_json(document), sort_keys=True, indent=4)
    assert text.index('"blocks"') < text.index('"numberings"')
    assert read_json(io.BytesIO(text.encode())) == document


TOO_DEEP = '{"a": ' + "[" * 100_000


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "[]",
            "{",
            '{"convert": "document"',
            '{"a": 1, "a": 2}',
            "{} {}",
            '{"a": 1,}',
            '{"blocks": [1,]}',
            "{1: 2}",
        ),
        *(TOO_DEEP, '{"convert": "document", "version": 2, "blocks": [] ]'),
    ],
)
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="JSON"):
        read_json(io.BytesIO(text.encode()))
