"""Undo Chinese text that some program read in a wrong encoding, where it is certain what it was.

Three ways are known: UTF-8 read as Latin-1 or Windows-1252, once or twice, GBK read so, and UTF-8 read as GBK. UTF-8 is
certain where a line gives back bytes that are UTF-8 to the last one; GBK, which almost any bytes are, only where the
lines together read as common Chinese. Everything else stays, and where it looks like such text with bytes missing, or
holds little but marks for lost characters, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert.encoding.likelihood import COMMON, TRADITIONAL
from convert.findings import finding
from convert.model import Finding, Origin

_ODD = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_BYTES = {ord(char): char.encode("cp1252").decode("latin-1") for char in _ODD}
_WESTERN = re.compile(f"[\\x00-\\xff{_ODD}\ufffd]+")
_SUSPECT = re.compile(f"[\\x80-\\xff][\\x80-\\xff{_ODD}]")
_HAN = re.compile("[\u3400-\u9fff]")
_COMMON = frozenset(COMMON + TRADITIONAL)
_FEWEST = 12
"""Chinese characters that GBK must give to be believed."""
_FEWEST_OF_LINE = 6
"""Chinese characters of a line that was read as GBK; a word or two of GBK may be UTF-8 by accident."""
_SHARE = 0.6
"""The share of common characters in Chinese prose is above 0.8, in text of a wrong encoding below 0.3."""
_SAMPLED = 200
_MOST_TIMES = 3
_LOST = "??????"
"""What programs write for characters that their encoding does not have."""


def mend(text: str, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Give a text with certain lines put right, and what was found; name: of its file."""
    suspect = _SUSPECT.search(text) is not None
    if not suspect and not _has_many_lost(text) and not _may_be_read_as_gbk(text):
        return text, ()
    lines = text.split("\n")
    mended = dict(_read_as_western(lines)) if suspect else {}
    mended |= {at: line for at, line in _read_as_gbk(lines) if at not in mended}
    left = [at for at, line in enumerate(lines) if at not in mended and _has_lost_bytes(line)]
    findings = []
    for code, found in (("mojibake-undone", sorted(mended)), ("mojibake-left", left)):
        if found:
            at = found[0]
            before, after = lines[at].strip()[:40], mended.get(at, "").strip()[:40]
            origin = Origin(name, line=at + 1)
            findings.append(finding(code, origin, before=before, after=after, detail=str(len(found))))
    if not mended:
        return text, tuple(findings)
    return "\n".join(mended.get(at, line) for at, line in enumerate(lines)), tuple(findings)


def _read_as_western(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield lines that were read as Latin-1 or Windows-1252: of UTF-8 each for itself, of GBK only all together."""
    old: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if line.isascii() or not _WESTERN.fullmatch(line) or "\ufffd" in line:
            continue
        data = line.translate(_BYTES).encode("latin-1")
        utf8, gbk = _decoded(data, "utf-8"), _decoded(data, "gb18030")
        for _ in range(_MOST_TIMES):
            if utf8 and not utf8.isascii() and _WESTERN.fullmatch(utf8) and "\ufffd" not in utf8:
                utf8 = _decoded(utf8.translate(_BYTES).encode("latin-1"), "utf-8") or utf8
        if utf8 and _HAN.search(utf8):
            yield at, utf8
        elif gbk:
            old.append((at, gbk))
    whole = "".join(line for _, line in old)
    foreign = [char for char in whole if not char.isascii()]
    han = len(_HAN.findall(whole))
    if han >= _FEWEST and 10 * han >= 8 * len(foreign) and _share_of_common(whole) >= _SHARE:
        yield from old


def _read_as_gbk(lines: list[str]) -> Iterator[tuple[int, str]]:
    for at, line in enumerate(lines):
        if line.isascii() or not _HAN.search(line):
            continue
        utf8 = _decoded(line.encode("gb18030", "replace"), "utf-8")
        if utf8 and len(_HAN.findall(utf8)) >= _FEWEST_OF_LINE and _share_of_common(utf8) >= _SHARE:
            yield at, utf8


def _may_be_read_as_gbk(text: str) -> bool:
    """Say whether one of the first lines with enough Chinese characters was UTF-8, bytes lost or not."""
    count = 0
    for found in re.finditer(r"[^\n]+", text):
        if len(_HAN.findall(found[0])) > _FEWEST_OF_LINE:
            count += 1
            if count > _SAMPLED:
                return False
            if _share_of_common(found[0]) < _SHARE and _looks_like_utf8(found[0].encode("gb18030", "replace")):
                return True
    return False


def _has_many_lost(text: str) -> bool:
    return _LOST in text or text.count("\ufffd") >= _FEWEST


def _has_lost_bytes(line: str) -> bool:
    """Say whether a line reads as Chinese in another encoding but for a few bytes, or has marks for lost characters."""
    if "\ufffd" in line or (_LOST in line and 2 * line.count("?") > len(line)):
        return True
    if line.isascii() or _share_of_common(line) >= _SHARE:
        return False
    if _HAN.search(line):
        return _looks_like_utf8(line.encode("gb18030", "replace"))
    if not _SUSPECT.search(line):
        return False
    return _looks_like_utf8(line.translate(_BYTES).encode("latin-1", "replace"))


def _looks_like_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    han = len(_HAN.findall(text))
    return han >= _FEWEST_OF_LINE and 2 * text.count("\ufffd") <= han and _share_of_common(text) >= _SHARE


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _share_of_common(text: str) -> float:
    han = _HAN.findall(text)
    return sum(char in _COMMON for char in han) / len(han) if han else 0.0
