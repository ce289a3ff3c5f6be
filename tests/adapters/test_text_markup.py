"""Tables and headings of the markup languages of wikis, forums and typesetters."""

from __future__ import annotations

import pytest

from convert import read
from convert.model import Heading
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, spans_of, tables_of

WIKI = """{| class="wikitable"
|+ 用水
! 镇 !! colspan="2" | 户数
|-
| rowspan=2 | '''东镇''' || 1 || [[甲|乙]]
|-
| 3<br>4
|
|}"""
LATEX = r"""\begin{longtable}[]{@{}lr@{}}
\toprule\noalign{}
\multicolumn{2}{c}{用水} \\ % 说明
\midrule\noalign{}
\endhead
\multirow{2}{*}{东镇} & 50\% \\[2pt]
 & \begin{tabular}{@{}l@{}}一\\二\end{tabular} \\
\bottomrule
\end{longtable}"""


def test_a_table_of_mediawiki_keeps_its_spans_and_loses_its_marks() -> None:
    document = read_text_file(f"前\n{WIKI}\n后\n")
    (table,) = tables_of(document)
    assert paragraphs_of(document) == ["前", "用水", "后"]
    assert rows_of(table) == [["镇", "户数"], ["东镇", "1", "乙"], ["3 4", ""]]
    assert spans_of(table) == [("户数", 1, 2), ("东镇", 2, 1)]


def test_elements_in_a_table_of_mediawiki_are_read_away_unless_they_may_hide_a_text() -> None:
    cells = ['<span style="color:red">5</span>', "<b>甲</b>", '<span style="display:none">05</span>5']
    table = only_table("{|\n" + "".join(f"| {cell}\n" for cell in cells) + "|}\n")
    assert rows_of(table) == [["5", "甲", cells[2]]]


def test_a_table_of_dokuwiki_keeps_its_spans() -> None:
    table = only_table("^ 镇 ^ 户数 ^^\n| 东 | 1 | 2 |\n| ::: | 3 | |\n")
    assert rows_of(table) == [["镇", "户数"], ["东", "1", "2"], ["3", ""]]
    assert spans_of(table) == [("户数", 1, 2), ("东", 2, 1)]


def test_a_table_of_asciidoc_fills_its_columns_wherever_its_lines_end() -> None:
    text = '[cols="1,2*",options="header"]\n|===\n|镇 2+^h|户数\n\n.2+|东 |1\n|2 2*|\n长\n|===\n'
    text += "\n|====\n|a|b\n|c|d\n|====\n"
    first, second = tables_of(read_text_file(text))
    assert rows_of(first) == [["镇", "户数"], ["东", "1", "2"], ["长", "长"]]
    assert spans_of(first) == [("户数", 1, 2), ("东", 2, 1)]
    assert rows_of(second) == [["a", "b"], ["c", "d"]]


def test_a_table_of_bbcode_keeps_its_spans_and_loses_its_marks() -> None:
    text = "[table=98%]\n[tr][td=2,1]镇[/td][td rowspan=2][b]1[/b][/td][/tr]\n"
    text += "[tr][td]a\nb[td][color=red]2[/color]\n[/table]尾"
    document = read_text_file(text)
    assert rows_of(tables_of(document)[0]) == [["镇", "1"], ["a b", "2"]]
    assert spans_of(tables_of(document)[0]) == [("镇", 1, 2), ("1", 2, 1)]
    assert paragraphs_of(document) == ["尾"]


def test_a_table_of_latex_keeps_its_spans_and_loses_its_commands() -> None:
    table = only_table(LATEX)
    assert rows_of(table) == [["用水"], ["东镇", "50%"], ["一二"]]
    assert spans_of(table) == [("用水", 1, 2), ("东镇", 2, 1)]


def test_a_table_of_textile_keeps_its_spans() -> None:
    table = only_table("|_. 镇 |\\2. 户数 |\n|/2. 东 |>. 1 | 2 |\n| 3 | 4 |\n")
    assert rows_of(table) == [["镇", "户数"], ["东", "1", "2"], ["3", "4"]]
    assert spans_of(table) == [("户数", 1, 2), ("东", 2, 1)]


