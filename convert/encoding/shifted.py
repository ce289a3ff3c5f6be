"""Read text that lost or gained a byte: behind it every character is cut in two unless the reader shifts by one."""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable

from convert.encoding.likelihood import NOISE, REPLACED, REPLACEMENT, Script, weights

BLOCK = 2048
"""Units that are counted together while the place of the shift is looked for."""
_SURROGATE = -6.5
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_LONGEST_RUN = 16 * 1024
_NEVER = frozenset(b"\x80\xff")
"""Bytes that no character of GB18030 begins with."""
_BETTER = 6.0
"""By how much a shifted reading must be likelier than a plain one."""


def _units(data: bytes, little: bool) -> array[int]:
    units = array("H")
    units.frombytes(data[: len(data) // 2 * 2])
    if little != (sys.byteorder == "little"):
        units.byteswap()
    return units


def _weigh(units: Iterable[int], script: Script) -> list[float]:
    table = weights(script)
    known: dict[int, float] = {}
    result = []
    for unit in units:
        weight = known.get(unit)
        if weight is None:
            surrogate = 0xD800 <= unit < 0xE000
            weight = known[unit] = _SURROGATE if surrogate else NOISE if unit == 0xFFFE else table[chr(unit)]
        result.append(weight)
    return result


def _block_scores(units: array[int], script: Script) -> list[float]:
    scores = []
    for start in range(0, len(units), BLOCK):
        counts = Counter(units[start : start + BLOCK])
        scores.append(sum(n * w for n, w in zip(counts.values(), _weigh(counts, script), strict=True)))
    return scores


def find_shift(data: bytes, little: bool, script: Script) -> tuple[float, int]:
    """Find the unit before which one stray byte stands, in data of odd length.

    Returns the likelihood of the text read that way and the number of whole units before the stray byte.
    """
    before, after = _units(data, little), _units(data[1:], little)
    ahead, behind = _block_scores(before, script), _block_scores(after, script)
    rest = sum(behind)
    passed, best, at = 0.0, rest, 0
    for block in range(len(ahead)):
        passed += ahead[block]
        rest -= behind[block]
        if passed + rest > best:
            best, at = passed + rest, block + 1
    first = max(0, (at - 1) * BLOCK)
    last = min(len(before), (at + 1) * BLOCK)
    ahead = _weigh(before[first:last], script)
    behind = _weigh(after[first:last], script)
    inside = at * BLOCK - first
    score = best + sum(behind[:inside]) - sum(ahead[:inside])
    best, place = score, first
    for offset in range(last - first):
        score += ahead[offset] - behind[offset]
        if score > best:
            best, place = score, first + offset + 1
    return best, place


def decode_utf16(data: bytes, little: bool, script: Script) -> str:
    """Decode UTF-16, shifting by a byte where data of odd length asks for it; what is not a character is U+FFFD."""
    codec = "utf-16-le" if little else "utf-16-be"
    if len(data) % 2 == 0:
        return data.decode(codec, "replace")
    _, place = find_shift(data, little, script)
    return data[: 2 * place].decode(codec, "replace") + REPLACEMENT + data[2 * place + 1 :].decode(codec, "replace")


def _pair_weights(run: bytes, table: dict[str, float]) -> list[float]:
    return [
        sum(map(table.__getitem__, run[at : at + 2].decode("gb18030", "replace"))) for at in range(0, len(run) - 1, 2)
    ]


def _find_orphan(run: bytes, table: dict[str, float]) -> tuple[float, int]:
    """Find the byte of an odd run of two-byte characters that belongs to none of them; weigh the run without it."""
    ahead, behind = _pair_weights(run, table), _pair_weights(run[1:], table)
    score = best = sum(behind)
    place = 0
    for index, (before, after) in enumerate(zip(ahead, behind, strict=True)):
        score += before - after
        if score > best:
            best, place = score, index + 1
    return best + REPLACED, 2 * place


def _mend_run(run: bytes, follower: bytes, table: dict[str, float]) -> tuple[int, int] | None:
    """Give the bytes of a run that are damage, or None if the run reads best as it stands."""
    plain = sum(map(table.__getitem__, (run + follower).decode("gb18030", "replace")))
    if len(run) % 2:
        score, place = _find_orphan(run, table)
        damage = (place, place + 1)
    else:
        place = next(at for at, byte in enumerate(run) if byte in _NEVER) // 2 * 2
        score = sum(_pair_weights(run, table))
        damage = (place, place + 2)
    return damage if score + table[follower.decode("ascii") or " "] > plain + _BETTER else None


def decode_gb18030(data: bytes) -> str:
    """Decode GB18030; a run of two-byte characters with a damaged, missing or extra byte is put right behind it.

    Without this all characters from the damage to the next ASCII character would be read as others. A file with
    many such runs is not damaged but something else, and is decoded as it is.
    """
    odd = [run for run in _RUN.finditer(data) if (run.end() - run.start()) % 2 or not _NEVER.isdisjoint(run[0])]
    odd = [run for run in odd if run.end() - run.start() <= _LONGEST_RUN]
    if not odd or len(odd) > 4 + len(data) // 2000:
        return data.decode("gb18030", "replace")
    table = weights("han")
    pieces, done = [], 0
    for run in odd:
        damage = _mend_run(run[0], data[run.end() : run.end() + 1], table)
        if damage:
            pieces.append(data[done : run.start() + damage[0]].decode("gb18030", "replace") + REPLACEMENT)
            done = run.start() + damage[1]
    pieces.append(data[done:].decode("gb18030", "replace"))
    return "".join(pieces)
