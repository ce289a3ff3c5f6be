"""Write the container of docx and xlsx files: parts in a fixed order, their types and relationships (ECMA-376 part 2).

Its inverse is `convert.ooxml.opc`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from convert.ooxml.namespaces import PACKAGE, R
from convert.ooxml.zipped import writing

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ELSEWHERE = {
    "core-properties": f"{PACKAGE}/relationships/metadata/core-properties",
    "commentsExtended": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
}
"""Types of relationships that are not of ECMA-376 part 1."""
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument."
WORD_TYPE = f"{OFFICE_TYPE}wordprocessingml."
SHEET_TYPE = f"{OFFICE_TYPE}spreadsheetml."
_PIECE = 1 << 16
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SPECIAL = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]")
"""What does not stand in the content of an element as it is; line breaks and tabs may, and are seen to by writers."""

Made = Callable[[], bytes | Iterable[bytes]]
"""Makes a part, whole or in pieces, when the parts before it are written."""
Content = str | bytes | BinaryIO | Made
"""What is in a part: all of it, an open file, or what makes it."""


def escape(text: str) -> str:
    """Escape text for element content; what XML cannot hold becomes U+FFFD.

    >>> escape("a<b]]>&\\x00")
    'a&lt;b]]&gt;&amp;\ufffd'
    """
    if not SPECIAL.search(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ILLEGAL.sub("\ufffd", text)


def attribute(text: str) -> str:
    """Escape text for an attribute in double quotes; line breaks and tabs survive attribute normalisation."""
    text = escape(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


class Relationships:
    """What a part points to; the same target has one id."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, bool], str] = {}

    def add(self, kind: str, target: str, external: bool = False) -> str:
        """Give the id of a relationship; kind is the last word of its type (`image`, `hyperlink`)."""
        return self._ids.setdefault((kind, target, external), f"rId{len(self._ids) + 1}")

    def __bool__(self) -> bool:
        return bool(self._ids)

    def xml(self) -> str:
        lines = [f'{XML}<Relationships xmlns="{PACKAGE}/relationships">']
        for (kind, target, external), identifier in self._ids.items():
            kind = _ELSEWHERE.get(kind) or f"{R}/{kind}"
            mode = ' TargetMode="External"' if external else ""
            lines.append(f'<Relationship Id="{identifier}" Type="{kind}" Target="{attribute(target)}"{mode}/>')
        lines.append("</Relationships>")
        return "".join(lines)


class Parts:
    """The parts of a package under their names, in the order in which they were added."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes | BinaryIO | Made] = {}
        self._defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        self._overrides: dict[str, str] = {}

    def add(self, name: str, content: Content, kind: str, relationships: Relationships | None = None) -> None:
        """Add a part. The first content type (kind) of a file extension is its default, others are named apart."""
        self._contents[name] = content.encode("utf-8") if isinstance(content, str) else content
        extension = name.rsplit(".", 1)[-1]
        if extension == "xml" or self._defaults.setdefault(extension, kind) != kind:
            self._overrides[name] = kind
        if relationships:
            folder, _, base = name.rpartition("/")
            self._contents[f"{folder}/_rels/{base}.rels"] = relationships.xml().encode()

    def write(self, path: Path, relationships: Relationships) -> None:
        """Write the package with the relationships of its root; no clock, so equal parts give equal bytes.

        Raises OSError, and whatever the making of a part raises; then there is no file.
        """
        contents = {"[Content_Types].xml": self._types().encode(), "_rels/.rels": relationships.xml().encode()}
        try:
            with writing(path) as archive:
                for name, content in (contents | self._contents).items():
                    if isinstance(content, bytes):
                        archive.add(name, content)
                    elif callable(content):
                        archive.add(name, content())
                    else:
                        content.seek(0)
                        archive.add(name, iter(partial(content.read, _PIECE), b""))
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _types(self) -> str:
        lines = [f'{XML}<Types xmlns="{PACKAGE}/content-types">']
        lines += [f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in self._defaults.items()]
        lines += [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self._overrides.items()]
        return "".join([*lines, "</Types>"])


def pack(contents: Iterable[tuple[str, bytes | str]]) -> bytes:
    """Put files into a zip that this program reads itself, uncompressed and without a clock."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents:
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
