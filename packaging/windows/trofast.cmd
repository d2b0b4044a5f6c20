@echo off
rem trofast: the commands of the release that runs on this till.
setlocal
set "FOLDER=app"
if exist "%~dp0current.txt" for /f "usebackq" %%F in ("%~dp0current.txt") do set "FOLDER=%%F"
if not exist "%~dp0%FOLDER%\trofast.exe" set "FOLDER=app"
if not exist "%~dp0%FOLDER%\trofast.exe" set "FOLDER=next"
if not exist "%~dp0%FOLDER%\trofast.exe" set "FOLDER=previous"
if not exist "%~dp0%FOLDER%\trofast.exe" (
    echo trofast: not whole on this computer. Install it again; no sale is lost. 1>&2
    exit /b 3
)
"%~dp0%FOLDER%\trofast.exe" %*
exit /b %ERRORLEVEL%
