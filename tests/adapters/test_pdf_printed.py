"""Tables printed by LibreOffice, read back cell by cell: exact where rules are drawn, nearly so where they are not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convert.model import Table
from tests.adapters.pdf_files import grid_of, read_bytes, tables
from tests.adapters.printed_docx import Sample
from tests.adapters.printed_samples import SAMPLES
from tests.tools.print_tables import FOLDER, print_samples

RULED = [sample for sample in SAMPLES if sample.ruled]
LOOSE = [sample for sample in SAMPLES if not sample.ruled]


def read_tables(path: Path) -> list[Table]:
    return tables(read_bytes(path.read_bytes()))


def matches(sample: Sample, got: list[Table]) -> tuple[int, int]:
    """Count the cells whose place, spans and text are right, and all cells that there are or should be."""
    right = count = 0
    wanted = sample.tables()
    for at in range(max(len(wanted), len(got))):
        one = set(grid_of(wanted[at])) if at < len(wanted) else set()
        other = set(grid_of(got[at])) if at < len(got) else set()
        right += len(one & other)
        count += max(len(one), len(other))
    return right, count


@pytest.mark.parametrize("sample", RULED, ids=lambda sample: sample.name)
def test_a_printed_table_with_all_its_rules_is_read_exactly(sample: Sample) -> None:
    got = read_tables(FOLDER / f"{sample.name}.pdf")
    assert [grid_of(table) for table in got] == [grid_of(table) for table in sample.tables()]


def test_of_tables_without_all_their_rules_nearly_every_cell_is_right() -> None:
    scores = {sample.name: matches(sample, read_tables(FOLDER / f"{sample.name}.pdf")) for sample in LOOSE}
    right, count = (sum(score[at] for score in scores.values()) for at in (0, 1))
    assert right >= 0.95 * count, {name: score for name, score in scores.items() if score[0] < score[1]}


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_samples_printed_anew_are_read_as_well(tmp_path: Path) -> None:
    print_samples(SAMPLES, tmp_path)
    for sample in SAMPLES:
        right, count = matches(sample, read_tables(tmp_path / f"{sample.name}.pdf"))
        assert right == count if sample.ruled else right >= 0.9 * count, sample.name
