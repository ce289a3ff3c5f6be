"""Findings survive in the files that this program writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.errors import Unreadable
from convert.findings import CODES, finding
from convert.model import Finding, Origin, Severity
from convert.ooxml import history


def test_findings_come_back_with_their_origin_as_text() -> None:
    told = finding(
        "label-corrected",
        Origin("年报.docx", ref="tbl[1]/tr[2]/tc[3]"),
        before="<止>&\"'",
        after="废止",
        detail="规章\n本年",
    )
    (kept,) = history.load(history.dump([told]))
    assert kept == Finding(
        "label-corrected", "info", Origin(ref="年报.docx:tbl[1]/tr[2]/tc[3]"), "<止>&\"'", "废止", "规章\n本年"
    )
    assert str(kept.origin) == str(told.origin)


def test_further_places_come_back_too() -> None:
    told = replace(finding("table-joined"), also=(Origin("a.pdf", page=2), Origin(ref="<p>")))
    (kept,) = history.load(history.dump([told]))
    assert [str(place) for place in kept.also] == ["a.pdf:p2", "<p>"]


def test_what_is_found_anew_each_time_is_not_kept() -> None:
    assert history.load(history.dump([finding("sum-mismatch"), finding("blank-value"), finding("table-joined")])) == (
        finding("table-joined"),
    )


def test_nothing_said_is_an_empty_history() -> None:
    assert history.load(history.dump([])) == ()


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    (kept,) = history.load(history.dump([finding("encoding", before="a\x00b\x1b\ufffec\ud800d", after="\t\r\n")]))
    assert (kept.before, kept.after) == ("a\ufffdb\ufffd\ufffdc\ufffdd", "\t\r\n")


def test_the_bytes_depend_on_nothing_but_the_findings() -> None:
    told = [finding("encoding", before="甲"), finding("table-joined", severity="error")]
    assert history.dump(told) == history.dump(iter(told))
    assert history.dump(told).decode() == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<history xmlns="urn:convert:history">\n'
        '<finding code="encoding" severity="info" before="甲"/>\n<finding code="table-joined" severity="error"/>\n'
        "</history>\n"
    )


def test_codes_of_later_versions_are_kept_and_wrong_severities_mended() -> None:
    content = (
        '<history xmlns="urn:convert:history"><finding code="from-the-future" severity="error"/>'
        '<finding code="new" severity="?"/><finding code="table-joined" severity="?"/>'
        '<other code="x"/><finding/></history>'
    )
    found = history.load(content.encode())
    assert [(entry.code, entry.severity) for entry in found] == [
        ("from-the-future", "error"),
        ("new", "warning"),
        ("table-joined", "info"),
        ("", "warning"),
    ]
    assert history.load(history.dump(found)) == found


@pytest.mark.parametrize(
    "content", [b"", b"<history/>", b"<other/>", b"<history", b'<!DOCTYPE x><history xmlns="urn:convert:history"/>']
)
def test_other_xml_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        history.load(content)


_SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=20
)


@given(
    st.lists(
        st.builds(
            Finding,
            st.sampled_from(sorted(CODES)),
            st.sampled_from(_SEVERITIES),
            st.just(Origin()),
            _TEXT,
            _TEXT,
            _TEXT,
        )
    )
)
def test_any_history_comes_back(told: list[Finding]) -> None:
    kept = history.load(history.dump(told))
    assert kept == tuple(entry for entry in told if not CODES[entry.code].derived)
    assert history.dump(kept) == history.dump(told)
