"""Collect every message of convert/ and bring the Chinese catalogue up to date: `make catalogs`.

Babel's keywords do not reach the two texts of an error, the table of findings or `detail=` phrases, so the messages are
collected from the syntax trees. New ones appear in convert.po without a translation; tests/test_messages.py says which.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import convert.errors
from convert.errors import ConvertError

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "convert"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "convert.po"
MO = PO.with_suffix(".mo")

SAY = frozenset({"translate", "words", "say"})
ERRORS = frozenset(
    name for name, kind in vars(convert.errors).items() if isinstance(kind, type) and issubclass(kind, ConvertError)
)
ERROR_TEXTS = ("message", "next_step")
DATA = frozenset({"part", "format", "key", "file", "found", "helper", "name", "suffix"})
"""Values of an error that are shown as they are."""
NAMED = frozenset({"EXAMPLES"})
CLICK = (
    "Usage:",
    "Options",
    "Show this message and exit.",
    "No such option {name!r}.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    "Option {name!r} does not take a value.",
    "Invalid value for {param_hint}: {message}",
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
"""What click says through gettext when a command is mistyped or asks for help."""


def texts_of(node: ast.expr | None, constants: dict[str, str]) -> Iterator[str]:
    """Yield the whole texts that an expression can be; a part of an f-string is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if any(char.isalpha() for char in node.value):
            yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.IfExp):
        yield from texts_of(node.body, constants)
        yield from texts_of(node.orelse, constants)
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from texts_of(part, constants)


def called(node: ast.Call) -> str:
    """Name what is called, without the object it is called on."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def messages_of(tree: ast.Module) -> Iterator[str]:
    """Yield the message ids that a module may show: those said, those of errors and findings, and their details."""
    assigned: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            assigned |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
    yield from (text for name, text in assigned.items() if name in NAMED)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and {node.name, *(getattr(base, "id", "") for base in node.bases)} & ERRORS:
            yield from (text for part in node.body for text in _class_texts(part))
        elif isinstance(node, ast.Call):
            yield from _call_texts(node, assigned)


def _class_texts(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id in ERROR_TEXTS:
                yield from texts_of(node.value, {})


def _call_texts(node: ast.Call, assigned: dict[str, str]) -> Iterator[str]:
    name = called(node)
    if name in SAY:
        shown = node.args[:1]
    elif name in ERRORS:
        shown = [*node.args[:2], *(word.value for word in node.keywords if word.arg and word.arg not in DATA)]
    elif name == "Code":
        shown = node.args[:3]
    elif name == "fail":
        shown = node.args[1:2]
    else:
        shown = []
    shown += [word.value for word in node.keywords if word.arg == "detail"]
    for part in shown:
        yield from texts_of(part, assigned)


def collect() -> dict[str, list[str]]:
    """Give every message id of convert/ and the files that show it."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for text in messages_of(ast.parse(path.read_text(encoding="utf-8"))):
            places = found.setdefault(text, [])
            if place not in places:
                places.append(place)
    return found


def load() -> Catalog:
    """Read the Chinese catalogue's source."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="convert")


def update() -> Catalog:
    """Give the catalogue of today's messages, with the translations that it has."""
    template = Catalog(domain="convert")
    for text, places in collect().items():
        template.add(text, locations=[(place, 0) for place in places])
    for said in CLICK:
        template.add(said, locations=[("click", 0)])
    catalog = load() if PO.exists() else Catalog(locale="zh", domain="convert")
    catalog.update(template, no_fuzzy_matching=True)
    catalog.project, catalog.version, catalog.copyright_holder = "convert", "", "the convert authors"
    catalog.fuzzy = False
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalog.header_comment = "# Chinese messages of convert. Edit the msgstr lines, then run `make catalogs`."
    return catalog


def translations(message: Message) -> tuple[str, ...]:
    """Give the translation of a message, one a plural form; empty if any is missing."""
    string = message.string
    given = string if isinstance(string, tuple | list) else (string or "",)
    return tuple(given) if all(given) else ()


def main() -> None:
    """Write convert.po and convert.mo; say what still lacks a translation."""
    catalog = update()
    PO.parent.mkdir(parents=True, exist_ok=True)
    source, compiled = BytesIO(), BytesIO()
    write_po(source, catalog, width=118, sort_output=True, ignore_obsolete=True, include_lineno=False)
    write_mo(compiled, catalog)
    PO.write_bytes(source.getvalue())
    MO.write_bytes(compiled.getvalue())
    missing = [message.id for message in catalog if message.id and not translations(message)]
    for text in missing:
        print(f"no translation: {text!r}")
    print(f"{len(catalog)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
