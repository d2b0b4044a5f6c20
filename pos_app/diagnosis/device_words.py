"""What the check of devices can say."""

from __future__ import annotations

from pos_app.diagnosis.words import Words

TYPING_SCANNER = Words(
    "devices.typing_scanner",
    "{name}: types codes as a keyboard does; only a scan shows whether it works.",
    "",
    "{name}: skriver koder som et tastatur; bare en skanning viser om den virker.",
    "",
)
PORT_OPENS = Words(
    "devices.port_opens",
    "{name}: its port {path} is there and can be opened.",
    "",
    "{name}: porten {path} er der og kan åpnes.",
    "",
)
NO_PORT = Words(
    "devices.no_port",
    "{name}: there is no port {path}. Serial devices that are plugged in: {others}.",
    "Put its cable back. Has it another port now, write that under [[scanner]] path in till.toml.",
    "{name}: porten {path} finnes ikke. Serielle enheter som er koblet til: {others}.",
    "Sett kabelen i igjen. Har den fått en annen port, skriv den under [[scanner]] path i till.toml.",
)
NO_PORT_RIGHT = Words(
    "devices.no_port_right",
    "{name}: this user may not open {path}; the group {group} may.",
    "As administrator: adduser trofast {group}, then start the till's session again.",
    "{name}: denne brukeren får ikke åpne {path}; gruppen {group} får det.",
    "Som administrator: adduser trofast {group}, og start kassens økt på nytt.",
)
NO_PRINTER = Words(
    "devices.no_printer",
    "till.toml names no printer: receipts stay in the queue.",
    "Write it under [printer] in till.toml, and start the till again.",
    "till.toml nevner ingen skriver: kvitteringer blir liggende i køen.",
    "Skriv den under [printer] i till.toml, og start kassen på nytt.",
)
NO_LOGO = Words(
    "devices.no_logo",
    "The logo for receipts, {file}, is not there: receipts are printed without it.",
    "Put the picture back, or take `logo` out of till.toml.",
    "Logoen til kvitteringer, {file}, finnes ikke: kvitteringer skrives uten.",
    "Legg bildet tilbake, eller ta `logo` ut av till.toml.",
)
READY = Words("devices.ready", "{name}: it answers and is ready.", "", "{name}: svarer og er klar.", "")
IN_USE = Words(
    "devices.in_use",
    "{name}: in use by the till, which has not heard of it yet.",
    "",
    "{name}: i bruk av kassen, som ikke har hørt fra den ennå.",
    "",
)
IN_USE_READY = Words(
    "devices.in_use_ready",
    "{name}: in use by the till, ready when it was last heard.",
    "",
    "{name}: i bruk av kassen, klar da den sist ble hørt.",
    "",
)
NOT_READY = Words(
    "devices.not_ready",
    "{name}: it does not work.",
    "Look at its power and cable; switch it off and on.",
    "{name}: virker ikke.",
    "Se på strøm og kabel; slå den av og på.",
)
OWN_TERMINAL = Words(
    "devices.own_terminal",
    "The card terminal stands by itself; the till does not ask it.",
    "",
    "Kortterminalen står for seg selv; kassen spør den ikke.",
    "",
)
TERMINAL_THERE = Words(
    "devices.terminal_there",
    "{name}: answers at {where} (nothing was asked of it).",
    "",
    "{name}: svarer på {where} (den ble ikke spurt om noe).",
    "",
)
TERMINAL_AWAY = Words(
    "devices.terminal_away",
    "{name}: nobody answers at {where}.",
    "Look at its power, its network cable, and whether its address changed. Cards still work: key the amount in there.",
    "{name}: ingen svarer på {where}.",
    "Se på strøm, nettkabel, og om adressen er endret. Kort virker likevel: tast beløpet på terminalen.",
)
TERMINAL_NAME = Words(
    "devices.terminal_name",
    "{name}: the network knows nobody called {where}.",
    "Mend [terminal] host in till.toml; an address of four numbers needs no name service.",
    "{name}: nettet kjenner ingen som heter {where}.",
    "Rett [terminal] host i till.toml; en adresse med fire tall trenger ingen navnetjeneste.",
)
FONTS = Words(
    "devices.fonts",
    "Letters that the printer has not (Korean, Cyrillic) can be drawn.",
    "",
    "Bokstaver skriveren ikke har (koreanske, kyrilliske), kan tegnes.",
    "",
)
NO_FONT = Words(
    "devices.no_font",
    "No font of this machine draws {letter}: receipts with such letters can not be printed.",
    "Have the fonts installed: apt install fonts-noto-core fonts-noto-cjk",
    "Ingen skrift i maskinen tegner {letter}: kvitteringer med slike bokstaver kan ikke skrives ut.",
    "Få skriftene installert: apt install fonts-noto-core fonts-noto-cjk",
)


