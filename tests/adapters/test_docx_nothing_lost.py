"""Whatever stands inside whatever: each word of a Word file is in the document once, or in a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert.model import Block, Document, Paragraph, Table
from tests.adapters.docx_files import docx, r, read_bytes

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = "<w:r><w:instrText> REF x </w:instrText></w:r>"


@dataclass
class Words:
    """Numbered words: those that a reader of the page sees, and those that it does not."""

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def see(self) -> str:
        self.seen.append(f"w{len(self.seen)}e")
        return self.seen[-1]

    def hide(self) -> str:
        self.unseen.append(f"x{len(self.unseen)}e")
        return self.unseen[-1]


Tree = tuple[str, list["Tree"]]
_BOXES = ("box", "oldbox")
_INLINE = (
    "run",
    "ins",
    "smartTag",
    "hyperlink",
    "sdt",
    "field",
    "simple",
    "alternate",
    "unknown",
    "box",
    "oldbox",
    "bdo",
)
_BLOCK = ("p", "joined", "tbl", "sdt", "customXml", "ins", "alternate", "unknown", "stray")
_LEAVES = ("run", "del", "moveFrom", "math", "prompt", "ruby", "hidden")
_SPAN, _BEGIN, _GO_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_MERGES = ("", _BEGIN, _GO_ON, _SPAN, _SPAN + _GO_ON, _SPAN + _BEGIN)


def trees() -> st.SearchStrategy[Tree]:
    leaves: st.SearchStrategy[Tree] = st.sampled_from(_LEAVES).map(lambda name: (name, []))
    return st.recursive(
        leaves,
        lambda inner: st.tuples(st.sampled_from(sorted({*_INLINE, *_BLOCK})), st.lists(inner, max_size=4)),
        max_leaves=25,
    )


def inline(tree: Tree, words: Words) -> str:
    name, children = tree
    content = "".join(inline(child, words) for child in children if name not in _BOXES)
    if name in ("ins", "smartTag", "bdo", "hyperlink"):
        return f"<w:{name}>{content}</w:{name}>"
    if name == "sdt":
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    if name == "unknown":
        return f'<x:y xmlns:x="urn:x">{content}</x:y>'
    if name == "field":
        return FIELD.format("begin") + CODE + FIELD.format("separate") + content + FIELD.format("end")
    if name == "simple":
        return f'<w:fldSimple w:instr=" DATE ">{content}</w:fldSimple>'
    if name == "alternate":
        word = words.see()
        inner = f"<mc:Choice>{r(word)}{content}</mc:Choice><mc:Fallback>{r(word)}</mc:Fallback>"
        return f"<mc:AlternateContent>{inner}</mc:AlternateContent>"
    if name in _BOXES:
        inner = "".join(block(child, words) for child in children)
        box = f"<w:txbxContent>{inner}</w:txbxContent>"
        if name == "oldbox":
            return f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
        return f"<w:r><w:drawing><wp:anchor><wps:txbx>{box}</wps:txbx></wp:anchor></w:drawing></w:r>"
    if name == "del":
        return f"<w:del><w:r><w:delText>{words.hide()}</w:delText></w:r></w:del>"
    if name == "moveFrom":
        return f"<w:moveFrom>{r(words.hide())}</w:moveFrom>"
    if name == "prompt":
        return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r(words.hide())}</w:sdtContent></w:sdt>"
    if name == "math":
        number, below = (f"<m:r><m:t>{words.see()}</m:t></m:r>" for _ in range(2))
        return f"<m:oMath><m:f><m:num>{number}</m:num><m:den>{below}</m:den></m:f></m:oMath>"
    if name == "ruby":
        guide, base = words.see(), words.see()
        return f"<w:r><w:ruby><w:rt>{r(guide)}</w:rt><w:rubyBase>{r(base)}</w:rubyBase></w:ruby></w:r>"
    return r(words.see(), "<w:vanish/>" if name == "hidden" else "") + content


def block(tree: Tree, words: Words) -> str:
    name, children = tree
    if name in ("sdt", "customXml", "ins", "unknown", "alternate"):
        content = "".join(block(child, words) for child in children)
        if name == "sdt":
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        if name == "unknown":
            return f'<x:y xmlns:x="urn:x">{content}</x:y>'
        if name == "alternate":
            return f"<mc:AlternateContent><mc:Fallback>{content}</mc:Fallback></mc:AlternateContent>"
        return f"<w:{name}>{content}</w:{name}>"
    if name == "tbl":
        return table(children, words)
    if name == "stray":
        return "".join(inline(child, words) for child in children)
    content = "".join(inline(child, words) for child in children)
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" if name == "joined" else ""
    return f"<w:p>{mark}{content or r(words.see())}</w:p>"


def table(children: list[Tree], words: Words) -> str:
    """Write a table of one cell a child, merged at random by what the child is."""
    rows = ""
    for at, child in enumerate(children):
        merge = _MERGES[(at * 3 + len(child[1])) % len(_MERGES)]
        cell = f"<w:tc><w:tcPr>{merge}</w:tcPr>{block(child, words)}</w:tc>"
        beside = f"<w:tc><w:p>{r(words.see())}</w:p></w:tc>"
        rows += f"<w:tr>{beside}{cell}</w:tr>" if at % 2 else f"<w:tr>{cell}{beside}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"


def text_of(blocks: tuple[Block, ...]) -> str:
    parts = []
    for entry in blocks:
        if isinstance(entry, Table):
            parts += [text_of(cell.blocks) for cell in entry.cells]
        elif isinstance(entry, Paragraph):
            parts.append(entry.text)
    return "\n".join(parts)


def read_trees(forest: list[Tree]) -> tuple[Words, Document]:
    words = Words()
    body = "".join(block(tree, words) for tree in forest)
    return words, read_bytes(docx(body))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(trees(), max_size=5))
def test_each_word_is_read_once_or_reported(forest: list[Tree]) -> None:
    words, document = read_trees(forest)
    text = text_of(document.blocks)
    assert sorted(re.findall(r"w\d+e", text)) == sorted(words.seen)
    assert not re.search(r"x\d+e", text)
    told = " ".join(finding.before for finding in document.findings)
    assert all(word in told for word in words.unseen)
    assert "characters that could not be reached" not in {finding.detail for finding in document.findings}
