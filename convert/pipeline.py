"""One file from input to output: read, normalise, conform, write beside the target, prove, and only then rename."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from convert.adapters import reader
from convert.carry import project
from convert.detect import detect
from convert.errors import BadUsage, ConvertError, Exit, ProofFailed, TargetExists, UnwritableOutput, unwritable
from convert.findings import INCOMPLETE, finding
from convert.forms import choose_forms, conform
from convert.forms.judge import judge_anew
from convert.forms.narrative import compare_years
from convert.forms.nearly import near_tables
from convert.forms.template import Form
from convert.forms.unread import may_hold_tables
from convert.model import Document
from convert.options import Options
from convert.passes import choose_passes, normalise, polish
from convert.passes.characters import clean_characters, without_impossible
from convert.passes.comments import drop_comments
from convert.passes.page_layout import drop_page_layout
from convert.passes.paragraphs import join_runs
from convert.passwords import unlock
from convert.proof import prove
from convert.record import Outcome, counts_of
from convert.source import Source
from convert.writers import ENDINGS, check_target, ending_of, writer


def read(path: str | os.PathLike[str] | bytes, options: Options | None = None, **wanted: str) -> Document:
    """Read a file (or the bytes of one), normalise it and restore its official tables. Raises ConvertError.

    wanted: fields of Options by name, such as form="none".
    """
    options = replace(options or Options(), **wanted)
    source = Source("", content=path) if isinstance(path, bytes) else Source(Path(path).name, Path(path))
    return read_source(source, options)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Spare the search for reference cycles: values are made, millions in a large sheet, and none refers back.

    It takes a tenth of the time of a docx and a third of that of a workbook, more in a process that holds much else.
    What was made counts as old afterwards, so that the search does not begin with it at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_count()[0] > gc.get_threshold()[0] and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def read_source(source: Source, options: Options) -> Document:
    """Read, normalise and conform. Raises ConvertError."""
    with collector_paused():
        return _read_source(source, options)


def _read_source(source: Source, options: Options) -> Document:
    source, was_locked = unlock(source.held(), options)
    document = reader(detect(source, options.source_format))(source, options)
    if was_locked:
        document = replace(document, findings=(finding("password-removed", document.origin), *document.findings))
    forms = choose_forms(options.form, options.forms)
    if options.comments == "drop":
        document = drop_comments(document)
    chosen = choose_passes(options.passes, options.no_passes)
    document = _conform(normalise(document, chosen), forms)
    document = _check_anew(document, polish(document, chosen), forms)
    if not options.against:
        return document
    return compare_years(document, _last_year(options), forms)


def _check_anew(before: Document, after: Document, forms: Sequence[Form]) -> Document:
    """Find anew what the forms' checks say of a document whose prose was polished, as its next reader will."""
    if after.blocks is before.blocks or not after.form:
        return after
    return judge_anew(after, forms)


def _conform(document: Document, forms: Sequence[Form]) -> Document:
    """Restore the official tables; a form prescribes the pages, so breaks and sections are out of its way."""
    if not may_hold_tables(document.blocks, forms):
        near = tuple(near_tables(document.blocks, forms))
        return replace(document, findings=(*document.findings, *near)) if near else document
    bare = drop_page_layout(document)
    conformed = conform(bare, forms)
    if conformed is bare:
        return document
    return conformed if conformed.form else replace(document, findings=conformed.findings)


def _last_year(options: Options) -> Document:
    """Read the report to compare with; what is wrong with it is said of it and not of the file that is converted."""
    name = Path(options.against).name
    try:
        last = read(options.against, replace(options, against="", source_format=""))
    except ConvertError as error:
        raise BadUsage(
            "Last year's report {name} cannot be compared with: {reason}",
            "Check --against.",
            name=name,
            reason=str(error),
        ) from None
    if not last.form:
        raise BadUsage("Last year's report {name} follows no official form.", "Check --against.", name=name)
    return last


