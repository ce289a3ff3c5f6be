"""Print the samples of tests/adapters/printed_samples.py to tests/data/printed with LibreOffice; run by hand.

The files are kept in the repository, because tests must not need LibreOffice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.adapters.printed_docx import Sample, write_docx
from tests.adapters.printed_samples import SAMPLES

FOLDER = Path(__file__).resolve().parents[1] / "data" / "printed"
LARGEST = 30_000


def print_files(paths: Iterable[Path], folder: Path) -> None:
    """Print docx files as PDF into a folder, with a LibreOffice profile of its own."""
    with tempfile.TemporaryDirectory() as profile:
        words = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "pdf"]
        names = [str(path) for path in paths]
        subprocess.run([*words, "--outdir", str(folder), *names], check=True, capture_output=True, timeout=600)


def print_samples(samples: Iterable[Sample], folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        paths = []
        for sample in samples:
            paths.append(Path(made) / f"{sample.name}.docx")
            write_docx(sample, paths[-1])
        print_files(paths, folder)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    os.environ["SOURCE_DATE_EPOCH"] = "315532800"
    print_samples([sample for sample in SAMPLES if not wanted or sample.name in wanted], FOLDER)
    for path in sorted(FOLDER.glob("*.pdf")):
        size = path.stat().st_size
        if size > LARGEST:
            print(f"{path.name}: {size} bytes")


if __name__ == "__main__":
    main()
