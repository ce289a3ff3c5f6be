"""What became of every document, in a SQLite file (`.convert/ledger.sqlite`) of the output folder.

Every change is committed at once (WAL), so that a run can be killed at any moment and resumed. The tables, for whoever
reads them:

`documents`, one row a document and format asked for:
    id        in the order of the plan
    source    absolute path; text, or bytes where a name is no Unicode
    member    path inside that archive, with `/`; empty for a plain file
    format    docx, xlsx, …; empty where documents are only checked
    tree      path below the output folder with the source's own ending
    ending    the source's, in lower case
    size, mtime (nanoseconds), sha256   of the source; sha256 is empty until it has been read
    options   digest of everything that the user asked for and that changes an output
    version   of the program that wrote the output
    state     waiting, working, placing (proved, about to take its name), done, failed (tried), refused (never tried)
    target    path below the output folder, with `/`; empty where nothing is written
    claim     the target as the file system sees it (one case where case does not count)
    target_size, target_mtime, target_sha256   of the output that stands there and is ours
    pending   sha256 of the output that is about to be placed
    twin      id of the document with the same content that this output was copied from
    exit, code, error   of what went wrong: exit code, cause (`timed-out`), the error as JSON
    form, title, warnings, errors   what the document is and how many findings it has of these severities
    seconds, peak (bytes), attempts   what the work on it took
    run       number of the last run whose plan holds it; settled: of the run that came to its end

`details`: id; findings, zlib over JSON: a list of [code, severity, origin, [also…], before, after, detail];
    facts, zlib over JSON: see `convert.bulk.facts`.
`tallies`: id, code, severity, count: how many findings of a code a document has.
`notes`: name, value: `schema`; `run`, the number of the last run; `planned`, of the last that had a plan of its own;
    `skipped`, what its plan left out, as JSON; `asked`, the options of the last run, as JSON, for `convert retry`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from convert.errors import DiskFull, Unreadable, UnwritableOutput, unwritable

FOLDER = ".convert"
SCHEMA = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, source NOT NULL, member TEXT NOT NULL, format TEXT NOT NULL, tree NOT NULL,
    ending TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, sha256 TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL, version TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
    target NOT NULL, claim NOT NULL, target_size INTEGER, target_mtime INTEGER, target_sha256 TEXT, pending TEXT,
    twin INTEGER, exit INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
    form TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
    warnings INTEGER NOT NULL DEFAULT 0, errors INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0, peak INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0, UNIQUE (source, member, format)
);
CREATE INDEX IF NOT EXISTS documents_to_do ON documents (run, state, (member != ''), size DESC, id);
CREATE INDEX IF NOT EXISTS documents_by_target ON documents (target) WHERE target_sha256 NOT NULL;
CREATE INDEX IF NOT EXISTS documents_by_twin ON documents (twin) WHERE twin NOT NULL;
CREATE INDEX IF NOT EXISTS documents_by_claim ON documents (claim);
CREATE INDEX IF NOT EXISTS documents_by_content ON documents (sha256, options, format, ending, state, id);
CREATE INDEX IF NOT EXISTS documents_by_size ON documents (size);
CREATE TABLE IF NOT EXISTS details (id INTEGER PRIMARY KEY, findings BLOB NOT NULL, facts BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tallies (
    id INTEGER NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (id, code, severity)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tallies_by_code ON tallies (code, severity);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_LONGEST_CELL = 1 << 20
"""Bytes of a row that is read of a ledger which anybody may have made."""

Cell = str | int | float | bytes | None


class Row(NamedTuple):
    """A row of `documents`, by its columns; paths as text with surrogates where a name is no Unicode."""

    id: int
    source: str
    member: str
    format: str
    tree: str
    ending: str
    size: int
    mtime: int
    sha256: str
    options: str
    version: str
    state: str
    target: str
    claim: str
    target_size: int | None
    target_mtime: int | None
    target_sha256: str | None
    pending: str | None
    twin: int | None
    exit: int
    code: str
    error: str
    form: str
    title: str
    warnings: int
    errors: int
    seconds: float
    peak: int
    attempts: int
    run: int
    settled: int


_COLUMNS = ", ".join(Row._fields)


def to_cell(path: str) -> str | bytes:
    """Give a path as SQLite can hold it: bytes where it is no Unicode."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def pack(data: object) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode("ascii"), 6)


