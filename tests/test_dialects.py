"""Every dialect of reports: right everywhere, and whole where the dialect keeps blank cells."""

from __future__ import annotations

import random

import pytest

from convert import read
from convert.forms.load import load_forms
from convert.model import Document
from tests.renderers import MAY_LOSE, RENDERERS
from tests.reports import Report, differences, make_report

FORMS = [form.id for form in load_forms() if form.sections]
KINDS = [(0, 0), (4, 0), (0, 2), (3, 1)]
"""How many values are blank, and how many sums do not hold."""
TELLING = {"blank-value", "undecidable", "table-unrecognised"}
HONEST = {"run-split", "lines-joined", "number-reformatted"}
"""What a clean report may be warned of: digits that were told apart or put together."""


GLUED = {"half_glued", "run_together"}
"""Dialects that leave no trace of a blank: by the sums, the digits beside it may read as the numbers of all places."""


def draw_report(seed: int, dialect: str = "") -> Report:
    """Draw a report: form, size of its numbers, and how many blanks and broken sums it has."""
    rng = random.Random(seed)
    return make_report(
        seed,
        rng.choice(FORMS),
        blanks=rng.choice((0, 0, 0, 1, 3, 8)) if dialect not in GLUED else 0,
        broken=rng.choice((0, 0, 1, 2)),
        top=rng.choice((2, 30, 3000)),
    )


def prove(report: Report, dialect: str, document: Document) -> None:
    """Assert that a report came back: exact, or blank and reported, every planted defect named and no other."""
    wrong, missing = differences(report, document)
    codes = [found.code for found in document.findings]
    blanks = sum(value is None for values in report.values.values() for value in values)
    assert wrong == []
    if missing:
        assert dialect in MAY_LOSE, missing
        assert TELLING & set(codes)
        return
    assert codes.count("blank-value") == blanks
    if report.broken:
        assert "sum-mismatch" in codes
    if not blanks and not report.broken:
        loud = {found.code for found in document.findings if found.severity != "info"}
        assert loud <= HONEST


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("dialect", RENDERERS)
def test_a_clean_report_comes_back_whole_in_every_dialect(dialect: str, form_id: str) -> None:
    report = make_report(1000, form_id, top=3)
    document = read(RENDERERS[dialect](report).encode())
    wrong, missing = differences(report, document)
    assert wrong == []
    if dialect not in ("run_together", "half_glued", "page_padded"):
        assert missing == []
    prove(report, dialect, document)


@pytest.mark.parametrize("seed", range(200))
def test_a_random_report_comes_back_exact_or_blank_and_reported(seed: int) -> None:
    dialects = list(RENDERERS)
    for dialect in (dialects[seed % len(dialects)], dialects[(7 * seed + 3) % len(dialects)]):
        report = draw_report(seed, dialect)
        prove(report, dialect, read(RENDERERS[dialect](report).encode()))


@pytest.mark.soak
@pytest.mark.parametrize("dialect", RENDERERS)
def test_two_hundred_random_reports_come_back_in_every_dialect(dialect: str) -> None:
    for seed in range(10_000, 10_200):
        report = draw_report(seed, dialect)
        prove(report, dialect, read(RENDERERS[dialect](report).encode()))
