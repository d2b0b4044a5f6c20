"""The page that shows how the company's tills stand, store by store."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from litestar import Response, get
from sqlalchemy import Connection, select

from sync.protocol.v1.messages import StoreRow
from sync.server.asking import HttpRequest, server_of
from sync.server.care.histories import COPY
from sync.server.fleet.standing import FleetTill, fleet_of
from sync.server.hub_status import HubStatus
from sync.server.intake.awaiting import waiting_since
from sync.server.schema import tables
from sync.server.status import TillStatus, server_status
from sync.server.watching import why_not

HERE_MS = 2 * 60_000
AWAY_MS = 24 * 3_600_000
OFF_MS = 120_000
_HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class TillShown(msgspec.Struct, frozen=True, kw_only=True):
    """One till in words. ``state`` is also the name of its colour: here, quiet, away, frozen."""

    number: int
    till: str
    state: str
    state_words: str
    seen: str
    seen_at: str
    waiting: str
    sales: int
    records: int
    version: str
    group: str
    update: str
    went_back: str
    clock: str
    is_clock_off: bool
    head: str
    parked: int
    flagged: int
    aside: int


class HubShown(msgspec.Struct, frozen=True, kw_only=True):
    """A store's hub in words; its states are a till's."""

    hub: str
    state: str
    state_words: str
    seen: str
    seen_at: str
    leases: int
    closing: int
    handed_out: int


class StoreShown(msgspec.Struct, frozen=True, kw_only=True):
    """One store, its tills and its hub."""

    store: str
    name: str
    tills: tuple[TillShown, ...]
    hub: HubShown | None


class CompanyShown(msgspec.Struct, frozen=True, kw_only=True):
    """One company. ``waiting`` counts what its tills have not sent yet, ``facts`` those that wait for another,
    ``due`` tills to be updated; ``held`` are releases that nobody else gets, each with why.
    """

    name: str
    stores: tuple[StoreShown, ...]
    tills: int
    here: int
    sales: int
    members: int
    waiting: int
    frozen: int
    parked: int
    flagged: int
    aside: int
    facts: int
    due: int
    held: tuple[str, ...]


@get("/status")
async def status_page(request: HttpRequest) -> Response[bytes]:
    """The page, for whoever may see how tills stand."""
    server = server_of(request)
    refusal = why_not(request, server)
    if refusal is not None:
        return refusal
    now_ms = server.now_ms()
    companies = await server.writer.read(lambda c: shown(c, now_ms))
    page = _template().render(companies=companies, now=_moment(now_ms))
    return Response(page.encode(), headers=_HEADERS)


def shown(connection: Connection, now_ms: int) -> list[CompanyShown]:
    """What the page shows of every company."""
    company = tables.company.c
    rows = connection.execute(select(company.company_id, company.name).order_by(company.name)).all()
    return [_company(connection, row.company_id, row.name, now_ms) for row in rows]


def _company(connection: Connection, company_id: str, name: str, now_ms: int) -> CompanyShown:
    found = server_status(connection, company_id)
    names = _store_names(connection, company_id)
    fleet = fleet_of(connection, company_id, now_ms)
    known = {each.till: each for each in fleet.tills}
    tills = [(each, _till(each, known.get(each.till), now_ms)) for each in found.tills]
    hubs = [each for each in found.hubs if not each.frozen]
    spoken = {each.store for each in found.tills} | {each.store for each in hubs}
    stores = sorted(spoken | names.keys(), key=lambda key: names.get(key, key))
    return CompanyShown(
        name=name,
        stores=tuple(
            StoreShown(
                store=store,
                name=names.get(store, store),
                tills=tuple(told for till, told in tills if till.store == store),
                hub=next((_hub(each, now_ms) for each in hubs if each.store == store), None),
            )
            for store in stores
        ),
        tills=sum(till.frozen != COPY for till, _ in tills),
        here=sum(told.state == "here" for _, told in tills),
        sales=sum(till.sales for till, _ in tills),
        members=found.members,
        waiting=sum(max(till.waiting, 0) for till, _ in tills),
        frozen=sum(bool(till.frozen) and till.frozen != COPY for till, _ in tills),
        parked=sum(till.parked for till, _ in tills),
        flagged=sum(till.flagged for till, _ in tills),
        aside=sum(till.aside for till, _ in tills),
        facts=len(waiting_since(connection, company_id)),
        due=sum(each.is_due for each in fleet.tills),
        held=tuple(f"{each.version} {each.reason}" for each in fleet.holds if each.is_in_force),
    )


def _till(till: TillStatus, of_fleet: FleetTill | None, now_ms: int) -> TillShown:
    ago_ms = max(now_ms - till.seen_ms, 0)
    state, words = _state(till, ago_ms)
    has_said = till.waiting >= 0
    return TillShown(
        number=till.number,
        till=till.till,
        state=state,
        state_words=words,
        seen=_ago(ago_ms),
        seen_at=_moment(till.seen_ms),
        waiting=str(till.waiting) if has_said else "–",
        sales=till.sales,
        records=till.last_sequence,
        version=till.software.removeprefix("trofast-") or "–",
        group=of_fleet.group if of_fleet else "",
        update=of_fleet.wanted if of_fleet and of_fleet.is_due else "",
        went_back=of_fleet.outcome_version if of_fleet and of_fleet.went_back else "",
        clock=_clock(till.offset_ms) if has_said else "–",
        is_clock_off=has_said and abs(till.offset_ms) > OFF_MS,
        head=till.chain_head[:8] if till.last_sequence else "–",
        parked=till.parked,
        flagged=till.flagged,
        aside=till.aside,
    )


def _hub(hub: HubStatus, now_ms: int) -> HubShown:
    ago_ms = max(now_ms - hub.seen_ms, 0)
    state, words = _heard(ago_ms)
    return HubShown(
        hub=hub.hub,
        state=state,
        state_words=words,
        seen=_ago(ago_ms),
        seen_at=_moment(hub.seen_ms),
        leases=hub.leases,
        closing=hub.closing,
        handed_out=hub.handed_out,
    )


def _state(till: TillStatus, ago_ms: int) -> tuple[str, str]:
    if till.frozen == COPY:
        return "quiet", "second history"
    if till.frozen:
        return "frozen", f"frozen: {till.frozen}"
    return _heard(ago_ms)


def _heard(ago_ms: int) -> tuple[str, str]:
    if ago_ms <= HERE_MS:
        return "here", "here"
    return ("quiet", "quiet") if ago_ms <= AWAY_MS else ("away", "away")


def _ago(ago_ms: int) -> str:
    seconds = ago_ms // 1000
    for unit, length in (("days", 172_800), ("h", 7_200), ("min", 60)):
        if seconds >= length:
            return f"{seconds // {'days': 86_400, 'h': 3_600, 'min': 60}[unit]} {unit} ago"
    return "now" if seconds < 5 else f"{seconds} s ago"


def _clock(offset_ms: int) -> str:
    seconds = abs(offset_ms) // 1000
    if not seconds:
        return "right"
    amount = (
        f"{seconds} s"
        if seconds < 120
        else f"{seconds // 60} min"
        if seconds < 7_200
        else f"{seconds // 3_600} h"
    )
    return f"{amount} {'ahead' if offset_ms > 0 else 'behind'}"


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")


def _store_names(connection: Connection, company_id: str) -> dict[str, str]:
    published = tables.published.c
    names = {}
    for row in connection.execute(
        select(published.row_id, published.row).where(
            published.company_id == company_id, published.kind == "store", published.gone == 0
        )
    ):
        names[row.row_id] = msgspec.msgpack.decode(row.row, type=StoreRow).name
    return names


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("status.html")
