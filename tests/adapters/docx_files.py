"""Word files spelt out by hand, for what no library writes."""

from __future__ import annotations

from convert.adapters.docx import read
from convert.model import Block, Document, Finding, ListItem, Paragraph, Table
from convert.options import Options
from convert.source import Source
from tests.zips import zipped

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PNG = b"\x89PNG\r\n\x1a\n not really"


def relationships(*entries: tuple[str, str, str]) -> str:
    """Write a relationships part of (id, kind, target); a target with `//` or `mailto:` is external."""
    lines = []
    for identifier, kind, target in entries:
        mode = ' TargetMode="External"' if "//" in target or target.startswith("mailto:") else ""
        lines.append(f'<Relationship Id="{identifier}" Type="{_KIND}{kind}" Target="{target}"{mode}/>')
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(lines)}</Relationships>'


def docx(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    links: tuple[tuple[str, str, str], ...] = (),
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    """Make a docx file. body, styles and numbering are what stands inside their root; links are (id, kind, target)."""
    entries = list(links)
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/></Types>'
        ),
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
    }
    if styles:
        contents["word/styles.xml"] = f"<w:styles {NAMES}>{styles}</w:styles>"
        entries.append(("rIdStyles", "styles", "styles.xml"))
    if numbering:
        contents["word/numbering.xml"] = f"<w:numbering {NAMES}>{numbering}</w:numbering>"
        entries.append(("rIdNumbering", "numbering", "numbering.xml"))
    contents["word/_rels/document.xml.rels"] = relationships(*entries)
    return zipped(contents | (parts or {}))


def notes(kind: str, *entries: tuple[str, str]) -> dict[str, str | bytes]:
    """Give the part of footnotes or endnotes."""
    inner = "".join(f'<w:{kind} w:id="{identifier}">{content}</w:{kind}>' for identifier, content in entries)
    return {f"word/{kind}s.xml": f"<w:{kind}s {NAMES}>{inner}</w:{kind}s>"}


def read_bytes(content: bytes, name: str = "a.docx") -> Document:
    return read(Source(name, content=content), Options())


def read_body(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    links: tuple[tuple[str, str, str], ...] = (),
    parts: dict[str, str | bytes] | None = None,
) -> Document:
    """Read a docx file made of these pieces; nothing of its text may have gone unnoticed."""
    document = read_bytes(docx(body, styles=styles, numbering=numbering, links=links, parts=parts))
    assert [f for f in document.findings if f.detail == "characters that could not be reached"] == []
    return document


def p(text: str = "", properties: str = "") -> str:
    """Write a paragraph of one run."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Write a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str = "", properties: str = "") -> str:
    """Write a table cell of one paragraph, or of the blocks given."""
    blocks = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """Write a table row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    """Write a table."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def style(identifier: str, name: str = "", properties: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    """Write a style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    named = f'<w:name w:val="{name or identifier}"/>'
    return f'<w:style w:type="{kind}" w:styleId="{identifier}">{named}{base}{properties}</w:style>'


def texts(document: Document) -> list[str]:
    """Give the paragraphs as text, items with their markers."""
    return [line(block) for block in document.blocks]


def line(block: Block) -> str:
    if isinstance(block, ListItem):
        return f"{block.marker} {block.text}".strip()
    return block.text if isinstance(block, Paragraph) else f"<{type(block).__name__}>"


def only_table(document: Document) -> Table:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table


def places(table: Table) -> list[tuple[int, int, int, int, str]]:
    """Give the cells as (row, column, row span, column span, text)."""
    return [(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text) for cell in table.cells]


def found(document: Document, code: str) -> list[tuple[str, str]]:
    """Give the findings of a code as (before, detail)."""
    return [(finding.before, finding.detail) for finding in document.findings if finding.code == code]


def only_finding(document: Document) -> Finding:
    (finding,) = document.findings
    return finding
