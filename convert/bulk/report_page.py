"""Write `report.html`: one file that needs no network, for any number of documents.

What a list shows of each document is one compressed part; the findings and tables are further parts of a few hundred
documents each, which the page unpacks when somebody opens a document.
"""

from __future__ import annotations

import gzip
import io
import itertools
import json
import re
import shutil
import tempfile
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from convert.bulk import causes
from convert.bulk.facts import load_findings
from convert.bulk.ledger import Ledger
from convert.bulk.report_rows import STATES, Scope, Told, each_document, forms_of, places_of, standing, title_of
from convert.findings import CODES
from convert.forms.layout import lay_out
from convert.forms.template import Form, TableTemplate
from convert.messages import error_message, message, translate

CHUNK = 400
"""Documents in a part."""
_HERE = "<!-- chunks -->"
_TEMPLATE = Path(__file__).with_name("report.html")
_SEVERITIES = ("error", "warning", "info")
_NAME = 40
_LONGEST = 2_000
"""Characters of a raw text that a page shows; the ledger holds it whole."""


def write_page(ledger: Ledger, path: Path, language: str, scope: Scope) -> None:
    """Write the page over documents of a ledger. Raises OSError."""
    index = _Index()
    kinds: Counter[tuple[str, str]] = Counter()
    states: Counter[str] = Counter()
    used: set[str] = set()
    known = forms_of(ledger)
    with tempfile.TemporaryFile("w+", encoding="ascii") as chunks:
        for number, documents in enumerate(_parts(ledger, scope)):
            part: dict[int, Any] = {}
            for at, told in enumerate(documents, number * CHUNK):
                index.add(_line(at, told, language))
                states[told.status] += 1
                used.update(key.partition("/")[0] for key in told.facts.get("values", {}))
                kinds.update((code, severity) for code, severity in {(found[0], found[1]) for found in told.findings})
                if told.findings:
                    part[at] = _detail(told, known, language)
            chunks.write(_chunk(number, part))
        chunks.seek(0)
        forms = [form for form_id, form in known.items() if form_id in used]
        before, after = _around_chunks(states_causes(ledger, scope), index, kinds, states, forms, language)
        with path.open("w", encoding="utf-8", errors="replace", newline="\n") as page:
            page.write(before)
            shutil.copyfileobj(chunks, page)
            page.write(after)


def _parts(ledger: Ledger, scope: Scope) -> Iterator[Iterator[Told]]:
    """Yield the documents that a scope holds, so many together."""
    documents = each_document(ledger, scope)
    for first in documents:
        yield itertools.chain([first], itertools.islice(documents, CHUNK - 1))


class _Index:
    """The list of documents as JSON, compressed while it grows."""

    def __init__(self) -> None:
        self._held = io.BytesIO()
        self._file = gzip.GzipFile(fileobj=self._held, mode="wb", compresslevel=6, mtime=0)
        self._begun = False

    def add(self, line: list[Any]) -> None:
        self._file.write(b"," if self._begun else b"[")
        self._file.write(_json(line))
        self._begun = True

    def packed(self) -> str:
        """End the list and give it; the same documents give the same text."""
        self._file.write(b"]" if self._begun else b"[]")
        self._file.close()
        return b64encode(self._held.getvalue()).decode("ascii")


def _around_chunks(
    failures: list[tuple[str, int]],
    index: _Index,
    kinds: Counter[tuple[str, str]],
    states: Counter[str],
    forms: list[Form],
    language: str,
) -> tuple[str, str]:
    """Give what stands before and after the chunks with the documents' details."""

    def words(text: str) -> str:
        return translate(text, language)

    page = Template(_TEMPLATE.read_text(encoding="utf-8"))
    shown = {
        "lang": "zh-CN" if language == "zh" else "en",
        "title": escape(words("Report on the conversion")),
        "cards": "".join(_cards(states.total(), states, language)),
        "bars": "".join(_bars(kinds, failures, language)),
        "findings_title": escape(words("Findings")),
        "documents_title": escape(words("Documents")),
        "state_title": escape(words("State")),
        "form_title": escape(words("Form")),
        "search": escape(words("Search in names and agencies")),
        "noscript": escape(words("The list needs a browser that runs scripts. The same is in report.xlsx.")),
        "words": _inside(_words(kinds, failures, language)),
        "forms": _inside(_forms(forms, language)),
        "index": index.packed(),
        "chunks": _HERE,
        "chunk": str(CHUNK),
    }
    before, _, after = page.substitute(shown).partition(_HERE)
    return before, after


def _line(number: int, told: Told, language: str) -> list[Any]:
    row = told.row
    codes = sorted({found[0] for found in told.findings})
    failed = len(told.facts.get("failed", ()))
    said = error_message(told.error, language)
    return [
        number, row.tree, told.status, row.form, told.agency, told.year, row.errors, row.warnings, failed, row.code,
        codes, told.output, said, told.source,
    ]  # fmt: skip


