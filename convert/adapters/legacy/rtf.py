"""Look an RTF file over before LibreOffice gets it: depth, size, the end, and what must not be followed.

Rich Text Format specification 1.9.1. One pass over braces, `\\bin` and a few words; of the text only the
instructions of fields are looked at, since some of them fetch other files.
"""

from __future__ import annotations

import re

from convert.errors import TooLarge
from convert.findings import finding
from convert.model import Finding, Origin

MAX_DEPTH = 1000
MAX_GROUPS = 5_000_000

_MARKS = re.compile(
    rb"\\bin(\d{1,19})[ ]?|\\(?:objdata|objocx|fldinst|chdate|chdpl|chdpa|chtime)(?![a-z])|\\[^a-z]|[{}]"
)
_FETCHES = re.compile(
    r"\W*(?:include|import|link|dde|database|rd\b)|.*include(?:picture|text)", re.IGNORECASE | re.DOTALL
)
"""Fields whose result comes from another file."""
_KEPT = re.compile(r"\W*(?:hyperlink|symbol|eq|macrobutton|advance|form\w+)\b", re.IGNORECASE)
"""Fields that LibreOffice needs; of all others what the file shows is kept, since it would work them out anew."""
_TOKENS = re.compile(rb"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6})[ ]?\??|\\[a-zA-Z]{1,32}-?\d{0,10}[ ]?|\\[^a-zA-Z]|[{}\r\n]")
_SHOWN = 200
_Span = tuple[int, int]


def prepare_rtf(content: bytes, origin: Origin) -> tuple[bytes, tuple[Finding, ...]]:
    """Give an RTF file with all its groups closed and nothing to fetch, and what has to be said of it.

    Raises TooLarge.
    """
    depth = groups = objects = 0
    at, end = 0, len(content)
    blanked: list[_Span] = []
    findings: list[Finding] = []
    instruction: _Span | None = None
    while found := _MARKS.search(content, at):
        mark, at = found[0], found.end()
        if mark == b"{":
            depth, groups = depth + 1, groups + 1
            if depth > MAX_DEPTH or groups > MAX_GROUPS:
                raise TooLarge(what=f"{max(depth, groups)} groups")
        elif mark == b"}":
            depth -= 1
            if instruction is not None and depth < instruction[0]:
                words = _plain(content[instruction[1] : found.start()])
                fetches = _FETCHES.match(words) is not None
                if fetches or not _KEPT.match(words):
                    blanked.append((instruction[1], found.start()))
                if fetches:
                    findings.append(finding("content-dropped", origin, before=words[:_SHOWN], detail="linked content"))
                instruction = None
            if depth == 0:
                end = at
                break
        elif found[1] is not None:
            if int(found[1]) <= len(content) - at:
                at += int(found[1])
            else:
                blanked.append(found.span())
                findings.append(finding("content-dropped", origin, detail="picture that cannot be read"))
        elif mark.startswith(b"\\obj"):
            objects += 1
        elif mark == b"\\fldinst" and instruction is None:
            instruction = depth, at
        elif mark.startswith(b"\\ch"):
            blanked.append(found.span())
            findings.append(
                finding("content-dropped", origin, before=mark.decode(), detail="date of the day of reading")
            )
    if objects:
        findings.append(finding("content-dropped", origin, before=str(objects), detail="embedded object"))
    if depth <= 0:
        return _blank(content[:end], blanked), tuple(findings)
    findings.append(finding("content-dropped", origin, detail="the end of the file is missing"))
    if instruction is not None:
        blanked.append((instruction[1], len(content)))
    whole = _blank(content, blanked)
    return whole[: len(whole) - _loose_end(whole)] + b"}" * depth, tuple(findings)


def _plain(content: bytes) -> str:
    """Give the text of an instruction without what may be put between its letters."""

    def read(token: re.Match[bytes]) -> bytes:
        if token[1]:
            return bytes([int(token[1], 16)])
        if token[2]:
            return chr(int(token[2]) % 0x10000).encode("utf-8", "replace")
        return b""

    return _TOKENS.sub(read, content).decode("utf-8", "replace").strip()


def _blank(content: bytes, spans: list[_Span]) -> bytes:
    """Put spaces in the place of spans that do not overlap."""
    pieces = []
    done = 0
    for start, stop in sorted(spans):
        if start >= done:
            pieces += [content[done:start], b" " * (stop - start)]
            done = stop
    return b"".join([*pieces, content[done:]])


def _loose_end(content: bytes) -> int:
    """Count the bytes at the end that are a control word cut short."""
    tail = content[-40:]
    slash = tail.rfind(b"\\")
    cut = slash >= 0 and re.fullmatch(rb"\\(?:[a-z]{0,32}-?\d{0,10}|'[0-9a-f]?)", tail[slash:])
    return len(tail) - slash if cut else 0
