"""The shell script that starts this program with dropped files; it says so where its Python is gone."""

from __future__ import annotations

from shlex import quote

from convert.desktop import Wish

_GONE = {
    "zh": "转换程序所用的 Python 已不在：{python}。请重新安装转换程序，然后运行 convert desktop install。",
    "en": "The Python that ran the converter is gone: {python}. Install it anew, then run convert desktop install.",
}


def launcher(wish: Wish, tell: str) -> str:
    """Give the script; tell: lines of shell that show "$text" on the screen and exit, where that can be done.

    A newer Python without this program is said too, since it is asked for the program before files are. -P: nothing
    that lies in the folder of the files is taken for a part of the program.
    """
    gone = _GONE[wish.language].format(python=wish.python)
    return f"""#!/bin/sh
python={quote(wish.python)}
if [ -x "$python" ] && "$python" -P -c 'import convert' >/dev/null 2>&1; then
  exec "$python" -P -m convert drop --to {wish.target} --lang {wish.language} -- "$@"
fi
text={quote(gone)}
{tell}echo "$text" >&2
if [ -t 0 ]; then printf '%s' '[Enter] '; read -r _; fi
exit 5
"""
