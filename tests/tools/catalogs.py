"""Collect every message of convert/ and bring the Chinese catalogue up to date: `make catalogs`.

Babel's keywords do not reach the two texts of an error, the table of findings or `detail=` phrases, so the messages are
collected from the syntax trees. New ones appear in convert.po without a translation; tests/test_messages.py says which.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
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

SAY = {"translate": 0, "words": 0, "tell": 1, "missing_extra": 2}
"""Which argument of what says it is a message."""
HELPED, HELP = frozenset({"Command", "Option"}), frozenset({"help", "epilog", "examples"})
"""What is made of words about itself, and which those are."""
ERRORS = frozenset(
    name for name, kind in vars(convert.errors).items() if isinstance(kind, type) and issubclass(kind, ConvertError)
)
ERROR_TEXTS = ("message", "next_step")
DATA = frozenset({"command", "part", "format", "key", "file", "found", "helper", "name", "suffix"})
"""Values of an error that are shown as they are."""
NAMED = ("COLUMNS", "STATES", "GIVEN_UP")
DETAIL = "detail"
PROBLEMS = "problems"
"""The parameter that takes a finding's detail, and the list that gathers details for findings made later."""
CLICK = (
    "Usage:",
    "Options",
    "Show this message and exit.",
    "No such option {name!r}.",
    "No such option: {name}",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    "Option {name!r} does not take a value.",
    "Invalid value for {param_hint}: {message}",
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
)
"""What click, of any version that we accept, says through gettext when a command is mistyped or asks for help."""


Texts = dict[str, list[ast.expr]]
"""What is assigned to each name of a module, wherever that is."""


def texts_of(node: ast.expr | None, assigned: Texts) -> Iterator[str]:
    """Yield the texts that an expression can be; the values in an f-string become {}, as `messages.phrase` has it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parts: list[str | None] = [node.value]
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]  # type: ignore[misc]
    else:
        for inner in _choices(node, assigned):
            yield from texts_of(inner, {})
        return
    if any(char.isalpha() for part in parts if part for char in part):
        yield "".join("{}" if part is None else part for part in parts)


def _choices(node: ast.expr | None, assigned: Texts) -> Iterator[ast.expr]:
    """Yield the expressions that an expression chooses from: both sides of `or` and `if`, what a name is bound to."""
    if isinstance(node, ast.Name):
        yield from (inner for bound in assigned.get(node.id, ()) for inner in (bound, *_choices(bound, {})))
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, (ast.BoolOp, ast.Dict)):
        yield from node.values
    elif isinstance(node, ast.Tuple):
        yield from node.elts
    elif isinstance(node, ast.Subscript):
        yield from _choices(node.value, assigned)


def called(node: ast.Call) -> str:
    """Name what is called, without the object it is called on."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def detail_places(trees: Iterable[ast.Module]) -> dict[str, set[int]]:
    """Give the functions that are handed a finding's detail by position, and which positions."""
    found: dict[str, set[int]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                if DETAIL in names:
                    found.setdefault(node.name, set()).add(names.index(DETAIL))
    return found


def messages_of(tree: ast.Module, details: dict[str, set[int]]) -> Iterator[str]:
    """Yield the message ids that a module may show: those said, those of errors and findings, and their details."""
    assigned: Texts = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    assigned.setdefault(target.id, []).append(node.value)
    for name in NAMED:
        yield from (text for value in assigned.get(name, ()) for text in texts_of(value, {}))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and {node.name, *(getattr(base, "id", "") for base in node.bases)} & ERRORS:
            for name in ERROR_TEXTS:
                yield from (text for value in _fields(node, name) for text in texts_of(value, {}))
        elif isinstance(node, ast.Call):
            for shown in _shown(node, details):
                yield from texts_of(shown, assigned)


def _fields(node: ast.ClassDef, name: str) -> Iterator[ast.expr]:
    for part in node.body:
        if isinstance(part, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in part.targets):
            yield part.value


def _named(node: ast.expr) -> str:
    """Give the name of a variable or of an attribute of an object's own."""
    return (getattr(node, "id", "") or getattr(node, "attr", "")).lstrip("_")


def _shown(node: ast.Call, details: dict[str, set[int]]) -> Iterator[ast.expr]:
    """Yield the arguments of a call that are messages."""
    name = called(node)
    if name in SAY:
        yield from node.args[SAY[name] :][:1]
    elif name in HELPED:
        yield from (word.value for word in node.keywords if word.arg in HELP)
    elif name in ERRORS:
        yield from (*node.args[:2], *(word.value for word in node.keywords if word.arg and word.arg not in DATA))
    elif name == "Code":
        yield from node.args[:3]
    elif name in ("fail", "Pass"):
        yield from node.args[1:2]
    elif name == "append" and isinstance(node.func, ast.Attribute) and _named(node.func.value) == PROBLEMS:
        yield from node.args
    yield from (word.value for word in node.keywords if word.arg == DETAIL)
    yield from (argument for at, argument in enumerate(node.args) if at in details.get(name, ()))


def collect() -> dict[str, list[str]]:
    """Give every message id of convert/ and the files that show it."""
    found: dict[str, list[str]] = {}
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    details = detail_places(trees.values())
    for path, tree in trees.items():
        place = path.relative_to(ROOT).as_posix()
        for text in messages_of(tree, details):
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
