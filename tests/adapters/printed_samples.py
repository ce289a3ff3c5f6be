"""The tables that are printed to files under tests/data/printed: what Word users do to tables, one kind a sample."""

from __future__ import annotations

from collections.abc import Sequence

from tests.adapters.printed_docx import Beside, Box, Grid, Item, Sample

NONE = ("top", "left", "bottom", "right", "insideH", "insideV")
NAMES = "甲乙丙丁戊己庚辛壬癸"


def _plain(rows: int, cols: int, start: int = 0) -> list[list[Item]]:
    """Rows of a name and numbers, all different."""
    return [
        [
            f"{NAMES[(start + row) % 10]}项{start + row}",
            *(f"{(row * 7 + col * 13 + start) % 97}" for col in range(1, cols)),
        ]
        for row in range(rows)
    ]


SPANS: list[list[Item]] = [
    [Box("类别", down=2, across=2), Box("本年", across=2), Box("上年", down=2)],
    ["新收", "结转"],
    [Box("许可", down=3), "受理", "12", "3", "9"],
    ["办结", "10", "2", Box("无数据", down=2)],
    ["退回", Box("按季填报", across=2)],
    [Box("备注说明", across=5)],
]
NESTED: list[list[Item]] = [
    [Box("单位", down=3), Box("收到申请", across=4), Box("合计", down=3)],
    [Box("网上", across=2), Box("线下", across=2)],
    ["网站", "邮箱", "信函", "当面"],
    ["民政局", "1", "2", "3", "4", "10"],
    ["教育局", "5", "6", "7", "8", "26"],
]
LONG_TEXT = "依法履行职责过程中制作或者获取的以一定形式记录保存的信息应当及时准确公开"
ENGLISH = "The committee received the accounts and the estimates and voted on them"
HEAD: list[Item] = ["名称", "一季度", "二季度", "三季度"]


def _long(rows: int) -> list[list[Item]]:
    return [list(HEAD), *_plain(rows, 4)]


def _groups(sizes: Sequence[int]) -> list[list[Item]]:
    """Rows under merged names."""
    rows: list[list[Item]] = [["组别", "项目", "数量"]]
    for at, size in enumerate(sizes):
        for row in range(size):
            line: list[Item] = [f"细目{at}{row}", str((at * 31 + row * 7) % 89)]
            rows.append([Box(f"第{NAMES[at]}组", down=size), *line] if row == 0 else line)
    return rows


