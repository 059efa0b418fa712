@echo off
rem Finds QGIS: QGISPY is QGIS's own Python, QGISEXE the desktop. Set DDTM_QGIS to the folder of a QGIS elsewhere.
set "QGISPY="
set "QGISEXE="
for /d %%D in ("%LOCALAPPDATA%\Programs\OSGeo4W" "%ProgramFiles%\QGIS *" "C:\OSGeo4W64" "C:\OSGeo4W") do call :regarder "%%~D"
if defined DDTM_QGIS call :regarder "%DDTM_QGIS%"
if not defined QGISPY (
  echo QGIS est introuvable sur ce poste : installez QGIS 3.22 ou plus, puis recommencez.
  exit /b 1
)
exit /b 0

:regarder
for %%B in (python-qgis.bat python-qgis-ltr.bat) do if exist "%~1\bin\%%B" set "QGISPY=%~1\bin\%%B"
for %%B in (qgis.bat qgis-ltr.bat) do if exist "%~1\bin\%%B" set "QGISEXE=%~1\bin\%%B"
exit /b 0
