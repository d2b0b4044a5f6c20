@echo off
rem go-back: run the release before, as an administrator and with the till's window closed.
setlocal
if not exist "%~dp0previous\trofast.exe" (
    echo go-back: there is no release before this one. 1>&2
    exit /b 1
)
"%~dp0previous\trofast.exe" update way-back
if errorlevel 1 exit /b 1
>"%~dp0current.new" echo previous
move /y "%~dp0current.new" "%~dp0current.txt" >nul
if errorlevel 1 exit /b 1
echo go-back: the release before runs from now on. Installing a release ends that.