def unpack(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


def _row(cells: Sequence[Any]) -> Row:
    values: list[Any] = [os.fsdecode(cell) if isinstance(cell, bytes) else cell for cell in cells]
    return Row(*values)


class Ledger:
    """The ledger of an output folder; `folder` is where its file lives."""

    def __init__(self, folder: Path, *, alone: bool = False) -> None:
        """Open the ledger, making it where there is none; alone: let no other run have it. Raises UnwritableOutput."""
        self.folder = folder
        self._lock: sqlite3.Connection | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if alone:
                self._lock = _lock(folder / "lock.sqlite")
            self._db = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_TABLES)
        except OSError as error:
            raise unwritable(error) from None
        except sqlite3.Error as error:
            raise UnwritableOutput("The ledger cannot be opened: {reason}.", reason=str(error)) from None
        schema = self.note("schema")
        if not schema:
            self.set_note("schema", str(SCHEMA))
        elif schema != str(SCHEMA):
            raise UnwritableOutput("The ledger was made by another version of this program.")

    @classmethod
    def existing(cls, out: Path, *, alone: bool = False) -> Ledger:
        """Open the ledger of an output folder. Raises Unreadable where there is none."""
        if not (out / FOLDER / "ledger.sqlite").is_file():
            raise Unreadable("There is no ledger in this folder: {name}.", "Name an output folder.", name=str(out))
        return cls(out / FOLDER, alone=alone)

    def close(self) -> None:
        self._db.close()
        if self._lock:
            self._lock.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def together(self) -> contextlib.AbstractContextManager[object]:
        """Make the changes inside one transaction."""
        self._db.execute("BEGIN")
        return self._db

    def roll_back(self) -> None:
        """Take back what was begun together and broken off between two steps, where nobody else could."""
        self._db.rollback()

    def copy_from(self, other: Ledger) -> None:
        other._db.backup(self._db)

    @property
    def run(self) -> int:
        """The number of the last run; 0 before the first."""
        return int(self.note("run") or 0)

    def begin_run(self) -> int:
        """Count one run more and give its number."""
        number = self.run + 1
        self.set_note("run", str(number))
        return number

    def note(self, name: str) -> str:
        found = self._db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def set_note(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def add(self, rows: Iterable[dict[str, Cell]]) -> None:
        """Add rows, each by the names of its columns."""
        for row in rows:
            names = ", ".join(row)
            places = ", ".join("?" * len(row))
            self._db.execute(f"INSERT INTO documents ({names}) VALUES ({places})", tuple(row.values()))

    def change(self, id: int, **columns: Cell) -> None:
        """Change columns of a row."""
        places = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"UPDATE documents SET {places} WHERE id = ?", (*columns.values(), id))

    def detail(self, id: int, findings: bytes, facts: bytes, tallies: Iterable[tuple[str, str, int]]) -> None:
        """Keep what was found in a document, in place of what was kept before."""
        self._db.execute("INSERT OR REPLACE INTO details VALUES (?, ?, ?)", (id, findings, facts))
        self._db.execute("DELETE FROM tallies WHERE id = ?", (id,))
        self._db.executemany("INSERT INTO tallies VALUES (?, ?, ?, ?)", ((id, *tally) for tally in tallies))

    def take_over(self, id: int, original: int) -> None:
        """Give a row what was found in another document of the same content."""
        taken = ("form", "title", "warnings", "errors")
        chosen = ", ".join(f"{name} = o.{name}" for name in taken)
        with self.together():
            for statement in (
                f"UPDATE documents SET {chosen} FROM documents o WHERE documents.id = :id AND o.id = :original",
                "DELETE FROM tallies WHERE id = :id",
                "INSERT INTO tallies SELECT :id, code, severity, count FROM tallies WHERE id = :original",
                "INSERT OR REPLACE INTO details SELECT :id, findings, facts FROM details WHERE id = :original",
            ):
                self._db.execute(statement, {"id": id, "original": original})

    def details(self, id: int) -> tuple[list[Any], dict[str, Any]]:
        """Give the findings and the facts of a document; none if it was never read."""
        found = self._db.execute("SELECT findings, facts FROM details WHERE id = ?", (id,)).fetchone()
        return (unpack(found[0]), unpack(found[1])) if found else ([], {})

    def rows(self, where: str = "1", values: Sequence[Cell] = (), order: str = "id", limit: int = -1) -> list[Row]:
        """Give the rows that a condition holds for."""
        return self._rows("documents", where, values, order, limit)

    def _rows(self, table: str, where: str, values: Sequence[Cell], order: str, limit: int) -> list[Row]:
        query = f"SELECT {_COLUMNS} FROM {table} WHERE {where} ORDER BY {order} LIMIT {limit}"
        return [_row(cells) for cells in self._db.execute(query, tuple(values))]

    def each(self, where: str = "1", values: Sequence[Cell] = (), batch: int = 1000) -> Iterator[Row]:
        """Yield the rows that a condition holds for by id, a few at a time, so that they may be changed meanwhile."""
        last = -1
        while found := self._rows("documents NOT INDEXED", f"({where}) AND id > ?", (*values, last), "id", batch):
            yield from found
            last = found[-1].id

    def find(self, source: str, member: str, format: str) -> Row | None:
        found = self.rows("source = ? AND member = ? AND format = ?", (to_cell(source), member, format))
        return found[0] if found else None

    def count(self, where: str = "1", values: Sequence[Cell] = ()) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM documents WHERE {where}", tuple(values)).fetchone()[0])

    def query(self, sql: str, values: Sequence[Cell] = ()) -> list[tuple[Any, ...]]:
        """Run a SELECT."""
        return self._db.execute(sql, tuple(values)).fetchall()

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> None:
        """Run a statement that changes many rows."""
        self._db.execute(sql, tuple(values))