def test_a_table_of_docbook_keeps_its_spans_and_its_sections_their_titles() -> None:
    text = """<section><title>一、用水</title><para>说明。</para><table><title>各镇</title><tgroup cols="3">
<colspec colname="a"/>
<colspec colname="b"/><colspec colname="c"/><tbody><row><entry morerows="1">东</entry><entry namest="b" nameend="c">户数
</entry></row><row><entry>1</entry><entry>2</entry></row></tbody></tgroup></table></section>"""
    document = read_text_file(text)
    assert [block.text for block in document.blocks if isinstance(block, Heading)] == ["一、用水"]
    assert paragraphs_of(document)[1:] == ["说明。", "各镇"]
    assert spans_of(tables_of(document)[0]) == [("东", 2, 1), ("户数", 1, 2)]


@pytest.mark.parametrize("begin", ["<doc>\n<main>\n", '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>'])
def test_a_table_of_tei_keeps_its_blank_cells_and_spans(begin: str) -> None:
    text = f"""{begin}<p>说明。</p><table><row><cell rows="2">东</cell><cell cols="2"><p>户数</p></cell></row>
<row><cell/><cell>2</cell></row></table>"""
    document = read(text.encode())
    (table,) = tables_of(document)
    assert rows_of(table) == [["东", "户数"], ["", "2"]]
    assert spans_of(table) == [("东", 2, 1), ("户数", 1, 2)]


def test_the_title_of_a_part_of_other_xml_is_not_lost_in_silence() -> None:
    document = read(b"<html><body><chapter><title>\xe7\x94\xa8\xe6\xb0\xb4</title><p>1</p></chapter></body></html>")
    shown = "".join(getattr(block, "text", "") for block in document.blocks)
    assert "用水" in shown or any("用水" in found.before for found in document.findings)


@pytest.mark.parametrize(
    "line",
    [
        "== 一、总体情况",
        "= 一、总体情况 =",
        "** 一、总体情况",
        "h2(#a). 一、总体情况",
        r"\section{一、总体情况}\label{a}",
        "[u][b]一、总体情况[/b][/u]",
    ],
)
def test_a_heading_of_a_markup_language_is_one_and_its_mark_is_reported(line: str) -> None:
    document = read_text_file(f"{line}\n正文。\n")
    assert [block.text for block in document.blocks if isinstance(block, Heading)] == ["一、总体情况"]
    assert codes_of(document) == ["artifact-removed"]


@pytest.mark.parametrize(
    "text",
    [
        "= 3 件，比上年多\n",
        "* 注：见附件\n",
        "[table] 是标签\n正文\n",
        "{| 未关闭\n正文\n",
        "|===\n|甲\n",
        "^ 见上 ^\n正文\n",
        "\\begin{tabular}{ll}\n甲 & 乙\n",
        "[b]甲[/b]\n",
    ],
)
def test_signs_that_mark_no_table_and_no_heading_stay_in_the_text(text: str) -> None:
    document = read_text_file(text)
    assert not tables_of(document)
    assert not codes_of(document)
    assert "".join(paragraphs_of(document)) == text.replace("\n", "")


@pytest.mark.parametrize("mark", ["{|", "|===", "[table]", "\\begin{tabular}{l}", "^a^b^", "|_. a|", "[table][tr][td]"])
def test_thousands_of_marks_do_not_take_long(mark: str) -> None:
    document = read_text_file(f"{mark}\n甲\n" * 4_000)
    assert len(document.blocks) > 1


def test_the_heads_of_other_pages_and_the_foot_of_a_longtable_stand_once() -> None:
    text = "\\begin{longtable}{ll}\na & b \\\\\n\\endfirsthead\na & b \\\\\n\\endhead\n"
    text += "more \\\\\n\\endfoot\n\\endlastfoot\n"
    table = only_table(text + "1 & 2 \\\\\n\\end{longtable}\n")
    assert rows_of(table) == [["a", "b"], ["1", "2"]]
    assert [cell.origin.line for cell in table.cells] == [2, 2, 9, 9]


@pytest.mark.parametrize(
    "text",
    [
        "{|\n|" + "a=b " * 25_000 + "\n|}",
        "{|\n| " + "[[" * 50_000 + "\n|}",
        "|===\n|" + " 1.1" * 25_000 + "\n|===",
        "[table]" + "[td=" * 25_000 + "[/table]",
        "\\begin{tabular}{l}" + "{" * 100_000 + "\\end{tabular}",
        "\\begin{longtable}{l}" + "\\endfirsthead " * 7_000 + "\\end{longtable}",
        "\\begin{tabular}{l}" + "\\begin{a}{{x" * 8_000 + "\\end{tabular}",
        "^" + "|" * 100_000,
        "|_. a|" + "\\9/9. |" * 14_000,
        "h1(" + "a" * 100_000,
    ],
)
def test_long_lines_of_marks_are_read(text: str) -> None:
    assert read_text_file(f"甲\n{text}\n").blocks