def _detail(told: Told, forms: Mapping[str, Form], language: str) -> dict[str, Any]:
    """Give what the page shows of a document: findings, values, what these are about, layouts that are its own."""
    findings = [
        [
            found.severity,
            found.code,
            message(found, language),
            str(found.origin),
            found.before[:_LONGEST],
            found.after[:_LONGEST],
        ]
        for found in load_findings(told.findings)
    ]
    own: dict[str, list[dict[str, Any]]] = {}
    for table in standing(told, forms) if "rows" in told.facts else ():
        if table.template.spelled_out:
            own.setdefault(table.key, []).append(_layout(title_of(forms, table.key), table.template))
    layouts = {"l": own} if own else {}
    return {"f": findings, "v": told.facts.get("values", {}), "m": told.facts.get("marks", {}), **layouts}


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _chunk(number: int, part: dict[int, Any]) -> str:
    """Compress details so that the same ones give the same text."""
    if not part:
        return ""
    packed = b64encode(gzip.compress(_json(part), 6, mtime=0)).decode("ascii")
    return f'<script type="text/plain" id="chunk{number}">{packed}</script>\n'


def _inside(data: Any) -> str:
    """Give data as JSON that may stand inside a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def states_causes(ledger: Ledger, scope: Scope) -> list[tuple[str, int]]:
    """Count the causes of failures."""
    among = f"FROM documents WHERE ({scope.where}) AND code != ''"
    counted = ledger.query(f"SELECT code, count(*) {among} GROUP BY code ORDER BY 2 DESC, 1", scope.values)
    return [(str(code), int(count)) for code, count in counted]


_LOOKS = {"": "", "clean": "good", "look": "look", "failed": "bad", "refused": "bad", "left": ""}
"""State of documents (empty: all of them) → how its card looks."""


def _cards(total: int, states: Counter[str], language: str) -> Iterator[str]:
    for state, look in _LOOKS.items():
        count = states[state] if state else total
        if count or state in ("", "clean", "look", "failed"):
            name = translate(STATES[state] if state else "Documents", language)
            yield f'<div class="card {look}"><b>{count}</b>{escape(name)}</div>'


def _bars(kinds: Counter[tuple[str, str]], failures: list[tuple[str, int]], language: str) -> Iterator[str]:
    """Yield a bar for each cause of failures and each kind of finding: how many documents have it."""
    bars = [(code, "error", count) for code, count in failures]
    bars += sorted(
        ((code, severity, count) for (code, severity), count in kinds.items()),
        key=lambda bar: (_SEVERITIES.index(bar[1]), -bar[2], bar[0]),
    )
    longest = max((count for _, _, count in bars), default=1)
    for code, severity, count in bars:
        width = 100 * count / longest
        name = escape(translate(severity, language))
        yield f'<button type="button" data-code="{escape(code)}">{escape(name_of(code, language))}</button>'
        yield f'<div class="bar {severity}" style="width: {width:.2f}%" title="{name}"></div><span>{count}</span>'


def name_of(code: str, language: str) -> str:
    """Name a kind of finding or a cause in a few words."""
    if code in CODES:
        said = translate(CODES[code].message, language).format(before="…", after="…", detail="…")
    else:
        said = translate(causes.message_of(code), language)
        said = re.sub(r"\{\w+\}", "…", said).rstrip("。.")
    short = said if len(said) <= _NAME else said[: _NAME - 1].rstrip() + "…"
    return f"{short} · {code}"


def _words(kinds: Counter[tuple[str, str]], failures: list[tuple[str, int]], language: str) -> dict[str, Any]:
    def words(text: str) -> str:
        return translate(text, language)

    codes = sorted({code for code, _ in kinds} | {code for code, _ in failures})
    return {
        "states": {state: words(text) for state, text in STATES.items()},
        "codes": {code: name_of(code, language) for code in codes},
        "all_states": words("All states"),
        "all_findings": words("All findings"),
        "all_forms": words("All forms"),
        "of": words("{shown} of {total} documents"),
        "output": words("Output: "),
        "clean": words("Nothing to look at."),
        "columns": {
            "name": words("Document"),
            "state": words("State"),
            "form": words("Form"),
            "agency": words("Agency"),
            "year": words("Year"),
            "errors": words("Errors"),
            "warnings": words("Warnings"),
            "failed": words("Failed sums"),
            "cause": words("Cause"),
        },
    }


def _forms(forms: list[Form], language: str) -> dict[str, Any]:
    """Give the official layouts of the forms that occur, for the page to draw tables with."""
    return {
        form.id: {
            "name": form.names[language],
            "tables": {table.id: _layout(form.table_title(table.id), table) for table in form.tables},
        }
        for form in forms
    }


def _layout(title: str, table: TableTemplate) -> dict[str, Any]:
    layout = lay_out(table)
    return {
        "title": title,
        "rows": layout.n_rows,
        "labels": [[cell.row, cell.col, cell.rowspan, cell.colspan, cell.text] for cell in layout.labels],
        "values": [[place.row, place.col, place.colspan] for place in places_of(table)],
    }
