"""Open the container of docx and xlsx files safely: bounded, without entities, tolerant of odd part names.

ECMA-376 part 2. The container is a zip file or one XML file that holds all parts (Flat OPC). Every bound is on what
comes out, not on what the archive's directory claims.
"""

from __future__ import annotations

import binascii
import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import IO
from urllib.parse import unquote

from lxml import etree

from convert.errors import Encrypted, TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding
from convert.model import Finding, Origin
from convert.ole import OLE_MAGIC, look_into
from convert.ooxml.xml_parts import parse_xml, remembered, scan_xml
from convert.source import Source

MAX_PARTS = 20_000
MAX_PART_BYTES = 512 * 1024 * 1024
MAX_TREE_BYTES = 128 * 1024 * 1024
"""A part that is parsed into a tree rather than streamed; the tree takes about ten times as much memory."""
MAX_RATIO = 200
RATIO_FREE_BYTES = 24 * 1024 * 1024
"""Below this size any ratio is allowed: small XML compresses very well."""

_SHORT_NAME = 80
"""Characters of a part's name of which is kept how it is compared: most packages have the same."""
SIGNATURES = "META-INF/documentsignatures.xml"
"""The part of an OpenDocument file that is there if it was signed."""
FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"


class Package:
    """A docx or xlsx file, read-only. Raises Encrypted, Unreadable, TooLarge."""

    def __init__(self, source: Source) -> None:
        self._file = source.open()
        head = self._file.read(4096)
        self._file.seek(0)
        self._zip: zipfile.ZipFile | None = None
        self._flat: dict[str, etree._Element] = {}
        self._parts: dict[str, zipfile.ZipInfo] = {}
        self._doubled: list[str] = []
        self._relationships: dict[str, dict[str, tuple[str, str, bool]]] = {}
        if head.startswith(OLE_MAGIC):
            content = self._file.read()
            self._file.close()
            if look_into(content).encrypted:
                raise Encrypted()
            raise Unreadable(
                "This is a file of an old Office format under a new name.", "Save it as .docx or .xlsx first."
            )
        if is_flat(head):
            self._open_flat(source.name)
        else:
            self._open_zip()

    def _open_zip(self) -> None:
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, IndexError, UnicodeError):
            self._file.close()
            raise Unreadable(
                "The file is damaged: its container (zip) is incomplete.",
                "Get a complete copy, or save it again in Office.",
            ) from None
        infos = self._zip.infolist()
        if len(infos) > MAX_PARTS:
            raise TooLarge(what=f"{len(infos)} parts")
        self._parts = {_normal(info.filename): info for info in reversed(infos)}
        if len(self._parts) < len(infos):
            others = [info for info in infos if info.CRC != self._parts[_normal(info.filename)].CRC]
            self._doubled = sorted({info.filename for info in others})

    def _open_flat(self, name: str) -> None:
        try:
            content = self._file.read(MAX_TREE_BYTES + 1)
        finally:
            self._file.close()
        if len(content) > MAX_TREE_BYTES:
            raise TooLarge(what=f"{MAX_TREE_BYTES // 2**20} MB")
        parts = parse_xml(content, name).findall(f"{{{FLAT}}}part")
        if len(parts) > MAX_PARTS:
            raise TooLarge(what=f"{len(parts)} parts")
        self._flat = {_normal(part.get(f"{{{FLAT}}}name") or ""): part for part in reversed(parts)}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        if self._zip is not None:
            self._zip.close()
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._parts or _normal(name) in self._flat

    def names(self) -> list[str]:
        """List the part names, normalised: forward slashes, lower case, no percent codes."""
        return sorted([*self._parts, *self._flat])

    def stream(self, name: str) -> IO[bytes]:
        """Open a part for reading piece by piece; reading past the bounds raises TooLarge."""
        flat = self._flat.get(_normal(name))
        if flat is not None:
            return io.BytesIO(_content_of(flat, name))
        info = self._parts.get(_normal(name))
        if info is None or self._zip is None:
            raise Unreadable("The file is damaged: its part {part} is missing.", part=name)
        if info.flag_bits & 1:
            raise Encrypted()
        most = min(MAX_PART_BYTES, max(RATIO_FREE_BYTES, info.compress_size * MAX_RATIO))
        if info.file_size > most:
            raise TooLarge(what=name)
        try:
            return _Bounded(self._zip.open(info), name, most)  # type: ignore[return-value]
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
            raise _damaged(name) from None

    def about(self, path: str) -> Iterator[Finding]:
        """Yield what is to be said of an Office or an OpenDocument file as a whole."""
        if any(name.startswith("_xmlsignatures/sig") or name == SIGNATURES.lower() for name in self._parts):
            yield finding("content-dropped", Origin(path), detail="digital signature")
        for name in self._doubled:
            detail = "part that stands in the file twice; the first is read"
            yield finding(INCOMPLETE, Origin(path), before=name, detail=detail)

    def is_locked(self) -> bool:
        """Say whether any part is protected by the archive's own password."""
        return any(info.flag_bits & 1 for info in self._parts.values())

    def read(self, name: str, limit: int = MAX_TREE_BYTES) -> bytes:
        """Read a whole part. Raises Unreadable if it is missing or damaged, TooLarge past `limit` bytes."""
        with self.stream(name) as part:
            content = part.read(limit + 1)
        if len(content) > limit:
            raise TooLarge(what=f"{name} > {limit // 2**20} MB")
        return content

    def size(self, name: str) -> int:
        """Give the size that the archive's directory claims for a part, 0 if it is missing."""
        info = self._parts.get(_normal(name))
        return info.file_size if info else 0

    def tree(self, name: str) -> etree._Element:
        """Parse a part. Strict namespaces come back as Transitional ones; a DOCTYPE is refused."""
        return parse_xml(self.read(name), name)

    def check(self, name: str) -> None:
        """Read a part to its end and keep nothing. Raises Unreadable, TooLarge if it is damaged or no XML."""
        with self.stream(name) as part:
            scan_xml(part, name)

    def relationships(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Map relationship ids of a part (`""`: the package) to (kind, target, external).

        kind is the last word of the relationship type (`image`, `styles`); an internal target is a normalised part
        name. A missing or damaged relationships part gives an empty map.
        """
        if part not in self._relationships:
            self._relationships[part] = self._read_relationships(part)
        return self._relationships[part]

    def _read_relationships(self, part: str) -> dict[str, tuple[str, str, bool]]:
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", base + ".rels")
        if name not in self:
            return {}
        try:
            return _relationships(self.read(name), name)
        except TooLarge:
            raise
        except Unreadable:
            return {}

    def main_part(self, kind: str = "officeDocument") -> str:
        """Name the part that the package's relationships call its document; empty if none does."""
        for found_kind, target, external in self.relationships("").values():
            if found_kind == kind and not external and target in self:
                return target
        return ""


def _normal(name: str) -> str:
    return (_kept_normal if len(name) <= _SHORT_NAME else _kept_normal.__wrapped__)(name)


@lru_cache(maxsize=1024)
def _kept_normal(name: str) -> str:
    name = name.replace("\\", "/").lstrip("/").lower()
    return unquote(name) if "%" in name else name


@remembered
def _relationships(content: bytes, name: str) -> dict[str, tuple[str, str, bool]]:
    """Read a part of relationships, `folder/_rels/of_a_part.rels`."""
    folder = posixpath.dirname(posixpath.dirname(name))
    found = {}
    for element in parse_xml(content, name).iter("{*}Relationship"):
        target = element.get("Target") or ""
        external = element.get("TargetMode") == "External"
        if not external:
            target = target.replace("\\", "/")
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            target = _normal(target)
        kind = (element.get("Type") or "").rsplit("/", 1)[-1]
        found[element.get("Id") or ""] = (kind, target, external)
    return found


class _Bounded:
    """A zip member that refuses to grow past what its packed size can honestly hold."""

    def __init__(self, member: IO[bytes], name: str, most: int) -> None:
        self._member, self._name, self._left = member, name, most

    def read(self, size: int = -1) -> bytes:
        wanted = self._left + 1 if size < 0 else min(size, self._left + 1)
        try:
            data = self._member.read(wanted)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise _damaged(self._name) from None
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(what=self._name)
        return data

    def __enter__(self) -> _Bounded:
        return self

    def __exit__(self, *_: object) -> None:
        self._member.close()

    def close(self) -> None:
        self._member.close()


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        "The file is damaged: its part {part} cannot be unpacked.", "Get a complete copy of the file.", part=name
    )


def is_flat(head: bytes) -> bool:
    """Say whether a file that begins like this is one XML file that holds all parts."""
    head = head.replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and FLAT.encode() in head


def _content_of(part: etree._Element, name: str) -> bytes:
    """Give the bytes of a part of a Flat OPC file."""
    binary = part.find(f"{{{FLAT}}}binaryData")
    if binary is not None:
        try:
            return binascii.a2b_base64(binary.text or "")
        except ValueError:
            raise _damaged(name) from None
    root = next(part.iterchildren(f"{{{FLAT}}}xmlData"), None)
    child = next(root.iterchildren("*"), None) if root is not None else None
    return etree.tostring(child, encoding="utf-8", with_tail=False) if child is not None else b""
