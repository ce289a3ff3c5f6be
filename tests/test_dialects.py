"""Every dialect of reports: right everywhere, and whole where the dialect keeps blank cells."""

from __future__ import annotations

import pytest

from convert import read
from convert.forms.template import load_forms
from tests.reports import DIALECTS, LOSSY, differences, make_report

FORMS = [form.id for form in load_forms() if form.sections]
KINDS = [(0, 0), (4, 0), (0, 2), (3, 1)]
"""How many values are blank, and how many sums do not hold."""


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_report_comes_back_right_in_every_dialect(dialect: str, seed: int, form_id: str) -> None:
    blanks, broken = KINDS[seed % len(KINDS)]
    report = make_report(1000 + seed, form_id, blanks=blanks, broken=broken)
    document = read(DIALECTS[dialect](report).encode())
    wrong, missing = differences(report, document)
    assert wrong == []
    if dialect not in LOSSY or (dialect == "cell_per_line" and not blanks):
        assert missing == []
    elif missing:
        assert any(found.severity != "info" for found in document.findings)
