"""Small documents for the tests of the docx writer, and what is found in the files written from them."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from lxml import etree
from openxml_audit import OpenXmlValidator

from convert.model import Block, Document, ListItem, Paragraph, Run
from convert.options import Options
from convert.writers.docx import write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = W + "val"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DC = "{http://purl.org/dc/elements/1.1/}"


def paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def item(text: str, marker: str, level: int = 0, ordered: bool = True) -> ListItem:
    return ListItem((Run(text),), level=level, ordered=ordered, marker=marker)


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


def part(path: Path, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


def written(path: Path, *blocks: Block, form: str = "") -> etree._Element:
    write(Document(blocks, form=form), path, Options())
    return part(path)


def audit(path: Path) -> list[str]:
    """List what is wrong with a file by the standard's schemas."""
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


def texts(element: etree._Element) -> list[str]:
    return ["".join(found.itertext(W + "t")) for found in element.iter(W + "p")]


def style_of(element: etree._Element) -> str | None:
    style = element.find(f"{W}pPr/{W}pStyle")
    return None if style is None else style.get(W + "val")
