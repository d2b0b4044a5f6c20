"""Is the till's clock right? Receipts show it, and the tax office reads them."""

from __future__ import annotations

import time
from collections.abc import Iterator

from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong

AREA = Area("clock", "Clock", "Klokke")

OFF_MS, FAR_OFF_MS = 120_000, 3_600_000
FELL_BACK_MS = 60_000

OFF = Words(
    "clock.off",
    "The till's clock was {minutes} min {way} the server's when it was last heard ({hours} h ago).",
    "Set the clock: receipts show it. Let the network keep it right (timedatectl set-ntp true).",
    "Kassens klokke gikk {minutes} min {way_nb} serverens da den sist ble hørt (for {hours} t siden).",
    "Still klokken: kvitteringene viser den. La nettet holde den riktig (timedatectl set-ntp true).",
)
SET_BACK = Words(
    "clock.set_back",
    "The till's clock shows a time before its newest record, by {minutes} min: it was set back.",
    "Set the clock right before you sell on: receipts of today would lie about their time.",
    "Kassens klokke viser en tid før den nyeste posten, med {minutes} min: den er stilt tilbake.",
    "Still klokken riktig før du selger videre: dagens kvitteringer ville lyve om tiden.",
)
NOT_KEPT = Words(
    "clock.not_kept",
    "Nothing keeps this machine's clock right.",
    "Switch it on: timedatectl set-ntp true (or install chrony).",
    "Ingenting holder klokken i denne maskinen riktig.",
    "Slå det på: timedatectl set-ntp true (eller installer chrony).",
)
NO_ZONE = Words(
    "clock.no_zone",
    "This machine does not know the shop's time zone {zone}.",
    "Have the time-zone data installed (tzdata), or the zone put right at the server.",
    "Denne maskinen kjenner ikke butikkens tidssone {zone}.",
    "Få installert tidssonedata (tzdata), eller få sonen rettet på serveren.",
)
RIGHT = Words(
    "clock.right",
    "{kept}; {server}. The shop's zone is {zone}.",
    "",
    "{kept_nb}; {server_nb}. Butikkens sone er {zone}.",
    "",
)


def check(case: Case) -> Iterator[Found]:
    """Look."""
    zone = _zone(case)
    if zone and not _is_zone(zone):
        yield wrong(NO_ZONE, zone=zone)
    is_well = True
    now = case.machine.wall_ms()
    newest = case.newest_record_ms
    if newest > now + FELL_BACK_MS:
        is_well = False
        yield wrong(SET_BACK, minutes=(newest - now) // 60_000)
    heard = case.heard
    if heard is not None and abs(heard[0]) > OFF_MS:
        is_well = False
        difference, at = heard
        yield (wrong if abs(difference) > FAR_OFF_MS else look)(
            OFF,
            minutes=abs(difference) // 60_000,
            way="behind" if difference > 0 else "ahead of",
            way_nb="etter" if difference > 0 else "foran",
            hours=max(now + difference - at, 0) // 3_600_000,
        )
    kept = case.machine.is_clock_kept()
    if kept is False:
        is_well = False
        yield look(NOT_KEPT)
    if is_well:
        yield ok(RIGHT, **_told(kept, heard), zone=zone or time.tzname[0])


def _told(kept: bool | None, heard: tuple[int, int] | None) -> dict[str, str]:
    said = {
        "kept": "The network keeps the clock right" if kept else "What keeps the clock right is not known",
        "kept_nb": "Nettet holder klokken riktig" if kept else "Hva som holder klokken riktig, er ikke kjent",
        "server": "the server's time was not heard yet",
        "server_nb": "serverens tid er ikke hørt ennå",
    }
    if heard is not None:
        said["server"] = f"{abs(heard[0]) / 1000:.1f} s from the server's as last heard"
        said["server_nb"] = f"{abs(heard[0]) / 1000:.1f} s fra serverens slik den sist ble hørt"
    return said


def _zone(case: Case) -> str:
    """The shop's zone, as the replica says it; "" before the first load."""
    shop = case.shop
    return shop.zone if shop is not None else ""


def _is_zone(zone: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # each of which zoneinfo raises for a zone that it has not
        return False
    return True
