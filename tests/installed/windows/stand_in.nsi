; A program that stands where a release's programs would: it notes what it was asked, and answers as the test says.

Unicode true
Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
SetCompress off
!include FileFunc.nsh
!include LogicLib.nsh
Name "stand-in"
OutFile "${OUTPUT}"

Section
  ${GetParameters} $0
  ${GetFileName} "$EXEDIR" $3
  FileOpen $1 "C:\told\asked.txt" a
  FileSeek $1 0 END
  FileWrite $1 "${VERSION}|$3|$EXEFILE|$0$\n"
  FileClose $1
  ; "C:\told\answers.ini", [VERSION], the words = an exit code, or "hang" (until go.txt is there)
  ReadINIStr $2 "C:\told\answers.ini" "${VERSION}" "$0"
  ${If} $2 == "hang"
    FileOpen $1 "C:\told\hangs.txt" w
    FileClose $1
    ${Do}
      Sleep 100
    ${LoopUntil} ${FileExists} "C:\told\go.txt"
    StrCpy $2 0
  ${EndIf}
  ${If} $2 == ""
    StrCpy $2 0
  ${EndIf}
  SetErrorLevel $2
SectionEnd
