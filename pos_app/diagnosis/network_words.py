"""What the check of network and server can say."""

from __future__ import annotations

from pos_app.diagnosis.words import Words

_SOLD_ON = "Sales are kept on the till meanwhile."
_SOLD_ON_NB = "Salgene tas vare på i kassen så lenge."

NO_ADDRESS = Words(
    "network.no_address",
    "{url} is no address of a server.",
    "Mend [server] url in till.toml.",
    "{url} er ingen serveradresse.",
    "Rett [server] url i till.toml.",
)
NO_NETWORK = Words(
    "network.no_network",
    "This machine is in no network: no cable is in, or the wireless network is off.",
    f"Put the network cable in, or choose the wireless network. {_SOLD_ON}",
    "Maskinen er ikke i noe nett: ingen kabel er i, eller det trådløse nettet er av.",
    f"Sett i nettkabelen, eller velg det trådløse nettet. {_SOLD_ON_NB}",
)
NO_NAME = Words(
    "network.no_name",
    "The network does not know the name {host}.",
    f"Does nothing else reach the internet, restart the shop's router. Else mend [server] url. {_SOLD_ON}",
    "Nettet kjenner ikke navnet {host}.",
    f"Når heller ingenting annet internett, start ruteren på nytt. Ellers rett [server] url. {_SOLD_ON_NB}",
)
NO_WORD = Words(
    "network.no_word",
    "{host} does not answer on port {port}: it is off, or a firewall swallows the question.",
    f"Ask whoever runs the server whether it is up; ask about a firewall towards port {{port}}. {_SOLD_ON}",
    "{host} svarer ikke på port {port}: den er av, eller en brannmur sluker spørsmålet.",
    f"Spør den som driver serveren om den er oppe; spør om en brannmur mot port {{port}}. {_SOLD_ON_NB}",
)
REFUSED = Words(
    "network.refused",
    "Nothing serves {host} on port {port} ({why}).",
    f"Ask whoever runs the server to start it; is the address right? {_SOLD_ON}",
    "Ingenting svarer hos {host} på port {port} ({why}).",
    f"Be den som driver serveren starte den; er adressen riktig? {_SOLD_ON_NB}",
)
REACHED = Words(
    "network.reached", "{host}:{port} answers in {ms} ms.", "", "{host}:{port} svarer på {ms} ms.", ""
)
NOT_SAFE = Words(
    "network.not_safe",
    "The line to {host} is not encrypted: others in the network can read what goes over it.",
    "Have the server given a certificate, and write https:// in [server] url.",
    "Linjen til {host} er ikke kryptert: andre i nettet kan lese det som går der.",
    "Få serveren utstyrt med et sertifikat, og skriv https:// i [server] url.",
)
PROVEN = Words(
    "network.proven",
    "{host} answers and proves who it is; its certificate is good for {days} more days.",
    "",
    "{host} svarer og beviser hvem den er; sertifikatet gjelder i {days} dager til.",
    "",
)
RUNS_OUT = Words(
    "network.runs_out",
    "The certificate of {host} runs out in {days} days.",
    "Tell whoever runs the server to renew it: after that no till sends anything.",
    "Sertifikatet til {host} går ut om {days} dager.",
    "Be den som driver serveren fornye det: etter det sender ingen kasse noe.",
)
RAN_OUT = Words(
    "network.ran_out",
    "The certificate of {host} has run out (or this till's clock is far ahead).",
    f"Look at the clock; is it right, the server's certificate must be renewed. {_SOLD_ON}",
    "Sertifikatet til {host} er gått ut (eller kassens klokke går langt foran).",
    f"Se på klokken; er den riktig, må serverens sertifikat fornyes. {_SOLD_ON_NB}",
)
NOT_VALID_YET = Words(
    "network.not_valid_yet",
    "The certificate of {host} is not valid yet: most likely this till's clock is far behind.",
    f"Set the clock. {_SOLD_ON}",
    "Sertifikatet til {host} gjelder ikke ennå: trolig går kassens klokke langt etter.",
    f"Still klokken. {_SOLD_ON_NB}",
)
OTHER_NAME = Words(
    "network.other_name",
    "What answers at {host} has a certificate for another name.",
    f"Write the name in [server] url that the certificate is for, or have a new certificate made. {_SOLD_ON}",
    "Det som svarer på {host}, har et sertifikat for et annet navn.",
    f"Skriv navnet sertifikatet gjelder for, i [server] url, eller få laget et nytt sertifikat. {_SOLD_ON_NB}",
)
UNKNOWN_AUTHORITY = Words(
    "network.unknown_authority",
    "The certificate of {host} is from nobody whom this till trusts: the company's own, or somebody in between.",
    "Has the company an authority of its own, put its file beside till.toml as server-ca.pem. Else let nobody work "
    "here before it is known who answers.",
    "Sertifikatet til {host} er fra noen kassen ikke stoler på: firmaets eget, eller noen som har stilt seg imellom.",
    "Har firmaet sin egen utsteder, legg filen dens ved siden av till.toml som server-ca.pem. Ellers må det finnes ut "
    "hvem som svarer.",
)
OTHER_AUTHORITY = Words(
    "network.other_authority",
    "The certificate of {host} is not by the authority whose file this till has ({file}).",
    "Was the authority made anew, put its new file in the place of {file}. Else let nobody work here before it is "
    "known who answers.",
    "Sertifikatet til {host} er ikke fra utstederen som denne kassen har filen til ({file}).",
    "Er utstederen laget på nytt, legg den nye filen i stedet for {file}. Ellers må det finnes ut hvem som svarer.",
)
NO_AUTHORITY_FILE = Words(
    "network.no_authority_file",
    "The file of the shop's own authority, {file}, can not be used: it is not there, or no certificate.",
    f"Put it back beside till.toml, as whoever runs the server has it. {_SOLD_ON}",
    "Filen til butikkens egen utsteder, {file}, kan ikke brukes: den finnes ikke, eller er ikke noe sertifikat.",
    f"Legg den tilbake ved siden av till.toml, slik den som driver serveren har den. {_SOLD_ON_NB}",
)
NOT_VALID = Words(
    "network.not_valid",
    "The certificate of {host} does not hold ({why}).",
    f"Tell whoever runs the server. {_SOLD_ON}",
    "Sertifikatet til {host} holder ikke ({why}).",
    f"Si fra til den som driver serveren. {_SOLD_ON_NB}",
)
NO_TLS = Words(
    "network.no_tls",
    "What answers at {host} does not speak TLS.",
    f"Is the port right? Does a sign-in page of the network stand in between? {_SOLD_ON}",
    "Det som svarer på {host}, snakker ikke TLS.",
    f"Er porten riktig? Står en innloggingsside i nettet imellom? {_SOLD_ON_NB}",
)
PROXY = Words(
    "network.proxy",
    "This machine is set to a proxy, which the till passes over: it goes to its server directly.",
    "Have the shop's network let the till through to its server.",
    "Maskinen er satt opp med en proxy, som kassen går utenom: den går rett til serveren.",
    "Få butikkens nett til å slippe kassen fram til serveren.",
)
TAKES = Words(
    "network.takes",
    "The server is well, speaks this till's protocol and takes its key (change {cursor}).",
    "",
    "Serveren har det bra, snakker kassens protokoll og godtar nøkkelen (endring {cursor}).",
    "",
)
CLOCK = Words(
    "network.clock_off",
    "The till's clock is {minutes} min {way} the server's now.",
    "Set the clock: receipts show it. Let the network keep it right (timedatectl set-ntp true).",
    "Kassens klokke går {minutes} min {way_nb} serverens nå.",
    "Still klokken: kvitteringene viser den. La nettet holde den riktig (timedatectl set-ntp true).",
)
TROUBLE = Words(
    "network.trouble",
    "The server answers, and not as it should ({why}).",
    f"It is tried again by itself. Does it stay so, call support. {_SOLD_ON}",
    "Serveren svarer, men ikke som den skal ({why}).",
    f"Det prøves igjen av seg selv. Blir det slik, ring brukerstøtte. {_SOLD_ON_NB}",
)
HUB_NOT_NAMED = Words(
    "network.hub_not_named",
    "till.toml names a hub at {url}, and the server has named none to this till.",
    "Has the hub just been set up, wait until the till was online. Else take [hub] out of till.toml.",
    "till.toml nevner et knutepunkt på {url}, og serveren har ikke nevnt noe for denne kassen.",
    "Er knutepunktet nettopp satt opp, vent til kassen har vært på nett. Ellers ta [hub] ut av till.toml.",
)
NOT_THE_HUB = Words(
    "network.not_the_hub",
    "What answers at {url} is not the store's hub that the server named. The till takes nothing from it.",
    "Has the hub's machine got another address, mend [hub] url. Else find out what answers there.",
    "Det som svarer på {url}, er ikke butikkens knutepunkt slik serveren nevnte det. Kassen tar ikke imot noe fra det.",
    "Har maskinen fått en annen adresse, rett [hub] url. Ellers finn ut hva som svarer der.",
)
HUB = Words(
    "network.hub", "The store's hub answers at {url}.", "", "Butikkens knutepunkt svarer på {url}.", ""
)
NO_HUB = Words(
    "network.no_hub",
    "The store's hub does not answer at {url}.",
    "Look whether that machine is on. While the server answers nothing is missing; without both, fewer points can be "
    "used.",
    "Butikkens knutepunkt svarer ikke på {url}.",
    "Se om den maskinen er på. Mens serveren svarer, mangler ingenting; uten begge kan færre poeng brukes.",
)


