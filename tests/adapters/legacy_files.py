"""Files of old kinds spelt out by hand, and what tests of them share."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest

from convert.errors import MissingHelper
from convert.libreoffice import find_soffice
from tests.commands import SAMPLES

GENERAL = SAMPLES / "general.docx"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_FLAT = "http://schemas.microsoft.com/office/2006/xmlPackage"
_WORDML = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def has_soffice() -> bool:
    try:
        return bool(find_soffice())
    except MissingHelper:
        return False


needs_soffice = pytest.mark.skipif(not has_soffice(), reason="LibreOffice is not installed")


def without_soffice(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make this machine one on which LibreOffice is not found."""
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("convert.libreoffice._PLACES", ())


def flat(package: bytes) -> bytes:
    """Turn a docx file into one XML file."""
    parts = [f'<?xml version="1.0" encoding="UTF-8"?><pkg:package xmlns:pkg="{_FLAT}">']
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".rels")):
                inner = re.sub(r"^\s*<\?xml[^>]*\?>", "", content.decode("utf-8"))
                held = f"<pkg:xmlData>{inner}</pkg:xmlData>"
            else:
                held = f"<pkg:binaryData>{base64.encodebytes(content).decode()}</pkg:binaryData>"
            if name != "[Content_Types].xml":
                parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="x">{held}</pkg:part>')
    return "".join([*parts, "</pkg:package>"]).encode("utf-8")


def wordml(body: str, *, before: str = "", attributes: str = "") -> bytes:
    """Make a Word 2003 XML file; before: styles and lists."""
    head = '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    return f"{head}<w:wordDocument {_WORDML} {attributes}>{before}<w:body>{body}</w:body></w:wordDocument>".encode()


def part(kind: str, content: bytes, *headers: str, encoding: str = "base64") -> bytes:
    """Make a part of an MHTML file."""
    body = base64.encodebytes(content) if encoding == "base64" else content
    lines = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n"


def mhtml(*parts: bytes) -> bytes:
    """Make an MHTML file."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_Part"\r\n\r\n'
    return head + b"".join(b"------=_Part\r\n" + one for one in parts) + b"------=_Part--\r\n"
