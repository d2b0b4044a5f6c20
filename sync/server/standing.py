"""How a whole server stands, counted for machines that watch it: figures by company and till, nobody's data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select

from sync.server.fleet.standing import Fleet, fleet_of
from sync.server.hub_status import HubStatus
from sync.server.intake.awaiting import A_PERSON
from sync.server.meters import Meters
from sync.server.schema import tables
from sync.server.schema.desk_tables import days_kept
from sync.server.schema.waiting_tables import awaiting
from sync.server.status import TillStatus, server_status


def exposition(connection: Connection, meters: Meters, waiting_to_write: int, now_ms: int) -> bytes:
    """Everything at this moment, in Prometheus' text format."""
    families = list(_families(connection, now_ms))
    queue = GaugeMetricFamily("trofast_writer_queue", "Transactions that wait to be written by this process.")
    queue.add_metric([], waiting_to_write)
    counted = CollectorRegistry()
    counted.register(_Counted([*families, queue]))
    return generate_latest(meters.registry) + generate_latest(counted)


class _Counted(Collector):
    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> Iterable[GaugeMetricFamily]:
        return self._families


def _families(connection: Connection, now_ms: int) -> Iterator[GaugeMetricFamily]:
    companies = list(connection.execute(select(tables.company.c.company_id)).scalars())
    found = [server_status(connection, each) for each in companies]
    tills = [till for each in found for till in each.tills]
    for name, says, value in (
        ("records", "Records stored of the till.", lambda till: till.last_sequence),
        ("sales", "Sales stored of the till.", lambda till: till.sales),
        ("parked", "Records that could not be applied and wait for a person.", lambda till: till.parked),
        ("aside", "Records kept aside for a person.", lambda till: till.aside),
        ("frozen", "1 when nothing is taken from the till.", lambda till: int(bool(till.frozen))),
    ):
        family = GaugeMetricFamily(f"trofast_till_{name}", says, labels=["company", "store", "till"])
        for till in tills:
            family.add_metric([till.company, till.store, till.till], value(till))
        yield family
    yield from _seen(tills, now_ms)
    yield from _updates({each: fleet_of(connection, each, now_ms) for each in companies})
    yield from _hubs([hub for each in found for hub in each.hubs if not hub.frozen], now_ms)
    yield _flags(connection)
    yield _waiting(connection)
    yield _days(connection)


def _seen(tills: list[TillStatus], now_ms: int) -> Iterator[GaugeMetricFamily]:
    labels = ["company", "store", "till"]
    seen = GaugeMetricFamily("trofast_till_unseen_seconds", "How long ago the till asked.", labels=labels)
    waiting = GaugeMetricFamily(
        "trofast_till_waiting", "Records that wait at the till, as it said last.", labels=labels
    )
    offset = GaugeMetricFamily(
        "trofast_till_clock_offset_seconds", "The till's clock less the server's.", labels=labels
    )
    version = GaugeMetricFamily("trofast_till_info", "The till's version.", labels=[*labels, "version"])
    for till in tills:
        key = [till.company, till.store, till.till]
        unseen_s = max(now_ms - till.seen_ms, 0) / 1000
        seen.add_metric(key, unseen_s)
        version.add_metric([*key, till.software], 1)
        if till.waiting >= 0:
            waiting.add_metric(key, till.waiting)
            ahead_s = till.offset_ms / 1000
            offset.add_metric(key, ahead_s)
    yield from (seen, waiting, offset, version)


def _updates(fleets: dict[str, Fleet]) -> Iterator[GaugeMetricFamily]:
    labels = ["company", "store", "till"]
    due = GaugeMetricFamily(
        "trofast_till_update_due", "1 when the till is to be updated.", labels=[*labels, "group", "version"]
    )
    back = GaugeMetricFamily(
        "trofast_till_went_back", "1 when its last update failed.", labels=[*labels, "version"]
    )
    held = GaugeMetricFamily(
        "trofast_update_held", "A release that is held by itself.", labels=["company", "version"]
    )
    for company, fleet in fleets.items():
        for till in fleet.tills:
            key = [company, till.store, till.till]
            if till.wanted:
                due.add_metric([*key, till.group, till.wanted], int(till.is_due))
            if till.outcome:
                back.add_metric([*key, till.outcome_version], int(till.went_back))
        for hold in fleet.holds:
            held.add_metric([company, hold.version], int(hold.is_in_force))
    yield from (due, back, held)


def _hubs(hubs: list[HubStatus], now_ms: int) -> Iterator[GaugeMetricFamily]:
    labels = ["company", "store", "hub"]
    seen = GaugeMetricFamily("trofast_hub_unseen_seconds", "How long ago the hub asked.", labels=labels)
    leases = GaugeMetricFamily("trofast_hub_leases", "Leases that the hub keeps.", labels=labels)
    parts = GaugeMetricFamily(
        "trofast_hub_handed_out", "Parts of leases with the hub's tills, as it said last.", labels=labels
    )
    for hub in hubs:
        key = [hub.company, hub.store, hub.hub]
        unseen_s = max(now_ms - hub.seen_ms, 0) / 1000
        seen.add_metric(key, unseen_s)
        leases.add_metric(key, hub.leases)
        parts.add_metric(key, hub.handed_out)
    yield from (seen, leases, parts)


def _flags(connection: Connection) -> GaugeMetricFamily:
    review = tables.review.c
    family = GaugeMetricFamily(
        "trofast_flags", "Flags that nobody has settled, by code.", labels=["company", "code"]
    )
    for row in connection.execute(
        select(review.company_id, review.code, func.count().label("many"))
        .where(review.settled_ms == 0)
        .group_by(review.company_id, review.code)
    ):
        family.add_metric([row.company_id, row.code], row.many)
    return family


def _waiting(connection: Connection) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "trofast_waiting_facts", "Facts that wait for another which has not come.", labels=["company"]
    )
    for row in connection.execute(
        select(awaiting.c.company_id, func.count().label("many"))
        .where(awaiting.c.subject != A_PERSON)
        .group_by(awaiting.c.company_id)
    ):
        family.add_metric([row.company_id], row.many)
    return family


def _days(connection: Connection) -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "trofast_day_kept_info", "The last day that was kept to its end.", labels=["company", "day"]
    )
    for row in connection.execute(select(days_kept.c.company_id, days_kept.c.day)):
        family.add_metric([row.company_id, row.day], 1)
    return family
