"""What a worker does with one document. It writes below the work folder alone, never at the target."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from convert.bulk import ledger
from convert.bulk.facts import dump_findings, facts_of, tallies_of, title_of
from convert.errors import ConvertError, MissingHelper, SourceChanged, unwritable
from convert.options import Options
from convert.source import Source


class Job(NamedTuple):
    """path: the file to read; name: what origins show; made: where to write, empty for a check;

    size, mtime: what the plan saw, so that a file which has changed since is told.
    """

    path: str
    name: str
    made: str
    size: int
    mtime: int
    options: Options


class Worked(NamedTuple):
    """sha256: of the source; made_sha256, made_size: of what was written; findings, facts: as the ledger keeps them."""

    sha256: str = ""
    made_sha256: str = ""
    made_size: int = 0
    error: ConvertError | None = None
    form: str = ""
    title: str = ""
    tallies: tuple[tuple[str, str, int], ...] = ()
    findings: bytes = b""
    facts: bytes = b""


def warm() -> None:
    """Import what most documents need and load the forms, once a worker."""
    from convert.adapters import READERS
    from convert.forms import choose_forms
    from convert.writers import WRITERS

    for module in ("convert.pipeline", *READERS.values(), *WRITERS.values()):
        try:
            import_module(module)
        except (ImportError, MissingHelper):
            continue
    choose_forms("auto")
    gc.set_threshold(100_000, 50, 50)
    gc.freeze()


def digest(path: str) -> str:
    """Give the sha256 of a file. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents_of(paths: list[str]) -> list[str]:
    """Give the sha256 of each file; empty where it cannot be read, of which `work` will tell more."""
    found = []
    for path in paths:
        try:
            found.append(digest(path))
        except OSError:
            found.append("")
    return found


def copy(path: str, made: str, sha256: str) -> int:
    """Copy the output of a document with the same content; give its size. Raises SourceChanged if it is another now."""
    try:
        shutil.copyfile(path, made)
        sync(made)
        if digest(made) != sha256:
            raise SourceChanged()
        return os.stat(made).st_size
    except OSError as error:
        raise unwritable(error) from None


def sync(path: str) -> None:
    """Have the system put a file on the disk, so that a power cut after its ledger row cannot lose its bytes."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def work(job: Job) -> Worked:
    """Convert one document, or check it; whatever is wrong with it stands in the result."""
    from convert.pipeline import convert

    if not _is_same(job):
        return Worked(error=SourceChanged())
    try:
        sha256 = digest(job.path)
    except OSError:
        sha256 = ""
    outcome = convert(Source(job.name, Path(job.path)), job.made or None, job.options)
    document = outcome.document
    if not _is_same(job):
        return Worked(sha256, error=SourceChanged())
    done = Worked(sha256, error=outcome.error)
    if document:
        done = done._replace(
            form=document.form,
            title=title_of(document),
            tallies=tuple(tallies_of(document.findings)),
            findings=ledger.pack(dump_findings(document.findings)),
            facts=ledger.pack(facts_of(document)),
        )
    if job.made and not outcome.error:
        try:
            sync(job.made)
            done = done._replace(made_sha256=digest(job.made), made_size=os.stat(job.made).st_size)
        except OSError as error:
            done = done._replace(error=unwritable(error))
    return done


def _is_same(job: Job) -> bool:
    try:
        seen = os.stat(job.path)
    except OSError:
        return False
    return (seen.st_size, seen.st_mtime_ns) == (job.size, job.mtime)
