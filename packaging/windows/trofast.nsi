; The installer of the Windows till: puts a release in, lets it check itself against the till's data, and only then
; makes it the one that runs. README.md beside this file tells what each step is for and what its exit codes mean.
;
; build-installer gives: VERSION, NUMBERS (four of them), PAYLOAD (PyInstaller's folder), STARTER (the small program behind the
; icon), ICON, SIDE (a picture), LICENCE, OUTPUT, and STUB, the kind of installer that this makensis can make.

Unicode true
!ifdef STUB
  Target ${STUB}
!endif
SetCompressor /SOLID lzma
RequestExecutionLevel admin
ManifestDPIAware true
CRCCheck force
ShowInstDetails show
ShowUninstDetails show
AllowSkipFiles off
SetDateSave off ; what is installed has the day it was installed

!include LogicLib.nsh
!include FileFunc.nsh
!include TextFunc.nsh
!include WinVer.nsh
!include x64.nsh

Name "Trofast"
OutFile "${OUTPUT}"
InstallDir "$PROGRAMFILES64\Trofast"
BrandingText "Trofast ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Trofast"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Trofast till, installer"
VIAddVersionKey "CompanyName" "Trofast"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Trofast"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define TASK "Trofast update"

; --- exit codes (0: done; 1: a person cancelled; 2: NSIS itself gave up) -----------------------------------------------
!define NO_WINDOWS 10      ; another Windows than the till runs on
!define NO_ACCOUNT 11      ; the account that the till runs under was not named
!define NO_ROOM 12         ; too little disk
!define NOT_NOW 20         ; the day is open, a basket stands on the counter, a window is open
!define IN_USE 21          ; files of the program are held
!define NOT_PREPARED 22    ; no sound copy of the data could be made: nothing was changed
!define WENT_BACK 23       ; the new release does not work here, the one before goes on
!define NO_WAY_BACK 24     ; the new release does not work here, and the one before could not have its data back
!define NOT_SWAPPED 25     ; the folders could not be renamed; the release before goes on
!define NO_PLACE 26        ; installed, but `trofast provision` failed
!define NOT_GUARDED 27     ; the data folder's access list could not be set
!define DOES_NOT_RUN 28    ; a first installation whose program does not start
!define SALES_WAIT 30      ; uninstall: the data were to be deleted, and the server does not have everything

!include MUI2.nsh
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!define MUI_FINISHPAGE_TEXT "$(FINISHED)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Norwegian"

!macro TEXT NAME ENGLISH NORWEGIAN
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_NORWEGIAN} "${NORWEGIAN}"
!macroend
!insertmacro TEXT WELCOME \
  "This puts Trofast ${VERSION} on this till. A till that is installed already is brought up to date: its sales are copied first, and if the new release does not work here, the one before goes on.$\r$\n$\r$\nClose the till's window, and close the day first if you can." \
  "Dette legger Trofast ${VERSION} på denne kassen. En kasse som er installert fra før, blir oppdatert: salgene kopieres først, og hvis den nye utgaven ikke virker her, går den forrige videre.$\r$\n$\r$\nLukk kassevinduet, og avslutt dagen først om du kan."
!insertmacro TEXT FINISHED \
  "Trofast ${VERSION} is installed. Start it from the Start menu. A new till asks for its code then." \
  "Trofast ${VERSION} er installert. Start den fra Start-menyen. En ny kasse spør da etter koden sin."
!insertmacro TEXT WITH_WINDOWS "Start with Windows" "Start sammen med Windows"
!insertmacro TEXT WRONG_WINDOWS "Trofast needs Windows 10 (1809) or newer, 64-bit. Nothing was changed." \
  "Trofast trenger Windows 10 (1809) eller nyere, 64-bit. Ingenting er endret."
!insertmacro TEXT WHICH_ACCOUNT \
  "Say which account the till runs under: /TILLUSER=name. The system's own account can not show a window. Nothing was changed." \
  "Si hvilken konto kassen kjører under: /TILLUSER=navn. Systemets egen konto kan ikke vise et vindu. Ingenting er endret."
