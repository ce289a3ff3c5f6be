"""Cells that differ in nothing but their words: each kind of them is parsed once.

Most cells of a document are alike, byte for byte, but for the text of their runs and the numbers by which Word knows
its revisions. `fold` leaves of each its texts alone, `<w:tc convert-kind="7"><w:t>text</w:t></w:tc>`, and keeps one
example of its kind: what that means is found out by the reader itself, and a folded cell can be had back whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from msgspec import Struct, field

from convert.adapters.docx.names import PPR, R_, RPR, TC_PR, W14, Element, P, T, W
from convert.errors import Unreadable
from convert.model import Align, Run
from convert.xml_parts import parse_xml

FEWEST = 2
"""Cells of a kind that is worth an example."""
MOST_CELLS = 500_000
"""Cells that are looked at; the others of a file that has more are parsed one by one."""
MOST_KINDS, _MOST_TEXTS = 2_000, 64
"""Kinds of cells, and of rows of such, that are kept; texts of a cell of a kind."""
FIRST_SIGN = 0xE000
"""The texts of an example are one sign each, numbered from this on."""
_OPEN, _CLOSED, _TEXT, _TEXT_END = b"<w:tc>", b"</w:tc>", b"<w:t>", b"</w:t>"
KIND = "convert-kind"
_DECLARATION = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml(?:(?!encoding)[^<>?]){0,99}(?:encoding=[\"'](?i:utf-8)[\"'][^<>?]{0,99})?\?>\s*"
)
_ROOT = re.compile(rb"<w:document\s[^<>]*[^<>/]>")
_NAMESPACE = re.compile(rb"xmlns(?::([^\s=:<>\"']*))?\s*=\s*(\"[^\"]*\"|'[^']*')")
_ODD_CELL = re.compile(rb"<w:tc[\s/]")
_ODD = (b"<!", b"<?", KIND.encode())
"""Comments, sections of characters and instructions, in which nothing is a cell; and what only `fold` may write."""
_NUMBERS = re.compile(rb' w(?:14:(?:paraId|textId)|:rsid[A-Za-z]*)="[0-9A-Fa-f]*"')
_HOLDERS, _PROPERTIES = frozenset((P, R_)), frozenset((TC_PR, PPR, RPR))
_SILENT = frozenset((T, W + "proofErr", W + "lastRenderedPageBreak"))
_CHANGES = "ins del moveFrom moveTo conflictIns conflictDel cellIns cellDel cellMerge"
_SEEN = "sectPr fldChar fldSimple instrText hyperlink footnoteReference endnoteReference drawing pict object delText"
_WORDS = "sdt smartTag customXml permStart dir bdo ruby background tbl tblPr tr tc p r t"
_CONTENT = frozenset(W + name for name in " ".join((_CHANGES, _SEEN, _WORDS)).split())
"""What belongs into no properties, and what is looked for in a whole part, where of a folded cell only texts are."""
_Around = tuple[bytes, ...]
"""What stands around the texts of a cell; what is before a text without the bracket that ends its tag."""


class Words(NamedTuple):
    """A paragraph of a kind: its alignment, and its runs, each with the numbers of the texts that it joins."""

    align: Align
    runs: tuple[tuple[Run, tuple[int, ...]], ...]


class Geometry(NamedTuple):
    """What a cell says of its place: its columns, vMerge and hMerge (empty if they say nothing), its colour."""

    span: int
    merge: str
    beside: str
    fill: str


class Kind(Struct):
    """Cells that are alike but for their texts. example: one of them, whole, with signs for its texts.

    count: how many there are; geometry, paragraphs: what was found out about them, once it was (paragraphs stays None
    where reading them does more than to give these); given_up: the formatting that each leaves to the styles.
    """

    example: Element
    n_texts: int
    count: int
    geometry: Geometry | None = None
    is_read: bool = False
    paragraphs: tuple[Words, ...] | None = None
    n_paragraphs: int = 0
    given_up: dict[str, int] = field(default_factory=dict)


class Stand(NamedTuple):
    """Where a cell stands in each row of the same kinds of cells: its edges, what vMerge says, its colour, its kind.

    behind: the end of its place in the file.
    """

    start: int
    end: int
    merge: str
    fill: str
    kind: Kind
    behind: str


class Kinds:
    """The kinds of cells of a part, by what their cells bear instead of all that they have in common.

    rows: the places of cells in rows that begin in a column, by that and by the names of their kinds.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self.rows: dict[tuple[int, tuple[str | None, ...]], tuple[Stand, ...]] = {}

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def of(self, cell: Element) -> Kind | None:
        """Give the kind of a folded cell; None for one that is whole."""
        name = cell.get(KIND)
        return self._kinds.get(name) if name is not None else None

    def unfold(self, cell: Element) -> Element:
        """Give a cell whole."""
        kind = self.of(cell)
        if kind is None or len(cell) != kind.n_texts:
            return cell
        whole = deepcopy(kind.example)
        for at, text in zip(list(whole.iter(T)), cell, strict=True):
            at.text = text.text
        return whole

    def fold(self, content: bytes) -> bytes:
        """Give a main part with its cells folded; one that is written in an unusual way as it is."""
        declaration = _DECLARATION.match(content)
        root = _ROOT.match(content, declaration.end() if declaration else 0)
        if root is None or any(_is_in(content, odd, root.start()) for odd in _ODD) or _ODD_CELL.search(content):
            return content
        names = dict(_NAMESPACE.findall(root[0]))
        inside = (found.group(1, 2) for found in _NAMESPACE.finditer(content, root.end()))
        if b"" in names or any(name in (None, b"w") or names.get(name, uri) != uri for name, uri in inside):
            return content
        before, *pieces = content.split(_OPEN, MOST_CELLS)
        cells = [_cut(piece) for piece in pieces]
        folded = self._learn(root[0], Counter([around for around, _ in cells]))
        if not folded:
            return content
        kept = [before]
        for piece, (around, texts) in zip(pieces, cells, strict=True):
            short = folded.get(around)
            kept += (_OPEN, piece) if short is None else (short[0], texts, short[1])
        return b"".join(kept)

    def _learn(self, root: bytes, counts: Counter[_Around]) -> dict[_Around, tuple[bytes, bytes]]:
        """Keep an example of each kind that is plain and met more than once; give what stands around its texts then."""
        alike: dict[_Around, list[tuple[_Around, bytes]]] = {}
        for around in counts:
            *heads, last = around or (b"",)
            tail, closed, rest = last.partition(_CLOSED)
            kind = tuple([_NUMBERS.sub(b"", tags) for tags in (*heads, tail)])
            if closed and not any(b"'" in tags for tags in kind):
                alike.setdefault(kind, []).append((around, rest))
        found = [(kind, sum(counts[around] for around, _ in ones)) for kind, ones in alike.items()]
        worthy = [(kind, count) for kind, count in found if count >= FEWEST][:MOST_KINDS]
        try:
            examples = parse_xml(b"".join([root, *(_example(kind) for kind, _ in worthy), b"</w:document>"]), "")
        except Unreadable:
            return {}
        if len(examples) != len(worthy):
            return {}
        folded = {}
        for number, ((kind, count), example) in enumerate(zip(worthy, list(examples), strict=True)):
            n_texts = len(kind) - 1
            signs = [chr(FIRST_SIGN + at) for at in range(n_texts)]
            if _is_plain(example) and [text.text for text in example.iter(T)] == signs:
                self._kinds[str(number)] = Kind(example, n_texts, count)
                begin, end = f'<w:tc {KIND}="{number}">'.encode(), _CLOSED
                if n_texts:
                    begin, end = begin + _TEXT, _TEXT_END + end
                folded.update({around: (begin, end + rest) for around, rest in alike[kind]})
        return folded


