"""Read MHTML: a web page with its pictures in one file, as Word and browsers save it, also as .doc; and mail.

RFC 2557. The page, or the text of a mail that has none, is taken out, gets the pictures that stand beside it, and is
read by the reader of HTML or text. Nothing is fetched.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from urllib.parse import unquote

from msgspec.structs import replace

from convert.adapters import reader
from convert.errors import TooLarge, Unreadable
from convert.findings import finding
from convert.model import Document, Origin
from convert.options import Options
from convert.source import Source

MAX_PARTS = 5000
MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 20
_BOUNDARY = re.compile(rb"^--", re.MULTILINE)
_PAGES = ("text/html", "application/xhtml+xml")
_SOURCE = re.compile(rb"""(\bsrc\s{0,9}=\s{0,9}["']?)([^"'<>\s]{1,2000})""", re.IGNORECASE)
_SURE = re.compile(r"utf|gb|big5|hz|shift|sjis|euc|iso-2022", re.IGNORECASE)
"""Charsets whose bytes show whether they are right; what is called Latin-1 may be anything."""


def read(source: Source, options: Options) -> Document:
    """Read the page of an MHTML file. Raises Unreadable, TooLarge, BadUsage."""
    content = source.read(MAX_BYTES)
    if sum(1 for _ in _BOUNDARY.finditer(content)) > 2 * MAX_PARTS:
        raise TooLarge(what=f"{MAX_PARTS} parts")
    try:
        message = message_from_bytes(content.lstrip(), policy=policy.compat32)
        parts = list(_leaves(message, 0))
    except (MessageError, RecursionError, LookupError, ValueError):
        raise Unreadable() from None
    texts = [part for part in parts if part.get_content_type() == "text/plain" and not part.get_filename()]
    page = next((part for part in parts if part.get_content_type() in _PAGES), texts[0] if texts else None)
    if page is None:
        raise Unreadable("The file is damaged: it has no page of text.", "Get a complete copy of the file.")
    data = _bytes_of(page)
    charset = str(page.get_content_charset() or "")
    if not options.encoding and _SURE.match(charset) and _fits(data, charset):
        options = replace(options, encoding=charset)
    pictures = [part for part in parts if part.get_content_maintype() == "image"]
    data, unused = _put_in(data, pictures)
    kind = "html" if page.get_content_type() in _PAGES else "text"
    document = reader(kind)(Source(source.name, content=data or b" "), options)
    pages = sum(1 for part in parts if part is not page and part.get_content_type() in _PAGES)
    pages += len(texts) - 1 if kind == "text" else 0
    origin = Origin(source.name)
    told = [finding("content-dropped", origin, before=name, detail="picture") for name in unused]
    if pages:
        told.append(finding("content-dropped", origin, before=str(pages), detail="pages beside the first"))
    headers = [f"{name}: {message[name]}" for name in ("From", "To", "Date") if message["To"] and message[name]]
    if headers:
        told.append(finding("content-dropped", origin, before="; ".join(headers)[:200], detail="headers"))
    told += [finding("content-dropped", origin, before=str(part.get_filename())) for part in _attached(parts, page)]
    return replace(document, findings=(*told, *document.findings), title=document.title or _subject(message))


def _attached(parts: Sequence[Message], page: Message) -> Iterator[Message]:
    """Yield the files that a mail carries."""
    for part in parts:
        if part is not page and part.get_filename() and part.get_content_maintype() != "image":
            yield part


def _subject(message: Message) -> str:
    """Give the subject of a mail, decoded."""
    try:
        return str(make_header(decode_header(str(message.get("Subject") or ""))))
    except (LookupError, ValueError):
        return ""


def _leaves(message: Message, depth: int) -> list[Message]:
    """Give the parts that hold no others, in their order. Raises TooLarge."""
    if depth > MAX_DEPTH:
        raise TooLarge(what="parts in each other")
    inner = message.get_payload() if message.is_multipart() else None
    if not isinstance(inner, list):
        return [message]
    leaves = [leaf for part in inner if isinstance(part, Message) for leaf in _leaves(part, depth + 1)]
    if len(leaves) > MAX_PARTS:
        raise TooLarge(what=f"{len(leaves)} parts")
    return leaves


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _fits(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except (LookupError, ValueError):
        return False
    return True


def _put_in(page: bytes, pictures: list[Message]) -> tuple[bytes, list[str]]:
    """Put pictures into the page where it names them; give also the places of those that it does not name."""
    names = [_names_of(part) for part in pictures]
    by_name = {name: number for number, found in reversed([*enumerate(names)]) for name in found}
    used: set[int] = set()

    def embed(found: re.Match[bytes]) -> bytes:
        name = unquote(found[2].decode("utf-8", "replace")).replace("\\", "/").lower()
        number = by_name.get(name, by_name.get(name.rsplit("/", 1)[-1], -1))
        if number < 0:
            return found[0]
        used.add(number)
        content = base64.b64encode(_bytes_of(pictures[number]))
        return found[1] + f"data:{pictures[number].get_content_type()};base64,".encode() + content

    page = _SOURCE.sub(embed, page) if pictures else page
    return page, [names[number][0] for number in range(len(pictures)) if number not in used]


def _names_of(part: Message) -> list[str]:
    """Give the names by which a page may call a part: its place, its identifier, the last word of its place."""
    place = unquote(str(part.get("Content-Location") or "")).replace("\\", "/").strip().lower()
    identifier = str(part.get("Content-ID") or "").strip().strip("<>").lower()
    names = (place, f"cid:{identifier}" if identifier else "", place.rsplit("/", 1)[-1])
    return [name for name in names if name] or [""]
