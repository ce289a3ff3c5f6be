"""Say which files LibreOffice has to read, make them ready for it, and have many of them read in one call."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from convert.adapters.legacy.odf import flatten, is_flat, prepare_odt
from convert.adapters.legacy.odf.names import declare_names
from convert.adapters.legacy.rtf import prepare_rtf
from convert.errors import ConvertError, Harmful, TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding
from convert.libreoffice import Job, convert_many, convert_one
from convert.model import Finding, Origin
from convert.ole import OLE_MAGIC, bare_kind, look_into
from convert.ooxml.xml_parts import without_doctype
from convert.options import Options

_SHARE = 0.8
"""Of the time that a file may take: LibreOffice ends before the worker that waits for it does."""
MAX_AHEAD_BYTES = 8 * 1024 * 1024
"""A larger file is read by itself: it would keep the others of its call waiting."""


def job_for(content: bytes, origin: Origin) -> tuple[Job | None, tuple[Finding, ...]]:
    """Give what LibreOffice has to do for a file, None for a Word 97 document, and what has to be said of it.

    Raises TooLarge, Unreadable.
    """
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(OLE_MAGIC):
        found = look_into(content)
        told = tuple(finding("content-dropped", origin, detail=thing) for thing in found.left_out)
        if found.kind == "works":
            return Job(content, "works"), told
        return Job(content, "doc95") if found.old_word else None, told
    if head[:5].lower() == b"{\\rtf":
        rtf, told = prepare_rtf(content, origin)
        return Job(rtf, "rtf"), told
    if content.startswith(b"PK"):
        ready = prepare_odt(content)
        told = tuple(finding(INCOMPLETE, origin, before=part, detail="damaged part") for part in ready.damaged)
        if ready.signed:
            told = (finding("content-dropped", origin, detail="digital signature"), *told)
        return Job(ready.content, ready.kind), told
    if is_flat(content):
        return _flat_job(content, origin)
    kind = bare_kind(content[:4096])
    if not kind:
        raise Unreadable(
            "This is no file of a word processor.", "Check the file's name and kind, or name its format with --from."
        )
    return Job(content, kind), ()


def _flat_job(content: bytes, origin: Origin) -> tuple[Job, tuple[Finding, ...]]:
    """Make the job for a file that is one XML file; one that fails to declare its prefixes is mended first."""
    try:
        return Job(flatten(content, origin.path), "fodt"), ()
    except (Harmful, TooLarge):
        raise
    except Unreadable:
        mended, prefixes = declare_names(without_doctype(content), origin.path)
        detail = "prefixes of names that the file does not declare, taken for the usual ones"
        told = finding("structure-changed", origin, before=", ".join(prefixes), detail=detail, severity="warning")
        return Job(flatten(mended, origin.path), "fodt"), (told,)


def convert_job(job: Job, options: Options) -> bytes:
    """Give the docx of a file: what has been made of it already, or LibreOffice's answer.

    Raises MissingHelper, Unreadable, TimedOut.
    """
    if options.office_ahead:
        with contextlib.suppress(OSError):
            return (Path(options.office_ahead) / _name(job)).read_bytes()
    return convert_one(job.content, job.kind, options.soffice, _SHARE * options.seconds)


def convert_ahead(paths: Sequence[str], folder: str, soffice: str) -> int:
    """Have LibreOffice read many files in one call; what it makes of them waits in a folder for `convert_job`.

    Files that cannot be read are left for the reader to say so. Gives the number of files made. Raises MissingHelper.
    """
    jobs: list[Job] = []
    for path in paths:
        with contextlib.suppress(OSError, ConvertError):
            if os.stat(path).st_size <= MAX_AHEAD_BYTES:
                job, _ = job_for(Path(path).read_bytes(), Origin(os.path.basename(path)))
                jobs += [job] if job is not None else []
    made = 0
    for job, result in zip(jobs, convert_many(jobs, soffice), strict=True):
        if isinstance(result, bytes):
            part = Path(folder, _name(job) + ".part")
            part.write_bytes(result)
            os.replace(part, part.with_suffix(""))
            made += 1
    return made


def _name(job: Job) -> str:
    return f"{job.kind}-{hashlib.sha256(job.content).hexdigest()}.docx"
