"""What can go wrong with a whole file: each error has an exit code and says the next step.

The messages are English message ids; `convert.messages` translates them when they are shown.
"""

from __future__ import annotations

import errno
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the command: a contract, documented in the README."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNREADABLE = 3
    OUTPUT = 4
    HELPER = 5
    PASSWORD = 6
    TIMEOUT = 7
    PROOF = 8
    BUG = 70
    INTERRUPTED = 130


class ConvertError(Exception):
    """A file could not be converted. message and next_step are message ids with {placeholders} for values."""

    exit = Exit.FAILED
    message = "The file could not be converted."
    next_step = ""

    def __init__(self, message: str = "", next_step: str = "", **values: object) -> None:
        self.message = message or self.message
        self.next_step = next_step or self.next_step
        self.values = values
        super().__init__(self.message.format(**values))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the words and their values apart, since braces in a value are no placeholders."""
        return _remake, (type(self), self.message, self.next_step, self.values)


def _remake(kind: type[ConvertError], message: str, next_step: str, values: dict[str, object]) -> ConvertError:
    return kind(message, next_step, **values)


class Unreadable(ConvertError):
    """The input is missing, damaged, or of a kind that no reader knows."""

    exit = Exit.UNREADABLE
    message = "The file cannot be read: it is damaged or not what its name says."
    next_step = "Open it in the program that made it and save it again."


class TooLarge(Unreadable):
    """The input would take more memory or time than a document can need."""

    message = "The file is larger than this program reads: {what}."
    next_step = "Split the file, or check that it is what it should be: such files are often made to do harm."


class NothingFound(Unreadable):
    """A run over many files has none to convert."""

    message = "No document was found."
    next_step = "Name files or folders with documents, or use --include."


class EngineCrashed(Unreadable):
    """The library that reads this format crashed; it ran in a process of its own, so that nothing else was lost."""

    message = "The library that reads this kind of file crashed on it: {what}."
    next_step = "Open the file in the program that made it and save it again; if it opens there, send it to us."


class OutOfMemory(ConvertError):
    """The work on this file needed more memory than it may use, or than there is."""

    exit = Exit.TIMEOUT
    message = "Reading the file needs more memory than it may use."
    next_step = "Split the file, or give it more with --memory."


class TimedOut(ConvertError):
    """The work on this file was not done in time, and was ended."""

    exit = Exit.TIMEOUT
    message = "The file was not done within {seconds} seconds."
    next_step = "Split the file, or give it more time with --timeout."


class Harmful(Unreadable):
    """A part defines entities, which office documents never do: nothing of the file is read."""

    message = "The file is refused: its part {part} defines entities, which office documents never do."
    next_step = "It may have been made to do harm; do not open it in Office either."


class TooDeep(Unreadable):
    """The XML of a part is nested deeper than any document's."""

    message = "The file is refused: the XML of its part {part} is nested too deeply."
    next_step = "No office program writes such files; check where it comes from."


class NoTextLayer(Unreadable):
    """The pages are pictures."""

    message = "The file holds pictures of pages and no text."
    next_step = "Run it through a text recognition program (OCR) first."


class UnwritableOutput(ConvertError):
    """The output exists, cannot be written, or is the input itself."""

    exit = Exit.OUTPUT
    message = "The output cannot be written."
    next_step = "Choose another name or folder with -o."


class TargetClaimed(UnwritableOutput):
    """Two inputs would be written to one place."""

    message = "Two inputs would be written to {target}: {first} and {second}."
    next_step = "Convert them into different folders, or keep the endings in the names with --keep-ending."


class TargetExists(UnwritableOutput):
    """There is a file already that this program did not write."""

    message = "The output exists already: {name}."
    next_step = "Use --force to replace it."


class TargetEdited(UnwritableOutput):
    """The output was changed by somebody after this program wrote it."""

    message = "The output {name} was changed after it was written; it is left as it is."
    next_step = "Move it away to have it written again."


class BadName(UnwritableOutput):
    """The target system cannot hold a file of this name."""

    message = "The output's name cannot be held here: {reason}."
    next_step = "Give the source a shorter or plainer name."


class DiskFull(UnwritableOutput):
    """There is no room for the output."""

    message = "There is no room left where the output should be."
    next_step = "Make room and run the same command again: what is finished is not repeated."


class BadLink(Unreadable):
    """A link in a folder leads out of it, around in a circle or nowhere."""

    message = "This link is not followed: {reason}."
    next_step = "Name what it leads to if it should be converted."


class Unreachable(Unreadable):
    """A place on another machine does not answer, or refuses."""

    message = "{name} cannot be reached: {reason}."
    next_step = "Check the URL, the network and the rights, and run the same command again."


class SourceChanged(Unreadable):
    """The input was removed or changed while it was read."""

    message = "The file was changed or removed during the run."
    next_step = "Run the same command again."


class BadMember(Unreadable):
    """A file in an archive is not what an archive of documents holds."""

    message = "This file of the archive is not unpacked: {reason}."
    next_step = "Unpack it by hand if you trust it."


class MissingHelper(ConvertError):
    """A program or package that this format needs is not installed."""

    exit = Exit.HELPER
    message = "This format needs {helper}, which is not installed."


def missing_extra(helper: str, extra: str, message: str = "") -> MissingHelper:
    """Say that a package is missing, and the line that installs it: it belongs to an extra of this program's."""
    command = f"python3 -m pip install 'convert-office[{extra}]'"
    return MissingHelper(message, "Install it with: {command}", helper=helper, command=command)


class OtherVersion(ConvertError):
    """A machine of a cluster has another version of this program, whose outputs may differ."""

    exit = Exit.HELPER
    message = "A machine of the cluster has version {there} of this program, and this one {here}."
    next_step = "Install the same version of this program on each of them."


class Encrypted(ConvertError):
    """The input needs a password."""

    exit = Exit.PASSWORD
    message = "The file is protected by a password."
    next_step = "Save it without one, or give it with --password or in the environment variable CONVERT_PASSWORD."


class ProofFailed(ConvertError):
    """What was written does not read back as what was meant."""

    exit = Exit.PROOF
    message = "The written file does not read back as it should: {difference}."
    next_step = "Nothing was replaced; the file is left as {rejected}. Please send it to the authors with the source."


class BadTemplate(ConvertError):
    """A template file breaks the rules of templates."""

    exit = Exit.USAGE
    message = "{file}: {key}: expected {expected}, found {found}."
    next_step = "Correct the template file."


class BadUsage(ConvertError):
    """The words of the command contradict each other."""

    exit = Exit.USAGE
    message = "The command cannot be understood."
    next_step = "See convert --help."


def unreadable(error: OSError) -> Unreadable:
    """Word what the system said when an input could not be opened."""
    if isinstance(error, FileNotFoundError):
        return Unreadable("There is no such file.", "Check the name and the folder.")
    if isinstance(error, PermissionError):
        return Unreadable("The file may not be read.", "Ask its owner for the right to read it.")
    return Unreadable("The file cannot be opened: {reason}.", reason=error.strerror or str(error))


def unwritable(error: OSError) -> UnwritableOutput:
    """Word what the system said when an output could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return UnwritableOutput("The output cannot be written: {reason}.", reason=error.strerror or str(error))
