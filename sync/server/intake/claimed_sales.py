"""Sales whose points were claimed afterwards: as they stand with the card, and what is taken when goods come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import ReturnedLine, Reversal
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.loyalty.taking_back_goods import articles_gone
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from sync.protocol.v1 import facts
from sync.server.book.purchases import lower_purchase
from sync.server.book.reversing import reverse_points
from sync.server.book.undoing import Undoing
from sync.server.book.undoing_counts import unbuy, undo_counts
from sync.server.calendar.company_days import company_day
from sync.server.intake.effects import Effects, Place
from sync.server.programmes import pinned
from sync.server.schema.desk_tables import late_claim
from sync.server.slate.at_once import AtOnce
from sync.server.whose import a_claim, whose


def earning_only(sale: Sale, programmes: Sequence[Programme]) -> tuple[Programme, ...]:
    """The rules that earn, with the offers that made the prices of this sale: nothing else comes of a claim."""
    fired = {(effect.programme_id, effect.offer_id) for effect in sale.decision.line_effects}
    return tuple(
        replace(
            programme,
            offers=tuple(
                offer for offer in programme.offers if (programme.programme_id, offer.rule_id) in fired
            ),
            stamp_cards=(),
            memberships=(),
            perks=(),
            access=(),
            referral=None,
            challenges=(),
            codes=(),
            causes=(),
            partners=(),
            events=(),
            draws=(),
        )
        for programme in programmes
    )


def claimed_sale(connection: Connection, company_id: str, sale_id: str) -> Sale | None:
    """The sale with the member who claimed it and what it earned them; ``None`` where nobody did."""
    member_id = whose(connection, company_id, a_claim(sale_id))
    if member_id is None:
        return None
    body = connection.execute(
        select(late_claim.c.as_claimed).where(
            late_claim.c.company_id == company_id,
            late_claim.c.member_id == member_id,
            late_claim.c.sale_id == sale_id,
        )
    ).scalar_one()
    return facts.decode_sale(body)


def undo_claim(
    connection: Connection,
    place: Place,
    sale_id: str,
    before: Sequence[Return],
    returned: Return,
    effects: Effects,
) -> None:
    """Goods of a sale come back whose points were claimed afterwards: the member keeps what the kept goods alone earn.

    The till did not know of the claim, so the server says what comes back; the same step for each earlier return.
    """
    sale = claimed_sale(connection, place.company_id, sale_id)
    if sale is None or sale.member is None:
        return
    rules = earning_only(sale, pinned(AtOnce(connection, place.company_id), sale.decision.programmes) or ())
    steps: list[Reversal] = []
    try:
        for each in (*before, returned):
            lines = [ReturnedLine(line.line_id, line.quantity_milli) for line in each.reversal.refund.lines]
            steps.append(take_back(sale, steps, lines, rules, each.context, gifts_stay=each.gifts_stay))
    except (Refused, ValueError, AssertionError, LookupError) as error:
        effects.flag("return-differs", f"points that were claimed could not be taken: {type(error).__name__}")
        return
    member, earlier, reversal = sale.member, steps[:-1], steps[-1]
    effects.members.add(member.member_id)
    undoing = Undoing(
        connection,
        place.company_id,
        member.member_id,
        sale_id,
        returned.return_id,
        tuple(each.return_id for each in before),
        sale.decision,
        {each.programme_id: each for each in (*place.programmes, *rules)},
        local_day(sale.context.at_ms, sale.context.offset_minutes),
        company_day(connection, place.company_id, place.now_ms),
        place.now_ms,
        effects,
    )
    undo_counts(undoing, reversal, member)
    reverse_points(undoing, reversal.postings, [posting for each in earlier for posting in each.postings])
    unbuy(undoing, articles_gone(sale.basket, steps), whole=reversal.whole)
    lower_purchase(undoing, sale, steps)
