"""Read TOML files key by key: what is missing, mistyped or unknown is said with its file, key and what was expected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from convert.errors import BadTemplate

T = TypeVar("T")


def templates_folder() -> Path:
    """Find templates/: beside the package in a checkout, inside it when installed."""
    inside = Path(__file__).resolve().parent / "templates"
    return inside if inside.is_dir() else inside.parent.parent / "templates"


def read_toml(path: Path) -> Keys:
    """Open a TOML file to be read key by key. Raises BadTemplate, also where the file cannot be read."""
    return parse_toml(*read_file(path))


def read_file(path: Path) -> tuple[str, bytes]:
    """Give the name and the content of a file. Raises BadTemplate."""
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise BadTemplate(file=path.name, key="-", expected="a TOML file in UTF-8", found=str(error)) from None


def parse_toml(name: str, content: bytes) -> Keys:
    """Open the content of a TOML file, called so, to be read key by key. Raises BadTemplate."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadTemplate(file=name, key="-", expected="a TOML file in UTF-8", found=str(error)) from None
    return Keys(name, "", data, text)


_STEP = re.compile(r"([^.\[\]]+)(?:\[([0-9]+)\])?")


def line_of(text: str, place: str) -> int:
    """Say on which line of a TOML file a place such as `tables[1].rules[2].left` stands, as near as can be told.

    >>> line_of("a = 1\\n[[b]]\\nc = 2\\n[[b]]\\nd = [\\n  {e = 1},\\n  {e = 2},\\n]", "b[2].d[2].e")
    7
    """
    lines = text.split("\n")
    at, header = 0, ""
    for name, digits in _STEP.findall(place):
        number = int(digits or 0)
        header = f"{header}.{name}".strip(".")
        heads = [line for line in range(at, len(lines)) if lines[line].strip() in (f"[[{header}]]", f"[{header}]")]
        if len(heads) >= max(number, 1):
            at = heads[max(number, 1) - 1]
            continue
        end = next((line for line in range(at + 1, len(lines)) if lines[line].startswith("[")), len(lines))
        key = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*=""")
        found = next((line for line in range(at, end) if key.match(lines[line])), None)
        if found is None:
            break
        at = found
        opened = 0
        for line in range(found, end):
            opened += lines[line].count("{")
            if opened >= number:
                at = line
                break
    return at + 1


class Keys:
    """A table of the file that is read key by key: a key that is missing, mistyped or unknown raises BadTemplate.

    text: of the whole file.
    """

    def __init__(self, file: str, place: str, data: Any, text: str) -> None:
        self.file, self.place, self.whole = file, place, text
        self.data: dict[str, Any] = data if isinstance(data, dict) else self.fail("", "a table", data)
        self.read: set[str] = set()

    def fail(self, key: str, expected: str, found: object) -> NoReturn:
        shown = f"{self.place}.{key}".strip(".")
        raise BadTemplate(
            file=self.file, key=shown, expected=expected, found=f"{repr(found)[:80]} (L{line_of(self.whole, shown)})"
        )

    def check_schema(self) -> None:
        self.read.add("schema")
        if self.data.get("schema") != 1:
            self.fail("schema", "1", self.data.get("schema"))

    def text(self, key: str, default: str | None = None) -> str:
        self.read.add(key)
        value = self.data.get(key, default)
        if not isinstance(value, str) or (not value and default is None):
            self.fail(key, "a text", value)
        return value

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        self.read.add(key)
        value = self.data.get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            self.fail(key, "a list of texts", value)
        return tuple(value)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> Any:
        self.read.add(key)
        value = self.data.get(key, default)
        if value not in choices:
            self.fail(key, "one of " + ", ".join(choices), value)
        return value

    def each(self, key: str, read: Callable[[Keys], T], *, optional: bool = False) -> tuple[T, ...]:
        """Read each of a list of tables; what is left of one is unknown."""
        self.read.add(key)
        value = self.data.get(key, [] if optional else None)
        if not isinstance(value, list) or not (value or optional):
            self.fail(key, "a list of tables", value)
        found = []
        for at, item in enumerate(value, 1):
            keys = Keys(self.file, f"{self.place}.{key}[{at}]".strip("."), item, self.whole)
            found.append(read(keys))
            keys.done()
        return tuple(found)

    def table(self, key: str, *, optional: bool = False) -> Keys:
        self.read.add(key)
        data = self.data.get(key, {} if optional else None)
        return Keys(self.file, f"{self.place}.{key}".strip("."), data, self.whole)

    def numbers(self, key: str) -> tuple[int, ...]:
        self.read.add(key)
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, int) and 0 < item < 100 for item in value):
            self.fail(key, "a list of numbers from 1 to 99", value)
        return tuple(value)

    def bounds(self, key: str, most: int) -> tuple[int, ...]:
        """Give two whole numbers from 0, nothing if the key is absent."""
        self.read.add(key)
        value = self.data.get(key, [])
        whole = isinstance(value, list) and all(type(item) is int and 0 <= item <= most for item in value)
        if not whole or (key in self.data and len(value) != 2):
            self.fail(key, f"[least, most], two whole numbers from 0 to {most}", value)
        return tuple(value)

    def year(self, key: str) -> int:
        self.read.add(key)
        value = self.data.get(key)
        if not isinstance(value, int) or not 1900 < value < 2200:
            self.fail(key, "a year", value)
        return value

    def number(self, key: str, least: float, most: float, default: float | None = None) -> float | None:
        """Give a number within bounds, the default if the key is absent; whole bounds do not make it whole."""
        self.read.add(key)
        if key not in self.data:
            return default
        value = self.data[key]
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            self.fail(key, f"a number from {least:g} to {most:g}", value)
        return value

    def flag(self, key: str, default: bool | None = None) -> bool | None:
        self.read.add(key)
        value = self.data.get(key, default)
        if value is not None and not isinstance(value, bool):
            self.fail(key, "true or false", value)
        return value

    def done(self) -> None:
        for key in self.data:
            if key not in self.read:
                self.fail(key, "a known key: " + ", ".join(sorted(self.read)), self.data[key])
