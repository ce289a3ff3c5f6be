"""Work out where one input goes, and refuse what cannot be meant."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from convert.errors import BadUsage, UnwritableOutput, unwritable
from convert.options import Options


def is_many(inputs: Sequence[str]) -> bool:
    """Say whether inputs are more than one file."""
    from convert.bulk.cloud import is_url
    from convert.bulk.found import is_archive

    if len(inputs) != 1:
        return bool(inputs)
    (path,) = inputs
    if is_url(path):
        return True
    if os.path.isdir(path):
        return True
    return is_archive(path) if os.path.lexists(path) else glob.has_magic(path)


def check_words(paths: Sequence[str], output: str | None, options: Options, check: bool) -> None:
    """Raise BadUsage where what was typed is no whole command."""
    from convert.writers import check_target

    if not paths:
        raise BadUsage("No file is named.", "See convert --help.")
    if options.annotate and check:
        raise BadUsage("--check writes nothing that could hold remarks.", "Leave out --annotate.")
    if options.target_format:
        check_target(options.target_format, annotated=options.annotate)
    elif not check and output and len(paths) > 1:
        raise BadUsage("Say which format to write with -t.", "See convert --help.")
    elif not check and not output and len(paths) != 2:
        raise BadUsage("Say what to write: an output file, or a format with -t.", "See convert --help.")


def target_of(paths: Sequence[str], output: str | None, options: Options) -> Path:
    """Give the place to write one input to; `-` is standard output. Makes the output folder where it is new."""
    from convert.writers import ENDINGS, ending_of

    path, wanted = paths[0], options.target_format
    if output is None and wanted:
        if path == "-":
            raise BadUsage("Say where to write with -o.", "See convert --help.")
        return Path(path).with_suffix(ending_of(wanted))
    output = paths[1] if output is None else output
    is_folder = Path(output).is_dir() or output.endswith(("/", os.sep))
    if not wanted:
        _require_ending(output, options)
        if is_folder or output == "-":
            raise BadUsage("Say which format to write with -t.", "See convert --help.")
        return Path(output)
    if not is_folder and (output == "-" or Path(output).suffix):
        _require_ending(output, options)
        named = ENDINGS.get(Path(output).suffix.lower(), wanted)
        if named != wanted:
            raise BadUsage(
                "The output's name {name} says another format than -t {format}.",
                "Leave -t out, or give the output the ending of its format.",
                name=output,
                format=wanted,
            )
        return Path(output)
    try:
        Path(output).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error) from None
    return Path(output, Path(path).with_suffix(ending_of(wanted)).name if path != "-" else f"-{ending_of(wanted)}")


def _require_ending(output: str, options: Options) -> None:
    """Raise if an output's name says no format, and so not what is meant either; an unknown ending is the writers'."""
    from convert.writers import ENDINGS, ending_of

    if output == "-" or Path(output).suffix.lower() in ENDINGS:
        return
    if Path(output).is_dir() or output.endswith(("/", os.sep)):
        raise BadUsage(
            "{name} is a folder, and nothing says which format to write.", "Add -t docx, xlsx or json.", name=output
        )
    if options.target_format:
        raise BadUsage(
            "The output's name {name} does not say that it is {format}.",
            "Give it the ending {ending}, or a / at its end if it is to be a folder.",
            name=output,
            format=options.target_format,
            ending=ending_of(options.target_format),
        )
    if Path(output).suffix:
        return
    raise BadUsage(
        "The output's name {name} does not say which format to write.",
        "Give it one of these endings: .docx .xlsx .json; or name the format with -t to write into a folder.",
        name=output,
    )


def guard_report(report: str | None, path: str, target: Path | None) -> None:
    """Raise if the report would replace an input or an output, or mix with a document on standard output."""
    if report == "-":
        if target == Path("-"):
            raise BadUsage(
                "The document and the report cannot both go to standard output.", "Name a file for one of them."
            )
    elif report and os.path.realpath(report) in (os.path.realpath(path), os.path.realpath(target or path)):
        raise UnwritableOutput("The report would replace {name}.", "Choose another name for the report.", name=report)
