"""The shortcut of the Send-to menu, started by another implementation of Windows."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from convert.desktop.shortcut import shortcut

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("wine") is None, reason="wine is needed"),
]


def test_wine_starts_the_program_with_its_words_and_then_the_dropped_file(tmp_path: Path) -> None:
    link, source, dropped = tmp_path / "send.lnk", tmp_path / "source.txt", tmp_path / "年报 & (1) 100%.txt"
    source.write_text("一", encoding="utf-8")
    words = f"/c copy /y Z:{str(source).replace('/', chr(92))}"
    link.write_bytes(shortcut(r"C:\windows\system32\cmd.exe", words, "转换为规范文档"))
    env = {**os.environ, "WINEPREFIX": str(tmp_path / "prefix"), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
    command = ["wine", "start", "/wait", f"Z:{link}", f"Z:{dropped}".replace("/", "\\")]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    subprocess.run(["wineserver", "-k"], env=env, check=False)
    assert dropped.is_file(), done.stderr
    assert dropped.read_text(encoding="utf-8") == "一"
