"""Print reports that follow an official form in the styles of many offices: fonts, sizes, pages, rules, row heights."""

from __future__ import annotations

import random

from tests.adapters.printed_docx import Box, Grid, Item, Piece, Sample
from tests.reports import Report, rows_of, spots

_PAGES = ((11906, 16838), (11906, 16838), (12240, 15840), (10319, 14572), (16838, 23811))
_RULES = ("single", "single", "single", "dotted", "double", "dashed")
_PROSE = (
    "全年工作平稳，各项任务按期完成，公开内容逐步充实，办理程序更加规范，答复质量稳步提高，"
    "工作机制不断健全，业务培训按计划开展，群众反映的问题得到及时回应和处理，没有出现超期答复的情况。"
)


def lay_out_report(report: Report, seed: int, *, missing: tuple[str, ...] | None = None) -> Sample:
    """Give a document to print for a report, in a style drawn by the seed. missing: sides without a rule."""
    rng = random.Random(seed)
    page = rng.choice(_PAGES)
    landscape = rng.random() < 0.2
    room = sorted(page, reverse=landscape)[0] - 2 * 1134
    size = rng.choice((16, 18, 21, 24))
    if missing is None:
        missing = rng.choice(((), (), (), (), ("left", "right"), ("top", "left", "bottom", "right")))
    look = Grid(
        (),
        (),
        rule=rng.choice(_RULES),
        thickness=rng.choice((2, 4, 8)),
        missing=missing,
        height=rng.choice((0, 0, 300, 500, 700)),
        whole_rows=rng.random() < 0.5,
        size=size,
        align=rng.choice(("", "center", "center")),
        padding=rng.choice((0, 30, 108, 108, 150)),
        font=rng.choice(("Noto Serif CJK SC", "Noto Sans CJK SC")),
        upright=rng.choice(("center", "center", "top")),
    )
    pieces: list[Piece] = ["青禾县图书馆2023年政府信息公开工作年度报告"]
    for section in report.form.sections:
        pieces.append(section.title)
        if section.table:
            pieces.append(_grid(report, section.table, look, room, rng))
        else:
            pieces += [_PROSE * rng.randint(1, 3) for _ in range(rng.randint(1, 4))]
    if not report.form.sections:
        pieces += [_grid(report, table.id, look, room, rng) for table in report.form.tables]
    return Sample(f"report-{seed}", pieces, landscape=landscape, page=page, size=rng.choice((21, 24, 28, 32)))


def _grid(report: Report, table_id: str, look: Grid, room: int, rng: random.Random) -> Grid:
    rows: list[list[Item]] = [
        [Box(spot.text, spot.rowspan, spot.colspan) for spot in row] for row in rows_of(report, table_id)
    ]
    cells = spots(report, table_id)
    n_cols = max(cell.col + cell.colspan for cell in cells)
    labels = [any(not cell.is_value and cell.col == col and cell.row > 2 for cell in cells) for col in range(n_cols)]
    share = rng.choice((1, 1, 2, 3))
    weights = [share if is_label else 1 for is_label in labels]
    widths = [room * weight // sum(weights) for weight in weights]
    head = rng.choice((0, 3)) if len(rows) > 20 else 0
    return Grid(
        rows,
        widths,
        rule=look.rule,
        thickness=look.thickness,
        missing=look.missing,
        head=head,
        height=look.height,
        whole_rows=look.whole_rows,
        size=look.size,
        align=look.align,
        padding=look.padding,
        font=look.font,
        upright=look.upright,
    )
