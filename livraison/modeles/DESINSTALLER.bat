@echo off
setlocal EnableExtensions
pushd "%~dp0"
call "%~dp0commun.bat"
if errorlevel 1 goto fin
echo Les outils DDTM vont etre retires de ce poste. Les donnees et les documents sont gardes.
if not defined DDTM_SANS_PAUSE choice /c ON /m "Continuer (O = oui, N = non)"
if errorlevel 2 goto fin
call "%QGISPY%" "%~dp0outils\lancer.py" desinstaller
:fin
set "ETAT=%ERRORLEVEL%"
popd
if not defined DDTM_SANS_PAUSE pause
exit /b %ETAT%