!insertmacro TEXT TOO_LITTLE_ROOM "There is too little room on the disk. Free some space and try again. Nothing was changed." \
  "Det er for lite plass på disken. Frigjør plass og prøv igjen. Ingenting er endret."
!insertmacro TEXT HELD "Trofast is open. Close its window and try again. Nothing was changed." \
  "Trofast er åpen. Lukk vinduet og prøv igjen. Ingenting er endret."
!insertmacro TEXT LATER "Not now. Close the day and the window first (or use /FORCE). Nothing was changed." \
  "Ikke nå. Avslutt dagen og lukk vinduet først (eller bruk /FORCE). Ingenting er endret."
!insertmacro TEXT NO_COPY "The till's data could not be copied, so nothing was installed. See install.log." \
  "Kassens data kunne ikke kopieres, så ingenting er installert. Se install.log."
!insertmacro TEXT BACK "Trofast ${VERSION} does not work on this till. The release before goes on, with every sale. See install.log." \
  "Trofast ${VERSION} virker ikke på denne kassen. Den forrige utgaven går videre, med alle salg. Se install.log."
!insertmacro TEXT NOT_BACK \
  "Trofast ${VERSION} does not work on this till, and the release before could not have its data back. No sale is lost. Call support and delete nothing. See install.log." \
  "Trofast ${VERSION} virker ikke på denne kassen, og den forrige utgaven kunne ikke få tilbake dataene sine. Ingen salg er tapt. Ring support og slett ingenting. Se install.log."
!insertmacro TEXT STUCK "The program's folders could not be exchanged. The release before goes on. Start the computer anew and try again." \
  "Programmappene kunne ikke byttes. Den forrige utgaven går videre. Start datamaskinen på nytt og prøv igjen."
!insertmacro TEXT PLACELESS "Trofast is installed, but this till did not get its place. See install.log, and try again with a new code." \
  "Trofast er installert, men kassen fikk ikke plassen sin. Se install.log, og prøv igjen med en ny kode."
!insertmacro TEXT UNGUARDED "The access list of the till's data could not be set, so nothing was installed. Does the account exist?" \
  "Tilgangslisten for kassens data kunne ikke settes, så ingenting er installert. Finnes kontoen?"
!insertmacro TEXT LAME "Trofast does not start on this computer, so it was not installed. See install.log." \
  "Trofast starter ikke på denne datamaskinen, så den er ikke installert. Se install.log."
!insertmacro TEXT WAITING \
  "The server does not have everything that this till sold. Nothing was removed. Connect the till, let it send, and try again." \
  "Serveren har ikke alt som denne kassen har solgt. Ingenting er fjernet. Koble til nettet, la kassen sende, og prøv igjen."

Var Data        ; where the till's data are
Var Account     ; whose they are
Var Old         ; the folder of the release that runs until now; "" on a first installation
Var Busy        ; the handle by which the starter knows that an update goes on
Var Answer      ; a command's exit code
Var Said        ; a command's words

; --- what both halves use -------------------------------------------------------------------------------------------------

!macro SHARED un
; Write the text on the stack into install.log, which only administrators may write.
Function ${un}Note
  Exch $R0
  Push $R1
  Push $R2
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  Push $6
  DetailPrint "$R0"
  ${GetTime} "" "L" $0 $1 $2 $3 $4 $5 $6
  ClearErrors
  FileOpen $R1 "$INSTDIR\install.log" a
  ${IfNot} ${Errors}
    FileSeek $R1 0 END
    FileWriteUTF16LE /BOM $R1 "$2-$1-$0 $4:$5:$6 ${VERSION}: $R0$\r$\n"
    FileClose $R1
  ${EndIf}
  Pop $6
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
  Pop $R2
  Pop $R1
  Pop $R0
FunctionEnd

; Run the command line on the stack without a window; its code in $Answer, its words in $Said and in install.log.
Function ${un}Ask
  Exch $R0
  Push "$R0"
  Call ${un}Note
  nsExec::ExecToStack '$R0'
  Pop $Answer
  Pop $Said
  Push "  = $Answer  $Said"
  Call ${un}Note
  Pop $R0
FunctionEnd

