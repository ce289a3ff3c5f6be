"""Compare a document with the pages that were printed of it: nothing of its text may be missing there.

Lines are broken, fields are worked out anew and pages have heads and feet, so that pages hold more than the document
and hold it otherwise. What must be there is every character that is seen, as often as in the document, and every word
of Latin letters and digits in one piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from convert.carry.word import WordReducer
from convert.findings import finding
from convert.model import (
    Block,
    Comment,
    CommentStart,
    Document,
    Equation,
    Field,
    ListItem,
    Origin,
    Paragraph,
    Run,
    Table,
)

_WORD = re.compile(r"[+\-−]?[0-9A-Za-z\u00c0-\u024f]+(?:[.,:/%\-][0-9A-Za-z\u00c0-\u024f]+)*%?")
_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"))
_MIRRORED = str.maketrans("()[]{}<>«»", "()()()()()")
"""In writing from right to left, brackets are shown the other way round."""
_SHOWN = 60


class PrintReducer(WordReducer):
    """Gives blocks as the Word document that is printed: without comments, which are no part of a page.

    LibreOffice makes notes of them that have no place on it, which readers of PDF complain about.
    """

    def _inset(self, run: Run, origin: Origin) -> Iterator[Run]:
        inset = run.inset
        if isinstance(inset, Comment):
            self._findings.append(finding("content-dropped", origin, before=inset.text, detail="comment"))
        if isinstance(inset, Comment | CommentStart):
            if run.text:
                yield replace(run, inset=None)
        else:
            yield from super()._inset(run, origin)


def missing_on_pages(document: Document, pages: Document) -> str:
    """Say the first thing of a document that is not on its pages, or nothing."""
    printed = [run.text for page in pages.blocks if isinstance(page, Paragraph) for run in page.runs]
    shown = _seen("\n".join(printed))
    words = set(_WORD.findall(unicodedata.normalize("NFKC", "\n".join(printed))))
    left = Counter(shown)
    at = 0
    for text in _texts(document.blocks):
        seen = _seen(text)
        left.subtract(seen)
        found = shown.find(seen, at)
        if found >= 0 or seen in shown:
            at = max(at, found)
            continue
        for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
            if word not in words and _seen(word) not in shown:
                return f"{word[:_SHOWN]!r}: not on the pages"
    short = {char: -count for char, count in left.items() if count < 0}
    named = ", ".join(f"{char} × {count}" for char, count in sorted(short.items())[:_SHOWN])
    return f"{named}: not on the pages" if named else ""


def _seen(text: str) -> str:
    """Give the characters of a text that are seen on a page, in their usual form."""
    plain = unicodedata.normalize("NFKC", text).translate(_MIRRORED)
    return "".join([char for char in plain if char.isalnum() or unicodedata.category(char) not in _UNSEEN])


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts of paragraphs and of what hangs on them, but for what a page works out or draws by itself."""
    for block in blocks:
        if isinstance(block, Table):
            for cell in block.cells:
                yield from _texts(cell.blocks)
        elif isinstance(block, Paragraph):
            if isinstance(block, ListItem) and block.ordered:
                yield block.marker
            said = ""
            for run in block.runs:
                if run.note is not None or isinstance(run.inset, Field | Equation):
                    yield said
                    said = ""
                    yield from _texts(run.note.paragraphs if run.note else ())
                else:
                    said += run.text
            yield said
