# ruff: noqa: E501
"""Documents such as Chinese offices write them with WPS and Word: red heads, seals, forms with controls, tracked tables."""

from __future__ import annotations

from tests.adapters.docx_files import NAMES, p, r, relationships, tbl, tc, tr
from tests.general_documents import (
    A4,
    CHART,
    IMAGE_LINKS,
    IMAGES,
    General,
    field_of,
    furniture,
    item,
    notes,
    para,
    picture,
    reference,
    section,
    shown,
    styled,
)

WPS = 'xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
WPG = 'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
LINE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor behindDoc="0"><wp:extent cx="5600700" cy="0"/>'
    '<wp:docPr id="7" name="红线"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:cNvCnPr/><wps:spPr><a:prstGeom prst="line"/>'
    '<a:ln w="28575"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr></wps:wsp></a:graphicData></a:graphic>'
    '</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:line from="0,1pt" to="441pt,1pt" strokecolor="red"/></w:pict>'
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def box(content: str) -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing><wp:anchor><a:graphic><a:graphicData><wpg:wgp {WPG}>'
        f'<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr vert="eaVert"/></wps:wsp></wpg:wgp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


RED_HEAD = (
    para(
        r("某某市人民政府文件", '<w:color w:val="FF0000"/><w:sz w:val="84"/><w:w w:val="66"/>'),
        properties='<w:jc w:val="center"/>',
    )
    + para(r("某政发〔2024〕1号"), properties='<w:jc w:val="center"/>')
    + para(LINE)
    + para(r("关于印发《某办法》的通知", "<w:b/>"), properties='<w:jc w:val="center"/>')
    + para(f'<wpsCustomData:mark {WPS} id="1"/>', r("各区县人民政府："), properties='<w:kinsoku w:val="1"/>')
    + para(r("现印发给你们，请遵照执行。"))
    + para(
        r("某某市人民政府"), picture("rIdI1", "公章", 1524000, 1524000, "anchor"), properties='<w:jc w:val="right"/>'
    )
    + p("2024年1月31日", '<w:jc w:val="right"/>')
    + para(LINE)
    + tbl(tr(tc("抄送：某某委员会。")), tr(tc("某某市人民政府办公室"), tc("2024年1月31日印发")), widths=(4500, 4500))
    + section(
        A4, f'<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-842"/><wpsCustomData:layout {WPS}/>'
    )
)
BOXES = (
    para(
        r("框前"),
        box(p("组中竖排") + tbl(tr(tc("框中表甲"), tc("框中表乙")), widths=(900, 900)) + p("框尾")),
        r("框后"),
    )
    + para(
        r("旧框前"),
        f"<w:r><w:pict><v:group><v:rect><v:textbox><w:txbxContent>{p('旧组中框')}</w:txbxContent></v:textbox></v:rect></v:group></w:pict></w:r>",
    )
    + tbl(tr(tc(para(r("格中"), box(p("格中框")))), tc("右")), widths=(4000, 4000))
    + p("完")
)
TRACKED = (
    tbl(
        tr(tc("甲"), tc("乙")),
        tr(tc("新增行"), tc("新值"), properties='<w:ins w:id="1" w:author="x"/>'),
        tr(
            tc(f'<w:p><w:ins w:id="2" w:author="x">{r("格中新增")}</w:ins></w:p>'),
            tc("尾", '<w:tcPrChange w:id="3" w:author="x"><w:tcPr/></w:tcPrChange>'),
        ),
        widths=(4000, 4000),
    )
    + '<w:moveFromRangeStart w:id="4" w:name="m"/>'
    + para(
        f'<w:moveFrom w:id="5" w:author="x">{r("移动的段落")}</w:moveFrom>',
        properties='<w:rPr><w:moveFrom w:id="6" w:author="x"/></w:rPr>',
    )
    + '<w:moveFromRangeEnd w:id="4"/>'
    + p("中间")
    + '<w:moveToRangeStart w:id="7" w:name="m"/>'
    + para(f'<w:moveTo w:id="8" w:author="x">{r("移动的段落")}</w:moveTo>')
    + '<w:moveToRangeEnd w:id="7"/>'
    + para(
        r("格式", '<w:b/><w:rPrChange w:id="9" w:author="x"><w:rPr/></w:rPrChange>'),
        properties='<w:jc w:val="center"/><w:pPrChange w:id="10" w:author="x"><w:pPr/></w:pPrChange>',
    )
)
BOUND = '<w:dataBinding w:xpath="/a/b" w:storeItemID="{6F1B2A64-0000-4D5B-9A57-000000000000}"/><w:text/>'
FORM = (
    control(p("整段控件"), '<w:docPartObj><w:docPartGallery w:val="x"/></w:docPartObj>')
    + tbl(
        control(tr(tc("控件行"), tc("值一"))),
        f"<w:tr>{control(tc('控件格'))}{tc(para(r('前'), control(r('绑定'), BOUND), r('后')))}</w:tr>",
        f'<w:customXml w:element="行">{tr(tc("定制行"), tc("值三"))}</w:customXml>',
        control(control(tr(tc("重复行"), tc("值四")))),
        widths=(4000, 4000),
    )
    + para(
        r("日期："),
        control(
            r("2024年1月31日"),
            '<w:date w:fullDate="2024-01-31T00:00:00Z"><w:dateFormat w:val="yyyy年M月d日"/></w:date>',
        ),
    )
    + para(
        r("选择："),
        control(r("同意"), '<w:dropDownList><w:listItem w:displayText="同意" w:value="1"/></w:dropDownList>'),
        control(r("☒"), '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'),
    )
)
OBJECTS = (
    para(
        r("图前"),
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="c"><c:chart r:id="rIdX"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
        r("图后"),
    )
    + para(
        r("组织结构"),
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="d"><dgm:relIds r:dm="rIdD"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
    )
    + '<w:altChunk r:id="rIdA"/>'
    + para(
        r("附件："),
        '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rIdO"/></w:object></w:r>',
    )
)
CAPTIONS = (
    para(
        r("见"),
        f'<w:hyperlink w:anchor="_Ref1">{r("表1")}</w:hyperlink>',
        r("，第"),
        field_of("PAGEREF _Ref1 \\h", "2"),
        r("页"),
    )
    + para(r("附："), field_of("REF _Ref1 \\h", "表1"), r("日期"), field_of('DATE \\@ "yyyy"', "2024"))
    + para(
        '<w:bookmarkStart w:id="1" w:name="_Ref1"/>',
        r("表"),
        field_of("SEQ 表 \\* ARABIC", "1"),
        '<w:bookmarkEnd w:id="1"/>',
        r(" 数据"),
    )
    + tbl(tr(tc(para(r("合计"))), tc(para(field_of("=SUM(ABOVE)", "12")))), widths=(4000, 4000))
)
ODD_TABLE = tbl(
    tr(
        tc(p("项目") + p("年份"), '<w:tcBorders><w:tl2br w:val="single"/></w:tcBorders>'),
        tc("上年", '<w:textDirection w:val="tbRlV"/>'),
        tc("本年", '<w:vAlign w:val="center"/>'),
        properties="<w:tblHeader/><w:cantSplit/>",
    ),
    tr(tc(para(r("收入"), reference("footnote", 2))), tc("１２.５"), tc("－")),
    tr(tc(para(r("着重", '<w:em w:val="dot"/>'), r("双行", '<w:eastAsianLayout w:combine="1"/>'))), tc("0"), tc("")),
    widths=(3000, 3000, 3000),
) + para(r("注释"), '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>＊</w:t></w:r>')
NOTES = {**notes("footnote", ("2", p("表中脚注")), ("3", p("自定标记的脚注"))), **IMAGES}
MARGINS = {
    "word/header1.xml": furniture("header", p("第一部分")),
    "word/header2.xml": furniture("header", p("首页")),
    "word/header3.xml": furniture(
        "header",
        para(r("第二部分", '<w:sz w:val="18"/>')) + p("", '<w:pBdr><w:bottom w:val="single" w:sz="6"/></w:pBdr>'),
    ),
    "word/footer1.xml": furniture("footer", control(para(r("第 "), "<w:r><w:pgNum/></w:r>", r(" 页，内部使用")))),
    "word/_rels/header3.xml.rels": relationships(),
}


