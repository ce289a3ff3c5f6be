"""Take the protection off a file, given passwords to try. Called in a process of its own: ciphers can be made slow.

Office files go through msoffcrypto-tool, PDF through PDFium; ODF 1.2 (part 3, 4.8) and zip are done here, with the
cipher library of the first.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from convert.errors import TooLarge, Unreadable, missing_extra
from convert.odf import NAMESPACES
from convert.ooxml.parts import pack
from convert.ooxml.xml_parts import parse_xml, without_doctype
from convert.passwords import MANIFEST

MAX_BYTES = 512 * 1024 * 1024
MAX_ROUNDS = 10_000_000
_M = f"{{{NAMESPACES['manifest']}}}"
_HASHES = {"sha256": "sha256", "sha1": "sha1"}


def decrypt_office(content: bytes, passwords: list[str]) -> bytes | None:
    """Decrypt docx, xlsx, doc, xls and their like; None if no password fits or the cipher is unknown."""
    try:
        import msoffcrypto
        from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
    except ImportError:
        raise missing_extra("msoffcrypto-tool", "password") from None
    _fill_short_keys()
    for password in passwords:
        plain = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(content))
            file.load_key(password=password)
            file.decrypt(plain)
        except (InvalidKeyError, DecryptionError, FileFormatError, ParseError, OSError, ValueError, LookupError):
            continue
        except (AssertionError, AttributeError, TypeError, ArithmeticError):
            continue
        if plain.tell():
            return plain.getvalue()
    return None


def _fill_short_keys() -> None:
    """Have a key that is longer than its hash filled up ([MS-OFFCRYPTO] 2.3.4.11), which msoffcrypto does not do.

    Office 2010 writes such keys: of 256 bits, by SHA-1.
    """
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    derive = ECMA376Agile._derive_encryption_key

    def derive_whole(last: bytes, block: bytes, algorithm: str, bits: int) -> bytes:
        key: bytes = derive(last, block, algorithm, bits)
        return key.ljust(bits // 8, b"\x36")

    ECMA376Agile._derive_encryption_key = staticmethod(derive_whole)


def decrypt_pdf(content: bytes, passwords: list[str]) -> bytes | None:
    """Decrypt a PDF file; give it as it is if it opens without a password, None if no password fits."""
    try:
        import pypdfium2
        import pypdfium2.raw
    except ImportError:
        raise missing_extra("pypdfium2", "pdf") from None
    for password in [None, *passwords]:
        try:
            with pypdfium2.PdfDocument(content, password=password) as file:
                if password is None:
                    return content
                plain = io.BytesIO()
                file.save(plain, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
                return plain.getvalue()
        except pypdfium2.PdfiumError as error:
            if error.err_code != pypdfium2.raw.FPDF_ERR_PASSWORD:
                return content
    return None


def decrypt_zip(content: bytes, passwords: list[str]) -> bytes | None:
    """Decrypt the parts of a zip archive with its own, weak cipher; None if no password fits."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for password in passwords:
            try:
                return pack((info.filename, archive.read(info, password.encode())) for info in _within(archive))
            except (RuntimeError, zipfile.BadZipFile, zlib.error, NotImplementedError):
                continue
    return None


def _within(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise TooLarge(what=f"{MAX_BYTES // 2**20} MB")
    return infos


class _Lock(NamedTuple):
    """How a part of an ODF file is protected; size: of the derived key."""

    name: str
    start_hash: str
    salt: bytes
    rounds: int
    size: int
    vector: bytes
    check: bytes
    check_hash: str


def decrypt_odf(content: bytes, passwords: list[str]) -> bytes | None:
    """Decrypt an ODF file; None if no password fits or the cipher is not AES-256 with PBKDF2."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = _within(archive)
        manifest = parse_xml(without_doctype(archive.read(MANIFEST)), MANIFEST)
        try:
            locks = {lock.name: lock for lock in _locks(manifest)}
        except (ValueError, KeyError):
            return None
        first = locks.get("content.xml") or next(iter(locks.values()), None)
        for password in passwords if first is not None else ():
            if first is not None and _open_part(archive.read(first.name), first, password) is not None:
                return pack(_plain_parts(archive, infos, manifest, locks, password))
    return None


def _locks(manifest: etree._Element) -> Iterator[_Lock]:
    """Yield how the parts are protected. Raises ValueError, KeyError for what is not known."""
    from base64 import b64decode

    for entry in manifest.iter(_M + "file-entry"):
        data = entry.find(_M + "encryption-data")
        if data is None:
            continue
        cipher, derived = data.find(_M + "algorithm"), data.find(_M + "key-derivation")
        start = data.find(_M + "start-key-generation")
        if cipher is None or derived is None or not (cipher.get(_M + "algorithm-name") or "").endswith("aes256-cbc"):
            raise ValueError("another cipher")
        if not (derived.get(_M + "key-derivation-name") or "").endswith(("PBKDF2", "pbkdf2")):
            raise ValueError("another key")
        rounds, size = int(derived.get(_M + "iteration-count") or "0"), int(derived.get(_M + "key-size") or "32")
        if not 0 < rounds <= MAX_ROUNDS or size != 32:
            raise ValueError("another key")
        yield _Lock(
            entry.get(_M + "full-path") or "",
            _hash_named((start.get(_M + "start-key-generation-name") if start is not None else "") or "sha1"),
            b64decode(derived.get(_M + "salt") or ""),
            rounds,
            size,
            b64decode(cipher.get(_M + "initialisation-vector") or ""),
            b64decode(data.get(_M + "checksum") or ""),
            _hash_named(data.get(_M + "checksum-type") or "sha1"),
        )


def _hash_named(name: str) -> str:
    return _HASHES[name.rpartition("#")[2].lower().removesuffix("-1k").replace("sha-", "sha")]


def _open_part(content: bytes, lock: _Lock, password: str) -> bytes | None:
    """Decrypt and unpack a part; None if the password is wrong."""
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        raise missing_extra("msoffcrypto-tool", "password") from None
    start = hashlib.new(lock.start_hash, password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, lock.salt, lock.rounds, lock.size)
    try:
        decryptor = Cipher(algorithms.AES(key), modes.CBC(lock.vector)).decryptor()
        packed = decryptor.update(content) + decryptor.finalize()
    except ValueError:
        return None
    packed = packed[: -packed[-1]] if packed and 0 < packed[-1] <= 16 else packed
    if lock.check and hashlib.new(lock.check_hash, packed[:1024]).digest() != lock.check:
        return None
    unpack = zlib.decompressobj(-15)
    try:
        plain = unpack.decompress(packed, MAX_BYTES)
    except zlib.error:
        return None
    if unpack.unconsumed_tail:
        raise TooLarge(what=lock.name)
    return plain


def _plain_parts(
    archive: zipfile.ZipFile,
    infos: list[zipfile.ZipInfo],
    manifest: etree._Element,
    locks: dict[str, _Lock],
    password: str,
) -> Iterator[tuple[str, bytes]]:
    for info in infos:
        if info.filename == MANIFEST:
            etree.strip_elements(manifest, _M + "encryption-data", with_tail=False)
            yield MANIFEST, etree.tostring(manifest, encoding="utf-8", xml_declaration=True)
        elif info.filename in locks:
            plain = _open_part(archive.read(info), locks[info.filename], password)
            if plain is None:
                raise Unreadable("The file is damaged: its part {part} cannot be unpacked.", part=info.filename)
            yield info.filename, plain
        else:
            yield info.filename, archive.read(info)
