"""Hold the text of one paragraph while it is read, and make runs of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from convert.adapters.docx.names import Element
from convert.adapters.docx.styles import PLAIN, Look
from convert.model import (
    Block,
    Break,
    CommentStart,
    Inset,
    Note,
    Picture,
    Run,
    plain_runs,
)
from convert.model import Field as LiveField

NoteKey = tuple[str, str]

Piece = tuple[str, Look, str, Inset | NoteKey | None]
"""Text, look, link and what else stands there; a note by its kind and id."""

BLANK = " \t\n\x0c\u3000\xa0"
"""What of a line is not seen."""
PAGE_BREAK = "\x0c"
"""Stands for a page or column break while a line is filled; XML text cannot hold it."""

_LINK_COLOURS = frozenset(("0000FF", "0563C1", "0000EE", "954F72"))
"""They say that there is a link, which the run says itself."""


class Line(Struct):
    """The text of one paragraph while it is read, and what hangs on it.

    attached: what follows the paragraph, pictures as blocks, text boxes as elements; hidden: what Word does not show;
    keeps_breaks: it stands where pages may break.
    """

    pieces: list[Piece] = field(default_factory=list)
    attached: list[Block | Element] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    keeps_breaks: bool = False

    def add(self, text: str, look: Look = PLAIN, link: str = "", inset: Inset | None = None) -> None:
        if text or inset is not None:
            if look.hidden:
                self.hidden.append(text)
            shown = look._replace(hidden=False, font="") if look.hidden or look.font else look
            self.pieces.append((text, shown, link, inset))

    def prepend(self, text: str) -> None:
        """Put text before the first words, looking as they do."""
        look = next((look for words, look, _, beside in self.pieces if words and beside is None), PLAIN)
        self.pieces.insert(0, (text, look, "", None))

    @property
    def is_blank(self) -> bool:
        """Say whether nothing of the line is seen; a page break or the mark of a comment is not."""
        for text, _, _, beside in self.pieces:
            if text.strip(BLANK) or not (beside is None or isinstance(beside, Break | CommentStart)):
                return False
        return True

    @property
    def picture(self) -> Picture | None:
        """Give the picture if the line holds one and nothing else."""
        if not [True for piece in self.pieces if isinstance(piece[3], Picture)]:
            return None
        seen = [piece for piece in self.pieces if piece[3] is not None or piece[0].strip(" \t\u3000\xa0")]
        _, _, link, beside = seen[0]
        return beside if len(seen) == 1 and isinstance(beside, Picture) and not link else None

    def runs(self, read_note: Callable[[str, str], Note | None] | None = None) -> tuple[Run, ...]:
        """Join neighbours that look alike; a break of the page within the text becomes a line break, or stays one."""
        if len(self.pieces) == 1:
            text, look, link, beside = self.pieces[0]
            if beside is None and PAGE_BREAK not in text:
                return plain_runs(text) if look is PLAIN and not link else (_run(text, look, link, None),)
        runs: list[Run] = []
        words: list[str] = []
        last: tuple[Look, str, Inset | None] = PLAIN, "", None
        for text, look, link, beside in _with_breaks(self.pieces):
            if isinstance(beside, tuple):
                note = read_note(*beside) if read_note is not None else None
                if note is None:
                    continue
                if words:
                    runs.append(_run("".join(words), *last))
                    words = []
                runs.append(Run("", note=note))
                continue
            joins = beside is None or (isinstance(beside, LiveField) and beside is last[2])
            if words and not (joins and (look, link, beside) == last):
                runs.append(_run("".join(words), *last))
                words = []
            words.append(text)
            last = look, link, beside
        if words:
            runs.append(_run("".join(words), *last))
        return tuple(run for run in runs if run.text or run.note is not None or run.inset is not None)


def _run(text: str, look: Look, link: str, inset: Inset | None) -> Run:
    if look is PLAIN:
        return Run(text, PLAIN.marks, link, None, inset)
    colour = "" if link and look.colour in _LINK_COLOURS else look.colour
    return Run(text, look.marks, link, None, inset, colour, look.highlight)


def _with_breaks(pieces: list[Piece]) -> list[Piece]:
    """Make line breaks of the page breaks within the text; at both ends they are nothing, or breaks without text."""
    if not any(PAGE_BREAK in text for text, *_ in pieces):
        return pieces
    filled = [at for at, (text, *_, beside) in enumerate(pieces) if _is_filled(text, beside)]
    kept: list[Piece] = []
    for at, (text, look, link, beside) in enumerate(pieces):
        outside = not filled or at < filled[0] or at > filled[-1]
        if PAGE_BREAK in text:
            text = "" if outside else text.replace(PAGE_BREAK, "\n")
            if not text and beside is None:
                continue
        kept.append((text, look, link, beside))
    return kept


def _is_filled(text: str, beside: Inset | NoteKey | None) -> bool:
    if beside is None:
        return bool(text.strip(PAGE_BREAK))
    return not isinstance(beside, Break | CommentStart)
