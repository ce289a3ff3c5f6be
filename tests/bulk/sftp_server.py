"""A server of files over SSH for tests: one folder, anybody may log in, on this machine alone."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Any

import paramiko


class _Login(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL  # type: ignore[attr-defined, no-any-return]

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED  # type: ignore[attr-defined, no-any-return]


class _Handle(paramiko.SFTPHandle):
    def __init__(self, path: str, flags: int) -> None:
        super().__init__(flags)
        self.readfile = self.writefile = os.fdopen(os.open(path, flags, 0o644), _mode(flags))

    def stat(self) -> Any:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


def _mode(flags: int) -> str:
    if flags & os.O_RDWR:
        return "r+b"
    return "wb" if flags & os.O_WRONLY else "rb"


class _Files(paramiko.SFTPServerInterface):
    root = ""

    def _path(self, path: str) -> str:
        return self.root + self.canonicalize(path)

    def _tried(self, act: Any) -> Any:
        try:
            return act()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def list_folder(self, path: str) -> Any:
        def listed() -> list[Any]:
            folder = self._path(path)
            return [
                paramiko.SFTPAttributes.from_stat(os.stat(os.path.join(folder, name)), name)
                for name in os.listdir(folder)
            ]

        return self._tried(listed)

    def stat(self, path: str) -> Any:
        return self._tried(lambda: paramiko.SFTPAttributes.from_stat(os.stat(self._path(path))))

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        return self._tried(lambda: _Handle(self._path(path), flags))

    def mkdir(self, path: str, attr: Any) -> Any:
        return self._tried(lambda: os.mkdir(self._path(path))) or paramiko.SFTP_OK  # type: ignore[attr-defined]

    def remove(self, path: str) -> Any:
        return self._tried(lambda: os.remove(self._path(path))) or paramiko.SFTP_OK  # type: ignore[attr-defined]

    def posix_rename(self, oldpath: str, newpath: str) -> Any:
        act = self._tried(lambda: os.replace(self._path(oldpath), self._path(newpath)))
        return act or paramiko.SFTP_OK  # type: ignore[attr-defined]

    rename = posix_rename


class Server:
    """Serves a folder at a port of its own until it is stopped."""

    def __init__(self, root: Path) -> None:
        self._key = paramiko.RSAKey.generate(2048)
        self._files = type("Files", (_Files,), {"root": str(root)})
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(self._key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self._files)
            transport.start_server(event=threading.Event(), server=_Login())

    def stop(self) -> None:
        self._listening.close()
