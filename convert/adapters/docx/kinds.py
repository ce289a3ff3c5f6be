"""Cells that differ in nothing but their words: each kind of them is parsed once.

Most cells of a document are alike, byte for byte, but for the text of their runs, their width and the numbers by which
Word knows its revisions. `fold` leaves of cells side by side their texts alone, as in
`<w:tc convert-kind="7"><w:t>1␡2</w:t></w:tc>`, and so of rows of such cells and nothing else, as in
`<w:tr convert-kind="7,7"><w:t>1␡2␡3␡4</w:t></w:tr>`. It keeps one example of each kind: what that means is found out
by the reader itself, and folded cells can be had back whole. What is alike is folded once. The kinds of small cells are
kept for files with the same styles and lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from itertools import islice

from msgspec import Struct, field

from convert.adapters.docx.kind import FIRST_SIGN, Kind, Stands
from convert.adapters.docx.names import PPR, R_, RPR, TC_PR, W14, Element, P, T, W
from convert.errors import Unreadable
from convert.ooxml.xml_parts import parse_xml

FEWEST = 2
"""Cells of a kind that is worth an example."""
MOST_ROWS = 100_000
"""Rows that are looked at; the cells of others are parsed one by one."""
MOST_KINDS, _MOST_TEXTS = 2_000, 64
"""Kinds of cells, and of rows of such, that are kept; texts of a cell of a kind."""
_MOST_KEPT, _LONGEST_KEPT = 128, 2_048
"""Kinds of cells that are kept for other files, and bytes of the markup of one."""
_OPEN, _CLOSED, _ROW_END = b"<w:tc>", b"</w:tc>", b"</w:tr>"
_TEXT_END = b"</w:t>"
_HOLE, _TEXT = b"\0", b">\0</w:t>"
"""What stands for a text in markup, there with the bracket before it and the tag behind it; no XML holds this sign."""
_BETWEEN = "\x7f"
"""Stands between the texts of cells side by side; a part that holds it is not folded."""
_MAY_BE_BETWEEN = re.compile(rb"&#(?:0*127|x0*7[Ff]);")
_LONGEST_FOLDED = 1_000_000
"""Bytes of cells that are folded together, or about twice as many: their texts become one, which the parser bounds."""
KIND = "convert-kind"
_DECLARATION = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml(?:(?!encoding)[^<>?]){0,99}(?:encoding=[\"'](?i:utf-8)[\"'][^<>?]{0,99})?\?>\s*"
)
_ROOT = re.compile(rb"<w:document\s[^<>]*[^<>/]>")
_NAMESPACE = re.compile(rb"xmlns(?::([^\s=:<>\"']*))?\s*=\s*(\"[^\"]*\"|'[^']*')")
_ODD_CELL = re.compile(rb"<w:tc[\s/]")
_Cell = tuple[bytes, bytes, bytes]
"""The markup behind the beginning of a cell, what all of its kind have in common (or `_OPEN`), the rest behind it."""
_ODD = (b"<!", b"<?", KIND.encode(), _HOLE, _BETWEEN.encode())
"""Comments, sections of characters and instructions, in which nothing is a cell; and what only `fold` may write."""
_NUMBER = rb' w(?:14:(?:paraId|textId)|:rsid[A-Za-z]*)="[0-9A-Fa-f]*"'
_BARE_ROW = b"<w:tr>"
_ROW = re.compile(rb"<w:tr(?:%b)*>" % _NUMBER)
_SAID_TO_WORD = re.compile(rb'%b|<w:tcW(?: w:(?:w|type)="[0-9A-Za-z.%%]*")*/>' % _NUMBER)
"""Numbers of revisions, and widths of cells, which nothing here asks for: a table says those of its columns."""
_HOLDERS, _PROPERTIES = frozenset((P, R_)), frozenset((TC_PR, PPR, RPR))
_SILENT = frozenset((T, W + "proofErr", W + "lastRenderedPageBreak"))
_CHANGES = "ins del moveFrom moveTo conflictIns conflictDel cellIns cellDel cellMerge"
_SEEN = "sectPr fldChar fldSimple instrText hyperlink footnoteReference endnoteReference drawing pict object delText"
_WORDS = "sdt smartTag customXml permStart dir bdo ruby background tbl tblPr tr tc p r t"
_CONTENT = frozenset(W + name for name in " ".join((_CHANGES, _SEEN, _WORDS)).split())
"""What belongs into no properties, and what is looked for in a whole part, where of a folded cell only texts are."""


def words_of(element: Element) -> list[str]:
    """Give the texts of the cells that an element stands for: a cell or several, or rows."""
    return (element[0].text or "").split(_BETWEEN) if len(element) else []


class Kinds:
    """The kinds of cells of a part, by what stands in it for cells of these kinds side by side.

    around: all that tells what cells hold besides their own markup, None where nothing is kept for other files;
    rows: the places of cells in rows that begin in a column, by that and by what stands for their cells.
    """

    def __init__(self, around: Hashable = None) -> None:
        self._around = around
        self._kinds: list[Kind] = []
        self._counts: list[int] = []
        self._names: dict[tuple[int, ...], str] = {}
        self._beside: dict[str, tuple[Kind, ...]] = {}
        self._n_texts: dict[str, int] = {}
        self.rows: dict[tuple[int | str | None, ...], Stands] = {}

    def counted(self) -> Iterator[tuple[Kind, int]]:
        """Yield the kinds, and how many cells are of each."""
        return zip(self._kinds, self._counts, strict=True)

    def is_folded(self, element: Element) -> bool:
        """Say whether an element stands for cells."""
        return bool(self._kinds) and element.get(KIND) is not None

    def of(self, element: Element) -> list[Kind]:
        """Give the kinds of the cells that an element stands for; none for one that is whole."""
        return [kind for name in (element.get(KIND) or "").split(",") for kind in self._beside.get(name, ())]

    def rows_of(self, element: Element) -> Iterator[tuple[str, tuple[Kind, ...], list[str]]]:
        """Yield what the rows are that an element stands for: a name and the kinds of the cells, and their texts."""
        words = words_of(element)
        at = 0
        for name in (element.get(KIND) or "").split(","):
            end = at + self._n_texts[name]
            yield name, self._beside[name], words[at:end]
            at = end

    def cells(self, element: Element) -> list[tuple[Kind | None, list[str]]]:
        """Give the kinds and the texts of the cells that an element stands for: itself, if it is whole."""
        kinds = self.of(element)
        texts = iter(words_of(element) if kinds else ())
        folded = [(kind, [*islice(texts, kind.n_texts)]) for kind in kinds]
        return [*folded] or [(None, [])]

    def text(self, element: Element, *tags: str) -> str:
        """Give the texts of all elements of these names in an element, those of folded cells as if each were whole."""
        text = "".join([found.text or "" for found in element.iter(*tags)])
        return text.replace(_BETWEEN, "") if self._kinds else text

    def unfold(self, element: Element) -> list[Element]:
        """Give whole the cells that an element stands for."""
        return [element if kind is None else kind.whole(texts) for kind, texts in self.cells(element)]

    def fold(self, content: bytes) -> bytes:
        """Give a main part with its cells folded; one that is written in an unusual way as it is."""
        declaration = _DECLARATION.match(content)
        root = _ROOT.match(content, declaration.end() if declaration else 0)
        if root is None or any(_is_in(content, odd, root.start()) for odd in _ODD):
            return content
        if _is_in(content, b"&#", root.end()) and _MAY_BE_BETWEEN.search(content):
            return content
        *rows, rest = content.split(_ROW_END, MOST_ROWS)
        taken = [_take(row) for row in rows]
        counts = Counter([markup for _, markup, _ in taken])
        markups = b"".join((*[before for before, _, _ in taken], *counts, rest))
        names = dict(_NAMESPACE.findall(root[0]))
        inside = (found.group(1, 2) for found in _NAMESPACE.finditer(markups, root.end()))
        if b"" in names or any(name in (None, b"w") or names.get(name, uri) != uri for name, uri in inside):
            return content
        if _ODD_CELL.search(markups):
            return content
        folded = self._learn(root[0], counts)
        kept, open_rows = list[bytes](), _Rows()
        for row, (before, markup, texts) in zip(rows, taken, strict=True):
            name, around = folded.get(markup, ("", b""))
            if not (name or around) or len(row) > _LONGEST_FOLDED:
                kept += (open_rows.close(), row, _ROW_END)
                continue
            start = (0 if before == _BARE_ROW else _row_start(before)) if name else -1
            if start or open_rows.size > _LONGEST_FOLDED:
                kept.append(open_rows.close())
            if start >= 0:
                kept.append(before[:start])
                open_rows.add(name, texts, len(row))
                continue
            pieces = [_HOLE] * (2 * len(texts) + 1)
            pieces[::2], pieces[1::2] = (around or self._element(name)).split(_HOLE), texts
            kept += (before, *pieces, _ROW_END)
        return b"".join((*kept, open_rows.close(), rest))

    def _learn(self, root: bytes, rows: Counter[bytes]) -> dict[bytes, tuple[str, bytes]]:
        """Keep an example of each kind that is plain and met more than once; give what stands for rows of such cells.

        That is the name of all cells of a row together; if some are of no kind, what is written for it, with holes.
        rows: how often each markup stands there.
        """
        apart = {markup: markup.split(_OPEN)[1:] for markup in rows}
        known_cells = {cell: _cut(cell) for cell in {cell for cells in apart.values() for cell in cells}}
        cut = {markup: [known_cells[cell] for cell in cells] for markup, cells in apart.items()}
        counts: Counter[bytes] = Counter()
        for markup, cells in cut.items():
            for _, kind, _ in cells:
                counts[kind] += rows[markup]
        del counts[_OPEN]
        worthy = [kind for kind, count in counts.items() if count >= FEWEST][:MOST_KINDS]
        try:
            found = self._kinds_of(root, worthy)
        except Unreadable:
            return {}
        known: dict[bytes, int] = {}
        for name, known_kind in found.items():
            if known_kind is not None:
                known[name] = len(self._kinds)
                self._kinds.append(known_kind)
                self._counts.append(counts[name])
        return {markup: self._short(cells, known) for markup, cells in cut.items()} if known else {}

    def _kinds_of(self, root: bytes, names: Sequence[bytes]) -> dict[bytes, Kind | None]:
        """Give kinds by their markup, None for those that are not plain. Raises Unreadable."""
        kept = {} if self._around is None else _kept_kinds(root, self._around)
        made = _parse(root, [name for name in names if name not in kept])
        found = {name: made[name] if name in made else kept[name] for name in names}
        small = {name: kind for name, kind in made.items() if len(name) <= _LONGEST_KEPT}
        if len(kept) + len(small) <= _MOST_KEPT:
            kept |= small
        return found

    def _short(self, cells: Iterable[_Cell], known: Mapping[bytes, int]) -> tuple[str, bytes]:
        """Write one element in place of each stretch of cells of known kinds; if that is all, only give its name."""
        written, beside = list[bytes](), list[int]()
        for cell, kind, rest in cells:
            number = known.get(kind)
            if number is None:
                written += (self._element(self._name(beside)), _OPEN, cell.replace(_HOLE, _TEXT))
                beside.clear()
                continue
            beside.append(number)
            if rest:
                written += (self._element(self._name(beside)), rest.replace(_HOLE, _TEXT))
                beside.clear()
        name = self._name(beside)
        return ("", b"".join((*written, self._element(name)))) if written else (name, b"")

    def _name(self, beside: Sequence[int]) -> str:
        """Name what stands for cells of these kinds; nothing for none."""
        if not beside:
            return ""
        name = self._names.setdefault(tuple(beside), str(len(self._names)))
        if name not in self._beside:
            kinds = self._beside[name] = tuple([self._kinds[number] for number in beside])
            self._n_texts[name] = sum([kind.n_texts for kind in kinds])
        return name

    def _element(self, name: str) -> bytes:
        """Give what stands for cells, with holes for their texts."""
        return b"".join((_start(_OPEN, name), _texts([_HOLE] * self._n_texts[name]), _CLOSED)) if name else b""


class _Rows(Struct):
    """Rows side by side, for which one element stands: the names of their cells, their texts and bytes."""

    names: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, name: str, texts: Iterable[bytes], size: int) -> None:
        self.names.append(name)
        self.texts += texts
        self.size += size

    def close(self) -> bytes:
        """Give what stands for the rows, for none nothing, and begin anew."""
        if not self.names:
            return b""
        written = b"".join((_start(b"<w:tr>", ",".join(self.names)), _texts(self.texts), _ROW_END))
        self.names.clear()
        self.texts.clear()
        self.size = 0
        return written


def _start(opened: bytes, name: str) -> bytes:
    return opened[:-1] + f' {KIND}="{name}">'.encode()


def _texts(texts: Sequence[bytes]) -> bytes:
    return b"<w:t>%b</w:t>" % _BETWEEN.encode().join(texts) if texts else b""


def _row_start(before: bytes) -> int:
    """Say where a row begins in what stands before its first cell; -1 if anything but numbers is said of it."""
    at = before.rfind(b"<w:tr")
    return at if at >= 0 and _ROW.fullmatch(before, at) else -1


def _take(row: bytes) -> tuple[bytes, bytes, Sequence[bytes]]:
    """Cut a row, and what stands before it, into what is before its first cell, its markup and its texts.

    A text that is empty is markup: cells without words are of another kind than those with some.
    """
    at = row.find(_OPEN)
    if at < 0:
        return row, b"", ()
    *pieces, rest = row[at:].split(_TEXT_END)
    if not pieces:
        return row[:at], rest, ()
    markup, _, texts = zip(*[piece.rpartition(b">") for piece in pieces], strict=True)
    if b"" not in texts:
        return row[:at], _HOLE.join((*markup, rest)), texts
    signed = [one + (_HOLE if text else b">" + _TEXT_END) for one, text in zip(markup, texts, strict=True)]
    return row[:at], b"".join((*signed, rest)), [text for text in texts if text]


def _cut(cell: bytes) -> _Cell:
    """Say of which kind a cell is. cell: the markup behind its beginning, up to that of the next."""
    inside, closed, rest = cell.partition(_CLOSED)
    is_odd = not closed or b"'" in inside or inside.count(_HOLE) > _MOST_TEXTS
    return cell, _OPEN if is_odd else _SAID_TO_WORD.sub(b"", inside), rest


def _is_in(content: bytes, sign: bytes, start: int) -> bool:
    """Look for a sign that begins with a bracket, of which there are many: first for what is behind that."""
    return content.find(sign[1:], start) >= 0 and content.find(sign, start) >= 0


@lru_cache(maxsize=8)
def _kept_kinds(root: bytes, around: Hashable) -> dict[bytes, Kind | None]:
    """Give the kinds of cells that files which agree in all that tells what a cell holds have in common."""
    return {}


def _parse(root: bytes, names: Sequence[bytes]) -> dict[bytes, Kind | None]:
    """Parse an example of each kind, for itself; None for one that is not plain. Raises Unreadable."""
    if not names:
        return {}
    examples = list(parse_xml(b"".join([root, *map(_example, names), b"</w:document>"]), ""))
    if len(examples) != len(names):
        raise Unreadable()
    made: dict[bytes, Kind | None] = {}
    for name, example in zip(names, examples, strict=True):
        signs = [chr(FIRST_SIGN + at) for at in range(name.count(_HOLE))]
        is_plain = _is_plain(example) and [text.text for text in example.iter(T) if text.text] == signs
        made[name] = Kind(deepcopy(example), len(signs)) if is_plain else None
    return made


def _example(kind: bytes) -> bytes:
    """Write a cell of a kind with a sign for each of its texts."""
    first, *others = kind.split(_HOLE)
    signs = (b">%b</w:t>%b" % (chr(FIRST_SIGN + at).encode(), behind) for at, behind in enumerate(others))
    return b"".join((_OPEN, first, *signs, _CLOSED))


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
