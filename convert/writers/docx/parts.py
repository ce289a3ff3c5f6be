"""The container of a docx file: parts in a fixed order, their content types and relationships (ECMA-376 part 2)."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO

from convert.writers.docx.markup import XML, attribute

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ELSEWHERE = {
    "core-properties": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    "commentsExtended": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
}
"""Types of relationships that are not of ECMA-376 part 1."""
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


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
        lines = [XML, '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">']
        for (kind, target, external), identifier in self._ids.items():
            kind = _ELSEWHERE.get(kind) or _RELATIONSHIP + kind
            mode = ' TargetMode="External"' if external else ""
            lines.append(f'<Relationship Id="{identifier}" Type="{kind}" Target="{attribute(target)}"{mode}/>')
        lines.append("</Relationships>")
        return "".join(lines)


class Parts:
    """The parts of a package under their names, in the order in which they were added."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes | BinaryIO] = {}
        self._defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        self._overrides: dict[str, str] = {}

    def add(
        self, name: str, content: str | bytes | BinaryIO, kind: str, relationships: Relationships | None = None
    ) -> None:
        """Add a part, whole or as an open file.

        The first content type (kind) of a file extension is its default, others are named apart.
        """
        self._contents[name] = content.encode("utf-8") if isinstance(content, str) else content
        extension = name.rsplit(".", 1)[-1]
        if extension == "xml" or self._defaults.setdefault(extension, kind) != kind:
            self._overrides[name] = kind
        if relationships:
            folder, _, base = name.rpartition("/")
            self._contents[f"{folder}/_rels/{base}.rels"] = relationships.xml().encode()

    def write(self, path: Path, relationships: Relationships) -> None:
        """Write the package with the relationships of its root; no clock, so equal parts give equal bytes."""
        contents = {"[Content_Types].xml": self._types().encode(), "_rels/.rels": relationships.xml().encode()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (contents | self._contents).items():
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = _UNIX
                info.external_attr = 0o600 << 16
                with archive.open(info, "w") as member:
                    if isinstance(content, bytes):
                        member.write(content)
                    else:
                        content.seek(0)
                        shutil.copyfileobj(content, member)

    def _types(self) -> str:
        lines = [XML, '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">']
        lines += [f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in self._defaults.items()]
        lines += [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self._overrides.items()]
        return "".join([*lines, "</Types>"])
