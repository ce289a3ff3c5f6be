"""Write `report.html`: one file that needs no network, for any number of documents.

What a list shows of each document is one compressed part; the findings and tables are further parts of a few hundred
documents each, which the page unpacks when somebody opens a document.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from convert.bulk.facts import load_findings
from convert.bulk.ledger import Ledger
from convert.bulk.report_rows import STATES, Scope, Told, each_document, forms, places_of
from convert.findings import CODES
from convert.forms.layout import lay_out
from convert.forms.template import TableTemplate
from convert.messages import error_message, message, translate

CHUNK = 400
"""Documents in a part."""
_TEMPLATE = Path(__file__).with_name("report.html")
_SEVERITIES = ("error", "warning", "info")
_NAME = 30
_LONGEST = 2_000
"""Characters of a raw text that a page shows; the ledger holds it whole."""


def write_page(ledger: Ledger, path: Path, language: str, scope: Scope) -> None:
    """Write the page over documents of a ledger. Raises OSError."""

    def words(text: str) -> str:
        return translate(text, language)

    index: list[list[Any]] = []
    chunks: list[str] = []
    part: dict[int, Any] = {}
    kinds: Counter[tuple[str, str]] = Counter()
    used: set[str] = set()
    for number, told in enumerate(each_document(ledger, scope)):
        index.append(_line(number, told, language))
        used.update(key.partition("/")[0] for key in told.facts.get("values", {}))
        kinds.update((code, severity) for code, severity in {(found[0], found[1]) for found in told.findings})
        if told.findings:
            part[number] = _detail(told, language)
        if (number + 1) % CHUNK == 0:
            chunks.append(_chunk(len(chunks), part))
            part = {}
    chunks.append(_chunk(len(chunks), part))
    states = Counter(line[2] for line in index)
    page = Template(_TEMPLATE.read_text(encoding="utf-8"))
    shown = {
        "lang": "zh-CN" if language == "zh" else "en",
        "title": escape(words("Report on the conversion")),
        "cards": "".join(_cards(len(index), states, language)),
        "bars": "".join(_bars(kinds, states_causes(ledger, scope), language)),
        "findings_title": escape(words("Findings")),
        "documents_title": escape(words("Documents")),
        "state_title": escape(words("State")),
        "form_title": escape(words("Form")),
        "search": escape(words("Search in names and agencies")),
        "noscript": escape(words("The list needs a browser that runs scripts. The same is in report.xlsx.")),
        "words": _inside(_words(kinds, index, language)),
        "forms": _inside(_forms(used, language)),
        "index": _packed(index),
        "chunks": "\n".join(chunks),
        "chunk": str(CHUNK),
    }
    path.write_text(page.substitute(shown), encoding="utf-8", errors="replace", newline="\n")


def _line(number: int, told: Told, language: str) -> list[Any]:
    row = told.row
    codes = sorted({found[0] for found in told.findings})
    failed = len(told.facts.get("failed", ()))
    said = error_message(told.error, language) if told.error else ""
    return [
        number, row.tree, told.status, row.form, told.agency, told.year, row.errors, row.warnings, failed, row.code,
        codes, row.target, said, told.source,
    ]  # fmt: skip


def _detail(told: Told, language: str) -> dict[str, Any]:
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
    return {"f": findings, "v": told.facts.get("values", {}), "m": told.facts.get("marks", {})}


def _packed(data: Any) -> str:
    """Compress data so that the same data gives the same text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b64encode(gzip.compress(text, 6, mtime=0)).decode("ascii")


def _chunk(number: int, part: dict[int, Any]) -> str:
    return f'<script type="text/plain" id="chunk{number}">{_packed(part)}</script>' if part else ""


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
    if code not in CODES:
        return code
    said = translate(CODES[code].message, language).format(before="…", after="…", detail="…")
    return f"{said[:_NAME]} · {code}"


def _words(kinds: Counter[tuple[str, str]], index: list[list[Any]], language: str) -> dict[str, Any]:
    def words(text: str) -> str:
        return translate(text, language)

    codes = sorted({code for code, _ in kinds} | {line[9] for line in index if line[9]})
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


def _forms(used: set[str], language: str) -> dict[str, Any]:
    """Give the official layouts of the forms that occur, for the page to draw tables with."""
    return {
        form.id: {
            "name": form.names[language],
            "tables": {table.id: _layout(form.table_title(table.id), table) for table in form.tables},
        }
        for form in forms().values()
        if form.id in used
    }


def _layout(title: str, table: TableTemplate) -> dict[str, Any]:
    layout = lay_out(table)
    return {
        "title": title,
        "rows": layout.n_rows,
        "labels": [[cell.row, cell.col, cell.rowspan, cell.colspan, cell.text] for cell in layout.labels],
        "values": [[place.row, place.col, place.colspan] for place in places_of(table)],
    }
