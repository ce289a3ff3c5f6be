"""Imports run downwards only: the table of rooms, and what each library is allowed to be imported in."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import convert

PACKAGE = Path(convert.__file__).parent

ROOMS: tuple[frozenset[str], ...] = (
    frozenset({"model", "version"}),
    frozenset({"grid", "lazy_cells", "errors", "findings", "options", "source"}),
    frozenset({"workers"}),
    frozenset({"tools"}),
    frozenset({"adapters", "passes", "forms", "writers"}),
    frozenset({"detect", "carry", "compare", "desktop"}),
    frozenset({"proof"}),
    frozenset({"record"}),
    frozenset({"pipeline"}),
    frozenset({"bulk"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
    frozenset({"__main__", "__init__"}),
)
"""From the ground up. A module that is not named here is a tool: it serves readers and writers alike."""

NEIGHBOURS = frozenset({"grid", "errors", "findings", "options", "source", "tools"})
"""Rooms that may import others of their own floor; on every other floor a room keeps to itself."""

LIBRARIES: dict[str, tuple[str, ...]] = {
    "click": ("cli", "commands", "commands."),
    "lxml": ("ooxml.", "passwords.decrypt", "html_blocks.", "adapters.", "writers.", "desktop.linux"),
    "xlsxwriter": (),
    "chardet": ("encoding",),
    "markdown_it": ("writers.markdown",),
    "psutil": ("workers.limits",),
    "rich": ("bulk.progress",),
    "watchdog": ("bulk.news",),
    "fsspec": ("bulk.cloud",),
    "ray": ("bulk.cluster",),
    "pyarrow": ("bulk.report_values",),
    "olefile": ("ole",),
    "msoffcrypto": ("passwords.decrypt",),
    "cryptography": ("passwords.decrypt",),
    "doc2docx": ("adapters.legacy.msdoc",),
    "dataclasses": (),
    "docx": (),
    "openpyxl": (),
    "xlrd": ("adapters.excel.xls.with_xlrd",),
    "python_calamine": ("adapters.excel.xls.with_calamine",),
    "pdfplumber": ("adapters.pdf.plumber",),
    "pdfminer": ("adapters.pdf.plumber",),
    "pypdfium2": ("passwords.decrypt", "writers.pdf", "adapters.pdf.pdfium."),
}
"""Which modules may import a library; a name that ends in a dot stands for everything below it."""

NAMED = frozenset(name for floor in ROOMS for name in floor)


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1]) if parts[-1] == "__init__" and len(parts) > 1 else ".".join(parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a module imports, whether at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            module = node.module or ""
            inner = module.removeprefix("convert").removeprefix(".")
            for alias in node.names:
                deeper = f"{inner}.{alias.name}".removeprefix(".")
                yield f"convert.{deeper}" if module.startswith("convert") and deeper in MODULES else module


def own_imports(path: Path) -> list[str]:
    return [name.partition(".")[2] or "__init__" for name in imports_of(path) if name.partition(".")[0] == "convert"]


def room_of(module: str) -> str:
    top = module.partition(".")[0]
    return top if top in NAMED else "tools"


def floor_of(module: str) -> int:
    return next(at for at, floor in enumerate(ROOMS) if room_of(module) in floor)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_its_room_and_from_below(module: str) -> None:
    for other in own_imports(MODULES[module]):
        same_room = room_of(other) == room_of(module)
        neighbours = floor_of(other) == floor_of(module) and room_of(module) in NEIGHBOURS
        assert same_room or neighbours or floor_of(other) < floor_of(module), f"{module} imports {other}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith(("adapters.", "writers."))])
def test_a_reader_or_writer_does_not_import_another(module: str) -> None:
    own = ".".join(module.split(".")[:2])
    for other in own_imports(MODULES[module]):
        if room_of(other) == room_of(module):
            assert other == room_of(module) or other == own or other.startswith(own + "."), f"{module} imports {other}"


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_imported_only_in_its_place(module: str) -> None:
    for name in imports_of(MODULES[module]):
        allowed = LIBRARIES.get(name.partition(".")[0])
        if allowed is not None:
            fits = [place for place in allowed if module == place or f"{module}.".startswith(place.rstrip(".") + ".")]
            assert fits, f"{module} imports {name}"


def test_every_folder_stands_in_the_map_of_rooms() -> None:
    shown = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {name for name in folders if f"\nconvert/{name}/ " not in shown} == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "util", "common", "base", "helpers", "helper", "manager", "misc"}
    assert [name for name in MODULES if vague & set(name.split("."))] == []


@pytest.mark.parametrize("words", [["--help"], ["--list-formats"], ["--explain", "encoding"], ["--list-forms"]])
def test_asking_for_information_loads_no_reader_or_writer(words: list[str]) -> None:
    heavy = ["docx", "openpyxl", "pdfplumber", "pypdfium2", "lxml", "xlsxwriter", "chardet"]
    script = (
        "import sys; from convert.cli import main; sys.argv[1:] = sys.argv[2:]\n"
        "try: main()\nexcept SystemExit as stop: assert not stop.code, stop.code\n"
        f"print('LOADED', sorted(set({heavy}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, "-", *words], capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1:] == ["LOADED []"], done.stdout + done.stderr