def write(document: Document, path: str | os.PathLike[str], options: Options | None = None) -> Document:
    """Write a document to a path, by the path's extension; give it as the target could hold it. Raises ConvertError.

    The file appears whole or not at all, and only after it has been read back and compared. What no file can hold,
    such as control characters, is taken out first.
    """
    document = replace(document, title=without_impossible(document.title))
    document = join_runs(clean_characters(document))
    return _write(document, Path(path), options or Options())


def _write(document: Document, target: Path, options: Options) -> Document:
    name = options.target_format or target_format(target)
    check_target(name, annotated=options.annotate)
    carried = project(document, name)
    if options.annotate and name == "docx":
        from convert.carry.commented import with_comments

        carried = with_comments(carried, options.language)
    parts = _parts(carried, target, name)
    for path, _ in parts:
        if _exists(path) and not options.force:
            raise TargetExists(name=path.name)
    made: list[tuple[Path, Path]] = []
    try:
        for path, part in parts:
            made.append((_write_beside(part, path, name, options), path))
            difference = prove(part, made[-1][0], name, options)
            if difference:
                rejected = path.with_name(path.name + ".rejected")
                os.replace(made[-1][0], rejected)
                raise ProofFailed(difference=difference, rejected=rejected.name)
        for temporary, path in made:
            os.replace(temporary, path)
        made.clear()
    except OSError as error:
        raise unwritable(error) from None
    finally:
        for temporary, _ in made:
            temporary.unlink(missing_ok=True)
    return carried


def _parts(document: Document, target: Path, name: str) -> list[tuple[Path, Document]]:
    """Give the files that a document becomes: one, but for CSV one for each table (report.csv, report-2.csv, …)."""
    if name != "csv":
        return [(target, document)]
    if not document.blocks:
        raise BadUsage("The document holds no table, and CSV nothing else.", "Write it in another format.")
    numbers = range(2, len(document.blocks) + 1)
    paths = [target.with_name(f"{target.stem}-{number}{target.suffix}") for number in numbers]
    return [
        (path, replace(document, blocks=(block,)))
        for path, block in zip([target, *paths], document.blocks, strict=True)
    ]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise unwritable(error) from None


def _write_beside(document: Document, target: Path, name: str, options: Options) -> Path:
    write_document = writer(name)
    try:
        handle, made = tempfile.mkstemp(prefix=".convert-", suffix=ending_of(name), dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise unwritable(error) from None
    temporary = Path(made)
    try:
        write_document(document, temporary, options)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise unwritable(error) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def target_format(path: Path) -> str:
    """Name the writer for a path by its extension. Raises BadUsage."""
    name = ENDINGS.get(path.suffix.lower(), "")
    if not name:
        raise BadUsage(
            "Nothing can be written as {suffix}.",
            "Give the output one of these endings: {endings}",
            suffix=path.suffix,
            endings=" ".join(ENDINGS),
        )
    return name


def convert(
    path: str | os.PathLike[str] | Source, target: str | os.PathLike[str] | None, options: Options | None = None
) -> Outcome:
    """Convert one file; with target None only read and check it. Never raises for what is wrong with the file."""
    options = options or Options()
    source = path if isinstance(path, Source) else Source(Path(path).name, Path(path))
    shown = str(source.path or source.name)
    started = time.perf_counter()
    document: Document | None = None
    try:
        if target is not None and source.path is not None and _is_same(source.path, Path(target)):
            raise UnwritableOutput("The output is the input itself.", "Choose another name or folder for the output.")
        document = read_source(source, options)
        if target is not None:
            document = _write(document, Path(target), options)
        status, code = ("checked" if target is None else "written"), Exit.OK
        if any(found.code == INCOMPLETE for found in document.findings) or (
            (target is None or options.strict) and any(found.severity != "info" for found in document.findings)
        ):
            code = Exit.FAILED
        error = None
    except ConvertError as raised:
        status, code, error = "failed", raised.exit, raised
    outcome = Outcome(shown, str(target or ""), status, code, document, error, time.perf_counter() - started)
    if not document:
        return outcome
    return replace(outcome, findings=document.findings, form=document.form, counts=counts_of(document))


def _is_same(source: Path, target: Path) -> bool:
    try:
        return source.exists() and target.exists() and source.samefile(target)
    except OSError:
        return False
