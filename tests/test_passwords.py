"""Protected files say so, and open with the right password, whichever way it is given."""

from __future__ import annotations

import io
import random
import struct
import sys
import zipfile
from base64 import b64encode
from hashlib import sha1
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

import convert
from convert.errors import Encrypted, Exit, MissingHelper
from convert.model import Table
from convert.ole import look_into
from convert.options import Options
from convert.passwords.decrypt import decrypt_office
from tests.adapters.docx_files import docx, p, texts
from tests.adapters.legacy_files import needs_soffice
from tests.commands import SAMPLES, Command

PROTECTED = Path(__file__).parent / "protected"
"""Files that LibreOffice wrote with the password `secret`: 保密的正文。 and a table, or a sheet."""


def protect(content: bytes, password: str) -> bytes:
    """Encrypt an OOXML file as Office does; this library writes files of less than 4 KB wrongly."""
    assert len(content) > 4096
    made = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(content)).encrypt(password, made)
    return made.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["甲", 12])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.fixture
def locked(command: Command) -> Path:
    path = Path("locked.docx")
    path.write_bytes(protect(docx(p("保密"), parts={"pad": random.Random(1).randbytes(6000)}), "秘密 Ä1"))
    return path


def test_a_protected_file_is_not_read_and_has_its_own_exit_code(command: Command, locked: Path) -> None:
    said = command(locked, "out.docx")
    assert said.code == Exit.PASSWORD
    assert "--password" in said.err
    assert not Path("out.docx").exists()
    assert command("--check", "--lang", "zh", locked).code == Exit.PASSWORD


def test_the_right_one_of_several_passwords_opens_it_and_the_loss_of_protection_is_told(
    command: Command, locked: Path
) -> None:
    said = command(locked, "out.docx", "--password", "nonsense", "--password", "秘密 Ä1", "-v")
    assert said.code == Exit.OK
    assert "password-removed" in said.err
    assert texts(convert.read("out.docx")) == ["保密"]