def outputs_in(folder: str) -> set[str]:
    """Give the paths of what stands below an output folder by its ledger, which is only read; none if it cannot be.

    Anybody may have made that file: it has to have the very tables of a ledger.
    """
    place = Path(folder, FOLDER, "ledger.sqlite").absolute().as_uri()
    reports = "SELECT substr(name, 8) FROM notes WHERE name LIKE 'report:%'"
    try:
        with contextlib.closing(sqlite3.connect(f"{place}?mode=ro&immutable=1", uri=True)) as ledger:
            ledger.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_CELL)
            made = ledger.execute("SELECT sql FROM sqlite_master WHERE name IN ('documents', 'notes') ORDER BY name")
            if not all(sql and sql.replace("TABLE", "TABLE IF NOT EXISTS", 1) in _TABLES for (sql,) in made):
                return set()
            found = ledger.execute(f"SELECT target FROM documents WHERE target_sha256 NOT NULL UNION {reports}")
            return {os.path.join(folder, *os.fsdecode(name).split("/")) for (name,) in found}
    except (sqlite3.Error, TypeError, UnicodeError):
        return set()


@contextlib.contextmanager
def worded() -> Iterator[None]:
    """Word what goes wrong with a ledger's file. Raises DiskFull, UnwritableOutput."""
    try:
        yield
    except sqlite3.Error as error:
        if "full" in str(error):
            raise DiskFull() from None
        raise UnwritableOutput("The ledger cannot be written: {reason}.", reason=str(error)) from None


def _lock(path: Path) -> sqlite3.Connection:
    """Take a lock that the system lets go of when this process ends, however it ends. Raises UnwritableOutput."""
    lock = sqlite3.connect(path, isolation_level=None, timeout=0.2)
    try:
        lock.execute("PRAGMA locking_mode = EXCLUSIVE")
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise UnwritableOutput(
            "Another run is at work in this folder.", "Wait until it is done, or stop it first."
        ) from None
    return lock
