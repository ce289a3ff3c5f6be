#!/bin/sh
# 在访达中双击，再把文件拖到窗口里。Double-click in the Finder, then drag files into the window.
exec /bin/sh "$(dirname -- "$0")/convert-here.sh" "$@"
