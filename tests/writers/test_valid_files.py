"""Whatever a document holds, the files written from it are sound by the schemas and by the rules beyond them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from openxml_audit import OpenXmlValidator

import convert
from convert.carry import project
from convert.model import Document
from convert.options import Options
from convert.passes import normalise
from convert.writers import writer
from tests.commands import SAMPLES
from tests.documents import documents
from tests.ooxml_rules import check

READ = sorted(path.name for path in SAMPLES.iterdir() if path.stem not in ("README", "truncated"))
KINDS = ("docx", "xlsx")


def problems(path: Path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors] + check(path)


def hold(document: Document, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"written.{kind}"
        writer(kind)(project(normalise(document), kind), path, Options())
        assert problems(path) == []


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_gives_a_sound_file(tmp_path: Path, name: str, kind: str) -> None:
    outcome = convert.convert(SAMPLES / name, tmp_path / f"out.{kind}")
    assert outcome.error is None
    assert problems(tmp_path / f"out.{kind}") == []


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(document=documents)
def test_any_document_gives_a_sound_file(kind: str, document: Document) -> None:
    hold(document, kind)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=300, deadline=None)
@given(document=documents)
def test_three_hundred_documents_give_sound_files(kind: str, document: Document) -> None:
    hold(document, kind)
