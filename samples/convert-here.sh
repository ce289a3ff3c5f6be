#!/bin/sh
# 把文件或文件夹拖到这里，旁边的“已转换”文件夹中就有规范的文档。只需要 Python 3.11 或更新的版本。
# Drop files or folders on this: clean documents appear in a folder beside them. It needs Python 3.11 or later only.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 5
stay() {
  if [ -t 0 ]; then
    printf '%s' '按回车关闭 / Press Enter to close. '
    read -r _
  fi
}
fits() {
  # macOS 的 /usr/bin/python3 在没有命令行工具时只会弹出安装窗口。Without the tools it only opens a dialog.
  if [ "$(command -v "$1")" = /usr/bin/python3 ] && [ "$(uname)" = Darwin ]; then
    xcode-select -p >/dev/null 2>&1 || return 1
  fi
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}
# 从图标启动时，macOS 的 PATH 里没有这些。Started from an icon, macOS has none of these on its PATH.
[ "$(uname)" = Darwin ] &&
  PATH=$PATH:/opt/homebrew/bin:/usr/local/bin:/Library/Frameworks/Python.framework/Versions/Current/bin
old=
for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
  command -v "$python" >/dev/null 2>&1 || continue
  if fits "$python"; then
    "$python" "$here/convert-here.py" "$@"
    code=$?
    stay
    exit "$code"
  fi
  old="$old $python"
done
echo "没有找到 Python 3.11 或更新的版本。请从 python.org 安装，然后再试。" >&2
echo "No Python 3.11 or later was found. Install it from python.org, then try again." >&2
[ -n "$old" ] && echo "太旧或不能运行 / too old or not working:$old" >&2
stay
exit 5
