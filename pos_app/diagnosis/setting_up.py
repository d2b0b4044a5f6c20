"""Is ``till.toml`` right, and does the till have its place?"""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, ok, wrong

AREA = Area("settings", "Settings", "Innstillinger")

MISTAKE = Words(
    "settings.mistake",
    "{file}{line}: expected {expected}.",
    "Mend that line, or put back the file as it was. Nothing else can be looked at before.",
    "{file}{line}: ventet {expected}.",
    "Rett den linjen, eller legg tilbake filen slik den var. Resten kan ikke sees på før det er gjort.",
)
NO_PLACE = Words(
    "settings.no_place",
    "This till has no place at a server yet.",
    "Get a one-time code from the office and set the till up with it.",
    "Denne kassen har ikke fått plass hos noen server ennå.",
    "Få en engangskode fra kontoret, og sett opp kassen med den.",
)
NO_SERVER = Words(
    "settings.no_server",
    "{file} names no server: sales stay on this till.",
    "Write the server's address under [server] url, or set the till up again with a new code.",
    "{file} nevner ingen server: salgene blir i denne kassen.",
    "Skriv serverens adresse under [server] url, eller sett opp kassen på nytt med en ny kode.",
)
PLACE = Words(
    "settings.place",
    "{file} is right: till {number} of store {store} (till id {till}).",
    "",
    "{file} er i orden: kasse {number} i butikk {store} (kasse-id {till}).",
    "",
)


def check(case: Case) -> Iterator[Found]:
    """Look."""
    if (mistake := case.mistake) is not None:
        line = f":{mistake.line}" if mistake.line else ""
        yield wrong(MISTAKE, file=case.config.name, line=line, expected=mistake.expected)
        return
    settings = case.settings
    assert settings is not None
    if not settings.is_enrolled:
        yield wrong(NO_PLACE)
        return
    if not settings.server_url:
        yield wrong(NO_SERVER, file=case.config.name)
    yield ok(
        PLACE,
        file=case.config.name,
        number=settings.till_number,
        store=settings.store_id,
        till=settings.till_id,
    )
