"""The page over a run in a headless Chromium: found, filtered, sorted, opened, with many documents too."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convert.errors import Exit
from tests.bulk.archive_of_reports import make
from tests.commands import BROKEN_SUM, Command

webdriver = pytest.importorskip("selenium.webdriver")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("Chromium and its driver are not here")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,1000"):
        options.add_argument(word)
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    started.set_script_timeout(120)
    yield started
    started.quit()


def multiply(out: Path, count: int) -> None:
    """Give every document of a ledger so many doubles under other names."""
    with sqlite3.connect(out / ".convert" / "ledger.sqlite") as ledger:
        names = [row[1] for row in ledger.execute("PRAGMA table_info(documents)")]
        (first,) = ledger.execute("SELECT max(id) FROM documents").fetchone()
        others = {
            "id": "d.id + k.n * :first",
            "source": "d.source || '-' || k.n",
            "tree": "'again/' || k.n || '/' || d.tree",
            "claim": "d.claim || '-' || k.n",
            "target": "'again/' || k.n || '/' || d.target",
        }
        chosen = ", ".join(others.get(name, f"d.{name}") for name in names)
        doubles = "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < :count)"
        given = {"first": first, "count": count - 1}
        ledger.execute(f"INSERT INTO documents {doubles} SELECT {chosen} FROM documents d, k", given)
        again = f"{doubles} SELECT d.id + k.n * :first, d.findings, d.facts FROM details d, k"
        ledger.execute(f"INSERT INTO details {again}", given)
    ledger.close()


def open_and_use(browser: Any, command: Command, doubles: int) -> None:
    """Make a page over eleven documents, each so many times, and use it as a person does."""
    from selenium.webdriver.support.ui import WebDriverWait

    made = list(make(Path("in"), 10))
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    Path("in/broken.docx").write_bytes(b"PK\x03\x04 nothing at all")
    assert command("in", "-t", "xlsx", "-o", "out", "--keep-ending", "-q").code == Exit.FAILED
    multiply(Path("out"), doubles)
    assert command("report", "out", "--lang", "en").code == Exit.OK
    total = (len(made) + 2) * doubles
    browser.get(Path("out/report.html").absolute().as_uri())
    WebDriverWait(browser, 120).until(lambda page: page.execute_script("return document.body.dataset.ready") == "1")

    def all_of(selector: str) -> list[Any]:
        found: list[Any] = browser.find_elements("css selector", selector)
        return found

    def shown() -> int:
        return int(all_of("#count")[0].text.split()[0].replace(",", ""))

    def choose(name: str, value: str) -> None:
        give = "const e = document.getElementById(arguments[0]); e.value = arguments[1]; e.onchange();"
        browser.execute_script(give, name, value)

    assert shown() == total
    assert len(all_of("#rows tr")) == min(50, total)
    choose("code", "sum-mismatch")
    wrong = json.loads(command("status", "out", "--json").text)["findings"]["sum-mismatch"]
    assert shown() == wrong * doubles
    choose("code", "")
    choose("state", "failed")
    failed = sum(one.values is None for one in made) + 1
    assert shown() == failed * doubles
    choose("state", "")
    all_of("#text")[0].send_keys("sum.txt")
    assert shown() == doubles
    all_of("#text")[0].clear()
    browser.execute_script("const e = document.getElementById('text'); e.value = ''; e.oninput();")
    heads = {head.text: head for head in all_of("#heads th")}
    heads["Errors"].click()
    first = all_of("#rows tr")[0]
    assert "sum.txt" in first.text
    first.click()
    WebDriverWait(browser, 30).until(lambda _: all_of(".detail .finding.error"))
    assert "42" in all_of(".detail .finding.error")[0].text
    assert len(all_of(".detail td.m.e")) >= 3
    if total > 50:
        all_of("#after")[0].click()
        assert len(all_of("#rows tr")) > 0
        assert all_of("#page")[0].text.startswith("2 /")
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_a_person_finds_filters_sorts_and_opens(browser: Any, command: Command) -> None:
    open_and_use(browser, command, 6)


@pytest.mark.soak
def test_the_page_can_be_used_with_a_hundred_thousand_documents(browser: Any, command: Command) -> None:
    open_and_use(browser, command, 8334)
