# ruff: noqa: E501
"""General documents of our own making: each feature of Word by itself, then mixed, then as python-docx writes them."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass, field

import docx as python_docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Pt

from tests.adapters.docx_files import NAMES, docx, notes, p, r, relationships, tbl, tc, tr

NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="•"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="–"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:suff w:val="nothing"/><w:lvlText w:val="第%1条　"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:pPr><w:jc w:val="right"/></w:pPr></w:style>'
)
Parts = dict[str, str | bytes]
Link = tuple[str, str, str]


def png(width: int, height: int, shade: int) -> bytes:
    """Make a picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\x00" + bytes([shade]) * width) * height
    end = chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + end


@dataclass(frozen=True)
class General:
    """A document: what it is made of and what of it must be named as given up (the details of findings)."""

    name: str
    body: str = ""
    parts: Parts = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    lost: frozenset[str] = frozenset()
    content: bytes = b""

    def bytes(self) -> bytes:
        return self.content or docx(self.body, styles=STYLES, numbering=NUMBERING, links=self.links, parts=self.parts)


def styled(text: str, style: str) -> str:
    return p(text, f'<w:pStyle w:val="{style}"/>')


def item(text: str, number: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def para(*inner: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(inner)}</w:p>"


def picture(identifier: str, alt: str, cx: int, cy: int, kind: str = "inline") -> str:
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="1" name="n" descr="{alt}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:blipFill><a:blip r:embed="{identifier}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        f"</wp:{kind}></w:drawing></w:r>"
    )


def field_of(code: str, result: str) -> str:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}<w:r><w:instrText> {code} </w:instrText></w:r>{separate}{r(result)}{end}"


def section(*inner: str) -> str:
    return f"<w:sectPr>{''.join(inner)}</w:sectPr>"


def paper(width: int, height: int) -> str:
    lies = ' w:orient="landscape"' if width > height else ""
    return f'<w:pgSz w:w="{width}" w:h="{height}"{lies}/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/>'


A4, A4_LYING, A3_LYING = paper(11906, 16838), paper(16838, 11906), paper(23811, 16838)
IMAGES: Parts = {"word/media/image1.png": png(40, 20, 90), "word/media/image2.png": png(30, 30, 200)}
IMAGE_LINKS: tuple[Link, ...] = (("rIdI1", "image", "media/image1.png"), ("rIdI2", "image", "media/image2.png"))


