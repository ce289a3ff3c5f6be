"""Turn bytes into text, and say how sure that is.

The ladder: a name that was given; a byte order mark; strict UTF-8; HZ; then every likely reading of the bytes,
damage included, is weighed by how much it looks like text in some script (`likelihood`), UTF-8 and GB18030 line by
line if the file holds both. A general detector comes last: it calls Chinese text with a single bad byte Cyrillic or
EBCDIC. GB2312 and GBK are always read as GB18030, which holds them.
"""

from __future__ import annotations

import codecs
import re
from math import exp

from msgspec import Struct

from convert.encoding.likelihood import STRANGE, Script, best_script, foreign_mean, likelihood
from convert.encoding.readings import CHINESE, WIDE, Reading, narrow_readings, sample, wide_readings
from convert.encoding.shifted import decode_gb18030, decode_utf16
from convert.errors import BadUsage, Unreadable
from convert.findings import finding
from convert.model import Finding, Origin, Severity

_DOUBTFUL = 0.8


class Decoded(Struct, frozen=True):
    """confidence from 0 to 1; replaced: how many U+FFFD stand for bytes that are no characters.

    encoding is a codec's name; `utf-8+gb18030` (or `utf-8+big5`) is a file that holds lines of both.
    """

    text: str
    encoding: str
    confidence: float
    replaced: int


def about_encoding(decoded: Decoded, origin: Origin, named: str = "") -> tuple[Finding, ...]:
    """Say how a text was decoded, unless it is UTF-8 without damage.

    named: the encoding that the text says of itself, if that is not the one used.
    """
    if decoded.encoding == "utf-8" and not decoded.replaced and not named:
        return ()
    is_doubtful = decoded.replaced > 0 or decoded.confidence < _DOUBTFUL
    detail = f"sure: {decoded.confidence:.2f}, replaced bytes: {decoded.replaced}"
    severity: Severity = "warning" if is_doubtful else "info"
    return (finding("encoding", origin, before=named, after=decoded.encoding, detail=detail, severity=severity),)


