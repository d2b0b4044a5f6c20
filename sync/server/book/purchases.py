"""A member's purchases as segments look back at them: the day, what was spent, and on what; less what came back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select, update

from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.reversal import Reversal
from pos_app.domain.loyalty.segment_rules import Part, parts_of
from pos_app.domain.loyalty.settings import IssuedRewards
from pos_app.domain.loyalty.taking_back_goods import gone_before
from pos_app.domain.sale import Sale
from sync.server.book.bookkeeping import Entry
from sync.server.book.reversing import take_coupon_back
from sync.server.book.segments import (
    entering_source,
    kept_by_rules,
    settle_segments,
    settling_day,
    since_when,
)
from sync.server.book.undoing import Undoing
from sync.server.programmes import in_force
from sync.server.schema.member_tables import coupon, purchase


def parts_of_sale(sale: Sale, steps: Sequence[Reversal] = ()) -> tuple[Part, ...]:
    """What is left of a sale after these returns. Nothing of one whose money cannot be worked out: it is flagged."""
    try:
        return parts_of(sale.basket, sale.decision.line_effects, gone_before(steps))
    except (Refused, ValueError, ArithmeticError):
        return ()


def keep_purchase(entry: Entry, parts: Sequence[Part]) -> None:
    """Remember a purchase on its day; one of protected goods alone counts for nothing (CLASSES)."""
    if parts:
        entry.slate.add(
            purchase, {**entry.key(), "source": entry.source, "on_day": entry.today, **_kept(parts)}
        )


def lower_purchase(undoing: Undoing, sale: Sale, steps: Sequence[Reversal]) -> None:
    """What is kept after all the ``steps`` of returns counts, on the day of the sale; nothing where all came back."""
    mine = (
        purchase.c.company_id == undoing.company_id,
        purchase.c.member_id == undoing.member_id,
        purchase.c.source == undoing.sale_id,
    )
    left = parts_of_sale(sale, steps)
    change = update(purchase).values(**_kept(left)) if left else delete(purchase)
    undoing.connection.execute(change.where(*mine))
    _leave(undoing)


def _leave(undoing: Undoing) -> None:
    """Where a return takes the member out of a segment, the coupons for coming in stand, or go back unless they are
    used, as the programme says of issued rewards. Nobody is given a coupon for what came back.
    """
    connection, company_id, member_id = undoing.connection, undoing.company_id, undoing.member_id
    programmes = in_force(connection, company_id)
    if not kept_by_rules(programmes):
        return
    was = since_when(connection, company_id, member_id)
    day = settling_day(connection, company_id)
    settle_segments(connection, company_id, [member_id], programmes, day, undoing.now_ms, gives=False)
    for segment in was.keys() - since_when(connection, company_id, member_id).keys():
        sources = [
            entering_source(programme, segment, was[segment])
            for programme in programmes
            if programme.returns.issued_rewards is IssuedRewards.TAKE_BACK_UNUSED
        ]
        for row in connection.execute(
            select(coupon).where(
                coupon.c.company_id == company_id,
                coupon.c.member_id == member_id,
                coupon.c.source.in_(sources),
                coupon.c.taken_back_ms == 0,
            )
        ).all():
            if row.used_by:
                undoing.effects.flag("reward-used", f"the coupon {row.code} is used and cannot go back")
            else:
                take_coupon_back(undoing, row.number)


def _kept(parts: Sequence[Part]) -> dict[str, object]:
    rows = [(part.article_id, part.category_id, part.amount_minor) for part in parts]
    return {
        "spent_minor": sum(part.amount_minor for part in parts),
        "parts": msgspec.json.encode(rows).decode(),
    }
