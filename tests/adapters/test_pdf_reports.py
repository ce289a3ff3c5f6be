"""Reports that follow an official form, printed in the styles of many offices and read back."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from convert.pipeline import read
from tests.adapters.printed_reports import lay_out_report
from tests.reports import differences, make_report
from tests.tools.print_tables import print_samples

SIDES = {
    "all": None,
    "across": ("left", "right", "insideV"),
    "none": ("top", "left", "bottom", "right", "insideH", "insideV"),
}


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("drawn", SIDES)
def test_a_printed_report_is_read_back_whole_or_blank_and_never_wrong(drawn: str, tmp_path: Path) -> None:
    reports = {
        seed: make_report(seed, blanks=(0, 3)[seed % 2], top=random.Random(seed).choice((9, 300, 3000)))
        for seed in range(8)
    }
    print_samples([lay_out_report(report, seed, missing=SIDES[drawn]) for seed, report in reports.items()], tmp_path)
    whole = 0
    for seed, report in reports.items():
        wrong, missing = differences(report, read(str(tmp_path / f"report-{seed}.pdf")))
        assert wrong == [], seed
        whole += not missing
    assert whole >= {"all": 8, "across": 7, "none": 2}[drawn]
