"""Bytes become the text that was meant, damaged or not; and what is no text, or not Chinese, is not taken for it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.encoding import Decoded, decode
from convert.errors import BadUsage, Unreadable

REPORT = """青禾县水务局2023年工作情况年度报告
一、总体情况
2023年，县水务局共检查河道48公里，修复堤坝3处，受理群众来信126件，全部按时答复。
（一）巡查。组织巡查人员每周上河两次，发现问题及时登记，责任到人。
（二）服务。新装水表1204块，更换老旧管道5.6公里，用水单位普遍满意。
二、各镇用水情况
\t单位\t户数\t用水量（万吨）
\t东山镇\t3120\t45.2
\t西河镇\t2877\t39.0
\t南塘街道\t5406\t88.75
三、存在的问题和下一步打算
个别村组管网老化，漏损较多。下一步将筹集资金，分期改造，并加强宣传，引导居民节约用水。
"""
TRADITIONAL = """青禾縣水務局年度報告
一、總體情況
本年度共檢查河道48公里，修復堤壩3處，受理民眾來信126件，全部按時答覆。
二、各鎮用水情況
\t單位\t戶數\t用水量
\t東山鎮\t3120\t45.2
三、問題與下一步計畫
個別村莊管線老舊，漏水較多，將籌集資金，分期改善，並加強宣傳，引導居民節約用水。
"""
CHINESE = [("utf-8", REPORT), ("utf-16-le", REPORT), ("utf-16-be", REPORT), ("gb18030", REPORT), ("big5", TRADITIONAL)]
FOREIGN = {
    "cp1251": "Вчера вечером соседи собрались во дворе, чтобы решить, где поставить новую скамейку. Спорили долго.",
    "koi8-r": "Старый мост закрыли на ремонт до осени, поэтому автобусы пойдут в обход через рынок и вокзал.",
    "cp1253": "Το καράβι έφυγε νωρίς το πρωί και οι επιβάτες έβλεπαν το λιμάνι να μικραίνει πίσω τους στην ομίχλη.",
    "cp1252": "L'été dernier, la mairie a planté près de deux cents arbres ; les élèves étaient ravis d'y aider.",
    "shift_jis": "きのうの夕方、川のそばで小さな花火大会が開かれ、近所の人たちが集まってきました。とても静かでした。",
    "euc_kr": "어제 저녁에 동네 사람들이 마당에 모여 새 의자를 어디에 놓을지 오래 이야기했다. 결론은 나지 않았다.",
}


def windows(text: str, *, count: int = 40, seed: int = 5) -> list[str]:
    """Cut windows of 16 characters and more out of a text, always the same ones."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        size = chance.choice((16, 24, 40, 80, 200))
        start = chance.randrange(max(1, len(text) - size))
        found.append(text[start : start + size])
    return found


@pytest.mark.parametrize(("encoding", "text"), CHINESE)
def test_chinese_text_of_sixteen_characters_or_more_is_read_as_it_was_written(encoding: str, text: str) -> None:
    for window in windows(text):
        assert decode(window.encode(encoding)).text == window


@pytest.mark.parametrize(("encoding", "text"), CHINESE)
def test_a_whole_report_is_read_without_doubt(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.replaced) == (text, encoding, 0)
    assert decoded.confidence > 0.95


@pytest.mark.parametrize(("encoding", "text"), CHINESE)
@pytest.mark.parametrize("damage", ["a byte replaced", "a byte lost", "first byte cut", "last byte cut"])
def test_one_damaged_byte_does_not_change_the_encoding(encoding: str, text: str, damage: str) -> None:
    chance = random.Random(9)
    wrong = 0
    for window in windows(text, count=60):
        data = bytearray(window.encode(encoding))
        place = {"first byte cut": 0, "last byte cut": len(data) - 1}.get(damage, chance.randrange(len(data)))
        if damage == "a byte replaced":
            data[place] = 0xFF
        else:
            del data[place]
        wrong += decode(bytes(data)).encoding != encoding
    assert wrong <= 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_lost_byte_costs_the_characters_beside_it_and_no_others(encoding: str) -> None:
    data = REPORT.encode(encoding)
    place = len(data) // 2
    decoded = decode(data[:place] + data[place + 1 :])
    assert decoded.replaced >= 1
    assert decoded.text[:100] == REPORT[:100]
    assert decoded.text[-100:] == REPORT[-100:]


