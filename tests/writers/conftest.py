"""What the tests of writers are given."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Give a name for a docx file to write."""
    return tmp_path / "written.docx"
