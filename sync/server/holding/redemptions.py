"""A sale that used what was held for it: points of a member, or money of a gift card (HOLD)."""

from __future__ import annotations

from sqlalchemy import Connection

from sync.server.book.ledger import Movement, Purse, redeem, suspend
from sync.server.holding.beyond import Beyond, remember
from sync.server.holding.holds import Hold, HoldState, find_hold, set_state, unheld_points, use_without_hold
from sync.server.holding.lease_epochs import Awaited, state_of
from sync.server.intake.effects import Effects
from sync.server.slate.at_once import AtOnce


def settle_hold(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    redemption_id: str,
    *,
    till_id: str,
    day: str,
    effects: Effects,
) -> None:
    """Settle the hold once; a redemption that nobody held goes to suspense, where a person decides. ``day`` (ISO) is
    the fact's own: a lot that lived then may pay.
    """
    company_id, now_ms = purse.company_id, movement.posted_ms
    hold = find_hold(connection, company_id, redemption_id)
    is_restored = hold is None and state_of(connection, company_id, till_id) is Awaited.AWAITED
    if is_restored:
        hold = _restored(connection, purse, till_id, redemption_id, points, now_ms)
        effects.flag("hold-restored", "the server was restored and had forgotten that it held these points")
    unusable = _why_not(hold, purse)
    if unusable:
        suspend(AtOnce(connection, purse.company_id), purse, movement, points)
        effects.flag(*unusable)
        if hold is None:
            use_without_hold(connection, purse, till_id, redemption_id, points, now_ms)
        elif not hold.member_id:
            set_state(connection, hold.purse(company_id), redemption_id, HoldState.SUSPENSE)
        return
    assert hold is not None
    if not hold.is_active(now_ms):
        effects.flag("redemption-late", "the hold had run out or was let go before the sale arrived")
    if hold.points != points:
        effects.flag("redemption-differs", f"{hold.points} points were held, {points} were redeemed")
    usable = unheld_points(connection, purse, now_ms, but=redemption_id)
    short = redeem(AtOnce(connection, purse.company_id), purse, movement, points, at_most=usable, day=day)
    if short:
        effects.flag("overspent", f"{short} points became debt, recovered from later earning")
        if not is_restored:  # what these points were earned by is still on its way here
            remember(
                *(connection, purse, movement, redemption_id, till_id, points),
                beyond=short,
                cause=Beyond.HOLD,
            )
    set_state(connection, purse, redemption_id, HoldState.SETTLED)


def _restored(
    connection: Connection, purse: Purse, till_id: str, redemption_id: str, points: int, now_ms: int
) -> Hold:
    """A till that has not told all since the restore brings a sale whose hold is forgotten (EPOCH). Nobody was given
    these points since, so they are paid as if they were still held: in suspense they would be lent once more.
    """
    held = HoldState.HELD
    use_without_hold(connection, purse, till_id, redemption_id, points, now_ms + 1, state=held)
    return Hold(redemption_id, purse.member_id, purse.account, points, till_id, held, now_ms + 1)


def _why_not(hold: Hold | None, purse: Purse) -> tuple[str, str] | None:
    if hold is None or not hold.member_id:
        return "redemption-without-hold", "nobody held these points; they wait in suspense"
    if hold.state in {HoldState.SETTLED, HoldState.SUSPENSE}:
        return "redemption-twice", "this redemption was used before; the points wait in suspense"
    if (hold.member_id, hold.account) != (purse.member_id, purse.account):
        return "redemption-of-another", "the points were held for another member or account"
    return None
