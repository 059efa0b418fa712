@echo off
rem Finds QGIS: QGISPY is QGIS's own Python, QGISEXE the desktop; the last one found is kept, so the newest come last.
rem Set DDTM_QGIS to the folder of a QGIS elsewhere; the installer keeps it in ailleurs.bat.
set "QGISPY="
set "QGISEXE="
for %%D in ("C:\OSGeo4W64" "C:\OSGeo4W" "%LOCALAPPDATA%\Programs\OSGeo4W") do call :regarder "%%~D"
for %%P in ("" 3.2 3.3 3.4 4) do call :programmes "QGIS %%~P*"
if not defined DDTM_QGIS if exist "%LOCALAPPDATA%\DDTM\ailleurs.bat" call "%LOCALAPPDATA%\DDTM\ailleurs.bat"
if defined DDTM_QGIS call :regarder "%DDTM_QGIS%"
if not defined QGISPY (
  echo QGIS est introuvable sur ce poste : installez QGIS 3.22 ou plus, puis recommencez.
  exit /b 1
)
exit /b 0

:programmes
for /f "delims=" %%D in ('dir /b /ad /on "%ProgramFiles%\%~1" 2^>nul') do call :regarder "%ProgramFiles%\%%D"
exit /b 0

:regarder
for %%B in (python-qgis.bat python-qgis-ltr.bat) do if exist "%~1\bin\%%B" set "QGISPY=%~1\bin\%%B"
for %%B in (qgis.bat qgis-ltr.bat) do if exist "%~1\bin\%%B" set "QGISEXE=%~1\bin\%%B"
exit /b 0
