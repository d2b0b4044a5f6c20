"""A till's leases on real files, as they are granted by a server and used by sales."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pos_app.domain.sale import Sale
from pos_app.domain.tender import TenderKind, points
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.leases_for_sync import SyncLeases
from pos_app.storage.opening import SqliteTillStore
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeasedPoints, LeaseReport
from tests.stage import goods
from tests.stage.tills import KEY, nth_sale, receipt_job

HOUR_MS = 3_600_000
EPOCH = "epoch-1"


def lease(
    granted: int = 300,
    *,
    lease_id: str = "lease-1",
    returned: int = 0,
    revision: int = 1,
    hours: int = 72,
    things: bool = False,
    recalled: bool = False,
    closed: bool = False,
    holder: str = goods.MEMBER_ID,
) -> Lease:
    """Ada's lease, as the server tells it."""
    return Lease(
        lease_id=lease_id,
        holder_id=holder,
        members=(goods.MEMBER_ID,),
        points=(LeasedPoints("points", granted, returned),),
        things=things,
        cursor=7,
        term_ms=goods.AT_MS + hours * HOUR_MS,
        grace_ms=48 * HOUR_MS,
        revision=revision,
        recalled=recalled,
        closed=closed,
    )


def hear(
    folder: Path, *leases: Lease, epoch: str = EPOCH, server_ms: int = goods.AT_MS, till_ms: int = goods.AT_MS
) -> LeaseReport:
    """The sync child reports and takes in an answer with these leases; returns the last report that it made."""
    with closing(SyncLeases(folder, KEY)) as book:
        for _ in range(3):
            report = book.prepare(0)
            revision = max([each.revision for each in leases], default=report.revision)
            answer = LeaseAnswer(
                epoch=epoch,
                as_of_ms=server_ms,
                revision=revision,
                more=False,
                leases=leases if report.epoch == epoch else (),
            )
            book.take_in(report, answer, till_ms)
            if report.epoch == epoch:
                return report
    raise AssertionError("the epoch was never taken over")


def report(folder: Path) -> LeaseReport:
    """What the sync child would report now."""
    with closing(SyncLeases(folder, KEY)) as book:
        return book.prepare(0)


def redeemed(
    number: int, redemption_id: str, amount: int, *, lease_id: str = "lease-1", is_floor: bool = False
) -> Sale:
    """The ``number``-th sale, whose first tender is points from a lease."""
    sale = nth_sale(number, member=goods.member())
    given = points(amount // 10, amount, redemption_id, lease_id=lease_id, is_floor=is_floor)
    card = replace(sale.tenders[0], amount_minor=sale.tenders[0].amount_minor - given.amount_minor)
    assert card.kind is TenderKind.CARD
    return replace(sale, tenders=(given, card))


def write(store: SqliteTillStore, sale: Sale, *, crash: bool = False) -> int:
    """Write a sale; with ``crash`` the till is gone before the commit."""
    with store.unit_of_work() as work:
        sequence = work.add_sale(sale, None, receipt_job(sale))
        if not crash:
            work.commit()
    return sequence


def acknowledge(folder: Path, sequence: int) -> None:
    """The server has everything up to there."""
    with closing(SyncJournal(folder, KEY)) as journal:
        journal.mark_acked(sequence, EPOCH)