POOR = -9.4
"""A mean weight of foreign characters below which no text reads as Chinese, if there are more than FEW of them."""
FEW = 16
NONSENSE = -10.0
"""A mean weight of all characters below which nothing is text."""
ENOUGH = 10.0
"""How much likelier the lines of a mixed file must be than the same lines in its other encoding."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_MAGIC = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n", b"GIF8",
    b"\xff\xd8\xff", b"\x7fELF", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00", b"BZh91AY",
    b"\x28\xb5\x2f\xfd", b"II*\x00", b"MM\x00*", b"SQLite format 3\x00", b"\xca\xfe\xba\xbe", b"\x00asm", b"OggS\x00",
)  # fmt: skip
_CONTROLS = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B)) + b"\x7f"

_SAME_FAMILY = {
    "gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "hz": "hz", "ascii": "utf-8", "utf-8-sig": "utf-8",
    "utf_8_sig": "utf-8", "cp950": "big5",
}  # fmt: skip
_NATURAL: dict[Script, float] = {"cyrillic": -4.1, "greek": -4.1, "japanese": -9.0, "korean": -6.8}
"""Mean weights that only a text in this script reaches: no need to ask further."""
_VETOED = re.compile(
    r"(?:ibm|cp)?(?:037|273|424|437|500|720|737|775|85[0-9]|86[0-9]|875|1006|102[0-9]|1140|1125)"
    r"|koi8.*|windows-1251|cp1251|mac-?cyrillic|iso-?8859-?5|kz1048|ptcp154|gb.*|big5.*|hz.*",
    re.IGNORECASE,
)
"""What a general detector may say of Chinese text with a bad byte in it: EBCDIC, DOS, Cyrillic; and Chinese itself,
which has been weighed before."""
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])*)(?:~\})?")


def decode(data: bytes, encoding: str = "") -> Decoded:
    """Decode text of an unknown or a named encoding; bad bytes become U+FFFD and are counted.

    Raises Unreadable if the bytes are not text, BadUsage if there is no such encoding.
    """
    if data.startswith(_MAGIC):
        raise _not_text()
    if encoding:
        return _named(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name != "utf-8" or _is_strict(data[len(mark) :], name):
                return _decoded(data[len(mark) :], name, "han", 1.0)
            data = data[len(mark) :]
            break
    text = _strict(data, "utf-8")
    if text is not None:
        settled = _settle(data, text)
        if settled is not None:
            return settled
    return _weigh(data)


def _not_text() -> Unreadable:
    return Unreadable(
        "Nothing is known that begins like this file: it is no office document and no text.",
        "Open it in the program that made it and save it again, or name its format with --from.",
    )


def _named(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except LookupError:
        raise BadUsage(
            "There is no encoding called {name}.", "Name one such as utf-8, gb18030, big5 or utf-16.", name=encoding
        ) from None
    name = _SAME_FAMILY.get(name, name)
    for mark, marked in _MARKS:
        if data.startswith(mark) and marked.startswith(name):
            return _decoded(data[len(mark) :], marked, "han", 1.0)
    try:
        return _decoded(data, name, "han", 1.0)
    except UnicodeError:
        raise BadUsage(
            "The file cannot be read as {name}.", "Leave --encoding out to have it worked out.", name=encoding
        ) from None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_strict(data: bytes, encoding: str) -> bool:
    return _strict(data, encoding) is not None


def _settle(data: bytes, text: str) -> Decoded | None:
    """Accept strict UTF-8 at once, unless so few bytes say so that chance could have made them."""
    if data.isascii():
        if b"~{" in data:
            hanzi = _HZ.sub(lambda found: bytes(byte | 0x80 for byte in found[1]), data).replace(b"~~", b"~")
            read = hanzi.decode("gb18030", "replace")
            mean, count = foreign_mean(read, "han")
            if count and mean > POOR + 1:
                return Decoded(read, "hz", 0.95, read.count("\ufffd"))
        return None if _controls(data) else Decoded(text, "utf-8", 1.0, 0)
    plain = _BEYOND_TWO_BYTES.search(text) and b"\x00" not in data and len(data) - len(text) > 24
    return Decoded(text, "utf-8", 1.0, 0) if plain and not _is_noise(data) else None


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROLS))


def _is_noise(data: bytes) -> bool:
    controls = _controls(data)
    return controls > 3 and controls > len(data) / 20


def _weigh(data: bytes) -> Decoded:
    """Choose between all readings of bytes that are not plainly UTF-8."""
    piece = sample(data)
    readings = narrow_readings(piece) + wide_readings(data, len(piece))
    readings.sort(key=lambda reading: -reading.score)
    best = readings[0]
    runner_up = next((reading for reading in readings[1:] if reading.text != best.text), best)
    confidence = 1.0 - exp(-max(0.0, best.score - runner_up.score) / 4) / 2
    if best.encoding in WIDE:
        if best.score > NONSENSE * len(piece) / (2 if best.encoding.startswith("utf-16") else 4):
            return _decoded(data, best.encoding, best.script, confidence)
        best = next(reading for reading in readings if reading.encoding not in WIDE)
    if _is_noise(data):
        raise _not_text()
    if not data.isascii() and not _is_strict(data, "utf-8"):
        mixed = _decode_lines(data)
        if mixed is not None:
            return mixed
    if best.encoding == "utf-8" or _reads_as_chinese(best):
        return _decoded(data, best.encoding, best.script, confidence)
    return _decoded(data, *_ask_detector(piece, best), min(confidence, 0.9))


def _reads_as_chinese(reading: Reading) -> bool:
    mean, count = foreign_mean(reading.text, "han")
    return reading.encoding in CHINESE and mean > (POOR if count >= FEW else STRANGE + 0.5)


def _decode_lines(data: bytes) -> Decoded | None:
    """Decode a file some of whose lines are UTF-8 and others GB18030 or Big5; None if it is not one."""
    separator = b"\n" if b"\n" in data else b"\r"
    lines = data.split(separator)
    texts: list[str | None] = [_strict(line, "utf-8") for line in lines]
    strange = [line for line, text in zip(lines, texts, strict=True) if text is None]
    if len(strange) == len(lines) or all(text is None or text.isascii() for text in texts):
        return None
    odd = max(narrow_readings(sample(separator.join(strange))), key=lambda reading: reading.score)
    if not _reads_as_chinese(odd):
        return None
    legacy = odd.encoding
    decoded = []
    for_utf8 = for_legacy = 0.0
    edges = (0, len(lines) - 1)
    for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
        if line.isascii():
            decoded.append(line.decode("ascii"))
            continue
        if text is None or for_utf8 < ENOUGH or not _BEYOND_TWO_BYTES.search(text):
            as_utf8, as_legacy = line.decode("utf-8", "replace"), _read(line, legacy, "han")
            gain = likelihood(as_legacy, "han") - likelihood(as_utf8, "han")
            text = as_legacy if gain > 0 else as_utf8
            if number not in edges or len(line) > 6:
                for_utf8 += max(0.0, -gain)
                for_legacy += max(0.0, gain)
        decoded.append(text)
    if min(for_utf8, for_legacy) < ENOUGH:
        return None
    whole = separator.decode().join(decoded)
    return Decoded(whole, f"utf-8+{legacy}", 0.9, whole.count("\ufffd") - data.count(b"\xef\xbf\xbd"))


def _ask_detector(piece: bytes, best: Reading) -> tuple[str, Script]:
    """Ask a general detector about text that does not read as Chinese; its answer must read better than ours."""
    import chardet

    name = str(chardet.detect(piece)["encoding"] or "")
    try:
        name = codecs.lookup(name).name
        text = piece.decode(name, "replace")
    except LookupError:
        return best.encoding, best.script
    score, script = best_script(text)
    better = score > best.score and not name.startswith(("gb", "big5", "hz"))
    mean, _ = foreign_mean(best.text, best.script)
    known = mean > _NATURAL.get(best.script, 0.0)
    if better or not (known or _VETOED.fullmatch(name)):
        return name, script
    return best.encoding, best.script


def _decoded(data: bytes, encoding: str, script: Script, confidence: float) -> Decoded:
    """Decode the whole; bytes that are no characters lower the confidence."""
    text = _read(data, encoding, script)
    replaced = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0)
    if replaced:
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        confidence *= 1 - min(1.0, 2 * replaced / foreign)
    return Decoded(text, encoding, round(confidence, 3), replaced)


def _read(data: bytes, encoding: str, script: Script) -> str:
    if encoding in ("utf-16-le", "utf-16-be"):
        return decode_utf16(data, encoding == "utf-16-le", script)
    if encoding == "gb18030":
        return decode_gb18030(data)
    if encoding == "big5" and not _is_strict(data, "big5"):
        texts = [data.decode(name, "replace") for name in ("big5", "cp950", "big5hkscs")]
        return min(texts, key=lambda text: text.count("\ufffd"))
    return data.decode(encoding, "replace")
