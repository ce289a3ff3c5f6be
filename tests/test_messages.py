"""Every message has a Chinese translation that names the same values, and the compiled catalogue is up to date."""

from __future__ import annotations

import ast
import gettext
from string import Formatter

import pytest

import convert.errors
from convert.errors import ConvertError, Unreadable
from convert.findings import CODES, finding
from convert.messages import error_message, message, translate
from tests.tools import catalogs


def placeholders(text: str) -> set[str]:
    """Name the values of a message; those of a detail, which have no names, by their number."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return {name.partition("!")[0] or str(at) for at, name in enumerate(names)}


def all_errors() -> list[type[ConvertError]]:
    kinds = [kind for kind in vars(convert.errors).values() if isinstance(kind, type)]
    return [kind for kind in kinds if issubclass(kind, ConvertError)]


def test_every_message_has_a_chinese_translation() -> None:
    missing = [found.id for found in catalogs.update() if found.id and not catalogs.translations(found)]
    assert missing == [], "translate these in convert.po after `make catalogs`"


def test_the_catalogue_holds_no_message_that_the_program_does_not_say() -> None:
    today = {found.id for found in catalogs.update()}
    assert [found.id for found in catalogs.load() if found.id not in today] == [], "run `make catalogs`"


def test_the_compiled_catalogue_says_what_its_source_says() -> None:
    with catalogs.MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for found in catalogs.load():
        if not found.id or not catalogs.translations(found):
            continue
        if isinstance(found.id, str):
            said = compiled.gettext(found.id)
        else:
            one, more = found.id
            said = compiled.ngettext(one, more, 2)
        assert said == catalogs.translations(found)[0], "run `make catalogs`"


def test_a_translation_names_the_same_values_as_the_original() -> None:
    for found in catalogs.load():
        ids = (found.id,) if isinstance(found.id, str) else found.id
        for text in catalogs.translations(found):
            assert placeholders(text) <= set().union(*map(placeholders, ids)), found.id
            assert placeholders(text) == placeholders(ids[-1]), found.id


@pytest.mark.parametrize("code", CODES)
def test_each_finding_is_worded_and_explained_in_both_languages(code: str) -> None:
    for text in (CODES[code].message, CODES[code].explanation, CODES[code].severity):
        assert translate(text, "en") == text
        assert translate(text, "zh") != text or placeholders(text)
    found = finding(code, before="甲", after="乙", detail="丙")
    for language in ("zh", "en"):
        said = message(found, language)
        for name, value in (("before", "甲"), ("after", "乙"), ("detail", "丙")):
            assert (value in said) == (name in placeholders(CODES[code].message)), said


@pytest.mark.parametrize("kind", all_errors())
def test_each_kind_of_error_is_worded_in_chinese(kind: type[ConvertError]) -> None:
    for text in (kind.message, kind.next_step):
        assert not text or translate(text, "zh") != text


def test_each_error_is_raised_with_the_values_that_it_names() -> None:
    for path in sorted(catalogs.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or catalogs.called(node) not in catalogs.ERRORS:
                continue
            if any(word.arg is None for word in node.keywords):
                continue
            kind = getattr(convert.errors, catalogs.called(node))
            given = [next(catalogs.texts_of(arg, {}), "") for arg in node.args]
            texts = [one or other for one, other in zip([*given, "", ""], (kind.message, kind.next_step), strict=False)]
            named = set().union(*map(placeholders, texts))
            assert named <= {word.arg for word in node.keywords}, f"{path.name}:{node.lineno}"


def test_an_error_says_what_happened_and_what_to_do_next() -> None:
    error = Unreadable("The file is empty.", "Check that it was copied completely.")
    assert error_message(error, "en") == "The file is empty. Check that it was copied completely."
    assert error_message(error, "zh") == "文件是空的。请检查文件是否复制完整。"


def test_the_numbers_of_a_detail_do_not_keep_it_from_being_translated() -> None:
    found = finding("encoding", after="gb18030", detail="sure: 0.97, replaced bytes: 3")
    assert "把握程度 0.97，无法识别的字节 3 个" in message(found, "zh")
    assert "sure: 0.97, replaced bytes: 3" in message(found, "en")
    assert message(finding("blank-value", detail="规章 {0} 2"), "zh") == "空白：规章 {0} 2"


def test_a_long_text_is_shortened_in_the_message_and_whole_in_the_finding() -> None:
    found = finding("undecidable", before="1 2 3 " * 500, detail="规章")
    assert len(message(found, "zh")) < 300
    assert len(found.before) == 3000