def _trouble(code: str, says: str, do: str, says_nb: str, do_nb: str) -> tuple[str, Words]:
    return code, Words(f"network.{code}", says, f"{do} {_SOLD_ON}", says_nb, f"{do_nb} {_SOLD_ON_NB}")


TROUBLES = dict(
    (
        _trouble(
            "unknown_till",
            "The server does not know this till.",
            "Is it the right server? Else set the till up again with a new code.",
            "Serveren kjenner ikke denne kassen.",
            "Er det riktig server? Ellers sett opp kassen på nytt med en ny kode.",
        ),
        _trouble(
            "bad_signature",
            "The server does not take this till's key.",
            "Compare the key shown above with the server's (`trofast-server till list`); set the till up again.",
            "Serveren godtar ikke nøkkelen til denne kassen.",
            "Sammenlign nøkkelen ovenfor med serverens (`trofast-server till list`); sett opp kassen på nytt.",
        ),
        _trouble(
            "revoked",
            "This till was reported lost or stolen at the server.",
            "Is that a mistake, have it set up again with a new code.",
            "Denne kassen er meldt mistet eller stjålet på serveren.",
            "Er det en feil, få den satt opp igjen med en ny kode.",
        ),
        _trouble(
            "frozen",
            "The server froze this till: there is a copy of it, or its journal was changed.",
            "Call support (`trofast-server till forks` tells more); it must be set up anew.",
            "Serveren har frosset denne kassen: det finnes en kopi av den, eller journalen er endret.",
            "Ring brukerstøtte (`trofast-server till forks` sier mer); den må settes opp på nytt.",
        ),
        _trouble(
            "clock",
            "The server does not take this till's clock.",
            "Set the clock.",
            "Serveren godtar ikke klokken i denne kassen.",
            "Still klokken.",
        ),
        _trouble(
            "update_till",
            "This till is too old for its server.",
            "Update the till.",
            "Denne kassen er for gammel for serveren.",
            "Oppdater kassen.",
        ),
        _trouble(
            "update_server",
            "The server is too old for this till.",
            "Have the server updated.",
            "Serveren er for gammel for denne kassen.",
            "Få serveren oppdatert.",
        ),
        _trouble(
            "not_our_server",
            "A web page answers in place of the server: the network wants a sign-in, or the address is another one's.",
            "Sign in to the network with a browser, or mend [server] url.",
            "En nettside svarer i stedet for serveren: nettet vil ha innlogging, eller adressen er en annens.",
            "Logg inn i nettet med en nettleser, eller rett [server] url.",
        ),
        _trouble(
            "server_error",
            "The server answers that it has a fault of its own.",
            "Tell whoever runs it (`trofast-server doctor` there says what).",
            "Serveren svarer at den har en feil selv.",
            "Si fra til den som driver den (`trofast-server doctor` der sier hva).",
        ),
        _trouble(
            "busy",
            "The server is busy and asks the till to wait.",
            "Nothing; it is tried again by itself.",
            "Serveren har mye å gjøre og ber kassen vente.",
            "Ingenting; det prøves igjen av seg selv.",
        ),
        _trouble(
            "timeout",
            "The server is reached and gives no answer in time.",
            "Is the line slow today? Else tell whoever runs the server.",
            "Serveren nås, men svarer ikke i tide.",
            "Er linjen treg i dag? Ellers si fra til den som driver serveren.",
        ),
        _trouble(
            "no_answer",
            "What answers at the server's address closes the line without a word.",
            "Tell whoever runs the server; is the port right?",
            "Det som svarer på serverens adresse, lukker linjen uten et ord.",
            "Si fra til den som driver serveren; er porten riktig?",
        ),
    )
)
