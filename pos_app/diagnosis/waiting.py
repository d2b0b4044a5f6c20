"""What has not got where it belongs: records for the server, receipts for the printer, cards that nobody knows of."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong

AREA = Area("waiting", "What waits", "Det som venter")

DAY_MS = 86_400_000
LONG_DAYS, TOO_LONG_DAYS = 1, 7

NOTHING = Words(
    "waiting.nothing",
    "The server has all {records} records of this till.",
    "",
    "Serveren har alle {records} poster fra denne kassen.",
    "",
)
SOME = Words(
    "waiting.some",
    "{records} records ({sales} sales) wait for the server, the oldest for {hours} h.",
    "",
    "{records} poster ({sales} salg) venter på serveren, den eldste i {hours} t.",
    "",
)
LONG = Words(
    "waiting.long",
    "{records} records ({sales} sales) wait for the server, the oldest for {days} days. This machine alone has them.",
    "See what is said of network and server. Do not replace or reinstall this machine before they are sent.",
    "{records} poster ({sales} salg) venter på serveren, den eldste i {days} dager. Bare denne maskinen har dem.",
    "Se hva som står om nettverk og server. Ikke bytt eller installer maskinen på nytt før de er sendt.",
)
BEHIND = Words(
    "waiting.behind",
    "The server says that it has {acked} records of this till, which has {records} itself: it was restored or copied.",
    "Do not sell on this till, and call support.",
    "Serveren sier at den har {acked} poster fra denne kassen, som selv har {records}: den er en kopi.",
    "Ikke selg i denne kassen, og ring brukerstøtte.",
)
SET_ASIDE = Words(
    "waiting.set_aside",
    "The server set {count} records aside for a person, or flagged them; it has them all.",
    "",
    "Serveren har lagt {count} poster til side for et menneske, eller merket dem; den har alle.",
    "",
)
DAYS = Words(
    "waiting.days",
    "{count} closed days are not confirmed by the server yet, the oldest {day}.",
    "Once all is sent the till's window asks by itself; or run: trofast close-day --day {day}",
    "{count} dager med dagsoppgjør er ikke bekreftet av serveren ennå, den eldste {day}.",
    "Når alt er sendt, spør kassens vindu av seg selv; eller kjør: trofast close-day --day {day}",
)
CARDS = Words(
    "waiting.cards",
    "{count} card payments whose end is not known: no other card is asked for before.",
    "Press Card (F9) at the till and settle them by the terminal's slip.",
    "{count} kortbetalinger som ingen vet hvordan endte: ingen nye kort spørres før det.",
    "Trykk Kort (F9) i kassen, og gjør dem opp etter terminalens kvittering.",
)
UNPRINTED = Words(
    "waiting.unprinted",
    "{count} receipts were not printed, or nobody knows whether they were.",
    "Look at the printer; the till asks about each of them.",
    "{count} kvitteringer er ikke skrevet ut, eller ingen vet om de ble det.",
    "Se på skriveren; kassen spør om hver av dem.",
)
_MANY_UNPRINTED = 5


def check(case: Case) -> Iterator[Found]:
    """Count."""
    from pos_app.storage.till_counts import journal_standing

    with case.reading() as database:
        if database is None:
            return
        stand = journal_standing(database)
    waits_ms = max(case.machine.wall_ms() - stand.oldest_waiting_ms, 0)
    if stand.acked > stand.last:
        yield wrong(BEHIND, acked=stand.acked, records=stand.last)
    elif not stand.waiting:
        yield ok(NOTHING, records=stand.last)
    elif waits_ms < LONG_DAYS * DAY_MS:
        yield ok(SOME, records=stand.waiting, sales=stand.waiting_sales, hours=waits_ms // 3_600_000)
    else:
        days = waits_ms // DAY_MS
        yield (wrong if days >= TOO_LONG_DAYS else look)(
            LONG, records=stand.waiting, sales=stand.waiting_sales, days=days
        )
    if stand.fates:
        yield ok(SET_ASIDE, count=sum(stand.fates.values()))
    if stand.unconfirmed_days:
        yield look(DAYS, count=len(stand.unconfirmed_days), day=stand.unconfirmed_days[0])
    if stand.unknown_cards:
        yield look(CARDS, count=stand.unknown_cards)
    if stand.unprinted >= _MANY_UNPRINTED:
        yield look(UNPRINTED, count=stand.unprinted)
