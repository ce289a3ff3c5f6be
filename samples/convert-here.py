"""Convert dropped files where nothing but Python is installed: convert-here.sh, .command and .cmd call this.

The first use makes an environment of its own, from a folder `wheels` beside this file or above it where there is one
(`make wheelhouse` builds it; no network is asked then), else from this checkout. A newer release makes it anew.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)
EXTRAS = "[pdf,excel,legacy,password]"


def say(zh: str, en: str) -> None:
    print(f"{zh}\n{en}", file=sys.stderr, flush=True)


def home() -> Path:
    """Give the folder for the environment: the user's own, since this one may not be writable."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base, "convert", "environment")


def sources() -> tuple[Path | None, Path | None]:
    """Give the folder of wheels and the checkout, where there are such."""
    wheels = (folder / "wheels" for folder in (HERE, HERE.parent))
    wheelhouse = next((folder for folder in wheels if any(folder.glob("convert_office-*.whl"))), None)
    is_checkout = (HERE.parent / "setup.cfg").is_file() and (HERE.parent / "convert").is_dir()
    return wheelhouse, HERE.parent if is_checkout else None


def stamp_of(wheelhouse: Path | None, checkout: Path | None) -> str:
    """Give what an environment was made from: another release, folder or Python needs another one."""
    parts = [sys.version, sys.executable]
    if wheelhouse:
        parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(wheelhouse.glob("convert_office-*"))]
    elif checkout:
        parts += [str(checkout), (checkout / "setup.cfg").read_text(encoding="utf-8")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def prepare(folder: Path) -> Path:
    """Make the environment, unless it is there and of this release; give its Python. Exits where it cannot be made."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wheelhouse, checkout = sources()
    stamp = stamp_of(wheelhouse, checkout)
    made = folder / "made-by-convert-here"
    if python.exists() and made.is_file() and made.read_text(encoding="ascii") == stamp:
        return python
    if not wheelhouse and not checkout:
        say(
            "找不到安装文件：旁边应有 wheels 文件夹。请重新取得完整的发布文件夹。",
            "Nothing to install from: there is no folder wheels beside this. Get the whole release folder.",
        )
        sys.exit(5)
    place = wheelhouse or "PyPI"
    say(f"首次使用，正在准备运行环境（约一分钟，只做一次）：\n  位置 {folder}\n  来源 {place}",
        f"First use: making an environment (about a minute, only once):\n  in {folder}\n  from {place}")  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(folder)], stdout=sys.stderr).returncode:
        say("无法建立运行环境。Debian 和 Ubuntu 请先安装：apt install python3-venv",
            "No environment could be made. On Debian and Ubuntu first: apt install python3-venv")  # fmt: skip
        sys.exit(5)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if wheelhouse:
        install += ["--no-index", "--find-links", str(wheelhouse), f"convert-office{EXTRAS}"]
    else:
        install += [f"{checkout}{EXTRAS}"]
    if subprocess.run(install, stdout=sys.stderr).returncode:
        version = ".".join(map(str, sys.version_info[:2]))
        say(
            f"安装没有成功，原因见上。wheels 文件夹须与此系统和 Python {version} 相符；没有该文件夹时须能联网。",
            "Installing failed for the reason above. "
            f"The folder wheels must be made for this system and Python {version}; without it a network is needed.",
        )
        sys.exit(5)
    made.write_text(stamp, encoding="ascii")
    say("运行环境已就绪。", "The environment is ready.")
    return python


def ask() -> list[str]:
    """Ask for files to be dragged into the window, as terminals allow; each comes as a quoted word."""
    if not sys.stdin.isatty():
        return []
    say("请把文件或文件夹拖到这个窗口，然后按回车：", "Drag files or folders into this window, then press Enter:")
    return shlex.split(sys.stdin.readline())


def main(words: list[str]) -> int:
    if sys.version_info < OLDEST:
        say(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。请从 python.org 安装。",
            f"This needs Python 3.11 or later; it is {sys.version.split()[0]}. Get it from python.org.")  # fmt: skip
        return 5
    python = prepare(home())
    if words != ["--from-cmd"]:
        words = ["--", *(words or ask())]
    return subprocess.run([str(python), "-P", "-m", "convert", "drop", *words]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
