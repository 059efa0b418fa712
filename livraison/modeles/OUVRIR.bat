@echo off
setlocal EnableExtensions
call "%~dp0commun.bat"
if errorlevel 1 (
  if not defined DDTM_SANS_PAUSE pause
  exit /b 1
)
rem QGIS's own script starts the desktop and comes back at once: "start" here would leave a black window open.
call "%QGISEXE%" --nologo --noversioncheck --profile ddtm
exit /b 0
