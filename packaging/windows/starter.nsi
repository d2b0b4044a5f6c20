; The small program behind the icon. It starts the release that current.txt names, or one that is there; it waits while
; an update goes on, and lets the release before have its data back where one broke off.

Unicode true
!ifdef STUB
  Target ${STUB}
!endif
SilentInstall silent
RequestExecutionLevel user
ManifestDPIAware true
SetCompress off
CRCCheck off
AutoCloseWindow true

!include LogicLib.nsh
!include FileFunc.nsh
!include TextFunc.nsh

Name "Trofast"
OutFile "${OUTPUT}"
Icon "${ICON}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Trofast"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Trofast till"
VIAddVersionKey "CompanyName" "Trofast"
VIAddVersionKey "LegalCopyright" "MIT licence"

!macro Try FOLDER
  ${If} $0 == ""
  ${AndIf} ${FileExists} "$EXEDIR\${FOLDER}\trofast-till.exe"
    StrCpy $0 "${FOLDER}"
  ${EndIf}
!macroend

Section
  ; The installer holds this file open for as long as it works; left behind, it tells of a power cut.
  StrCpy $2 0
  ${Do}
    StrCpy $1 "none"
    ${If} ${FileExists} "$EXEDIR\updating.txt"
      ClearErrors
      FileOpen $3 "$EXEDIR\updating.txt" r
      ${If} ${Errors}
        StrCpy $1 "goes on"
      ${Else}
        FileClose $3
        StrCpy $1 "broke off"
      ${EndIf}
    ${EndIf}
    ${If} $1 != "goes on"
    ${OrIf} $2 > 3600 ; half an hour
      ${Break}
    ${EndIf}
    IntOp $2 $2 + 1
    Sleep 500
  ${Loop}

  StrCpy $0 ""
  ClearErrors
  FileOpen $3 "$EXEDIR\current.txt" r
  ${IfNot} ${Errors}
    FileRead $3 $4 32
    FileClose $3
    ${TrimNewLines} $4 $4
    ${If} $4 == "app"
    ${OrIf} $4 == "next"
    ${OrIf} $4 == "previous"
      !insertmacro Try $4
    ${EndIf}
  ${EndIf}
  !insertmacro Try "app"
  !insertmacro Try "next"
  !insertmacro Try "previous"
  ${If} $0 == ""
    MessageBox MB_ICONSTOP|MB_OK "Trofast is not whole on this computer. Install it again; no sale is lost.$\r$\n$\r$\nTrofast er ikke hel på denne datamaskinen. Installer den på nytt; ingen salg er tapt." /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}

  ${If} $1 == "broke off"
  ${AndIf} $0 != "next"
    nsExec::Exec '"$EXEDIR\$0\trofast.exe" update way-back'
    Pop $5
  ${EndIf}
  ${GetParameters} $4
  SetOutPath "$EXEDIR\$0"
  Exec '"$EXEDIR\$0\trofast-till.exe" $4'
SectionEnd