; The folder that current.txt names, or the one that is there; in $Old, "" when there is none.
Function ${un}FindOld
  Push $R0
  StrCpy $Old ""
  ClearErrors
  FileOpen $R0 "$INSTDIR\current.txt" r
  ${IfNot} ${Errors}
    FileRead $R0 $Old 32
    FileClose $R0
    ${TrimNewLines} $Old $Old
    ${If} $Old != "previous"
    ${AndIf} $Old != "next"
      StrCpy $Old "app"
    ${EndIf}
  ${Else}
    StrCpy $Old "app"
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\$Old\trofast.exe"
    StrCpy $Old "app"
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\$Old\trofast.exe"
    StrCpy $Old "next"
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\$Old\trofast.exe"
    StrCpy $Old "previous"
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\$Old\trofast.exe"
    StrCpy $Old ""
  ${EndIf}
  Pop $R0
FunctionEnd

; Wait until nobody runs the programs in the folder on the stack (who fetched this installer ends a moment after it
; starts); $Answer is 0, or 1 when somebody still does.
Function ${un}AwaitIdle
  Exch $R0
  Push $R1
  Push $R2
  StrCpy $R1 0
  ${Do}
    StrCpy $Answer 0
    ${ForEach} $R2 0 1 + 1
      ${If} $R2 = 0
        StrCpy $Said "$R0\trofast.exe"
      ${Else}
        StrCpy $Said "$R0\trofast-till.exe"
      ${EndIf}
      ${If} ${FileExists} "$Said"
        Push $R3
        ClearErrors
        FileOpen $R3 "$Said" a
        ${If} ${Errors}
          StrCpy $Answer 1
        ${Else}
          FileClose $R3
        ${EndIf}
        Pop $R3
      ${EndIf}
    ${Next}
    ${If} $Answer = 0
    ${OrIf} $R1 >= 20
      ${Break}
    ${EndIf}
    IntOp $R1 $R1 + 1
    Sleep 500
  ${Loop}
  Pop $R2
  Pop $R1
  Pop $R0
FunctionEnd
!macroend
!insertmacro SHARED ""
!insertmacro SHARED "un."

!macro Note TEXT
  Push "${TEXT}"
  !ifdef __UNINSTALL__
    Call un.Note
  !else
    Call Note
  !endif
!macroend
!define Note "!insertmacro Note"

!macro Ask COMMAND
  Push '${COMMAND}'
  !ifdef __UNINSTALL__
    Call un.Ask
  !else
    Call Ask
  !endif
!macroend
!define Ask "!insertmacro Ask"

; End with a code and a sentence.
!macro Stop CODE TEXT
  ${Note} "stopped with ${CODE}: ${TEXT}"
  MessageBox MB_ICONSTOP|MB_OK "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend
!define Stop "!insertmacro Stop"

; Rename a folder, patiently: whoever looks for viruses holds new files for a moment. Sets the error flag.
!macro Rename FROM TO
  ${ForEach} $R8 1 20 + 1
    ClearErrors
    Rename "${FROM}" "${TO}"
    ${IfNot} ${Errors}
      ${Break}
    ${EndIf}
    Sleep 500
  ${Next}
!macroend
!define MoveFolder "!insertmacro Rename"

; Say which folder runs: written beside and renamed, so that a power cut leaves the old word or the new one.
!macro PointTo FOLDER
  ClearErrors
  FileOpen $R9 "$INSTDIR\current.new" w
  FileWrite $R9 "${FOLDER}$\r$\n"
  FileClose $R9
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\current.new", w "$INSTDIR\current.txt", i 9) i .R9'
!macroend
!define PointTo "!insertmacro PointTo"

; --- installing ---------------------------------------------------------------------------------------------------------

