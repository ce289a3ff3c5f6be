"""Time a conversion in a process that is warm, docx to xlsx with its proof, beside unzipping and parsing the same file.

Both take turns in one process, in seconds of the processor: `make bench`. The floor is what `zipfile` and
`lxml.etree.parse` of the main part cost, on two files: one as this program writes it, lean, and the same words as Word
stores them, each run with its own properties.
"""

from __future__ import annotations

import io
import re
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lxml import etree

import convert
from convert.bulk.work import warm
from convert.options import Options
from convert.pipeline import convert as convert_file

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "annual-report-2021.txt"
ROUNDS = 40
WORD_RUN = (
    '<w:r w:rsidRPr="00A77B3E" w:rsidR="00FE5F5B"><w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"'
    ' w:hAnsi="宋体" w:cs="宋体" w:hint="eastAsia"/><w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="20"/>'
    '<w:szCs w:val="20"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar"/></w:rPr>'
)


def as_word_stores(path: Path, target: Path) -> None:
    """Copy a docx file with the properties that Word puts on every run."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = re.sub("<w:r>(?!<w:rPr>)", WORD_RUN, content.decode()).encode()
            made.writestr(name, content)


def parse(path: Path) -> None:
    """Unzip and parse the main part, as any reader must."""
    with zipfile.ZipFile(path) as archive:
        etree.parse(io.BytesIO(archive.read("word/document.xml")))


def take_turns(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Give the median seconds of each work, after two rounds that do not count."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS + 2):
        for name, work in works.items():
            started = time.process_time()
            work()
            if turn > 1:
                taken[name].append(time.process_time() - started)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def main() -> None:
    """Print both medians and their ratio for each file."""
    warm()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        lean, wordy = folder / "lean.docx", folder / "as Word stores it.docx"
        convert.write(convert.read(SAMPLE), lean)
        as_word_stores(lean, wordy)
        print(f"{'file':22} {'bytes of XML':>12} {'parse':>9} {'convert':>9} {'ratio':>7}")
        for path in (lean, wordy):
            options = Options(force=True)
            medians = take_turns(
                {
                    "parse": partial(parse, path),
                    "convert": partial(convert_file, path, folder / "out.xlsx", options),
                }
            )
            with zipfile.ZipFile(path) as archive:
                size = archive.getinfo("word/document.xml").file_size
            parsed, converted = medians["parse"], medians["convert"]
            print(
                f"{path.stem:22} {size:12} {parsed * 1000:7.2f}ms {converted * 1000:7.1f}ms {converted / parsed:6.1f}x"
            )


if __name__ == "__main__":
    main()
