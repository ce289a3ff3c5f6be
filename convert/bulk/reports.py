"""Put the reports over a run into its output folder: `report.xlsx` and `report.html`.

Both are made anew from the ledger each time. A file of that name that is not ours, or that a document of the plan
claims, is left alone: the report is then called `convert-report`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from convert.bulk.ledger import Ledger
from convert.bulk.report_book import write_book
from convert.bulk.report_page import write_page
from convert.errors import UnwritableOutput, unwritable

NAMES = ("report", "convert-report")


def write_reports(ledger: Ledger, out: Path, language: str) -> list[Path]:
    """Write both reports, each whole; give where they stand. Raises UnwritableOutput, TooLarge."""
    return [
        _write(ledger, out, "xlsx", lambda path: write_book(ledger, path, language)),
        _write(ledger, out, "html", lambda path: write_page(ledger, path, language)),
    ]


def _write(ledger: Ledger, out: Path, ending: str, write: Callable[[Path], None]) -> Path:
    target = _place(ledger, out, ending)
    try:
        handle, name = tempfile.mkstemp(prefix="report-", suffix=f".{ending}", dir=ledger.folder)
        os.close(handle)
        made = Path(name)
        try:
            write(made)
            made.chmod(0o644)
            digest = _digest(made)
            os.replace(made, target)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error) from None
    ledger.set_note(f"report:{target.name}", digest)
    return target


def _place(ledger: Ledger, out: Path, ending: str) -> Path:
    for stem in NAMES:
        name = f"{stem}.{ending}"
        known = ledger.note(f"report:{name}")
        path = out / name
        free = not os.path.lexists(path) or (known and path.is_file() and _digest(path) == known)
        if free and not ledger.count("claim = ? OR target = ?", (name, name)):
            return path
    raise UnwritableOutput("The output exists already: {name}.", "Rename it.", name=f"{NAMES[-1]}.{ending}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