Section "Trofast" program
  SectionIn RO
  CreateDirectory "$INSTDIR"
  ${Note} "installing into $INSTDIR"
  Call FindOld
  ${GetParameters} $R0

  ; Whose data they are has to be known before there are any.
  ${If} $Old == ""
    ClearErrors
    ${GetOptions} $R0 "/TILLUSER=" $Account
    ${If} ${Errors}
      Call WhoSitsHere
    ${EndIf}
    ${If} $Account == ""
      ${Stop} ${NO_ACCOUNT} "$(WHICH_ACCOUNT)"
    ${EndIf}
    ${Note} "the till's account is $Account"
  ${EndIf}

  ; The new release, what it makes of the data, and a reserve.
  SectionGetSize ${program} $R1
  IntOp $R1 $R1 / 512
  IntOp $R1 $R1 + 200
  ${DriveSpace} "$INSTDIR\" "/D=F /S=M" $R2
  ${If} $R2 < $R1
    ${Stop} ${NO_ROOM} "$(TOO_LITTLE_ROOM)"
  ${EndIf}

  ; A file that is there is of an update that broke off; one that is held, of an update that goes on.
  StrCpy $R7 0
  ${If} ${FileExists} "$INSTDIR\updating.txt"
    StrCpy $R7 1
  ${EndIf}
  ClearErrors
  FileOpen $Busy "$INSTDIR\updating.txt" w
  ${If} ${Errors}
    ${Stop} ${IN_USE} "$(HELD)"
  ${EndIf}
  FileWrite $Busy "${VERSION}"

  ${If} $Old != ""
    Push "$INSTDIR\$Old"
    Call AwaitIdle
    ${If} $Answer <> 0
      FileClose $Busy
      Delete "$INSTDIR\updating.txt"
      ${Stop} ${IN_USE} "$(HELD)"
    ${EndIf}
    ${If} $R7 = 1
      ${Note} "an earlier installation broke off"
      ${If} $Old == "next"
        ; It was checked and only its folder not renamed yet.
        Call Swap
        Call FindOld
      ${Else}
        ${Ask} '"$INSTDIR\$Old\trofast.exe" update way-back'
      ${EndIf}
    ${EndIf}
    ClearErrors
    ${GetOptions} $R0 "/FORCE" $R1
    ${If} ${Errors}
      ${Ask} '"$INSTDIR\$Old\trofast.exe" update ready'
      ${If} $Answer == 1
        Call LetGo
        ${Stop} ${NOT_NOW} "$(LATER)"
      ${ElseIf} $Answer != 0
        Call LetGo
        ${Stop} ${NOT_PREPARED} "$(NO_COPY)"
      ${EndIf}
    ${EndIf}
    ${Ask} '"$INSTDIR\$Old\trofast.exe" update prepare --to ${VERSION}'
    ${If} $Answer != 0
      Call LetGo
      ${Stop} ${NOT_PREPARED} "$(NO_COPY)"
    ${EndIf}
  ${Else}
    Call Guard
  ${EndIf}

  ; Beside the one that runs: a power cut while files are written touches nothing that is in use.
  RMDir /r "$INSTDIR\next"
  SetOutPath "$INSTDIR\next"
  File /r "${PAYLOAD}/*"
  SetOutPath "$INSTDIR"

  ${If} $Old != ""
    ${Ask} '"$INSTDIR\next\trofast.exe" update start-up-check'
    ${If} $Answer != 0
      ${Note} "${VERSION} does not work on this till"
      ${Ask} '"$INSTDIR\$Old\trofast.exe" update way-back'
      StrCpy $R6 $Answer
      RMDir /r "$INSTDIR\next"
      ${If} $R6 != 0
        FileClose $Busy ; the file stays: whoever starts the till tries the way back again
        ${Stop} ${NO_WAY_BACK} "$(NOT_BACK)"
      ${EndIf}
      Call LetGo
      ${Stop} ${WENT_BACK} "$(BACK)"
    ${EndIf}
  ${Else}
    ${Ask} '"$INSTDIR\next\trofast.exe" --version'
    ${If} $Answer != 0
      RMDir /r "$INSTDIR\next"
      Call LetGo
      ${Stop} ${DOES_NOT_RUN} "$(LAME)"
    ${EndIf}
  ${EndIf}

  ; From here on the new one is the till's: the data are its own.
  ${PointTo} "next"
  Call Swap
  ${If} ${Errors}
    ${If} $Old != ""
      ${PointTo} "$Old"
      ${Ask} '"$INSTDIR\$Old\trofast.exe" update way-back'
    ${EndIf}
    Call LetGo
    ${Stop} ${NOT_SWAPPED} "$(STUCK)"
  ${EndIf}

  SetOverwrite try ; the starter may just be starting the till
  File "/oname=$INSTDIR\trofast-start.exe" "${STARTER}"
  SetOverwrite on
  File "/oname=$INSTDIR\trofast.cmd" "trofast.cmd"
  File "/oname=$INSTDIR\go-back.cmd" "go-back.cmd"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Trofast.lnk" "$INSTDIR\trofast-start.exe" "" "$INSTDIR\app\trofast-till.exe"

  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "Trofast"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "Trofast"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\app\trofast-till.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  SectionGetSize ${program} $R1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" $R1

  ; At the computer's start, when no window is open yet, and every hour.
  ${Ask} '"$SYSDIR\schtasks.exe" /Create /F /RU SYSTEM /RL HIGHEST /SC ONSTART /DELAY 0001:00 /TN "${TASK} at start" /TR "\"$INSTDIR\trofast.cmd\" update install"'
  ${Ask} '"$SYSDIR\schtasks.exe" /Create /F /RU SYSTEM /RL HIGHEST /SC HOURLY /TN "${TASK}" /TR "\"$INSTDIR\trofast.cmd\" update install"'
  Call LetGo
  ${Note} "installed"

  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PROVISION=" $R1
  ${IfNot} ${Errors}
    ${Ask} '"$INSTDIR\app\trofast.exe" provision --file "$R1" --silent'
    ${If} $Answer != 0
      ${Stop} ${NO_PLACE} "$(PLACELESS)"
    ${EndIf}
  ${EndIf}
