"""Choose the engine: PDFium first, pdfplumber where PDFium fails or gives characters that nobody can read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import cast

from msgspec.structs import replace

from convert.adapters.pdf.boxes import with_boxes
from convert.adapters.pdf.engine import DamagedFile, DamagedPage, Engine, Entry, Glyph, Page
from convert.errors import Unreadable, missing_extra

_GARBLED = 0.1
_FEWEST = 10
_CATALOG = re.compile(rb"(\d{1,9}) (\d{1,5}) obj\s{0,9}<<[^>]{0,300}/Type\s{0,9}/Catalog\b")
_OFD = b"PK"
_ENGINES = (("pypdfium2", "pdfium", "PdfiumFile"), ("pdfplumber", "plumber", "PlumberFile"))
"""What each needs, where it is and what it is called."""
_WRONG = re.compile("^(?:[\ufffd\ue000-\uf8ff\x7f-\x9f]|\\(cid:)", re.MULTILINE)
_LETTERS = re.compile("[A-Za-z\u00c0-\u024f]+")
_TONES = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹ")
"""The letters with marks that stand by themselves, where a book says how Chinese is spoken."""


class Pages:
    """The pages of a file, each read by the engine that reads it best."""

    def __init__(self, data: bytes) -> None:
        """Open a file with the first engine that can. Raises Encrypted, Unreadable, MissingHelper."""
        self._others: list[Callable[[bytes], Engine]] = []
        self._second: Engine | None = None
        self._guesses = False
        self.repaired = False
        openers = _openers(data)
        reason = ""
        for mend in (None, with_trailer):
            self._data = attempt = mend(data) if mend else data
            if not attempt:
                break
            for at, opener in enumerate(openers):
                try:
                    engine = opener(attempt)
                except DamagedFile as error:
                    reason = str(error)
                    continue
                if engine.page_count > 0:
                    self._engine, self._others = engine, openers[at + 1 :]
                    return
                engine.close()
            self.repaired = True
        raise Unreadable() if reason else Unreadable("The file has no pages.")

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.close()
        if self._second is not None:
            self._second.close()

    @property
    def count(self) -> int:
        return self._engine.page_count

    def outline(self) -> Sequence[Entry]:
        return self._engine.outline()

    def extras(self) -> list[str]:
        """Name what the file holds beside its pages, which is never opened or run."""
        known, problems = self._engine.extras(), []
        if b"/JavaScript" in self._data or "scripts" in known:
            problems.append("scripts")
        if b"/EmbeddedFile" in self._data or "embedded files" in known:
            problems.append("embedded files")
        if "drawn form" in known:
            problems.append("form that only its own program can draw")
        if "signature" in known:
            problems.append("digital signature")
        if b"/Launch" in self._data:
            problems.append("action that starts a program")
        if b"/RichMedia" in self._data:
            problems.append("sound or film")
        return problems

    def page(self, index: int) -> tuple[Page, float]:
        """Read a page; say how much of its text is garbled in every engine.

        A page with a single character that the first engine cannot tell is shown to the second. Once both have garbled
        a page, what the second one makes of the file's fonts is guessed: digits are no better off than the rest.
        """
        page, wrong = self._try(self._engine, index)
        boxes = page.boxes if page else ()
        if page is None or wrong > _GARBLED or page.lost or (wrong and not self._guesses and has_unknown(page)):
            second = self._open_second()
            if second is not None and index < second.page_count:
                other, other_wrong = self._try(second, index)
                if page is not None and min(wrong, other_wrong) > _GARBLED:
                    self._guesses = True
                if page is not None and other is not None and page.lost and wrong == other_wrong:
                    page = _completed(page, other)
                elif (
                    other is not None
                    and not (self._guesses and wrong > _GARBLED)
                    and (page is None or (other_wrong < wrong and other.glyphs))
                ):
                    page, wrong = other, other_wrong
        if page is None:
            raise Unreadable()
        if wrong > _GARBLED:
            page = replace(page, glyphs=[_told(glyph) for glyph in page.glyphs])
        return with_boxes(page, boxes), wrong

    def _try(self, engine: Engine, index: int) -> tuple[Page | None, float]:
        try:
            page = engine.page(index)
        except DamagedPage:
            return None, 1.0
        page = _without_accents_alone(page)
        return page, garbled_share(page.glyphs)

    def _open_second(self) -> Engine | None:
        while self._second is None and self._others:
            try:
                self._second = self._others.pop(0)(self._data)
            except DamagedFile:
                continue
        return self._second


def with_trailer(data: bytes) -> bytes:
    """Give a file that has lost its end a trailer that names its catalog, from which engines find the rest.

    Empty where the file has no catalog in plain sight.
    """
    found = _CATALOG.search(data)
    if found is None:
        return b""
    number, generation = found.groups()
    return data + b"\ntrailer\n<< /Root " + number + b" " + generation + b" R >>\nstartxref\n0\n%%EOF\n"


def _completed(page: Page, other: Page) -> Page:
    """Give a page with the characters that its engine passed over and the other one has; else the one that has more.

    They are those that stand at free places, if these are just what the page lacks.
    """
    places = {_place(glyph, right, down) for glyph in page.glyphs for right in (-1, 0, 1) for down in (-1, 0, 1)}
    new = [glyph for glyph in other.glyphs if not glyph.text.isspace() and _place(glyph, 0, 0) not in places]
    had, has = _counted(page), _counted(other)
    if has - had == Counter(glyph.text for glyph in new):
        return replace(page, glyphs=[*page.glyphs, *new])
    return other if has.total() > had.total() else page


def _place(glyph: Glyph, right: int, down: int) -> tuple[int, int]:
    """Say in which of the squares of three points the middle of a character lies, or in which one beside that."""
    return int((glyph.x0 + glyph.x1) / 6) + right, int((glyph.top + glyph.bottom) / 6) + down


def _counted(page: Page) -> Counter[str]:
    return Counter(glyph.text for glyph in page.glyphs if not glyph.text.isspace())


def has_unknown(page: Page) -> bool:
    """Say whether a page has characters that nobody can tell, or controls, which no font draws."""
    return any(glyph.text == "\ufffd" or "\x7f" <= glyph.text <= "\x9f" for glyph in page.glyphs)


def _told(glyph: Glyph) -> Glyph:
    """Give a character; an unknown one for one that stands for nothing."""
    return glyph._replace(text="\ufffd") if _WRONG.match(glyph.text) else glyph


def _without_accents_alone(page: Page) -> Page:
    """Give a page without what is no word: letters with marks beside none without, more than there are digits.

    Ghostscript gives the numbers of a font's glyphs for the characters, where it knows none: for all digits, or only
    for the brackets in labels.
    """
    text = "".join([glyph.text[:1] or " " for glyph in page.glyphs])
    words = list(_LETTERS.finditer(text))
    alone = [word for word in words if not any(map(str.isascii, word[0]))]
    strange = sum(len(word[0]) for word in alone if not _TONES.issuperset(word[0].lower()))
    marked = sum(not char.isascii() for word in words for char in word[0])
    if strange < max(_FEWEST, marked / 2, sum(map(str.isdigit, text))):
        return page
    unknown = {at for word in alone for at in range(*word.span())}
    glyphs = [glyph._replace(text="\ufffd") if at in unknown else glyph for at, glyph in enumerate(page.glyphs)]
    return replace(page, glyphs=glyphs)


def garbled_share(glyphs: Iterable[Glyph]) -> float:
    """Say what share of the characters stands for nothing: no Unicode, private use, a control, or a bare number."""
    texts = [glyph.text for glyph in glyphs]
    wrong = len(_WRONG.findall("\n".join(texts)))
    if not wrong:
        return 0.0
    total = sum(not text.isspace() for text in texts)
    return wrong / total if total >= _FEWEST else 0.0


def _openers(data: bytes) -> list[Callable[[bytes], Engine]]:
    """Give the engines for a file that are installed, in the order to try them. Raises MissingHelper."""
    if data.startswith(_OFD):
        return [_opener("ofd", "OfdFile")]
    installed = [_opener(*names) for library, *names in _ENGINES if _is_installed(library)]
    if not installed:
        raise missing_extra("pypdfium2", "pdf")
    return installed


def _opener(module: str, name: str) -> Callable[[bytes], Engine]:
    """Give what opens a file with an engine, which is loaded then."""
    return lambda data: cast("Engine", getattr(import_module(f"convert.adapters.pdf.{module}"), name)(data))


@lru_cache
def _is_installed(name: str) -> bool:
    return find_spec(name) is not None
