"""An archive as offices have it: thousands of generated reports in several formats, a few of them damaged or hostile.

Every good one has known values, so a run over the archive can be compared with what went in.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests import reports
from tests.adapters import docx_files, excel_files
from tests.adapters.pdf_files import PdfPage, make_pdf
from tests.reports import Report, Spot, Values
from tests.zips import zipped

SHARES = (("docx", 60), ("text", 20), ("xlsx", 10), ("pdf", 8), ("bad", 2))
"""Percent of each kind."""
EXACT_DIALECTS = ("tabs_full", "tabs_filled", "pipes_kept", "markdown", "marked", "html_in_text", "csv_comma")
_PROSE = "全年工作平稳，各项任务按期完成。"


class Made(NamedTuple):
    """name: below the folder; values: what must come out, None for a file that must fail."""

    name: str
    values: Values | None


def make(folder: Path, count: int, seed: int = 0) -> Iterator[Made]:
    """Write an archive of so many files, a hundred a folder."""
    rng = random.Random(seed)
    kinds = [kind for kind, share in SHARES for _ in range(share)]
    for number in range(count):
        kind = kinds[(number * 37 + number // 100) % len(kinds)]
        place = folder / f"{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        report = reports.make_report(seed + number, blanks=number % 3)
        title = f"{_agency(rng)}{2021 + number % 4}年政府信息公开工作年度报告"
        if kind == "bad":
            ending, content = _bad(rng, report, title)
        elif kind == "text":
            ending, content = ".txt", _text(rng, report, title).encode(rng.choice(("utf-8", "utf-8", "gb18030")))
        else:
            ending, content = f".{kind}", WRITERS[kind](report, title)
        path = place / f"{number:06}{ending}"
        path.write_bytes(content)
        yield Made(path.relative_to(folder).as_posix(), None if kind == "bad" else report.values)


def _agency(rng: random.Random) -> str:
    return "".join(rng.choice("青云江山白河安平乐兴") for _ in range(2)) + rng.choice(("县", "市", "区")) + "图书馆"


def _text(rng: random.Random, report: Report, title: str) -> str:
    text = reports.DIALECTS[rng.choice(EXACT_DIALECTS)](report)
    return title + "\n" + text.partition("\n")[2]


def _parts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield each section's title and the table in it, or nothing."""
    for section in report.form.sections:
        yield section.title, section.table


def write_docx(report: Report, title: str) -> bytes:
    """Write a report as Word does: merged cells by gridSpan and vMerge, headings by outline level."""
    body = [_paragraph(title)]
    for heading, table in _parts(report):
        body.append(_paragraph(heading, level=0))
        body.append(_docx_table(reports.spots(report, table)) if table else _paragraph(_PROSE))
    return docx_files.docx("".join(body))


def _paragraph(text: str, level: int | None = None) -> str:
    outline = f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>' if level is not None else ""
    return f"<w:p>{outline}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _docx_table(spots: list[Spot]) -> str:
    n_rows, n_cols = _extent(spots)
    at: dict[tuple[int, int], Spot] = {}
    for spot in spots:
        for row in range(spot.row, spot.row + spot.rowspan):
            at[row, spot.col] = spot
    lines = ["<w:tbl><w:tblGrid>" + '<w:gridCol w:w="900"/>' * n_cols + "</w:tblGrid>"]
    for row in range(n_rows):
        cells = []
        for col in range(n_cols):
            spot = at.get((row, col))
            if spot is None:
                continue
            properties = f'<w:gridSpan w:val="{spot.colspan}"/>' if spot.colspan > 1 else ""
            if spot.rowspan > 1:
                properties += '<w:vMerge w:val="restart"/>' if row == spot.row else "<w:vMerge/>"
            words = spot.text if row == spot.row else ""
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(words)}</w:tc>")
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return "".join([*lines, "</w:tbl>"])


def _extent(spots: list[Spot]) -> tuple[int, int]:
    return max(spot.row + spot.rowspan for spot in spots), max(spot.col + spot.colspan for spot in spots)


