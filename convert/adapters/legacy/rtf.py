"""Look an RTF file over before LibreOffice gets it: depth, size, the end, and what will not be read of it.

Rich Text Format specification 1.9.1. One pass over braces, `\\bin` and a few words; no text is interpreted.
"""

from __future__ import annotations

import re

from convert.errors import TooLarge
from convert.findings import finding
from convert.model import Finding, Origin

MAX_DEPTH = 1000
MAX_GROUPS = 5_000_000
MAX_LIES = 100

_MARKS = re.compile(rb"\\bin(\d{1,19})[ ]?|\\(?:objdata|objocx)(?![a-z])|\\[^a-z]|[{}]")


def prepare_rtf(content: bytes, origin: Origin) -> tuple[bytes, tuple[Finding, ...]]:
    """Give an RTF file with all its groups closed, and what has to be said of it. Raises TooLarge."""
    depth = groups = objects = 0
    lies: list[tuple[int, int]] = []
    at, end = 0, len(content)
    while found := _MARKS.search(content, at):
        mark, at = found[0], found.end()
        if mark == b"{":
            depth, groups = depth + 1, groups + 1
            if depth > MAX_DEPTH or groups > MAX_GROUPS:
                raise TooLarge(what=f"{max(depth, groups)} groups")
        elif mark == b"}":
            depth -= 1
            if depth == 0:
                end = at
                break
        elif mark.startswith(b"\\bin") and found[1] is not None:
            length = int(found[1])
            if length <= len(content) - at:
                at += length
            else:
                lies.append(found.span())
        elif mark[:4] == b"\\obj":
            objects += 1
    findings = []
    if objects:
        findings.append(finding("content-dropped", origin, before=str(objects), detail="embedded object"))
    for start, stop in lies[:MAX_LIES]:
        findings.append(finding("content-dropped", origin, detail="picture that cannot be read"))
        content = content[:start] + b" " * (stop - start) + content[stop:]
    if depth > 0:
        findings.append(finding("content-dropped", origin, detail="the end of the file is missing"))
        return content[: len(content) - _loose_end(content)] + b"}" * depth, tuple(findings)
    return content[:end], tuple(findings)


def _loose_end(content: bytes) -> int:
    """Count the bytes at the end that are a control word cut short."""
    tail = content[-40:]
    slash = tail.rfind(b"\\")
    cut = slash >= 0 and re.fullmatch(rb"\\(?:[a-z]{0,32}-?\d{0,10}|'[0-9a-f]?)", tail[slash:])
    return len(tail) - slash if cut else 0