def office_documents() -> list[General]:
    """Make the documents."""
    charts = {
        "word/charts/chart1.xml": CHART,
        "word/diagrams/data1.xml": f"<dgm:dataModel {NAMES}><a:t>办公室</a:t></dgm:dataModel>",
        "word/a.rtf": r"{\rtf1 chunk}",
        "word/embeddings/o.bin": b"x",
        **IMAGES,
    }
    links = (
        ("rIdX", "chart", "charts/chart1.xml"),
        ("rIdD", "diagramData", "diagrams/data1.xml"),
        ("rIdA", "aFChunk", "a.rtf"),
        ("rIdO", "oleObject", "embeddings/o.bin"),
        *IMAGE_LINKS,
    )
    heads = (
        ("rIdH1", "header", "header1.xml"),
        ("rIdH2", "header", "header2.xml"),
        ("rIdH3", "header", "header3.xml"),
        ("rIdT1", "footer", "footer1.xml"),
    )
    parts = (
        p("甲部")
        + p(
            "甲部尾",
            section(
                shown("header", "rIdH1"),
                shown("header", "rIdH2", "first"),
                shown("footer", "rIdT1"),
                A4,
                "<w:titlePg/>",
            ),
        )
        + p("乙部")
        + p(
            "乙部尾",
            section(
                shown("header", "rIdH3"),
                A4,
                '<w:pgBorders><w:top w:val="single"/></w:pgBorders><w:lnNumType w:countBy="5"/>',
            ),
        )
        + p("丙部")
        + section(A4)
    )
    return [
        General("office: red head, seal and imprint", RED_HEAD, IMAGES, IMAGE_LINKS, frozenset(("drawing",))),
        General("office: boxes in groups", BOXES),
        General("office: tracked tables and moves", TRACKED),
        General(
            "office: a form of controls",
            FORM,
            {"customXml/item1.xml": "<a><b>绑定</b></a>"},
            (("rIdC", "customXml", "../customXml/item1.xml"),),
        ),
        General(
            "office: charts, diagrams, chunks and objects",
            OBJECTS,
            charts,
            links,
            frozenset(("chart", "diagram", "embedded document", "embedded object")),
        ),
        General("office: captions and cross references", CAPTIONS),
        General("office: odd tables with notes", ODD_TABLE, NOTES, (("rIdF", "footnotes", "footnotes.xml"),)),
        General("office: margins by section", parts, MARGINS, heads),
        General(
            "office: lists that begin anew",
            styled("细则", "Title")
            + item("一", 1)
            + item("一之一", 1, 1)
            + item("一之一之一", 1, 2)
            + item("二", 1)
            + item("二之一", 1, 1)
            + p("另起")
            + item("七", 4)
            + item("七之一", 4, 1)
            + p("条")
            + item("条五", 3)
            + item("点", 2)
            + item("条六", 3),
        ),
        General(
            "office: everything of it",
            RED_HEAD.partition("<w:sectPr>")[0] + FORM + TRACKED + ODD_TABLE + BOXES + CAPTIONS,
            NOTES,
            (("rIdF", "footnotes", "footnotes.xml"), *IMAGE_LINKS),
            frozenset(("drawing",)),
        ),
    ]
