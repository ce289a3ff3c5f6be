"""Let works take turns, so that a busy moment of the machine meets all of them, and say what each took."""

from __future__ import annotations

import compileall
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from lxml import etree

import convert

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "annual-report-2021.txt"
_WORD_RUN = (
    '<w:r w:rsidRPr="00A77B3E" w:rsidR="00FE5F5B"><w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"'
    ' w:hAnsi="宋体" w:cs="宋体" w:hint="eastAsia"/><w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="20"/>'
    '<w:szCs w:val="20"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar"/></w:rPr>'
)
T = TypeVar("T")


def take_turns(measures: dict[str, Callable[[], T]], rounds: int, uncounted: int = 0) -> dict[str, list[T]]:
    """Give what each measure told in every round, after rounds that do not count."""
    told: dict[str, list[T]] = {name: [] for name in measures}
    for turn in range(-uncounted, rounds):
        for name, measure in measures.items():
            one = measure()
            if turn >= 0:
                told[name].append(one)
    return told


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Give the seconds that a work takes: of the processor, unless another clock is given."""
    started = clock()
    work()
    return clock() - started


def run(words: list[str]) -> tuple[float, int]:
    """Run a command; give its seconds of the processor and the most bytes that it held."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{words} ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def compile_ours() -> None:
    """Compile our modules to bytecode, as pip does for every package that it installs."""
    compileall.compile_dir(Path(convert.__file__).parent, quiet=1)


def parse(path: Path) -> None:
    """Unzip and parse the main part of a docx file, as any reader must."""
    with zipfile.ZipFile(path) as archive:
        etree.parse(io.BytesIO(archive.read("word/document.xml")))


def size_of_main_part(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo("word/document.xml").file_size


def as_word_stores(path: Path, target: Path) -> None:
    """Copy a docx file with the properties that Word puts on every run."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = re.sub("<w:r>(?!<w:rPr>)", _WORD_RUN, content.decode()).encode()
            made.writestr(name, content)