def _cause(cause: str, says: str, do: str, says_nb: str, do_nb: str) -> tuple[str, Words]:
    return cause, Words(f"devices.{cause}", "{name}: " + says, do, "{name}: " + says_nb, do_nb)


CAUSES = dict(
    (
        _cause("paper_out", "out of paper.", "Put in a new roll.", "tom for papir.", "Sett i en ny rull."),
        _cause(
            "paper_low",
            "the paper is nearly used up.",
            "Have a new roll ready.",
            "snart tom for papir.",
            "Ha en ny rull klar.",
        ),
        _cause("cover_open", "its cover is open.", "Close it.", "lokket er åpent.", "Lukk det."),
        _cause(
            "offline",
            "it is paused, or reports an error.",
            "Press its feed button; switch it off and on.",
            "satt på pause, eller melder feil.",
            "Trykk på mateknappen; slå den av og på.",
        ),
        _cause(
            "cutter",
            "its cutter is stuck.",
            "Switch it off, take out the paper, switch it on.",
            "kniven sitter fast.",
            "Slå den av, ta ut papiret, slå den på.",
        ),
        _cause(
            "spooler",
            "Windows' print service does not run.",
            "Start the computer anew. Does it stay so, start the service named Print Spooler.",
            "utskriftstjenesten i Windows kjører ikke.",
            "Start datamaskinen på nytt. Blir det slik, start tjenesten Utskriftskø.",
        ),
        _cause(
            "queue_paused",
            "its queue is paused in Windows.",
            "Let it go on in Windows' printer settings.",
            "køen er satt på pause i Windows.",
            "La den fortsette i skriverinnstillingene i Windows.",
        ),
        _cause(
            "queue_stuck",
            "an older print job is stuck in Windows.",
            "Delete it in Windows' printer settings.",
            "en eldre utskrift henger i Windows.",
            "Slett den i skriverinnstillingene i Windows.",
        ),
        _cause(
            "hardware_error",
            "it reports a fault of its own.",
            "Switch it off and on. Does it stay so, it needs repair.",
            "melder om en feil i seg selv.",
            "Slå den av og på. Blir det slik, må den repareres.",
        ),
        _cause(
            "not_found",
            "it was not found.",
            "Look at its power and cable, and at its address or path in till.toml.",
            "ble ikke funnet.",
            "Se på strøm og kabel, og på adressen eller stien i till.toml.",
        ),
        _cause(
            "no_permission",
            "this user may not use it.",
            "As administrator: adduser trofast lp (printer) or dialout (serial port), then start the session again.",
            "denne brukeren får ikke bruke den.",
            "Som administrator: adduser trofast lp (skriver) eller dialout (seriell port), og start økten på nytt.",
        ),
        _cause(
            "unreachable",
            "nobody answers at its address.",
            "Look at its power and network cable, and whether its address changed (its self-test prints it).",
            "ingen svarer på adressen.",
            "Se på strøm og nettkabel, og om adressen er endret (selvtesten skriver den ut).",
        ),
        _cause(
            "no_answer",
            "it takes what it is sent and answers nothing.",
            "Switch it off and on. Does this model never answer, set answers_status = false in till.toml.",
            "tar imot og svarer ingenting.",
            "Slå den av og på. Svarer denne modellen aldri, sett answers_status = false i till.toml.",
        ),
        _cause(
            "bad_answer",
            "it answers nonsense.",
            "Switch it off and on; for a serial one look at baud and parity in till.toml.",
            "svarer tull.",
            "Slå den av og på; se på baud og parity i till.toml for en seriell.",
        ),
        _cause(
            "busy",
            "another program is using it.",
            "Close that program (a terminal program, a modem manager).",
            "et annet program bruker den.",
            "Lukk det programmet (et terminalprogram, en modemstyring).",
        ),
        _cause(
            "disk_full",
            "the disk that it prints to is full.",
            "Make room there.",
            "disken den skriver til, er full.",
            "Rydd plass der.",
        ),
        _cause(
            "unplugged",
            "it is unplugged.",
            "Put its cable back.",
            "er koblet fra.",
            "Sett kabelen i igjen.",
        ),
    )
)
