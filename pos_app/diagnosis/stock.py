"""Has the till its shop, goods, staff and members, and how old is what it was told?"""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong
from pos_app.domain.errors import CannotSell

AREA = Area("stock", "Goods and members", "Varer og medlemmer")

MIB = 1 << 20
OLD_DAYS = 7
DAY_MS = 86_400_000

NONE_YET = Words(
    "stock.none_yet",
    "This till has not received its shop and articles yet, so it can not sell.",
    "Connect it to the network and start it: it loads them and goes on by itself.",
    "Denne kassen har ikke fått butikk og varer ennå, så den kan ikke selge.",
    "Koble den til nettet og start den: den henter dem og går videre av seg selv.",
)
UNREADABLE = Words(
    "stock.unreadable",
    "Goods and members of this till can not be read ({why}). No sale is in there.",
    "Connect the till to the network: they are loaded anew by themselves.",
    "Varer og medlemmer i denne kassen kan ikke leses ({why}). Ingen salg ligger der.",
    "Koble kassen til nettet: de hentes på nytt av seg selv.",
)
EMPTY = Words(
    "stock.empty",
    "Articles that this till knows: {articles}; people who may sign in: {cashiers}.",
    "Look at the server whether this store has articles and staff.",
    "Varer denne kassen kjenner: {articles}; folk som kan logge inn: {cashiers}.",
    "Se på serveren om butikken har varer og ansatte.",
)
OLD = Words(
    "stock.old",
    "Articles: {articles}, members: {members}; nothing new has come for {days} days.",
    "Is nothing new right, there is nothing to do. Else look at the network below.",
    "Varer: {articles}, medlemmer: {members}; ingenting nytt er kommet på {days} dager.",
    "Er det riktig at ingenting er nytt, er alt i orden. Ellers se på nettverket nedenfor.",
)
THERE = Words(
    "stock.there",
    "Articles: {articles}, members: {members}, people who may sign in: {cashiers} ({size} MiB, change {cursor}, last "
    "changed {hours} h ago).",
    "",
    "Varer: {articles}, medlemmer: {members}, folk som kan logge inn: {cashiers} ({size} MiB, endring {cursor}, sist "
    "endret for {hours} t siden).",
    "",
)


def check(case: Case) -> Iterator[Found]:
    """Look at the replica in use."""
    from pos_app.storage.till_counts import replica_standing

    settings = case.settings
    if settings is None or case.key is None or not settings.data_folder.exists():
        return
    try:
        found = replica_standing(settings.data_folder, case.key)
    except CannotSell as error:
        yield wrong(UNREADABLE, why=error.cause)
        return
    if found is None:
        yield wrong(NONE_YET)
        return
    if not found.is_known:
        yield wrong(UNREADABLE, why="another version")
        return
    if not found.stores:
        yield wrong(NONE_YET)
        return
    if not found.articles or not found.cashiers:
        yield wrong(EMPTY, articles=found.articles, cashiers=found.cashiers)
        return
    age_ms = max(case.machine.wall_ms() - found.written_ms, 0)
    if age_ms > OLD_DAYS * DAY_MS and not case.heard_lately:
        yield look(OLD, articles=found.articles, members=found.members, days=age_ms // DAY_MS)
        return
    yield ok(
        THERE,
        articles=found.articles,
        members=found.members,
        cashiers=found.cashiers,
        size=-(-found.bytes // MIB),
        cursor=found.cursor,
        hours=age_ms // 3_600_000,
    )
