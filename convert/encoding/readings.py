"""Read the same bytes in every likely encoding, and weigh each reading by how much it looks like text."""

from __future__ import annotations

import re

from msgspec import Struct

from convert.encoding.likelihood import REPLACED, SCRIPTS, Script, best_script, likelihood
from convert.encoding.shifted import decode_gb18030, decode_utf16, find_shift


class Reading(Struct, frozen=True):
    """text is the sample as this encoding has it; score its likelihood, comparable between readings of one sample."""

    encoding: str
    script: Script
    score: float
    text: str


SAMPLE = 64 * 1024
"""Bytes that are weighed; of a larger file, pieces from all over it."""
CHINESE = ("gb18030", "big5")
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

_PIECE = 600
_WINDOW = 1024
_NARROW: tuple[tuple[str, Script, float], ...] = (
    ("gb18030", "han", 0.0),
    ("big5", "han", -1.0),
    ("cp1252", "latin", -6.0),
    ("cp1251", "cyrillic", -14.0),
    ("koi8-r", "cyrillic", -14.0),
    ("cp1253", "greek", -14.0),
    ("cp932", "japanese", -14.0),
    ("euc_jp", "japanese", -14.0),
    ("cp949", "korean", -14.0),
)
"""Codec, script and how unlikely it is before a byte was seen; most keep other texts from being called Chinese."""
_WIDE_PRIOR = -4.0
_WIDE_WITHOUT_ZEROS_PRIOR = -12.0
_FOREIGN_PIECE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff][^\n]{0,%d}" % _PIECE)


def sample(data: bytes) -> bytes:
    """Take pieces with bytes beyond ASCII from all over the file, all of it if it is small."""
    if len(data) <= SAMPLE:
        return data
    places = [found.start() for found in _FOREIGN_PIECE.finditer(data)]
    wanted = SAMPLE // _PIECE
    step = max(1, len(places) // wanted)
    return b"\n".join(data[place : place + _PIECE].split(b"\n", 1)[0] for place in places[::step][: wanted + 1])


def narrow_readings(piece: bytes) -> list[Reading]:
    """Weigh every byte-wise reading of a sample."""
    text = piece.decode("utf-8", "replace")
    score, script = best_script(text)
    readings = [Reading("utf-8", script, score, text)]
    for name, script, prior in _NARROW:
        text = decode_gb18030(piece) if name == "gb18030" else piece.decode(name, "replace")
        readings.append(Reading(name, script, likelihood(text, script) + prior, text))
    return readings


def wide_readings(data: bytes, narrow: int) -> list[Reading]:
    """Weigh UTF-16 and UTF-32 of either byte order against narrow readings of so many bytes.

    A byte that was lost or added shifts all units behind it: each window is read both ways.
    """
    zeros = data.count(0)
    if len(data) > 4096 and zeros < len(data) // 2000:
        return []
    step = len(data) // 64 // 4 * 4
    windows = [data[at : at + _WINDOW] for at in range(0, len(data) - _WINDOW, step)] if len(data) > SAMPLE else [data]
    whole = b"".join(windows)
    scale = narrow / max(1, len(whole))
    prior = _WIDE_PRIOR if zeros else _WIDE_WITHOUT_ZEROS_PRIOR
    readings = []
    for name in WIDE:
        text = whole.decode(name, "replace")
        if name.startswith("utf-32") and text.count("\ufffd") * 8 > len(text):
            continue
        score, script = best_script(text, SCRIPTS if zeros else ("han", "japanese"))
        if name.startswith("utf-16") and len(windows) > 1:
            score = sum(
                max(likelihood(window[shift:].decode(name, "replace"), script) for shift in (0, 1))
                for window in windows
            )
        elif name.startswith("utf-16") and len(data) % 2:
            little = name == "utf-16-le"
            shifted = find_shift(data, little, "han")[0] + REPLACED
            if shifted > score:
                score, script, text = shifted, "han", decode_utf16(data, little, "han")
        readings.append(Reading(name, script, score * scale + prior, text))
    return readings
