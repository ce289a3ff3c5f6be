"""What a worker does with one document. It writes below the work folder alone, never at the target."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from convert.bulk import cloud, ledger
from convert.bulk.cloud import Seen
from convert.bulk.contents import contents_of, digest, look
from convert.bulk.facts import dump_findings, facts_of, tallies_of, title_of
from convert.bulk.place import put
from convert.errors import ConvertError, MissingHelper, SourceChanged, unwritable
from convert.options import Options
from convert.source import Source

WARM, WORK, COPY = "convert.bulk.work:warm", "convert.bulk.work:work", "convert.bulk.work:copy"
"""The functions of this module as workers find them."""


class Job(NamedTuple):
    """path: the file to read, or its URL; name: what origins show; made: where to write, empty for a check;

    size, mtime: what the plan saw, so that a file which has changed since is told; url: where the output goes if that
    is on another machine; ours: the sha256 of what this program wrote there before; replace: whether others give way.
    """

    path: str
    name: str
    made: str
    size: int
    mtime: int
    options: Options
    url: str = ""
    ours: str | None = None
    replace: bool = False


class Worked(NamedTuple):
    """sha256: of the source; made_sha256: of what was written; findings, facts: as the ledger keeps them;

    placed: how the output stands at its URL.
    """

    sha256: str = ""
    made_sha256: str = ""
    error: ConvertError | None = None
    form: str = ""
    title: str = ""
    tallies: tuple[tuple[str, str, int], ...] = ()
    findings: bytes = b""
    facts: bytes = b""
    placed: Seen | None = None


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


def copy(output: str, sha256: str, job: Job) -> Worked:
    """Copy the output of a document with the same content. Raises SourceChanged if it is another now."""
    try:
        if cloud.is_url(output):
            cloud.fetch(output, job.made)
        else:
            shutil.copyfile(output, job.made)
        if digest(job.made) != sha256:
            raise SourceChanged()
    except OSError as error:
        raise unwritable(error) from None
    return _hand_over(Worked(), job)


def _hand_over(worked: Worked, job: Job) -> Worked:
    """Put an output on the disk, so that no power cut after its ledger row loses its bytes; or where its URL says."""
    try:
        sha256 = digest(job.made)
        if job.url:
            return worked._replace(made_sha256=sha256, placed=put(job.made, sha256, job.url, job.ours, job.replace))
        handle = os.open(job.made, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return worked._replace(error=unwritable(error))
    except ConvertError as error:
        return worked._replace(error=error)
    return worked._replace(made_sha256=sha256)


def work(job: Job) -> Worked:
    """Convert one document, or check it; whatever is wrong with it stands in the result."""
    if not cloud.is_url(job.path):
        return _work(job, job.path)
    handle, fetched = tempfile.mkstemp(dir=os.path.dirname(job.made) or None, suffix=f"-{job.name[-40:]}")
    os.close(handle)
    try:
        cloud.fetch(job.path, fetched)
        return _work(job, fetched)
    except ConvertError as error:
        return Worked(error=error)
    except OSError as error:
        return Worked(error=unwritable(error))
    finally:
        os.unlink(fetched)


def _work(job: Job, path: str) -> Worked:
    from convert.pipeline import convert

    if look(job.path) != (job.size, job.mtime):
        return Worked(error=SourceChanged())
    (sha256,) = contents_of([path])
    outcome = convert(Source(job.name, Path(path)), job.made or None, job.options)
    document = outcome.document
    if look(job.path) != (job.size, job.mtime):
        return Worked(sha256, error=SourceChanged())
    done = Worked(sha256, error=outcome.error)
    if document:
        done = done._replace(
            form=document.form,
            title=title_of(document),
            tallies=tuple(tallies_of(document.findings)),
            findings=ledger.pack(dump_findings(document.findings)),
            facts=ledger.pack(facts_of(document, outcome.counts)),
        )
    return _hand_over(done, job) if job.made and not outcome.error else done
