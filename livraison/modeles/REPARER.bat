@echo off
setlocal EnableExtensions
pushd "%~dp0"
call "%~dp0commun.bat"
if errorlevel 1 goto fin
call "%QGISPY%" "%~dp0outils\lancer.py" reparer
:fin
set "ETAT=%ERRORLEVEL%"
popd
if not defined DDTM_SANS_PAUSE pause
exit /b %ETAT%
