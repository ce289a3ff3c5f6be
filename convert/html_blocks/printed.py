"""Name the lines of printed pages, as programs that read PDF or pictures write them, as HTML names paragraphs.

hOCR: spans of the class `ocr_line`. ALTO: `TextLine`s of `String`s, whose text is their `CONTENT`. mutool: `line`s of
`char`s, whose text is their `c`. pdfminer: `textline`s of `text`s of one character. ABBYY: `line`s of `charParams`.
"""

from __future__ import annotations

from lxml import etree

_LINES = ("line", "textline")
_CHARACTERS = ("char", "charparams", "text")
_OF_HOCR = frozenset(("ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"))


def adopt_lines(root: etree._Element) -> None:
    """Make paragraphs of lines in place; what stands in attributes becomes text."""
    for line in list(root.iter(*_LINES)):
        words = [word.get("content", "") for word in line.iter("string")]
        text = "\n".join(words) or "".join(char.get("c", char.text or "") for char in line.iter(*_CHARACTERS))
        if text:
            del line[:]
            line.text = text
        line.tag = "p"
    for span in list(root.iter("span")):
        if _OF_HOCR.intersection((span.get("class") or "").split()):
            span.tag = "p"