SectionEnd

Section /o "$(WITH_WINDOWS)" autostart
  WriteRegStr HKLM "${RUN_KEY}" "Trofast" '"$INSTDIR\trofast-start.exe"'
SectionEnd

Function .onInit
  SetRegView 64
  SetShellVarContext all
  StrCpy $Data "$APPDATA\Trofast"
  ${If} $LANGUAGE = 2068
  ${OrIf} $LANGUAGE = 1044
    StrCpy $LANGUAGE ${LANG_NORWEGIAN}
  ${Else}
    StrCpy $LANGUAGE ${LANG_ENGLISH}
  ${EndIf}
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    ${Stop} ${NO_WINDOWS} "$(WRONG_WINDOWS)"
  ${EndIf}
  ${DisableX64FSRedirection}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AUTOSTART" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${autostart}
  ${EndIf}
FunctionEnd

; Who is signed in at this screen, in $Account: an administrator who typed a password for this installer is somebody
; else, and may never use the till. "" when nobody is.
Function WhoSitsHere
  StrCpy $Account ""
  System::Call 'kernel32::WTSGetActiveConsoleSessionId() i .R1'
  ${ForEach} $R4 7 5 - 2 ; the domain, then the name
    System::Call 'wtsapi32::WTSQuerySessionInformationW(p 0, i R1, i R4, *p .R2, *i .R3) i .R5'
    ${If} $R5 <> 0
      System::Call '*$R2(&w256 .R6)'
      System::Call 'wtsapi32::WTSFreeMemory(p R2)'
      ${If} $R4 = 7
        StrCpy $R7 $R6
      ${ElseIf} $R6 != ""
        StrCpy $Account $R6
      ${EndIf}
    ${EndIf}
  ${Next}
  ${If} $Account == ""
    UserInfo::GetName
    Pop $Account
    ${If} $Account == "SYSTEM"
      StrCpy $Account ""
    ${EndIf}
  ${ElseIf} $R7 != ""
    StrCpy $Account "$R7\$Account"
  ${EndIf}
FunctionEnd

; The data folder belongs to the till's account and the administrators, to nobody else.
Function Guard
  CreateDirectory "$Data"
  ${Ask} '"$SYSDIR\icacls.exe" "$Data" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F "$Account:(OI)(CI)M"'
  ${If} $Answer != 0
    Call LetGo
    ${Stop} ${NOT_GUARDED} "$(UNGUARDED)"
  ${EndIf}
FunctionEnd

; The update is over: whoever waits to start the till may.
Function LetGo
  FileClose $Busy
  Delete "$INSTDIR\updating.txt"
FunctionEnd

