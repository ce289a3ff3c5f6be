"""Numbers as automatic numbering shows them, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.numbering import FORMATTERS, MAX_LETTER, format_number, knows, parse_marker, parse_number


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("decimal", {0: "0", 1: "1", 105: "105"}),
        ("decimalZero", {1: "01", 9: "09", 10: "10", 100: "100"}),
        ("upperRoman", {1: "I", 4: "IV", 9: "IX", 40: "XL", 1999: "MCMXCIX", 0: "0", 40_000: "40000"}),
        ("lowerRoman", {14: "xiv"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB", 53: "AAA"}),
        ("lowerLetter", {2: "b", 780: "z" * 30, 781: "781"}),
        (
            "chineseCountingThousand",
            {
                0: "0", 1: "一", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九", 100: "一百",
                101: "一百零一", 105: "一百零五", 110: "一百一十", 111: "一百一十一", 200: "二百", 1000: "一千",
                1001: "一千零一", 1010: "一千零一十", 1100: "一千一百", 9999: "九千九百九十九", 10_000: "一万",
                10_010: "一万零一十", 100_000: "十万",
            },
        ),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○", 105: "一○五"}),
        ("ideographDigital", {1: "一", 10: "一〇", 21: "二一", 105: "一〇五"}),
        ("japaneseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 100: "百", 105: "百五", 2110: "二千百十"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 105: "壹佰零伍"}),
        ("decimalEnclosedCircle", {1: "①", 10: "⑩", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalFullWidth", {1: "１", 12: "１２"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("bullet", {1: ""}),
        ("none", {1: ""}),
        ("thaiNumbers", {3: "3"}),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_word_shows_them(kind: str, shown: dict[int, str]) -> None:
    assert {n: format_number(n, kind) for n in shown} == shown


def test_kinds_that_are_not_known_can_be_told() -> None:
    assert knows("chineseCounting")
    assert knows("none")
    assert not knows("cardinalText")


def test_negative_numbers_are_decimal() -> None:
    assert format_number(-3, "lowerLetter") == "-3"


@given(st.sampled_from(sorted(FORMATTERS)), st.integers(0, 20_000))
def test_what_is_shown_reads_back_by_its_kind(kind: str, n: int) -> None:
    assert parse_number(format_number(n, kind), kind) == n


@given(st.sampled_from(sorted(FORMATTERS)), st.text(max_size=12))
def test_only_what_a_kind_would_show_reads_as_its_number(kind: str, text: str) -> None:
    n = parse_number(text, kind)
    assert n is None or format_number(n, kind) == text


@given(
    st.sampled_from(["", "（", "(", "第", "附件", "1.2.", "§ "]),
    st.sampled_from(
        ["decimal", "upperRoman", "lowerLetter", "chineseCountingThousand", "ideographDigital", "decimalEnclosedCircle"]
    ),
    st.integers(1, 3000),
    st.sampled_from(["", ".", "、", "）", ")", "条", ":"]),
)
def test_a_marker_taken_apart_shows_itself_again(prefix: str, kind: str, n: int, suffix: str) -> None:
    marker = prefix + format_number(n, kind) + suffix
    parsed = parse_marker(marker)
    assert parsed is not None
    before, found, number, after = parsed
    assert before + format_number(number, found) + after == marker
    is_letter = kind == "lowerLetter" and n <= MAX_LETTER
    is_short_roman = kind == "upperRoman" and len(format_number(n, kind)) == 1
    if not is_letter and not is_short_roman:
        assert (before, number, after) == (prefix, n, suffix)


@pytest.mark.parametrize(
    ("marker", "parsed"),
    [
        ("1.", ("", "decimal", 1, ".")),
        ("1.2.3", ("1.2.", "decimal", 3, "")),
        ("01", ("", "decimalZero", 1, "")),
        ("（一）", ("（", "chineseCountingThousand", 1, "）")),
        ("十二、", ("", "chineseCountingThousand", 12, "、")),
        ("第三条", ("第", "chineseCountingThousand", 3, "条")),
        ("一百零五、", ("", "chineseCountingThousand", 105, "、")),
        ("一○五", ("", "chineseCounting", 105, "")),
        ("二〇", ("", "ideographDigital", 20, "")),
        ("百五", ("", "japaneseCounting", 105, "")),
        ("(a)", ("(", "lowerLetter", 1, ")")),
        ("B.", ("", "upperLetter", 2, ".")),
        ("aa)", ("", "lowerLetter", 27, ")")),
        ("i)", ("", "lowerRoman", 1, ")")),
        ("iv)", ("", "lowerRoman", 4, ")")),
        ("v)", ("", "lowerLetter", 22, ")")),
        ("II.", ("", "upperRoman", 2, ".")),
        ("①", ("", "decimalEnclosedCircle", 1, "")),
        ("⑵", ("", "decimalEnclosedParen", 2, "")),
        ("⒊", ("", "decimalEnclosedFullstop", 3, "")),
        ("㈠", ("", "ideographEnclosedCircle", 1, "")),
        ("１．", ("", "decimalFullWidth", 1, "．")),
        ("甲、", ("", "ideographTraditional", 1, "、")),
        ("（子）", ("（", "ideographZodiac", 1, "）")),
        ("•", None),
        ("－", None),
        ("", None),
        ("abc", None),
        ("第甲条", None),
        ("007", None),
        ("9" * 40, None),
        ("一" * 200, None),
    ],
)
def test_markers_are_taken_apart(marker: str, parsed: tuple[str, str, int, str] | None) -> None:
    assert parse_marker(marker) == parsed


def test_the_kind_of_the_item_before_decides_between_letters_and_roman_numbers() -> None:
    assert parse_number("v", "lowerRoman") == 5
    assert parse_number("v", "lowerLetter") == 22
    assert parse_number("ii", "lowerLetter") == 35


@given(st.text(max_size=80))
def test_any_text_may_be_asked(text: str) -> None:
    parsed = parse_marker(text)
    assert parsed is None or parsed[0] + format_number(parsed[2], parsed[1]) + parsed[3] == text