def reference(kind: str, identifier: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{identifier}"/></w:r>'


def furniture(kind: str, content: str) -> str:
    root = "hdr" if kind == "header" else "ftr"
    return f"<w:{root} {NAMES}>{content}</w:{root}>"


EQUATION = (
    "<m:oMath><m:r><m:t>y=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:rad><m:radPr>"
    '<m:degHide m:val="1"/></m:radPr><m:deg/><m:e><m:r><m:rPr><m:sty m:val="p"/></m:rPr><w:rPr><w:rFonts '
    'w:ascii="Cambria Math"/></w:rPr><m:t>c</m:t></m:r></m:e></m:rad></m:den></m:f></m:oMath>'
)
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
    f"<wps:txbx><w:txbxContent>{p('框中第一段')}{p('框中第二段')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData>"
    "</a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)
COMMENTS: Parts = {
    "word/comments.xml": (
        f'<w:comments {NAMES}><w:comment w:id="3" w:author="王芳" w:initials="王" w:date="2024-03-01T08:30:00Z">'
        f'{p("请核对数字")}{p("第二段")}</w:comment><w:comment w:id="8" w:author="Li">{p("why?")}</w:comment></w:comments>'
    )
}
COMMENT_LINK: Link = ("rIdC", "comments", "comments.xml")


def commented(identifier: int, text: str) -> str:
    return (
        f'<w:commentRangeStart w:id="{identifier}"/>{r(text)}<w:commentRangeEnd w:id="{identifier}"/>'
        f'<w:r><w:commentReference w:id="{identifier}"/></w:r>'
    )


LIST_BODY = (
    p("以下为清单")
    + item("一级甲", 1)
    + item("二级甲", 1, 1)
    + item("二级乙", 1, 1)
    + item("三级", 1, 2)
    + item("一级乙", 1)
    + item("二级丙", 1, 1)
    + p("中断")
    + item("接着", 1)
    + item("重新从七开始", 4)
    + item("八", 4)
    + item("圆点", 2)
    + item("短横", 2, 1)
    + item("条款", 3)
    + item("条款二", 3)
)
TABLE = tbl(
    tr(tc("合并三列", '<w:gridSpan w:val="3"/>'), tc("丁", '<w:vMerge w:val="restart"/>')),
    tr(tc("甲", '<w:vMerge w:val="restart"/>'), tc("乙"), tc("丙"), tc("", "<w:vMerge/>")),
    tr(tc("", "<w:vMerge/>"), tc("两列", '<w:gridSpan w:val="2"/>'), tc("尾")),
    widths=(2000, 2000, 2000, 2000),
)
NESTED = tbl(
    tr(
        tc("外一"),
        tc(
            p("外二前")
            + tbl(tr(tc("内一"), tc(tbl(tr(tc("最里")), widths=(900,)) + p("里后"))), widths=(1500, 1500))
            + p("外二后")
        ),
    ),
    tr(tc("外三", '<w:shd w:val="clear" w:fill="FFFF00"/>'), tc("外四")),
    widths=(4000, 4000),
)
LINKS: tuple[Link, ...] = (
    ("rIdL1", "hyperlink", "https://example.org/a?b=1&amp;c=2"),
    ("rIdL2", "hyperlink", "mailto:someone@example.org"),
)
LINK_BODY = (
    para(
        r("见"),
        f'<w:hyperlink r:id="rIdL1">{r("网站")}</w:hyperlink>',
        r("或"),
        f'<w:hyperlink r:id="rIdL2">{r("来信")}</w:hyperlink>',
    )
    + para(
        r("跳到"),
        f'<w:hyperlink w:anchor="place_1">{r("下文")}</w:hyperlink>',
        r("，在第"),
        field_of("PAGEREF place_1 \\h", "1"),
        r("页"),
    )
    + para(field_of('HYPERLINK "https://example.org/field"', "域链接"))
    + para('<w:bookmarkStart w:id="0" w:name="place_1"/>', r("下文在此"), '<w:bookmarkEnd w:id="0"/>')
)
NOTE_PARTS: Parts = {
    **notes(
        "footnote", ("2", para("<w:r><w:footnoteRef/></w:r>", r(" 脚注一")) + p("脚注一第二段")), ("5", p("脚注二"))
    ),
    **notes("endnote", ("2", p("尾注一"))),
}
NOTE_LINKS: tuple[Link, ...] = (("rIdF", "footnotes", "footnotes.xml"), ("rIdE", "endnotes", "endnotes.xml"))
NOTE_BODY = para(
    r("正文"), reference("footnote", 2), r("继续"), reference("endnote", 2), r("再续"), reference("footnote", 5)
) + tbl(tr(tc(para(r("格中"), reference("footnote", 5))), tc("乙")), widths=(3000, 3000))
HEADER_PARTS: Parts = {
    "word/header1.xml": furniture("header", p("某单位工作简报", '<w:jc w:val="center"/>')),
    "word/header2.xml": furniture("header", p("首页页眉")),
    "word/header3.xml": furniture("header", p("偶数页页眉")),
    "word/footer1.xml": furniture(
        "footer",
        para(
            r("内部资料 第"),
            f'<w:fldSimple w:instr=" PAGE ">{r("1")}</w:fldSimple>',
            r("页 共"),
            field_of("NUMPAGES", "9"),
            r("页"),
        ),
    ),
    "word/header4.xml": furniture(
        "header", tbl(tr(tc("左"), tc(para(picture("rIdI1", "徽标", 254000, 127000)))), widths=(4000, 4000)) + p()
    ),
    "word/_rels/header4.xml.rels": relationships(IMAGE_LINKS[0]),
    "word/settings.xml": f"<w:settings {NAMES}><w:evenAndOddHeaders/></w:settings>",
    **IMAGES,
}
HEADER_LINKS: tuple[Link, ...] = (
    *((f"rIdH{n}", "header", f"header{n}.xml") for n in range(1, 5)),
    ("rIdT1", "footer", "footer1.xml"),
    ("rIdS", "settings", "settings.xml"),
)


def shown(kind: str, identifier: str, pages: str = "default") -> str:
    return f'<w:{kind}Reference w:type="{pages}" r:id="{identifier}"/>'


SECTION_BODY = (
    p("竖排第一节")
    + p("第一节尾", section(shown("header", "rIdH1"), shown("footer", "rIdT1"), A4))
    + p("横排第二节")
    + TABLE
    + para(properties=section(A4_LYING))
    + p("双栏第三节甲")
    + para(r("栏一"), '<w:r><w:br w:type="column"/></w:r>', r("栏二"))
    + p("第三节尾", section('<w:type w:val="continuous"/>', A4_LYING, '<w:cols w:num="2" w:space="425"/>'))
    + p("第四节")
    + section(
        shown("header", "rIdH4"), '<w:type w:val="oddPage"/>', A3_LYING, '<w:pgNumType w:fmt="lowerRoman" w:start="3"/>'
    )
)
BREAKS = (
    p("第一页")
    + para('<w:r><w:br w:type="page"/></w:r>')
    + para(r("第二页上"), '<w:r><w:br w:type="page"/></w:r>', r("第三页上"))
    + p("第四页", "<w:pageBreakBefore/>")
    + para(r("行一"), "<w:r><w:br/></w:r>", r("行二"), "<w:r><w:tab/></w:r>", r("制表后"))
    + para(r("页末"), '<w:r><w:br w:type="page"/></w:r>')
    + p("第五页")
)
CHANGES = (
    para(
        r("原有"),
        f'<w:del w:author="x">{"<w:r><w:delText>删去</w:delText></w:r>"}</w:del>',
        f'<w:ins w:author="x">{r("新增")}</w:ins>',
        r("结尾"),
    )
    + para(f"<w:moveFrom>{r('移走')}</w:moveFrom>", r("留下"))
    + para(f"<w:moveTo>{r('移来')}</w:moveTo>")
)
CONTROLS = (
    f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{p("控件中的段落")}</w:sdtContent></w:sdt>'
    + para(r("姓名："), f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{r('张三')}</w:sdtContent></w:sdt>")
    + para(
        r("同意 "),
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>'
        '</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    + para(r("填写 "), field_of("FORMTEXT", "已填"))
)
LOOKS = (
    para(
        r("红字", '<w:color w:val="FF0000"/>'),
        r("黄底", '<w:highlight w:val="yellow"/>'),
        r("粗", "<w:b/>"),
        r("斜", "<w:i/>"),
        r("线", '<w:u w:val="double"/>'),
        r("删", "<w:strike/>"),
        r("上", '<w:vertAlign w:val="superscript"/>'),
    )
    + p("居中", '<w:jc w:val="center"/>')
    + p("靠右", '<w:jc w:val="end"/>')
    + styled("引文靠右", "Quote")
    + para(
        r("大字", '<w:rFonts w:ascii="Arial"/><w:sz w:val="44"/>'),
        properties='<w:spacing w:before="400"/><w:ind w:left="800"/>',
    )
)
OBJECTS = (
    para(
        r("图表前"),
        '<w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><a:graphic><a:graphicData><c:chart r:id="rIdX"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
    )
    + para(r("对象前"), '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rIdO"/></w:object></w:r>')
    + para(r("链接图片前"), picture("rIdZ", "远处", 100000, 100000))
    + para(r("日期 "), field_of('DATE \\@ "yyyy"', "2024"))
)
CHART = f"<c:chartSpace {NAMES}><c:v>一季度</c:v></c:chartSpace>"
UNREAD = frozenset(("footnote", "endnote"))
"""Notes are among the parts, and nothing refers to them."""


def _mixed() -> list[General]:
    every = HEADER_PARTS | NOTE_PARTS | IMAGES
    links = HEADER_LINKS + NOTE_LINKS + IMAGE_LINKS + LINKS
    said, said_links = every | COMMENTS, (*links, COMMENT_LINK)
    heads = styled("综合文件", "Title") + styled("第一部分", "H1")
    return [
        General(
            "mixed: notes in lists",
            heads
            + item("甲", 1)
            + para(
                r("乙"),
                reference("footnote", 2),
                properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
            )
            + NOTE_BODY,
            every,
            links,
        ),
        General(
            "mixed: tables with lists, pictures and comments",
            heads
            + tbl(
                tr(tc(item("格中一", 1) + item("格中二", 1)), tc(para(picture("rIdI2", "方块", 381000, 381000)))),
                tr(tc(para(commented(3, "批注格"))), tc(para(EQUATION))),
                widths=(4000, 4000),
            )
            + LIST_BODY
            + para(commented(8, "清单后")),
            said,
            said_links,
            UNREAD,
        ),
        General("mixed: everything in sections", heads + LINK_BODY + NOTE_BODY + SECTION_BODY, every, links),
        General(
            "mixed: comments over paragraphs",
            heads
            + para(r("始"), '<w:commentRangeStart w:id="3"/>', r("第一段"))
            + para(r("第二段"), '<w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>', r("终"))
            + para(commented(8, "另一处")),
            said,
            said_links,
            UNREAD,
        ),
        General(
            "mixed: equations, breaks and links",
            heads
            + BREAKS
            + para(r("式"), EQUATION, r("后"), f'<w:hyperlink r:id="rIdL1">{r("网站")}</w:hyperlink>')
            + LINK_BODY,
            every,
            links,
            UNREAD,
        ),
        General(
            "mixed: pictures in links and lists",
            heads
            + para(f'<w:hyperlink r:id="rIdL1">{picture("rIdI1", "可点", 508000, 254000)}{r("图说")}</w:hyperlink>')
            + para(
                picture("rIdI2", "项目图", 254000, 254000),
                r("项目"),
                properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>',
            ),
            every,
            links,
            UNREAD,
        ),
    ]


def _by_python_docx() -> list[General]:
    made = []
    for at in range(4):
        document = python_docx.Document()
        document.add_heading("年度总结", 0)
        document.add_heading("第一章", 1)
        document.add_paragraph("引言段落。")
        for text in ("要点一", "要点二"):
            document.add_paragraph(text, style="List Bullet")
        for text in ("步骤一", "步骤二"):
            document.add_paragraph(text, style="List Number")
        table = document.add_table(3, 3)
        for row, cells in enumerate(table.rows):
            for col, cell in enumerate(cells.cells):
                cell.text = f"格{row}{col}"
        table.cell(0, 0).merge(table.cell(1, 1))
        if at > 0:
            document.add_picture(io.BytesIO(png(20 * at, 30, 40 * at)), width=Pt(72 * at))
        if at > 1:
            document.sections[0].header.paragraphs[0].text = "总结页眉"
            document.add_page_break()
            document.add_paragraph("换页之后")
        if at > 2:
            added = document.add_section(WD_SECTION.NEW_PAGE)
            added.orientation = WD_ORIENT.LANDSCAPE
            added.page_width, added.page_height = added.page_height, added.page_width
            document.add_paragraph("横排页面")
            document.add_comment(document.paragraphs[2].runs, text="看这里", author="赵", initials="赵")
        stream = io.BytesIO()
        document.save(stream)
        made.append(General(f"python-docx {at}", content=stream.getvalue()))
    return made


def general_documents() -> list[General]:
    """Make the documents."""
    lone_picture = para(picture("rIdI1", "横图", 1270000, 635000)) + para(
        r("文中"), picture("rIdI2", "方图", 190500, 190500), r("继续")
    )
    floating = para(r("环绕"), picture("rIdI1", "浮图", 1270000, 635000, "anchor"), r("文字"))
    singles = [
        General("headings", styled("文件题目", "Title") + styled("第一部分", "H1") + p("正文。") + styled("第一节", "H2") + p("又正文。")),
        General("runs", LOOKS),
        General("lists", LIST_BODY),
        General("merged cells", p("表前") + TABLE + p("表后")),
        General("nested tables", NESTED),
        General("tables one after another", TABLE + p() + TABLE + NESTED),
        General("pictures", lone_picture, IMAGES, IMAGE_LINKS),
        General("two pictures side by side", para(picture("rIdI1", "左", 635000, 317500), picture("rIdI2", "右", 317500, 317500)), IMAGES, IMAGE_LINKS),
        General("floating picture", floating, IMAGES, IMAGE_LINKS),
        General("notes", NOTE_BODY, NOTE_PARTS, NOTE_LINKS),
        General("pictures in notes", para(r("正文"), reference("footnote", 2)), {**notes("footnote", ("2", para(r("注图"), picture("rIdI1", "注中图", 254000, 127000)))), "word/_rels/footnotes.xml.rels": relationships(IMAGE_LINKS[0]), **IMAGES}, NOTE_LINKS[:1]),
        General("links", LINK_BODY, {}, LINKS),
        General("headers and footers", p("首页正文") + p("第二段") + section(shown("header", "rIdH1"), shown("header", "rIdH2", "first"), shown("header", "rIdH3", "even"), shown("footer", "rIdT1"), A4, "<w:titlePg/>"), HEADER_PARTS, HEADER_LINKS),
        General("sections", SECTION_BODY, HEADER_PARTS, HEADER_LINKS),
        General("breaks and tabs", BREAKS),
        General("equations", para(r("式"), EQUATION, r("即得")) + para(f"<m:oMathPara>{EQUATION}</m:oMathPara>")),
        General("text boxes", para(r("框前"), BOX, r("框后")) + p("下一段")),
        General("comments", para(r("前"), commented(3, "所批"), r("后")) + para(commented(8, "再批")), COMMENTS, (COMMENT_LINK,)),
        General("tracked changes", CHANGES),
        General("content controls and form fields", CONTROLS),
        General("objects", OBJECTS, {"word/charts/chart1.xml": CHART, "word/embeddings/o.bin": b"x"}, (("rIdX", "chart", "charts/chart1.xml"), ("rIdO", "oleObject", "embeddings/o.bin"), ("rIdZ", "image", "https://example.org/far.png")), frozenset(("chart", "embedded object", "linked picture"))),
    ]  # fmt: skip
    return singles + _mixed() + _by_python_docx()