def test_a_password_in_the_environment_is_tried(
    command: Command, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVERT_PASSWORD", "秘密 Ä1")
    assert command(locked, "out.docx").code == Exit.OK


def test_a_wrong_password_is_said_and_never_repeated(command: Command, locked: Path) -> None:
    said = command(locked, "out.docx", "--password", "Hunter2")
    assert said.code == Exit.PASSWORD
    assert "None of the passwords" in said.err
    assert "Hunter2" not in said.err
    assert "Hunter2" not in repr(Options(passwords=("Hunter2",)))


def test_a_hash_that_the_helper_compares_with_its_padding_does_not_refuse_the_right_password(
    locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of files of Office 2010, whose hashes are those of SHA-1, msoffcrypto's own check refuses every password."""
    monkeypatch.setattr("msoffcrypto.method.ecma376_agile.ECMA376Agile.verify_password", lambda *_: False)
    content = locked.read_bytes()
    assert decrypt_office(content, ["falsch"]) is None
    assert (decrypt_office(content, ["falsch", "秘密 Ä1"]) or b"")[:2] == b"PK"


def protect_by_sha1(content: bytes, password: str) -> bytes:
    """Encrypt an OOXML file as Office 2010 may: AES with 256 bits, keys by SHA-1 ([MS-OFFCRYPTO] 2.3.4)."""
    salt, secret, rounds = b"0123456789abcdef", bytes(range(32)), 10

    def cipher(key: bytes, start: bytes, data: bytes) -> bytes:
        encryptor = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
        return encryptor.update(data + bytes(-len(data) % 16)) + encryptor.finalize()

    def key(block: str) -> bytes:
        found = sha1(salt + password.encode("utf-16-le")).digest()
        for at in range(rounds):
            found = sha1(struct.pack("<I", at) + found).digest()
        return sha1(found + bytes.fromhex(block)).digest() + b"\x36" * 12

    verifier = bytes(16)
    packed = struct.pack("<Q", len(content))
    for at in range(0, len(content), 4096):
        start = sha1(salt + struct.pack("<I", at // 4096)).digest()[:16]
        packed += cipher(secret, start, content[at : at + 4096])
    values = {
        "encryptedVerifierHashInput": cipher(key("fea7d2763b4b9e79"), salt, verifier),
        "encryptedVerifierHashValue": cipher(key("d7aa0f6d3061344e"), salt, sha1(verifier).digest()),
        "encryptedKeyValue": cipher(key("146e0be7abacd0d6"), salt, secret),
        "saltValue": salt,
    }
    looks = 'saltSize="16" blockSize="16" keyBits="256" hashSize="20" hashAlgorithm="SHA1" cipherAlgorithm="AES"'
    told = "".join(f' {name}="{b64encode(value).decode()}"' for name, value in values.items())
    uri = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"
    described = (
        f'<encryption xmlns:p="{uri}"><keyData {looks} saltValue="{b64encode(salt).decode()}"/>'
        f'<dataIntegrity encryptedHmacKey="" encryptedHmacValue=""/><keyEncryptors><keyEncryptor uri="{uri}">'
        f'<p:encryptedKey spinCount="{rounds}" {looks}{told}/></keyEncryptor></keyEncryptors></encryption>'
    )
    made = io.BytesIO()
    ECMA376Encrypted(packed, struct.pack("<HHI", 4, 4, 64) + described.encode()).write_to(made)
    return made.getvalue()


def test_a_key_that_is_longer_than_its_hash_opens_the_file() -> None:
    content = protect_by_sha1(docx(p("保密"), parts={"pad": random.Random(1).randbytes(6000)}), "秘密")
    assert decrypt_office(content, ["falsch"]) is None
    plain = decrypt_office(content, ["falsch", "秘密"])
    assert plain is not None
    assert zipfile.ZipFile(io.BytesIO(plain)).testzip() is None


def test_the_password_that_excel_gives_to_files_protected_against_changes_only_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(protect(workbook(), "VelvetSweatshop"))
    document = convert.read(path)
    assert any(isinstance(block, Table) or "12" in getattr(block, "text", "") for block in document.blocks)
    assert [found.code for found in document.findings] == ["password-removed"]


@pytest.mark.parametrize("name", ["protected.doc", "protected.xls", "protected.odt", "protected.pdf"])
def test_each_kind_of_protection_is_recognised(name: str) -> None:
    with pytest.raises(Encrypted):
        convert.read(PROTECTED / name)
    with pytest.raises(Encrypted, match="None of the passwords"):
        convert.read(PROTECTED / name, Options(passwords=("x",)))


def test_a_protected_word_97_file_opens_with_its_password() -> None:
    document = convert.read(PROTECTED / "protected.doc", Options(passwords=("secret",)))
    assert texts(document) == ["保密的正文。", "<Table>"]


def test_a_protected_excel_97_file_opens_with_its_password() -> None:
    document = convert.read(PROTECTED / "protected.xls", Options(passwords=("secret",)))
    assert "甲" in str(document.blocks)


def test_a_protected_pdf_file_opens_with_its_password() -> None:
    document = convert.read(PROTECTED / "protected.pdf", Options(passwords=("nonsense", "secret")))
    assert texts(document)[0] == "保密的正文。"
    assert "password-removed" in [found.code for found in document.findings]


def test_a_pdf_file_that_only_forbids_changes_is_read_like_any_other() -> None:
    document = convert.read(PROTECTED / "restricted.pdf")
    assert texts(document)[0] == "保密的正文。"
    assert "password-removed" not in [found.code for found in document.findings]


@needs_soffice
def test_a_protected_odt_file_opens_with_its_password() -> None:
    document = convert.read(PROTECTED / "protected.odt", Options(passwords=("secret",)))
    assert texts(document) == ["保密的正文。", "<Table>"]


def test_a_word_file_whose_text_is_encrypted_says_so_by_its_own_flag() -> None:
    content = bytearray((SAMPLES / "general.doc").read_bytes())
    at = content.index(b"\xec\xa5")
    content[at + 11] |= 1
    assert look_into(bytes(content)).encrypted
    with pytest.raises(Encrypted):
        convert.read(bytes(content))


def scramble(parts: dict[str, bytes], password: bytes) -> bytes:
    """Make a zip archive protected by the old cipher of PKWARE (APPNOTE 6.1); zipfile only reads such."""
    table = [0] * 256
    for number in range(256):
        value = number
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
        table[number] = value
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"\0" * 12 + content)
    packed = bytearray(buffer.getvalue())
    with zipfile.ZipFile(buffer) as archive:
        infos = archive.infolist()
    for info in infos:
        keys = [0x12345678, 0x23456789, 0x34567890]

        def turn(byte: int, keys: list[int] = keys) -> None:
            keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 255]
            keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
            keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 255]

        for byte in password:
            turn(byte)
        import zlib

        content = parts[info.filename]
        check = zlib.crc32(content)
        start = info.header_offset + 30 + len(info.filename.encode())
        for at, byte in enumerate(b"\0" * 11 + bytes([check >> 24]) + content):
            mask = keys[2] | 2
            packed[start + at] = byte ^ (mask * (mask ^ 1) >> 8) & 255
            turn(byte)
        directory = packed.index(b"PK\x01\x02")
        while packed[directory + 46 : directory + 46 + len(info.filename)] != info.filename.encode():
            directory = packed.index(b"PK\x01\x02", directory + 4)
        for header, flags, crc, size in ((info.header_offset, 6, 14, 22), (directory, 8, 16, 24)):
            packed[header + flags] |= 1
            packed[header + crc : header + crc + 4] = check.to_bytes(4, "little")
            packed[header + size : header + size + 4] = len(content).to_bytes(4, "little")
    return bytes(packed)


def test_a_protected_archive_says_so_and_opens_with_its_password(command: Command) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(p("甲")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    Path("a.docx").write_bytes(scramble(parts, b"secret"))
    assert command("--check", "a.docx").code == Exit.PASSWORD
    assert command("a.docx", "b.docx", "--password", "secret").code == Exit.OK
    assert texts(convert.read("b.docx")) == ["甲"]


def test_without_the_helper_a_password_names_what_to_install(
    locked: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    monkeypatch.setattr("convert.workers.call", lambda _, *args, seconds, memory: decrypt_office(*args))
    said = command("--check", locked, "--password", "秘密 Ä1")
    assert said.code == Exit.HELPER
    assert "pip install 'convert-office[password]'" in said.err
    with pytest.raises(MissingHelper):
        convert.read(locked, Options(passwords=("x",)))
    assert command("--check", locked).code == Exit.PASSWORD


def test_a_password_is_not_left_in_the_ledger_of_a_run_over_many_files(command: Command, locked: Path) -> None:
    Path("in").mkdir()
    locked.rename("in/locked.docx")
    Path("in/plain.docx").write_bytes(docx(p("甲")))
    assert command("in", "-t", "docx", "-o", "out", "--password", "秘密 Ä1").code == Exit.OK
    assert texts(convert.read("out/locked.docx")) == ["保密"]
    kept = b"".join(path.read_bytes() for path in sorted(Path("out").rglob("*")) if path.is_file())
    assert "秘密 Ä1".encode() not in kept
    assert rb"\u79d8\u5bc6" not in kept