def test_bad_bytes_are_counted_and_lower_the_confidence() -> None:
    whole = REPORT.encode()
    decoded = decode(whole[:50] + b"\xff\xfe" + whole[50:])
    assert decoded.encoding == "utf-8"
    assert decoded.replaced > 0
    assert decoded.confidence < 1


def test_lines_of_two_encodings_are_read_line_by_line() -> None:
    lines = REPORT.split("\n")
    for odd in (0, 1):
        data = b"\n".join(line.encode("gb18030" if i % 2 == odd else "utf-8") for i, line in enumerate(lines))
        assert decode(data) == Decoded(REPORT, "utf-8+gb18030", 0.9, 0)


@given(st.lists(st.booleans(), min_size=REPORT.count("\n") + 1, max_size=REPORT.count("\n") + 1))
def test_any_mixture_of_lines_comes_back(old: list[bool]) -> None:
    lines = REPORT.split("\n")
    data = b"\n".join(line.encode("gb18030" if flag else "utf-8") for line, flag in zip(lines, old, strict=True))
    assert decode(data).text == REPORT


@pytest.mark.parametrize("encoding", FOREIGN)
def test_other_scripts_are_not_called_chinese(encoding: str) -> None:
    decoded = decode(FOREIGN[encoding].encode(encoding))
    assert not decoded.encoding.startswith(("gb", "big5", "utf", "hz"))
    assert decoded.text == FOREIGN[encoding]


@pytest.mark.parametrize("encoding", FOREIGN)
def test_other_scripts_in_utf8_stay_utf8(encoding: str) -> None:
    decoded = decode(FOREIGN[encoding].encode())
    assert (decoded.encoding, decoded.text) == ("utf-8", FOREIGN[encoding])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_not_text(encoding: str) -> None:
    decoded = decode(REPORT.encode(encoding))
    assert (decoded.text, decoded.confidence) == (REPORT, 1.0)


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf32_needs_no_mark(encoding: str) -> None:
    assert decode(REPORT.encode(encoding)).text == REPORT


def test_a_utf8_mark_before_gb18030_is_not_believed() -> None:
    assert decode(b"\xef\xbb\xbf" + REPORT.encode("gb18030")).text == REPORT


def test_hz_is_read() -> None:
    text = "本年共收到来信12封。\n其中3封 ~ 已办结\n"
    assert decode(text.encode("hz")) == Decoded(text, "hz", 0.95, 0)


def test_gbk_and_gb2312_are_read_as_gb18030() -> None:
    euro = "金额€12，朱镕基".encode("gb18030")
    for name in ("gbk", "GB2312", "gb18030", "cp936"):
        assert decode(euro, name) == Decoded("金额€12，朱镕基", "gb18030", 1.0, 0)


def test_a_given_name_wins_over_what_the_bytes_look_like() -> None:
    decoded = decode("水".encode("gb18030"), "latin-1")
    assert (decoded.encoding, decoded.text) == ("iso8859-1", "Ë®")


def test_a_given_name_that_does_not_fit_replaces_and_counts() -> None:
    decoded = decode("水务\n".encode("gb18030"), "utf-8")
    assert decoded.replaced == decoded.text.count("\ufffd") > 0


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13"])
def test_an_unknown_name_is_a_mistake_of_the_command(name: str) -> None:
    with pytest.raises(BadUsage):
        decode(b"abc", name)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + REPORT.encode(),
        b"%PDF-1.7\n" + REPORT.encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\x7fELF" + bytes(100),
        b"\x1f\x8b\x08" + bytes(100),
        random.Random(1).randbytes(5000),
        bytes(2000),
        bytes(range(32)) * 40,
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


def test_a_few_stray_control_characters_do_not_make_text_binary() -> None:
    damaged = REPORT.replace("一", "一\x00").replace("。", "\x01。")
    assert decode(damaged.encode("gb18030")).text == damaged


def test_a_character_that_was_replaced_before_is_not_counted_again() -> None:
    assert decode("水\ufffd务".encode()).replaced == 0


def test_nothing_is_read_as_nothing() -> None:
    assert decode(b"") == Decoded("", "utf-8", 1.0, 0)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Unreadable:
        return
    assert decoded.replaced >= 0
    assert 0 <= decoded.confidence <= 1


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_text_comes_back_from_a_given_encoding(text: str) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        if not text.startswith("\ufeff"):
            assert decode(text.encode(encoding), encoding).text == text
