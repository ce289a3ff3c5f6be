"""Pack a call so that a machine which shares no disk with this one can make it, and bring home what it made.

Files of this machine travel with the call; whatever a URL names is read and written by the other machine itself.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from convert.bulk.cloud import is_url
from convert.bulk.contents import CONTENTS
from convert.bulk.work import COPY, WORK, Job, Worked
from convert.errors import ConvertError, unwritable
from convert.passwords import VARIABLE
from convert.source import MAX_BYTES
from convert.workers import Done, Pool

_REJECTED = ".rejected"


class Parcel(NamedTuple):
    """A call for another machine. content: of the job's source, None where it is fetched from its URL;

    beside: files that the options name, each as (option, name, content).
    """

    function: str
    args: tuple[Any, ...]
    patience: float
    content: bytes | None = None
    beside: tuple[tuple[str, str, bytes], ...] = ()

    @property
    def size(self) -> int:
        return len(self.content or b"") + sum(len(content) for _, _, content in self.beside)


class Delivery(NamedTuple):
    """What came of a parcel's call; made: what it wrote, by what follows the output's name: "" or ".rejected"."""

    done: Done
    made: dict[str, bytes]


def failed(error: ConvertError) -> Delivery:
    """Say why a call could not be made."""
    return Delivery(Done(None, None, error, 0, 0), {})


def pack(function: str, args: tuple[Any, ...], patience: float) -> Parcel | None:
    """Pack a call; None if it belongs on this machine: it is about its disk, or its source is not what the plan saw."""
    if function == CONTENTS:
        return Parcel(function, args, patience) if all(map(is_url, args[0])) else None
    if function == COPY:
        return Parcel(function, args, patience) if is_url(args[0]) else None
    if function != WORK:
        return None
    (job,) = args
    try:
        content = None if is_url(job.path) else _read_as_planned(job)
        beside = tuple(_files_named_by(job))
    except OSError:
        return None
    if content is None and not is_url(job.path):
        return None
    passwords = (*job.options.passwords, *filter(None, [os.environ.get(VARIABLE)]))
    job = job._replace(options=replace(job.options, passwords=passwords, office_ahead=""))
    return Parcel(function, (job,), patience, content, beside)


def _read_as_planned(job: Job) -> bytes | None:
    """Read a source in one go; None if it is not, or does not stay, what the plan saw, or is too large for anybody."""
    with open(job.path, "rb") as file:
        before = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (job.size, job.mtime) or job.size > MAX_BYTES:
            return None
        content = file.read()
        after = os.fstat(file.fileno())
    same = (after.st_size, after.st_mtime_ns) == (job.size, job.mtime) and len(content) == job.size
    return content if same else None


def _files_named_by(job: Job) -> Sequence[tuple[str, str, bytes]]:
    options = job.options
    named = [("against", options.against), ("style", options.style), ("form", options.form)]
    named += [("forms", path) for path in options.forms]
    return [(option, Path(path).name, Path(path).read_bytes()) for option, path in named if Path(path).is_file()]


def make_call(pool: Pool, parcel: Parcel) -> Delivery:
    """Make a parcel's call in a worker of this machine, in a folder that is gone afterwards."""
    try:
        with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
            args, made = _lay_out(parcel, Path(folder))
            pool.start(None, parcel.function, *args, patience=parcel.patience)
            while not (ended := pool.wait(60)):
                continue
            (done,) = ended
            return Delivery(done, _collect(made) if made else {})
    except OSError as error:
        return failed(unwritable(error))


def _lay_out(parcel: Parcel, folder: Path) -> tuple[tuple[Any, ...], Path | None]:
    """Put what travelled along into a folder; give the arguments that fit, and where the output will stand."""
    *others, job = parcel.args
    if not isinstance(job, Job):
        return parcel.args, None
    options = job.options
    forms: list[str] = []
    for option, name, content in parcel.beside:
        path = folder / option / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        if option == "forms":
            forms.append(str(path))
        else:
            options = replace(options, **{option: str(path)})
    options = replace(options, forms=tuple(forms))
    made = folder / Path(job.made).name if job.made else None
    job = job._replace(made=str(made or ""), options=options)
    if parcel.content is not None:
        path = folder / f"source{Path(job.path).suffix}"
        path.write_bytes(parcel.content)
        job = job._replace(path=str(path), mtime=path.stat().st_mtime_ns)
    return (*others, job), made


def _collect(made: Path) -> dict[str, bytes]:
    paths = {end: made.with_name(made.name + end) for end in ("", _REJECTED)}
    return {end: path.read_bytes() for end, path in paths.items() if path.is_file()}


def bring_home(parcel: Parcel, delivery: Delivery) -> Done:
    """Put what another machine made where the call would have put it; the tag is left to the caller."""
    job = parcel.args[-1]
    try:
        for end, content in delivery.made.items():
            with open(job.made + end, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        return delivery.done._replace(result=Worked(error=unwritable(error)))
    return delivery.done
