"""Write small PDF files, Chinese text too: fonts that are only named, with a table from codes to characters."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from convert.adapters.pdf import read_here
from convert.adapters.pdf.reading import Task
from convert.model import Document, Heading, Paragraph, Table


@dataclass
class PdfPage:
    """A page whose places count from the left and the top. rotate: what the page says of itself."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    commands: list[str] = field(default_factory=list)
    links: list[tuple[tuple[float, float, float, float], str]] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    annotations: list[str] = field(default_factory=list)
    """As the file has them; what they refer to is among the further objects of the file."""

    def text(
        self, x: float, base: float, text: str, size: float = 12, *, font: str = "F1", turn: str = "1 0 0 1"
    ) -> PdfPage:
        self.letters |= set(text)
        codes = "".join(f"{ord(char):04x}" for char in text)
        self.commands.append(f"BT /{font} {size} Tf {turn} {x} {self.height - base} Tm <{codes}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        self.commands.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def bar(self, x0: float, top: float, x1: float, bottom: float) -> PdfPage:
        self.commands.append(f"{x0} {self.height - bottom} {x1 - x0} {bottom - top} re f")
        return self

    def picture(self, x0: float, top: float, x1: float, bottom: float) -> PdfPage:
        self.commands.append(f"q {x1 - x0} 0 0 {bottom - top} {x0} {self.height - bottom} cm /I1 Do Q")
        return self

    def link(self, x0: float, top: float, x1: float, bottom: float, address: str) -> PdfPage:
        self.links.append(((x0, self.height - bottom, x1, self.height - top), address))
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float], missing: Sequence[str] = ()) -> PdfPage:
        """Draw a grid piece by piece; missing: pieces left out, `h1,0` is under row 1 in column 0, `v0,2` before it."""
        for row, y in enumerate(ys):
            for col, (x0, x1) in enumerate(pairwise(xs)):
                if f"h{row},{col}" not in missing:
                    self.line(x0, y, x1, y)
        for col, x in enumerate(xs):
            for row, (y0, y1) in enumerate(pairwise(ys)):
                if f"v{row},{col}" not in missing:
                    self.line(x, y0, x, y1)
        return self


def make_pdf(
    *pages: PdfPage, trailer: str = "", unicode: bool = True, catalog: str = "", more: dict[int, bytes] | None = None
) -> bytes:
    """Write pages as a file; unicode=False: the fonts name characters of nobody's use.

    catalog: further entries of it; more: further objects, numbered from 1,000; page N is object 10 + 2 N.
    """
    objects: dict[int, bytes] = {}
    letters = sorted(set().union(*(page.letters for page in pages))) if pages else []
    objects[3] = _stream(_to_unicode(letters, unicode).encode())
    for at, name in ((4, "SimSun"), (5, "SimHei-Bold")):
        descendant = (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 1000 /W [32 126 500] "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor << /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -120 1000 880] "
            "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> >>"
        )
        objects[at] = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant}] /ToUnicode 3 0 R >>"
        ).encode()
    pixels = zlib.compress(bytes([200, 30, 30] * 16))
    objects[6] = _stream(
        pixels,
        "/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
        "/Filter /FlateDecode",
    )
    kids = []
    for at, page in enumerate(pages):
        number = 10 + 2 * at
        kids.append(f"{number} 0 R")
        objects[number + 1] = _stream("\n".join(page.commands).encode())
        links = "".join(
            f"<< /Type /Annot /Subtype /Link /Rect [{' '.join(map(str, box))}] /A << /S /URI /URI ({address}) >> >>"
            for box, address in page.links
        )
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate} "
            f"/Contents {number + 1} 0 R /Annots [{links}{' '.join(page.annotations)}] "
            "/Resources << /Font << /F1 4 0 R /F2 5 0 R >> /XObject << /I1 6 0 R >> >> >>"
        ).encode()
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects |= more or {}
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    return _file(objects, trailer)


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


def _to_unicode(letters: Sequence[str], unicode: bool) -> str:
    lines = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def"]
    lines.append("1 begincodespacerange <0000> <ffff> endcodespacerange")
    for start in range(0, len(letters), 100):
        part = letters[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{ord(char):04x}> <{ord(char) if unicode else 0xE000 + at:04x}>" for at, char in enumerate(part)]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)


def _file(objects: dict[int, bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(out)
    for number in sorted(objects):
        out += f"xref\n{number} 1\n{places[number]:010d} 00000 n \n".encode().removeprefix(
            b"xref\n" if number != min(objects) else b""
        )
    out += f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def read_pdf(*pages: PdfPage) -> Document:
    return read_bytes(make_pdf(*pages))


def read_bytes(data: bytes) -> Document:
    return read_here(Task(data, "a.pdf"))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def grid_of(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in table.cells]


def save(path: Path, *pages: PdfPage) -> Path:
    path.write_bytes(make_pdf(*pages))
    return path
