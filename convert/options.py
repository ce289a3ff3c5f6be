"""What the user asked for, built once and handed down unchanged."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict


class Options(Struct, frozen=True):
    """source_format, target_format: keys of the registries, empty to detect; form: a form's id, `auto` or `none`,

    or the path of a template file; forms: the user's own template files, known beside those that the program brings;
    against: last year's report to compare with; encoding: of text input, empty to detect;
    style: the id of a look or the path of its TOML file, empty for the document's own;
    passes, no_passes: names of passes to run or to leave out beside the usual ones;
    language: `zh` or `en`, of what a person reads; comments: whether they are kept; changes: whether tracked changes
    are carried out or taken back;
    seconds, memory (bytes): what the work on one file may take where it runs in a process of its own;
    passwords: to try on protected files; soffice: path of LibreOffice, empty to look for it;
    annotate: each finding is also said where it belongs, as a comment or a note, in that language;
    office_ahead: folder with what LibreOffice has made already, empty for none;
    placed: pieces are to say where they stand in the source.
    """

    source_format: str = ""
    target_format: str = ""
    form: str = "auto"
    forms: tuple[str, ...] = ()
    encoding: str = ""
    language: str = "en"
    strict: bool = False
    force: bool = False
    against: str = ""
    style: str = ""
    passes: tuple[str, ...] = ()
    no_passes: tuple[str, ...] = ()
    seconds: float = 120.0
    memory: int = 2 << 30
    comments: Literal["keep", "drop"] = "keep"
    changes: Literal["accept", "reject"] = "accept"
    passwords: tuple[str, ...] = ()
    soffice: str = ""
    annotate: bool = False
    office_ahead: str = ""
    placed: bool = True

    def __repr__(self) -> str:
        """Show how many passwords there are and none of them."""
        shown = asdict(self) | {"passwords": len(self.passwords)}
        return f"Options({', '.join(f'{name}={value!r}' for name, value in shown.items())})"
