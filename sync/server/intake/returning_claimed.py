"""Goods of a sale whose points were claimed afterwards: its till knew of no member, so what goes back is settled here.

What the claim had posted goes back in proportion to the money, and all of it with the last of the goods. A tier that it
had reached is left to the window's end.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table, func, select

from pos_app.domain.loyalty.decision import CapUsed, Decision, Posting, PostingKind, Qualified
from pos_app.domain.loyalty.reversal import RETURNED, Reversal
from pos_app.domain.loyalty.taking_back_money import worth
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from sync.server.book.ledger import ISSUED
from sync.server.book.reversing import left_to_take, reverse_points
from sync.server.book.undoing import Undoing
from sync.server.book.undoing_counts import less_limits, less_qualified
from sync.server.schema import tables
from sync.server.schema.desk_tables import late_claim
from sync.server.schema.member_tables import qualifying_gain, usage_move

_NOBODY = Posting(PostingKind.EXPIRE, "", "", 0, "")
"""Holds the place of a posting that the claim did not make."""


def claimed_by(connection: Connection, company_id: str, sale_id: str) -> str:
    """The member who claimed that sale's points, or ""."""
    found = connection.execute(
        select(late_claim.c.member_id).where(
            late_claim.c.company_id == company_id, late_claim.c.sale_id == sale_id
        )
    ).scalar_one_or_none()
    return found or ""


def posted_for(connection: Connection, company_id: str, sale_id: str) -> Decision:
    """What the ledger posted as earned under a sale's id, each posting at its own place."""
    group, entry = tables.posting_group, tables.posting
    rows = connection.execute(
        select(
            group.c.group_id, group.c.programme_id, group.c.account, group.c.rule, func.sum(entry.c.points)
        )
        .join(
            entry,
            (entry.c.company_id == group.c.company_id)
            & (entry.c.member_id == group.c.member_id)
            & (entry.c.group_id == group.c.group_id),
        )
        .where(
            group.c.company_id == company_id,
            group.c.source == sale_id,
            group.c.kind == "earn",
            entry.c.bucket == ISSUED,
        )
        .group_by(group.c.group_id, group.c.programme_id, group.c.account, group.c.rule)
    )
    by_place = {
        int(group_id.rpartition("/")[2]): Posting(PostingKind.EARN, programme_id, account, -int(points), rule)
        for group_id, programme_id, account, rule, points in rows
        if group_id.rpartition("/")[2].isdigit() and group_id.count("/") == 1
    }
    places = range(max(by_place, default=-1) + 1)
    return Decision(postings=tuple(by_place.get(place, _NOBODY) for place in places))


def undo_claimed(undoing: Undoing, sale: Sale, before: Sequence[Return], reversal: Reversal) -> None:
    """Take back what the claim had given for the goods that came back."""
    whole = worth(sale.basket, sale.decision)
    back = sum(
        tender.exact_minor
        for each in (*(earlier.reversal for earlier in before), reversal)
        for tender in each.refund.tenders
    )

    def share(total: int) -> int:
        return total if reversal.whole else total * back // whole if whole else 0

    totals: dict[tuple[str, str], int] = {}
    for posting in undoing.sold.postings:
        if posting.kind is PostingKind.EARN:
            purse = (posting.programme_id, posting.account)
            totals[purse] = totals.get(purse, 0) + posting.points
    postings = []
    for (programme_id, account), total in totals.items():
        wanted = Posting(PostingKind.REVERSE, programme_id, account, -total, RETURNED)
        left = left_to_take(undoing, wanted)
        step = min(left, share(total) - (total - left))
        if step > 0:
            postings.append(Posting(PostingKind.REVERSE, programme_id, account, -step, RETURNED))
    reverse_points(undoing, postings, ())
    for (programme_id,), total, left in _sums(undoing, qualifying_gain, ["programme_id"]):
        less_qualified(undoing, Qualified(programme_id, -max(share(total) - (total - left), 0)))
    keys = ["programme_id", "rule_id", "period", "period_start"]
    for name, total, left in _sums(undoing, usage_move, keys):
        programme_id, rule, period, start = name
        step = max(share(total) - (total - left), 0)
        less_limits(undoing, CapUsed(programme_id, rule, period, start, step))


def _sums(undoing: Undoing, table: Table, keys: Sequence[str]) -> list[tuple[tuple[str, ...], int, int]]:
    """What the sale had counted under each key, and what earlier returns left of it."""
    rows = undoing.connection.execute(
        select(*(table.c[key] for key in keys), table.c.source, table.c.amount).where(
            table.c.company_id == undoing.company_id,
            table.c.member_id == undoing.member_id,
            table.c.source.in_([undoing.sale_id, *undoing.return_ids]),
        )
    ).all()
    totals: dict[tuple[str, ...], int] = {}
    left: dict[tuple[str, ...], int] = {}
    for *name, source, counted in rows:
        key = tuple(str(each) for each in name)
        left[key] = left.get(key, 0) + int(counted)
        if source == undoing.sale_id:
            totals[key] = int(counted)
    return [(key, total, left[key]) for key, total in totals.items()]