def test_a_table_of_typst_keeps_its_spans_and_its_figure_is_no_text() -> None:
    text = "前\n#figure(\n  align(center)[#table(\n    columns: (auto, 1fr, 1fr),\n    align: (left, right, right),\n"
    text += "    table.header([镇], table.cell(colspan: 2)[*户数* \\(户)],),\n    table.hline(),\n"
    text += "    table.cell(rowspan: 2)[东], [#strong[1]], [2\n长], [3~], [~],\n  )]\n  , caption: [甲]\n  )\n后\n"
    (table,) = tables_of(read_text_file(text.replace("  , caption: [甲]\n", "  , kind: table\n")))
    assert rows_of(table) == [["镇", "*户数* (户)"], ["东", "1", "2长"], ["3", ""]]
    assert spans_of(table) == [("*户数* (户)", 1, 2), ("东", 2, 1)]
    assert paragraphs_of(read_text_file(text.replace("  , caption: [甲]\n", "  , kind: table\n"))) == ["前", "后"]
    assert "甲" in "".join(paragraphs_of(read_text_file(text)))


def test_a_table_of_texinfo_is_read_with_lines_that_go_on() -> None:
    text = "@multitable {a} {b}\n@headitem 镇 @tab 户数\n@item\n东@b{镇}\n@tab 1\n\n2\n@item 西 @tab @ \n"
    text += "@end multitable\n后\n"
    document = read_text_file(text)
    (table,) = tables_of(document)
    assert rows_of(table) == [["镇", "户数"], ["东镇", "1 2"], ["西", ""]]
    assert paragraphs_of(document) == ["后"]


def test_a_table_of_tbl_is_read_with_blocks_and_cells_that_go_on() -> None:
    text = ".TS\nbox, tab(@);\nc c\nl r.\n镇@户数\n_\nT{\n.nr LL 9n\n东\\-镇\nT}@1\n\\^@T{\n2\nT}\n.TE\n后\n"
    document = read_text_file(text)
    (table,) = tables_of(document)
    assert rows_of(table) == [["镇", "户数"], ["东-镇", "1"], ["2"]]
    assert spans_of(table) == [("东-镇", 2, 1)]
    assert paragraphs_of(document) == ["后"]


@pytest.mark.parametrize("opening", ["#table(", "@multitable\n@item 甲", ".TS\ntab(@);\nl.\n甲"])
def test_a_table_of_typesetters_that_is_never_closed_stays_text(opening: str) -> None:
    document = read_text_file(f"{opening}\n乙\n" * 3)
    assert tables_of(document) == []
    assert "".join(paragraphs_of(document)).count("乙") == 3


def test_columns_of_typst_may_be_multiplied() -> None:
    assert rows_of(only_table("#table(columns: (1fr,) * 2, [镇], [户数], [东], [1])\n")) == [
        ["镇", "户数"],
        ["东", "1"],
    ]


def test_brackets_of_typst_that_cross_end_in_text() -> None:
    document = read_text_file("#table(columns: auto, [ (a) table.cell( ], [b])\n后\n")
    assert "后" in "".join(paragraphs_of(document))
    assert "table.cell(" in "".join(
        paragraphs_of(document) + [text for table in tables_of(document) for row in rows_of(table) for text in row]
    )


def test_a_table_of_mediawiki_in_an_element_is_a_table() -> None:
    text = '甲\n<div style="overflow:auto">\n{| class="wikitable"\n| 春 || 夏\n|-\n| 1 || 2\n|}\n</div>\n乙\n'
    assert rows_of(only_table(text)) == [["春", "夏"], ["1", "2"]]


def test_formats_between_the_rows_of_tbl_are_no_rows_and_an_escaped_dot_is_one() -> None:
    text = ".TS\ntab(@);\nl l.\n东镇@33\\.60\n.T&\nl\nl.\n西镇@2\n.TE\n"
    assert rows_of(only_table(text)) == [["东镇", "33.60"], ["西镇", "2"]]
