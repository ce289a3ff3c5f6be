"""Put reports over a run (`report.xlsx`, `report.html`) or a day (`report-DATE`) into its output folder; and values.

All are made anew from the ledger each time. A file of that name that is not ours, or that a document of the plan
claims, is left alone: the report is then called `convert-report`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from convert.bulk import contents
from convert.bulk.ledger import Ledger, to_cell
from convert.bulk.report_book import write_book
from convert.bulk.report_page import write_page
from convert.bulk.report_rows import Scope, last_plan, settled_in
from convert.bulk.report_values import require_arrow, write_values
from convert.errors import TargetExists, UnwritableOutput, unwritable

NAMES = ("report", "convert-report")


def write_reports(ledger: Ledger, out: Path, language: str) -> list[Path]:
    """Write both reports over the last plan, each whole; give where they stand. Raises UnwritableOutput, TooLarge."""
    return _write_both(ledger, out, language, last_plan(ledger), "")


def begin_day(ledger: Ledger, day: str) -> None:
    """Note the day (2026-01-31) that the last run belongs to, and that its report is due."""
    if not ledger.note(f"day:{day}"):
        ledger.set_note(f"day:{day}", ledger.note("run"))
    ledger.set_note("due", day)


def write_day(ledger: Ledger, out: Path, language: str) -> list[Path]:
    """Write both reports over the day whose report is due, if one is. Raises UnwritableOutput, TooLarge."""
    day = ledger.note("due")
    if not day:
        return []
    first = int(ledger.note(f"day:{day}"))
    days = ledger.query("SELECT value FROM notes WHERE name > ? AND name LIKE 'day:%' ORDER BY name", (f"day:{day}",))
    last = int(days[0][0]) - 1 if days else ledger.run
    written = _write_both(ledger, out, language, settled_in(first, last), f"-{day}")
    ledger.set_note("due", "")
    return written


def _write_both(ledger: Ledger, out: Path, language: str, scope: Scope, suffix: str) -> list[Path]:
    return [
        _write(ledger, out, f"{suffix}.xlsx", lambda path: write_book(ledger, path, language, scope)),
        _write(ledger, out, f"{suffix}.html", lambda path: write_page(ledger, path, language, scope)),
    ]


def write_values_to(ledger: Ledger, path: Path) -> None:
    """Write every value to a Parquet file. Raises MissingHelper, UnwritableOutput."""
    digest = _put(path, path.parent, lambda made: write_values(ledger, made))
    ledger.set_note(_values_note(path), digest)


def guard_values(ledger: Ledger, path: Path, out: Path | None, force: bool) -> None:
    """See whether values can be written and nothing of others is replaced. Raises MissingHelper, UnwritableOutput."""
    require_arrow()
    guard(ledger, path, out)
    known = ledger.note(_values_note(path))
    if os.path.lexists(path) and not force and not (path.is_file() and contents.digest(path) == known):
        raise TargetExists(name=str(path))


def guard(ledger: Ledger, path: Path, out: Path | None) -> None:
    """See that a report replaces no input and no output. Raises UnwritableOutput."""
    whole = os.path.abspath(path)
    below = os.path.relpath(whole, out).replace(os.sep, "/") if out else whole
    if ledger.count("source = ? OR target = ?", (to_cell(whole), to_cell(below))):
        raise UnwritableOutput(
            "The report would replace {name}.", "Choose another name for the report.", name=os.path.relpath(whole)
        )


def _values_note(path: Path) -> str:
    return f"values:{os.fspath(path.absolute()).encode('utf-8', 'backslashreplace').decode()}"


def _write(ledger: Ledger, out: Path, ending: str, write: Callable[[Path], None]) -> Path:
    target = _place(ledger, out, ending)
    ledger.set_note(f"report:{target.name}", _put(target, ledger.folder, write))
    return target


def _put(target: Path, beside: Path, write: Callable[[Path], None]) -> str:
    """Write a file in a folder of the same disk and give it its name; give its hash. Raises UnwritableOutput."""
    try:
        handle, name = tempfile.mkstemp(prefix=".convert-", suffix=target.suffix, dir=beside)
        os.close(handle)
        made = Path(name)
        try:
            write(made)
            made.chmod(0o644)
            digest = contents.digest(made)
            os.replace(made, target)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error) from None
    return digest


def _place(ledger: Ledger, out: Path, ending: str) -> Path:
    for stem in NAMES:
        name = f"{stem}{ending}"
        known = ledger.note(f"report:{name}")
        path = out / name
        free = not os.path.lexists(path) or (known and path.is_file() and contents.digest(path) == known)
        if free and not ledger.count("claim = ? OR target = ?", (name, name)):
            return path
    raise UnwritableOutput("The output exists already: {name}.", "Rename it.", name=f"{NAMES[-1]}{ending}")
