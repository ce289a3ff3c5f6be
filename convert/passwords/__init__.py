"""Open what is protected by a password: Office files old and new, ODF, PDF, zip.

The passwords are those of the command line and of the environment, then none at all and the one that Excel gives to
files that are only protected against changes. Nothing of a password is ever written or said.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from typing import BinaryIO

from convert.errors import Encrypted, EngineCrashed, MissingHelper, Unreadable
from convert.ole import OLE_MAGIC, look_into
from convert.options import Options
from convert.source import Source

VARIABLE = "CONVERT_PASSWORD"
DEFAULTS = ("", "VelvetSweatshop")
MANIFEST = "META-INF/manifest.xml"
_MANIFEST_BYTES = 8 * 1024 * 1024


def passwords_to_try(options: Options) -> list[str]:
    """List the passwords to try, the user's first."""
    return list(dict.fromkeys([*_own(options), *DEFAULTS]))


def _own(options: Options) -> list[str]:
    told = os.environ.get(VARIABLE)
    return [*options.passwords, *([told] if told else [])]


def unlock(source: Source, options: Options) -> tuple[Source, bool]:
    """Give a source without protection, and whether it had any.

    Raises Encrypted if no password opens it, MissingHelper if there is one to try but nothing to try it with.
    """
    with source.open() as file:
        lock = _lock_of(file)
        if not lock:
            return source, False
        file.seek(0)
        content = file.read()
    from convert.workers import call

    own = _own(options)
    try:
        plain = call(
            f"convert.passwords.decrypt:decrypt_{lock}",
            content,
            passwords_to_try(options),
            seconds=options.seconds,
            memory=options.memory,
        )
    except MissingHelper:
        if own:
            raise
        plain = None
    except EngineCrashed:
        raise Unreadable() from None
    if plain is None:
        raise (
            Encrypted("None of the passwords given opens the file.", "Check them; capitals count.")
            if own
            else (Encrypted())
        )
    return (source, False) if plain == content else (Source(source.name, content=plain), True)


def _lock_of(file: BinaryIO) -> str:
    """Say how a file is protected: `office`, `odf`, `pdf`, `zip`, or empty if it is not."""
    head = file.read(1024)
    if head.startswith(OLE_MAGIC):
        return "office" if look_into(head + file.read()).encrypted else ""
    if b"%PDF" in head:
        return "pdf" if b"/Encrypt" in head + file.read() else ""
    if not head.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(file) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                return "zip"
            if MANIFEST not in archive.NameToInfo:
                return ""
            with archive.open(MANIFEST) as manifest:
                return "odf" if b"encryption-data" in manifest.read(_MANIFEST_BYTES) else ""
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        IndexError,
        EOFError,
        zlib.error,
    ):
        return ""