def write_xlsx(report: Report, title: str) -> bytes:
    """Write a report on one sheet: titles, prose and tables below each other, cells merged, numbers as numbers."""
    rows: list[str] = []
    merged: list[str] = []

    def line(words: str) -> None:
        rows.append(f"<row>{excel_files.text(escape(words))}</row>")

    line(title)
    for heading, table in _parts(report):
        line(heading)
        if not table:
            line(_PROSE)
            continue
        spots = reports.spots(report, table)
        start = len(rows) + 1
        for row in range(_extent(spots)[0]):
            cells = []
            for spot in (spot for spot in spots if spot.row == row):
                where = f"{_column(spot.col)}{start + row}"
                if spot.rowspan > 1 or spot.colspan > 1:
                    end = f"{_column(spot.col + spot.colspan - 1)}{start + row + spot.rowspan - 1}"
                    merged.append(f'<mergeCell ref="{where}:{end}"/>')
                if spot.is_value and spot.text:
                    cells.append(excel_files.number(spot.text, reference=where))
                elif spot.text:
                    cells.append(excel_files.text(escape(spot.text), where))
            rows.append(f'<row r="{start + row}">{"".join(cells)}</row>')
    data = f"<sheetData>{''.join(rows)}</sheetData><mergeCells>{''.join(merged)}</mergeCells>"
    return excel_files.packed(data)


def _column(at: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]


def write_pdf(report: Report, title: str) -> bytes:
    """Print a report: each table on a page of its own, ruled as its merged cells are."""
    pages = [PdfPage().text(60, 60, title, 16)]
    base = 90.0
    for heading, table in _parts(report):
        if not table:
            pages[-1].text(60, base + 24, heading, 12).text(60, base + 44, _PROSE, 10)
            base += 44
            continue
        page = PdfPage(842, 1190).text(40, 40, heading, 12)
        _draw(page, reports.spots(report, table))
        pages += [page, PdfPage()]
        base = 40.0
    return make_pdf(*pages)


def _draw(page: PdfPage, spots: list[Spot]) -> None:
    n_rows, n_cols = _extent(spots)
    labels = min((spot.col for spot in spots if spot.is_value), default=0)
    widths = [90.0] * labels + [(762.0 - 90 * labels) / (n_cols - labels)] * (n_cols - labels)
    xs = [40.0]
    for width in widths:
        xs.append(xs[-1] + width)
    heights = [14.0] * n_rows
    wrapped: dict[Spot, list[str]] = {}
    for spot in spots:
        per_line = max(1, int((xs[spot.col + spot.colspan] - xs[spot.col] - 6) / 7))
        lines = [spot.text[at : at + per_line] for at in range(0, len(spot.text), per_line)]
        wrapped[spot] = lines
        if spot.rowspan == 1:
            heights[spot.row] = max(heights[spot.row], 9.0 * len(lines) + 6)
    ys = [60.0]
    for height in heights:
        ys.append(ys[-1] + height)
    for spot in spots:
        left, right = xs[spot.col], xs[spot.col + spot.colspan]
        top, bottom = ys[spot.row], ys[spot.row + spot.rowspan]
        page.line(left, top, right, top).line(left, bottom, right, bottom)
        page.line(left, top, left, bottom).line(right, top, right, bottom)
        for at, words in enumerate(wrapped[spot]):
            page.text(left + 3, top + 10 + 9 * at, words, 7)


WRITERS: dict[str, Callable[[Report, str], bytes]] = {"docx": write_docx, "xlsx": write_xlsx, "pdf": write_pdf}


def _bad(rng: random.Random, report: Report, title: str) -> tuple[str, bytes]:
    """Make a file that must fail, and cost nothing but itself."""
    whole = write_docx(report, title)
    return rng.choice(
        (
            (".docx", whole[: len(whole) // 2]),
            (".docx", b""),
            (".xlsx", rng.randbytes(5000)),
            (".pdf", b"%PDF-1.7\n" + rng.randbytes(3000)),
            (".docx", _bomb(rng)),
            (".docx", _deep(rng)),
            (".docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") * 9),
        )
    )


def _bomb(rng: random.Random) -> bytes:
    """A part that unpacks to 200 MB of blanks."""
    return docx_files.docx(f"<!--{rng.random()}-->" + " " * (200 << 20)) if rng.random() < 0.1 else _deep(rng)


def _deep(rng: random.Random) -> bytes:
    """Elements in elements, 100,000 deep."""
    return docx_files.docx("<w:p>" * 100_000 + str(rng.random()) + "</w:p>" * 100_000)


def swap_members(content: bytes, rng: random.Random) -> bytes:
    """Give the parts of a package each other's contents."""
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = list(parts)
    rng.shuffle(names)
    return zipped(dict(zip(parts, (parts[name] for name in names), strict=True)))