; Put `next` into the place of `app`, and keep what runs until now as `previous`. Each step leaves something that the
; starter finds. Sets the error flag when it did not work.
Function Swap
  Call IsRepair
  ${If} $Old == "previous"
    RMDir /r "$INSTDIR\app" ; the one that somebody went back from
  ${ElseIf} $Answer = 1
    ; The same release again: what stands in its place is put aside, and the release before stays where it is.
    RMDir /r "$INSTDIR\replaced"
    ${MoveFolder} "$INSTDIR\app" "$INSTDIR\replaced"
    ${If} ${Errors}
      Return
    ${EndIf}
  ${ElseIf} ${FileExists} "$INSTDIR\app\trofast.exe"
    RMDir /r "$INSTDIR\previous"
    ${MoveFolder} "$INSTDIR\app" "$INSTDIR\previous"
    ${If} ${Errors}
      Return
    ${EndIf}
  ${EndIf}
  ${MoveFolder} "$INSTDIR\next" "$INSTDIR\app"
  ${If} ${Errors}
    ${If} $Answer = 1
      ${MoveFolder} "$INSTDIR\replaced" "$INSTDIR\app"
    ${ElseIf} $Old == "app"
      ${MoveFolder} "$INSTDIR\previous" "$INSTDIR\app"
    ${EndIf}
    SetErrors
    Return
  ${EndIf}
  ${PointTo} "app"
  RMDir /r "$INSTDIR\replaced"
  ClearErrors
FunctionEnd

; $Answer is 1 when `app` runs and holds the very release that this installer brings.
Function IsRepair
  StrCpy $Answer 0
  ${If} $Old == "app"
    ClearErrors
    FileOpen $R9 "$INSTDIR\app\_internal\pos_app\VERSION" r
    ${IfNot} ${Errors}
      FileRead $R9 $Said 64
      FileClose $R9
      ${TrimNewLines} $Said $Said
      ${If} $Said == "${VERSION}"
        StrCpy $Answer 1
      ${EndIf}
    ${EndIf}
  ${EndIf}
FunctionEnd

; --- removing -----------------------------------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  StrCpy $Data "$APPDATA\Trofast"
  ${DisableX64FSRedirection}
FunctionEnd

; The data stay, whatever is removed: sales in them may be nowhere else. /DELETEDATA takes them away too, once the
; server has everything.
Section "Uninstall"
  ${Note} "removing"
  Call un.FindOld
  ${If} $Old != ""
    Push "$INSTDIR\$Old"
    Call un.AwaitIdle
    ${If} $Answer <> 0
      ${Stop} ${IN_USE} "$(HELD)"
    ${EndIf}
    ${Ask} '"$INSTDIR\$Old\trofast.exe" unsent'
    StrCpy $R5 $Answer
  ${Else}
    StrCpy $R5 "nobody to ask"
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DELETEDATA" $R1
  ${If} ${Errors}
    StrCpy $R1 "kept"
  ${Else}
    StrCpy $R1 "deleted"
    ${If} $R5 != 0
      ${Stop} ${SALES_WAIT} "$(WAITING)"
    ${EndIf}
  ${EndIf}

  nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /F /TN "${TASK}"'
  Pop $Answer
  nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /F /TN "${TASK} at start"'
  Pop $Answer
  DeleteRegValue HKLM "${RUN_KEY}" "Trofast"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  Delete "$SMPROGRAMS\Trofast.lnk"
  RMDir /r "$INSTDIR\app"
  RMDir /r "$INSTDIR\previous"
  RMDir /r "$INSTDIR\next"
  RMDir /r "$INSTDIR\replaced"
  RMDir /r "$INSTDIR\updates"
  Delete "$INSTDIR\current.txt"
  Delete "$INSTDIR\current.new"
  Delete "$INSTDIR\updating.txt"
  Delete "$INSTDIR\trofast-start.exe"
  Delete "$INSTDIR\trofast.cmd"
  Delete "$INSTDIR\go-back.cmd"
  Delete "$INSTDIR\uninstall.exe"
  ${If} $R1 == "deleted"
    RMDir /r "$Data"
  ${EndIf}
  Delete "$INSTDIR\install.log"
  RMDir "$INSTDIR"
SectionEnd