def _is_in(content: bytes, sign: bytes, start: int) -> bool:
    """Look for a sign that begins with a bracket, of which there are many: first for what is behind that."""
    return content.find(sign[1:], start) >= 0 and content.find(sign, start) >= 0


def _cut(piece: bytes) -> tuple[_Around, bytes]:
    """Cut what follows the beginning of a cell into what stands around its texts, up to the next cell, and these.

    The first is empty where the cell holds another or too many texts.
    """
    first = piece.split(_TEXT_END, 2)
    if len(first) == 2 and _CLOSED not in first[0]:
        tags, _, text = first[0].rpartition(b">")
        return (tags, first[1]), text
    cell, closed, rest = piece.partition(_CLOSED)
    *heads, tail = cell.split(_TEXT_END, _MOST_TEXTS + 1)
    if not closed or len(heads) > _MOST_TEXTS:
        return (), b""
    cuts = [head.rpartition(b">") for head in heads]
    around = (*[tags for tags, _, _ in cuts], b"".join((tail, closed, rest)))
    return around, (_TEXT_END + _TEXT).join([text for _, _, text in cuts])


def _example(around: _Around) -> bytes:
    *heads, tail = around
    signs = (chr(FIRST_SIGN + at).encode() for at in range(len(heads)))
    texts = (b"%b>%b%b" % (head, sign, _TEXT_END) for head, sign in zip(heads, signs, strict=True))
    return b"".join((_OPEN, *texts, tail, _CLOSED))


def _is_plain(element: Element) -> bool:
    """Say whether an element holds nothing but paragraphs of runs of text, and properties without a tracked change."""
    for child in element:
        tag = child.tag
        if tag in _PROPERTIES:
            if any(_is_odd(inner.tag) for inner in child.iter()):
                return False
        elif tag in _HOLDERS:
            if not _is_plain(child):
                return False
        elif tag not in _SILENT or len(child):
            return False
    return True


def _is_odd(tag: object) -> bool:
    return not isinstance(tag, str) or not tag.startswith((W, W14)) or tag in _CONTENT or tag.endswith("Change")
