@echo off
chcp 65001 >nul
rem Drop files or folders on this: clean documents appear in a folder beside them. It needs Python 3.11 or later only.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "RUN="
setlocal EnableDelayedExpansion
set "CONVERT_DROPPED=!cmdcmdline!"
for %%P in ("py -3" "python" "python3") do (
  if not defined RUN (
    %%~P -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
    if not errorlevel 1 set "RUN=%%~P"
  )
)
if not defined RUN goto missing
!RUN! "!HERE!convert-here.py" --from-cmd
if errorlevel 5 pause
exit
:missing
echo 没有找到 Python 3.11 或更新的版本。请从 python.org 安装，然后再试。
echo No Python 3.11 or later was found. Install it from python.org, then try again.
pause
exit
