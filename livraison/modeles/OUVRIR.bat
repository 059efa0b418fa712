@echo off
setlocal EnableExtensions
call "%~dp0commun.bat"
if errorlevel 1 (
  pause
  exit /b 1
)
start "" "%QGISEXE%" --nologo --noversioncheck --profile ddtm
exit /b 0
