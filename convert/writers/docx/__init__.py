"""Write docx files (WordprocessingML, ISO/IEC 29500-4 Transitional) from nothing but the document and its findings."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from convert.model import Document, block_text
from convert.ooxml import history
from convert.ooxml.document_properties import add_properties
from convert.ooxml.namespaces import W
from convert.ooxml.parts import WORD_TYPE, XML, Parts, Relationships
from convert.ooxml.theme import THEME_TYPE, write_theme
from convert.options import Options
from convert.styles.files import choose_style
from convert.writers.docx import page, stylesheet
from convert.writers.docx.book import Book, document_title
from convert.writers.docx.comments import THREAD_NAMES
from convert.writers.docx.markup import DRAWING_NAMES, has_cjk
from convert.writers.docx.sections import has_even

_LARGEST_BODY = 8 * 1024 * 1024
"""Bytes of XML that are kept in memory; a longer text goes into a file without a name."""
_LANGUAGE = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
OFFICIAL, USUAL = "gbt9704", "plain"
"""The looks of documents on an official form and of all others, where nobody asks for another."""
_STORE = "{6F1B2A64-3C0E-4D5B-9A57-0C6E64B1D1A1}"
"""The history's id in the package; Word wants one, and one is enough for every file."""


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document as docx. Raises OSError.

    The findings go into a custom XML part, never into the text. What is written always begins a new file at `path`.
    """
    parts = Parts()
    chinese = any(has_cjk(block_text(block)) for block in document.blocks)
    sheet = choose_style(options.style or (OFFICIAL if document.form else USUAL))
    book = Book(sheet, chinese, parts)
    book.sections.even_apart = sheet.number.place == "outside" or has_even(document.blocks)
    book.sections.numbers = _add_footers(parts, book)
    body: BinaryIO = tempfile.SpooledTemporaryFile(_LARGEST_BODY)  # type: ignore[assignment]  # noqa: SIM115
    body.write(f'{XML}<w:document xmlns:w="{W}" {DRAWING_NAMES}><w:body>'.encode())
    for written in book.main.pieces(document.blocks, sheet.body, sheet.page.text_width):
        body.write(written.encode())
    body.write(f"{book.sections.end()}</w:body></w:document>".encode())
    languages = _languages(document)
    relationships = book.main.relationships
    _add_notes(parts, book)
    if book.comments:
        content = (
            f'{XML}<w:comments xmlns:w="{W}" {DRAWING_NAMES} {THREAD_NAMES}>{book.comments.elements()}</w:comments>'
        )
        book.add_story("comments", "comments", content, book.comments.story.relationships)
        if book.comments.threads:
            relationships.add("commentsExtended", "commentsExtended.xml")
            parts.add("word/commentsExtended.xml", book.comments.threads, f"{WORD_TYPE}commentsExtended+xml")
    if book.numbering:
        relationships.add("numbering", "numbering.xml")
        parts.add("word/numbering.xml", book.numbering.xml(), WORD_TYPE + "numbering+xml")
    sizes = sorted(book.table_sizes - {sheet.table_sizes[0]}, reverse=True)
    kinds = [kind for kind, notes in book.notes.items() if notes]
    settings = stylesheet.write_settings(languages, kinds, book.sections.even_apart)
    for name, content in (
        ("styles", stylesheet.write_styles(sheet, languages, sizes)),
        ("settings", settings),
        ("fontTable", stylesheet.write_font_table(sheet)),
    ):
        relationships.add(name, f"{name}.xml")
        parts.add(f"word/{name}.xml", content, f"{WORD_TYPE}{name}+xml")
    relationships.add("theme", "theme/theme1.xml")
    theme = write_theme(sheet.normal.western, sheet.normal.east_asian)
    parts.add("word/theme/theme1.xml", theme, THEME_TYPE)
    relationships.add("customXml", "../customXml/item1.xml")
    _add_history(parts, document)
    parts.add("word/document.xml", body, WORD_TYPE + "document.main+xml", relationships)
    language = document.language if _LANGUAGE.fullmatch(document.language) else languages[chinese]
    title = document_title(document.title, document.blocks)
    root = add_properties(parts, "word/document.xml", title, language, document.properties)
    parts.write(path, root)


def _languages(document: Document) -> tuple[str, str]:
    """Give the western and the East Asian language: the document's own, else by its characters."""
    language = document.language if _LANGUAGE.fullmatch(document.language) else ""
    if language.lower().startswith(("zh", "ja", "ko")):
        return "en-US", language
    return language or "en-US", "zh-CN"


def _add_footers(parts: Parts, book: Book) -> dict[str, str]:
    """Add the parts with page numbers; give the relationship of each by the pages that it is for."""
    added = {}
    for at, (kind, content) in enumerate(page.write_footers(book.sheet).items(), 1):
        added[kind] = book.main.relationships.add("footer", f"footer{at}.xml")
        parts.add(f"word/footer{at}.xml", content, WORD_TYPE + "footer+xml")
    return added


def _add_notes(parts: Parts, book: Book) -> None:
    for kind, notes in book.notes.items():
        if notes:
            target = f"{kind}s.xml"
            book.main.relationships.add(f"{kind}s", target)
            content = f'{XML}<w:{kind}s xmlns:w="{W}" {DRAWING_NAMES}>{notes.elements()}</w:{kind}s>'
            parts.add(f"word/{target}", content, f"{WORD_TYPE}{kind}s+xml", notes.story.relationships)


def _add_history(parts: Parts, document: Document) -> None:
    relationships = Relationships()
    relationships.add("customXmlProps", "itemProps1.xml")
    parts.add("customXml/item1.xml", history.dump(document.findings), "application/xml", relationships)
    properties = (
        f'{XML}<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
        f' ds:itemID="{_STORE}"><ds:schemaRefs><ds:schemaRef ds:uri="{history.NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )
    parts.add(
        "customXml/itemProps1.xml", properties, "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    )