SAMPLES: tuple[Sample, ...] = (
    Sample("spans", ["表前的话。", Grid(SPANS, [1200, 1400, 1500, 1500, 1600]), "表后的话。"]),
    Sample("nested-head", [Grid(NESTED, [1800, 1000, 1000, 1000, 1000, 1200])]),
    Sample(
        "no-outer-rule",
        [Grid(NESTED, [1800, 1000, 1000, 1000, 1000, 1200], missing=("top", "left", "bottom", "right"))],
        ruled=False,
    ),
    Sample("dotted", [Grid(SPANS, [1200, 1400, 1500, 1500, 1600], rule="dotted")]),
    Sample("dashed", [Grid(SPANS, [1200, 1400, 1500, 1500, 1600], rule="dashed", thickness=8)]),
    Sample("dot-dash", [Grid(NESTED, [1800, 1000, 1000, 1000, 1000, 1200], rule="dotDash")]),
    Sample("double", [Grid(SPANS, [1200, 1400, 1500, 1500, 1600], rule="double")]),
    Sample("triple-thick", [Grid(SPANS, [1200, 1400, 1500, 1500, 1600], rule="thinThickSmallGap", thickness=24)]),
    Sample("coloured", [Grid(SPANS, [1200, 1400, 1500, 1500, 1600], colour="4F81BD", thickness=12)]),
    Sample(
        "white-on-fill",
        [
            Grid(
                [
                    [Box("项目", fill="C6D9F1"), Box("数量", fill="C6D9F1")],
                    [Box("甲", fill="DBE5F1"), Box("3", fill="DBE5F1")],
                    [Box("乙", fill="DBE5F1"), Box("4", fill="DBE5F1")],
                ],
                [2000, 2000],
                colour="FFFFFF",
                thickness=12,
            )
        ],
    ),
    Sample("thick-outside", [Grid(NESTED, [1800, 1000, 1000, 1000, 1000, 1200], outer=24)]),
    Sample("hair-lines", [Grid(SPANS, [1200, 1400, 1500, 1500, 1600], thickness=1)]),
    Sample(
        "fill-without-rules",
        [
            Grid(
                [
                    [Box(text, fill=("D9D9D9", "F2F2F2")[(row + col) % 2]) for col, text in enumerate(line)]
                    for row, line in enumerate([["名称", "数量", "金额"], *[[str(x) for x in r] for r in _plain(5, 3)]])
                ],
                [2000, 1500, 1500],
                missing=NONE,
            )
        ],
        ruled=False,
    ),
    Sample(
        "striped",
        [
            Grid(
                [
                    [Box(text, fill=("FFFFFF", "DCE6F1")[row % 2]) for text in line]
                    for row, line in enumerate([["名称", "数量", "金额"], *[[str(x) for x in r] for r in _plain(6, 3)]])
                ],
                [2000, 1500, 1500],
                missing=NONE,
            )
        ],
        ruled=False,
    ),
    Sample(
        "wrapped",
        [
            Grid(
                [
                    ["事项", "说明", "金额"],
                    ["公开范围", LONG_TEXT, "1234567"],
                    ["Report", ENGLISH, "8"],
                    ["混排", "按照2023年度GB/T9704的要求及时公开信息", "15"],
                ],
                [900, 2600, 700],
            )
        ],
    ),
    Sample(
        "two-paragraphs",
        [Grid([["职责", "一是受理；\n二是办理；\n三是答复。"], ["时限", "二十日\n可延长二十日"]], [1500, 4000])],
    ),
    Sample("long-with-repeated-head", [Grid(_long(100), [2600, 1500, 1500, 1500], head=1)]),
    Sample("long-without-head", [Grid(_long(100), [2600, 1500, 1500, 1500])]),
    Sample("groups-over-pages", [Grid(_groups([9, 38, 30, 12]), [2000, 3000, 1500], head=1)]),
    Sample(
        "rows-cut-by-the-page",
        [
            Grid(
                [
                    ["事项", "内容"],
                    *[[f"第{NAMES[at % 10]}条{at}", LONG_TEXT[at:] + LONG_TEXT[: at + 9] * 3] for at in range(24)],
                ],
                [1500, 3000],
                whole_rows=False,
            )
        ],
        ruled=False,
    ),
    Sample(
        "side-by-side",
        [
            Beside(
                [
                    Grid([["甲", "1"], ["乙", "2"]], [1500, 1200]),
                    Grid([["丙", "3", "5"], ["丁", "4", "6"], ["戊", "7", "8"]], [1200, 900, 900]),
                ]
            )
        ],
    ),
    Sample(
        "stacked",
        [
            Grid([["甲", "1"], ["乙", "2"]], [1500, 1200]),
            "中间的话。",
            Grid([["丙", "3", "5"], ["丁", "4", "6"]], [1200, 900, 900]),
        ],
    ),
    Sample(
        "turned-head",
        [
            Grid(
                [
                    [Box("新收数量", turn="btLr"), Box("结转数量", turn="btLr"), Box("合计数量", turn="tbRl"), "备注"],
                    ["1", "2", "3", "无"],
                ],
                [900, 900, 900, 2400],
                height=1600,
            )
        ],
    ),
    Sample("empty", [Grid([["", "", ""], ["", "", ""], ["", "", ""]], [1500, 1500, 1500], height=400)]),
    Sample("one-cell", ["前面的话。", Grid([["只有一格的表"]], [4000]), "后面的话。"]),
    Sample("one-row", [Grid([["甲", "乙", "丙"]], [1500, 1500, 1500])]),
    Sample("one-column", [Grid([["甲"], ["乙"], ["丙"]], [3000])]),
    Sample("landscape", [Grid([[f"列{at}" for at in range(14)], *_plain(8, 14)], [1000] * 14)], landscape=True),
    Sample(
        "no-rules",
        [Grid([["名称", "一季度", "二季度", "三季度"], *_plain(8, 4)], [2600, 1500, 1500, 1500], missing=NONE)],
        ruled=False,
    ),
    Sample(
        "no-rules-numbers-right",
        [
            "下表为统计结果。",
            Grid(
                [
                    ["Name", "Count", "Amount"],
                    ["Alpha section", "12", "1,200.50"],
                    ["Beta", "7", "88.00"],
                    ["Gamma and others", "1234", "3.10"],
                    ["Total", "1253", "1,291.60"],
                ],
                [3000, 1500, 1800],
                missing=NONE,
                align="right",
            ),
            "以上数据未经审计。",
        ],
        ruled=False,
    ),
    Sample(
        "rules-across-only",
        [
            Grid(
                [["名称", "一季度", "二季度", "三季度"], *_plain(6, 4)],
                [2600, 1500, 1500, 1500],
                missing=("left", "right", "insideV"),
            )
        ],
        ruled=False,
    ),
    Sample(
        "three-rules",
        [
            "表一",
            Grid(
                [["名称", "一季度", "二季度", "三季度"], *_plain(6, 4)],
                [2600, 1500, 1500, 1500],
                missing=NONE,
                three_rules=True,
            ),
            "注：数据为快报数。",
        ],
        ruled=False,
    ),
    Sample("no-sides", [Grid(NESTED, [1800, 1000, 1000, 1000, 1000, 1200], missing=("left", "right"))], ruled=False),
    Sample(
        "narrow-columns",
        [
            Grid(
                [
                    ["序", *[str(at) for at in range(1, 13)]],
                    *[[str(row), *[str((row * at) % 10) for at in range(1, 13)]] for row in range(1, 5)],
                ],
                [420] + [330] * 12,
                size=15,
            )
        ],
    ),
    Sample(
        "labels-one-character-wide",
        [
            Grid(
                [[Box("办理结果", down=3), "予以公开", "4"], ["部分公开", "5"], ["不予公开", "6"]],
                [480, 2000, 1200],
                height=500,
            )
        ],
    ),
    Sample(
        "nested",
        [
            Grid(
                [["外甲", Box("", inner=Grid([["内一", "1"], ["内二", "2"]], [1200, 1000]))], ["外乙", "外丙"]],
                [2000, 3000],
            )
        ],
    ),
    Sample(
        "diagonal-head",
        [
            Grid(
                [[Box("季度", diagonal=True), "甲", "乙"], ["一", "1", "2"], ["二", "3", "4"]],
                [2000, 1500, 1500],
                height=700,
            )
        ],
    ),
    Sample(
        "underlined-in-cells",
        [
            Grid(
                [
                    [Box("填报单位", underlined=True), Box("某局", underlined=True)],
                    ["负责人", Box("张三", underlined=True)],
                ],
                [2500, 3500],
            )
        ],
    ),
    Sample(
        "table-in-page-header",
        [Grid(_long(60), [2600, 1500, 1500, 1500], head=1)],
        header=Grid([["某局内部资料", "二〇二三年"]], [4000, 3000]),
    ),
)
