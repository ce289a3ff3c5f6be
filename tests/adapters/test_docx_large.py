"""Files of this program whose text is too large for one tree are walked piece by piece, with the same result."""

from __future__ import annotations

import io
import re

import pytest

from convert.adapters import docx as adapter
from convert.errors import TooDeep, Unreadable
from convert.model import Document
from convert.ooxml import history
from convert.ooxml.namespaces import STRICT
from convert.ooxml.xml_parts import iterate_children
from tests.adapters.docx_files import NAMES, docx, p, r, read_bytes, tbl, tc, texts, tr

OWN = (("rId9", "customXml", "../customXml/item1.xml"),)
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BODY = (
    p("标题", '<w:pStyle w:val="Heading1"/>')
    + "<w:bookmarkStart w:id='0' w:name='a'/>"
    + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    + r("前半")
    + "<w:r><w:pict><v:textbox><w:txbxContent>"
    + p("框中")
    + "</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    + p("后半")
    + tbl(tr(tc("甲"), tc(tbl(tr(tc("内"))))), tr(tc("乙"), tc("1")))
    + f"<w:p>{FIELD.format('begin')}<w:r><w:instrText> PAGE </w:instrText></w:r>{FIELD.format('separate')}</w:p>"
    + f"<w:p>{r('果')}{FIELD.format('end')}</w:p>"
    + "<w:sdt><w:sdtContent>"
    + p("控件")
    + "</w:sdtContent></w:sdt>"
    + p("末尾")
    + "<w:sectPr/>"
)


def read_own(body: str, document: str = "") -> Document:
    """Read a file with the mark of this program; document: the whole main part, where it is more than its body."""
    main = document or f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    parts: dict[str, str | bytes] = {"customXml/item1.xml": history.dump(()), "word/document.xml": main}
    return read_bytes(docx("", links=OWN, parts=parts))


def test_a_large_text_is_read_like_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    small = read_own(BODY)
    monkeypatch.setattr(adapter, "LARGEST_TREE", 0)
    large = read_own(BODY)
    assert texts(large)[-1] == "末尾"
    assert (large.blocks, large.findings) == (small.blocks, small.findings)


def test_a_large_text_in_strict_namespaces_is_read_wherever_its_pieces_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "LARGEST_TREE", 0)
    strict = NAMES
    for name, transitional in STRICT.items():
        strict = strict.replace(f'"{transitional}"', f'"{name}"')
    for shift in range(0, 400, 7):
        filler = " " * (65536 - 200 + shift - len("<w:document "))
        body = f"<w:body {strict}>{p('甲')}</w:body>"
        outer = re.sub(r"xmlns:(?!w=)\S+", "", strict)
        document = f"<w:document {filler}{outer}>{body}</w:document>"
        assert texts(read_own("", document)) == ["甲"], shift


@pytest.mark.parametrize("broken", ["<w:body><w:p>", "<w:body><w:p></w:body>", ""])
def test_a_large_text_that_is_cut_off_is_refused(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    monkeypatch.setattr(adapter, "LARGEST_TREE", 0)
    with pytest.raises(Unreadable, match="well-formed"):
        read_own("", f"<w:document {NAMES}>{broken}" if broken else " ")


def test_a_large_part_that_is_nested_without_end_is_said_to_be_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "LARGEST_TREE", 0)
    body = "<w:customXml>" * 5000 + p("甲") + "</w:customXml>" * 5000
    with pytest.raises(TooDeep):
        read_own(body)


def test_children_are_forgotten_once_they_were_read() -> None:
    xml = b"<a><b>" + b"<p>x</p>" * 1000 + b"<q/></b><b><p/></b></a>"
    parents = set()
    count = 0
    for child in iterate_children(io.BytesIO(xml), "part", "b", ("p",)):
        parent = child.getparent()
        assert parent is not None
        assert parent[0] is child
        parents.add(parent)
        count += 1
    assert (count, len(parents)) == (1001, 1)


def test_a_document_type_in_a_large_part_is_refused() -> None:
    xml = b"<!DOCTYPE a [<!ENTITY x 'y'>]><a><b><p>&x;</p></b></a>"
    with pytest.raises(Unreadable, match="entities"):
        list(iterate_children(io.BytesIO(xml), "part", "b", ("p",)))


def test_what_was_read_of_a_large_part_is_emptied_before_it_is_removed() -> None:
    xml = b"<a><b><p/><t><r><p>x</p></r></t><p>y</p></b></a>"
    assert [
        (child.tag, len(child), child.text) for child in list(iterate_children(io.BytesIO(xml), "part", "b", ("p",)))
    ] == [*(("p", 0, None), ("t", 0, None), ("p", 0, None))]
