"""Small folders of documents for runs over many, and what is left of them afterwards."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TABLE = "| 项目 | 数量 |\n| --- | --- |\n| 甲 | {0} |\n| 乙 | {1} |\n"


def text(seed: int) -> str:
    """Give a small document that is like no other."""
    return f"# 第{seed}号文件\n\n说明{seed}。\n\n" + TABLE.format(seed, seed * 7 % 1000) + "\n末段。\n"


def fill(folder: Path, names: Iterable[str], start: int = 0) -> list[Path]:
    """Write a small document under each name."""
    made = []
    for seed, name in enumerate(names, start):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(seed), encoding="utf-8")
        made.append(path)
    return made


def outputs(out: Path) -> dict[str, str]:
    """Hash every file below an output folder but the ledger's and the reports; each by its path with `/`."""
    found = {}
    for folder, folders, files in os.walk(out):
        if ".convert" in folders:
            folders.remove(".convert")
        for name in files:
            path = Path(folder, name)
            if path.parent == out and name in ("report.xlsx", "report.html"):
                continue
            found[path.relative_to(out).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def rows(out: Path, columns: str = "tree, state, code", where: str = "1") -> list[tuple[Any, ...]]:
    """Read the ledger of an output folder as any program could."""
    with sqlite3.connect(out / ".convert" / "ledger.sqlite") as ledger:
        found = ledger.execute(f"SELECT {columns} FROM documents WHERE {where} ORDER BY id").fetchall()
    ledger.close()
    return found


def states(out: Path) -> dict[str, tuple[str, str]]:
    """Give the state and the cause of every document by its place in the tree."""
    return {tree: (state, code) for tree, state, code in rows(out)}


def left_over(out: Path) -> list[str]:
    """Name whatever of a run's own is still about but its ledger."""
    kept = {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "lock.sqlite", "lock.sqlite-journal"}
    about = [path.name for path in (out / ".convert").iterdir() if path.name not in kept]
    return about + [path.name for path in out.rglob("*") if path.name.startswith(".convert-")]


def objects(store: Any, bucket: str) -> dict[str, bytes]:
    """Read what a bucket holds."""
    store.invalidate_cache()
    return {path.partition("/")[2]: store.cat_file(path) for path in store.find(bucket)}
