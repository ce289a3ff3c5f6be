"""Whatever a document holds, its docx and its xlsx are valid and read back as what was meant."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from openxml_audit import OpenXmlValidator

import convert
from convert.model import Document
from tests.random_documents import DOCUMENTS

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def check(document: Document) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for target in ("docx", "xlsx"):
            path = Path(folder) / f"a.{target}"
            convert.write(document, path)
            assert [error.description for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.soak
@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(DOCUMENTS)
def test_any_document_gives_valid_files(document: Document) -> None:
    check(document)
