"""Time a conversion in a process that is warm, docx to xlsx with its proof, beside unzipping and parsing the same file.

Both take turns in one process, in seconds of the processor: `make bench`. The floor is what `zipfile` and
`lxml.etree.parse` of the main part cost, on three files: one as this program writes it, lean, the same words as Word
stores them, each run with its own properties, and a generated report, whose cells hold nothing but their texts.
"""

from __future__ import annotations

import statistics
import tempfile
from functools import partial
from pathlib import Path

import convert
from convert.bulk.work import warm
from convert.options import Options
from convert.pipeline import convert as convert_file
from tests.bench.turns import SAMPLE, as_word_stores, parse, seconds, size_of_main_part, take_turns
from tests.bulk.archive_of_reports import write_docx
from tests.reports import make_report

ROUNDS = 40


def main() -> None:
    """Print both medians and their ratio for each file."""
    warm()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        lean, wordy, bare = (folder / f"{name}.docx" for name in ("lean", "as Word stores it", "generated"))
        convert.write(convert.read(SAMPLE), lean)
        as_word_stores(lean, wordy)
        bare.write_bytes(write_docx(make_report(1), "某区2023年政府信息公开工作年度报告"))
        print(f"{'file':22} {'bytes of XML':>12} {'parse':>9} {'convert':>9} {'ratio':>7}")
        for path in (lean, wordy, bare):
            options = Options(force=True)
            taken = take_turns(
                {
                    "parse": partial(seconds, partial(parse, path)),
                    "convert": partial(seconds, partial(convert_file, path, folder / "out.xlsx", options)),
                },
                ROUNDS,
                uncounted=2,
            )
            parsed, converted = map(statistics.median, taken.values())
            size = size_of_main_part(path)
            print(
                f"{path.stem:22} {size:12} {parsed * 1000:7.2f}ms {converted * 1000:7.1f}ms {converted / parsed:6.1f}x"
            )


if __name__ == "__main__":
    main()
