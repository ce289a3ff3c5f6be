"""Say things in the reader's language: gettext catalogues in convert/locale, English where there is none."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from convert.errors import ConvertError
from convert.findings import CODES, shortened
from convert.model import Finding

LANGUAGES = ("zh", "en")
_DOMAIN = "convert"
_FOLDER = Path(__file__).parent / "locale"
_SHOWN = 160
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Load the catalogue of a language; without one, texts come back as they are."""
    return gettext.translation(_DOMAIN, _FOLDER, [language], fallback=True)


def speak(language: str) -> None:
    """Make libraries that speak through gettext's own functions (click) use the catalogue of a language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(_DOMAIN, str(_FOLDER))
    gettext.textdomain(_DOMAIN)


def translate(text: str, language: str) -> str:
    """Translate a message id."""
    return catalogue(language).gettext(text) if text else ""


def phrase(text: str, language: str) -> str:
    """Translate a detail; in the catalogue each of its numbers is {}. The parts of a list are translated each."""
    said = translate(text, language)
    if said != text or not text:
        return said
    if " × " in text:
        return ("；" if language == "zh" else "; ").join(_counted(part, language) for part in text.split("; "))
    template = _NUMBER.sub("{}", text)
    said = translate(template, language)
    return text if said == template else said.format(*_NUMBER.findall(text))


def _counted(text: str, language: str) -> str:
    """Translate a detail that is followed by a count, or part of a longer one."""
    what, times, count = text.rpartition(" × ")
    template = _NUMBER.sub("{}", text)
    said = translate(template, language)
    if said != template or not what:
        return text if said == template else said.format(*_NUMBER.findall(text))
    return translate(what, language) + times + count


def message(finding: Finding, language: str) -> str:
    """Word a finding for a reader; long texts are shortened, the finding itself keeps them whole."""
    if finding.code not in CODES:
        return finding.detail or finding.code
    template = translate(CODES[finding.code].message, language)
    detail = phrase(finding.detail, language)
    before, after = (shortened(text, _SHOWN) for text in (finding.before, finding.after))
    return template.format(before=before, after=after, detail=detail).strip(" :：")


def error_message(error: ConvertError | None, language: str) -> str:
    """Word an error and its next step for a reader; nothing when there is none."""
    if error is None:
        return ""
    values = {key: phrase(value, language) if isinstance(value, str) else value for key, value in error.values.items()}
    return _worded(error, values, language)


def error_kind(error: ConvertError, language: str) -> str:
    """Word what errors of a kind have in common: names and sizes give way to `…`, reasons of ours stay."""
    values = {
        key: translate(value, language) if isinstance(value, str) and translate(value, "zh") != value else "…"
        for key, value in error.values.items()
    }
    return _worded(error, values, language)


def _worded(error: ConvertError, values: Mapping[str, object], language: str) -> str:
    parts = [translate(text, language).format(**values) for text in (error.message, error.next_step) if text]
    return ("" if language == "zh" else " ").join(parts)


def user_language() -> str:
    """Choose zh or en: what the environment's locale says, else the system's."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    import locale

    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
