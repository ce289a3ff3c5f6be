"""Pages of HTML that a document takes in are read where they stand; other files taken in are told of."""

from __future__ import annotations

import pytest

from convert.model import Table
from tests.adapters.docx_files import docx, found, p, read_bytes, texts

ROWS = "<tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
PAGE = f"<html><body><p>页中文字</p><table>{ROWS}</table></body></html>"
ARCHIVE = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--part"\r\n\r\n'
    '----part\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Location: file:///C:/a.html\r\n\r\n'
    f"{PAGE}\r\n----part--\r\n"
)
CHUNK = '<w:altChunk r:id="rId9"/>'


def taken_in(content: str | bytes, name: str) -> bytes:
    return docx(p("前") + CHUNK + p("后"), links=(("rId9", "aFChunk", name),), parts={f"word/{name}": content})


@pytest.mark.parametrize(("content", "name"), [(PAGE, "chunk.html"), (PAGE, "chunk.dat"), (ARCHIVE, "chunk.mht")])
def test_a_page_that_a_document_takes_in_is_read_where_it_stands(content: str, name: str) -> None:
    document = read_bytes(taken_in(content, name))
    assert [block.text for block in document.blocks if not isinstance(block, Table)] == ["前", "页中文字", "后"]
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.cells] == ["甲", "乙", "丙", "丁"]
    assert found(document, "content-dropped") == []


@pytest.mark.parametrize(("content", "name"), [("{\\rtf1 a}", "a.rtf"), (docx(p("里")), "a.docx"), ("", "gone.html")])
def test_any_other_file_that_a_document_takes_in_is_told(content: str | bytes, name: str) -> None:
    document = read_bytes(taken_in(content, name))
    assert texts(document) == ["前", "后"]
    assert [detail for _, detail in found(document, "content-dropped")] == ["embedded document"]
