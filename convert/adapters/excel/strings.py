"""Read texts that may change their look inside: shared strings and inline strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from convert.adapters.excel.segments import NAMESPACES, read_segments
from convert.adapters.excel.styles import mark_of
from convert.errors import TooLarge
from convert.model import Mark
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import open_scan
from convert.symbols import as_shown, symbol_font

MAX_STRINGS = 5_000_000
Segment = tuple[str, frozenset[Mark] | None]
"""A text and its marks; None: as the cell's font says."""
Font = tuple[frozenset[Mark], str]
"""The marks of a font and, if it is one of symbols, its name."""

_SIMPLE = re.compile(
    r'(?:^|</si>)\n?<si><t(?: xml:space="preserve")?>([^<&\x00-\x08\x0b-\x1f\ufffe\uffff]*)</t>(?=</si>|\Z)'
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile("&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def names_of(*words: str) -> dict[str, str]:
    """Map the names of elements as `scan_xml` tells them to their local names, Transitional and Strict."""
    return {f"{namespace} {word}": word for namespace in NAMESPACES for word in words}


def unescape(text: str) -> str:
    """Undo `_xHHHH_` (ECMA-376 part 1, 22.9.2.19).

    >>> unescape("a_x000D_b_x005F_x000D_")
    'a\\rb_x000D_'
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if _SURROGATE.search(text) else text


def resolve_references(text: str) -> str:
    """Resolve what stands for a character in XML without a DTD; a reference to none makes the text unprintable.

    >>> resolve_references("R&#38;D &lt; &#x6307;")
    'R&D < 指'
    >>> resolve_references("&nbsp;").isprintable()
    False
    """
    if "&" not in text:
        return text
    pieces = _REFERENCE.split(text)
    if any("&" in piece for piece in pieces[::4]):
        return "\0"
    for at in range(1, len(pieces), 4):
        decimal, hexadecimal, name = pieces[at : at + 3]
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
        pieces[at : at + 3] = [_NAMED[name] if name else chr(code) if code < 0x110000 else "\0", "", ""]
    return "".join(pieces)


class RichText(Struct):
    """Collects the segments of one text from its elements t, r, rPr and what is in them; readings (rPh) are no text."""

    segments: list[Segment] = field(default_factory=list)
    _marks: set[Mark] | None = None
    _font: str = ""
    _readings: int = 0
    _buffer: list[str] | None = None

    def start(self, word: str, attributes: dict[str, str]) -> None:
        if word == "t":
            self._buffer = None if self._readings else []
        elif word == "r":
            self._marks, self._font = None, ""
        elif word == "rFont":
            self._font = symbol_font(attributes.get("val", ""))
        elif word == "rPr":
            self._marks = set()
        elif word == "rPh":
            self._readings += 1
        elif self._marks is not None:
            mark = mark_of(word, attributes.get("val"))
            if mark:
                self._marks.add(mark)

    def text(self, data: str) -> None:
        if self._buffer is not None:
            self._buffer.append(data)

    def end(self, word: str) -> None:
        if word == "t" and self._buffer is not None:
            text = unescape("".join(self._buffer))
            if text := as_shown(text, self._font):
                self.segments.append((text, None if self._marks is None else frozenset(self._marks)))
            self._buffer = None
        elif word == "r":
            self._marks, self._font = None, ""
        elif word == "rPh":
            self._readings -= 1


RICH_TEXT_WORDS = ("t", "r", "rPr", "rPh", "b", "i", "u", "strike", "vertAlign", "rFont")
_WORDS = names_of("si", *RICH_TEXT_WORDS)


def cut_by_fonts(text: str, runs: Iterable[tuple[int, int]], fonts: Sequence[Font]) -> tuple[Segment, ...]:
    """Cut a text where its font changes; before the first change it has the cell's.

    runs: places in the text, counted as UTF-16 counts, and which font begins there.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    segments: list[Segment] = []
    at = 0
    look: frozenset[Mark] | None = None
    symbols = ""
    for start, font in (*runs, (len(units) // 2, 0)):
        if piece := units[2 * at : 2 * start].decode("utf-16-le", "replace"):
            segments.append((as_shown(piece, symbols), look))
            at = start
        look, symbols = fonts[font] if font < len(fonts) else (None, "")
    return tuple(segments)


class _StringScanner:
    def __init__(self) -> None:
        self.strings: list[tuple[Segment, ...]] = []
        self._rich = RichText()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        word = _WORDS.get(name)
        if word == "si":
            self._rich = RichText()
        elif word:
            self._rich.start(word, attributes)

    def text(self, data: str) -> None:
        self._rich.text(data)

    def add(self, texts: Iterable[tuple[Segment, ...]]) -> None:
        self.strings += texts
        if len(self.strings) > MAX_STRINGS:
            raise TooLarge(what=f"> {MAX_STRINGS} texts")

    def end(self, name: str) -> None:
        word = _WORDS.get(name)
        if word == "si":
            self.add((tuple(self._rich.segments),))
        elif word:
            self._rich.end(word)


def read_strings(package: Package, part: str) -> list[tuple[Segment, ...]]:
    """Read the shared strings. Raises Unreadable, TooLarge."""
    scanner = _StringScanner()
    feed = open_scan(part, scanner)

    def take(texts: str) -> None:
        found = _SIMPLE.findall(texts)
        if 4 * len(found) - 1 != texts.count("<"):
            feed(f"{texts}</si>".encode())
            return
        scanner.add(((unescape(text), None),) if text else () for text in found)

    with package.stream(part) as stream:
        read_segments(stream, "sst", "si", take, feed)
        feed(b"")
    return scanner.strings
