"""What the tests of writers are given."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def target(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Give a name for a file to write: a workbook for the tests of workbooks, else a docx."""
    return tmp_path / ("written.xlsx" if "test_xlsx" in request.module.__name__ else "written.docx")
