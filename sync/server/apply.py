"""From a fact to its effects: the sale's rows, the day's totals, the points.

A completed sale is always stored; a rule it breaks becomes a flag (FACTS-NEVER-REJECTED). Whatever cannot be decoded
or applied raises, and the caller parks the record (POISON-ASIDE).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.domain.loyalty.decision import Posting, PostingKind
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.sale import Sale
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import facts as facts_v1
from sync.server import tables
from sync.server.holds import (
    MOST_POINTS,
    Hold,
    HoldState,
    find_hold,
    set_state,
    unheld_points,
    use_without_hold,
)
from sync.server.ledger import Movement, Purse, earn, redeem, suspend
from sync.server.programmes import pinned
from sync.server.replay import Flag, business_day, check_money, check_rules, replay
from sync.server.standings import add_gain, climb


class CannotApply(Exception):
    """A record that this server cannot read: an unknown kind or version. It is stored and parked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact comes from and when the server got it (SERVER-ORDER: the server's clock, not the till's)."""

    company_id: str
    till_id: str
    store_id: str
    last_receipt: int
    now_ms: int
    programmes: tuple[Programme, ...]
    """Those in force now: a tier is settled under them, the sale itself is replayed under those it pins."""


@dataclass(slots=True)
class Effects:
    """What applying one fact did: the members it touched, the flags it raised, the sale's receipt number."""

    flags: list[Flag] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    receipt_number: int | None = None


def apply_fact(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Write the effects of one record. Raises for a record that cannot be read or applied."""
    handler = _HANDLERS.get((envelope.version, envelope.kind))
    if handler is None:
        raise CannotApply(f"kind {envelope.kind[:40]!r} in version {envelope.version} is not known here")
    return handler(connection, place, envelope)


def _apply_signed_in(_connection: Connection, _place: Place, envelope: Envelope) -> Effects:
    facts_v1.decode_signed_in(envelope.body)
    return Effects()


def _apply_sale(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    sale = facts_v1.decode_sale(envelope.body)
    effects = Effects(receipt_number=sale.receipt_number)
    day = business_day(sale) or _utc_day(place.now_ms)
    _write_sale(connection, place, envelope.sequence, sale, day)
    _write_day(connection, place, sale, day)
    effects.flags += check_rules(
        sale,
        company_id=place.company_id,
        till_id=place.till_id,
        store_id=place.store_id,
        last_receipt=place.last_receipt,
    )
    effects.flags += check_money(sale)
    effects.flags += replay(sale, pinned(connection, place.company_id, sale.decision.programmes))
    if sale.member is not None:
        _Points(connection, place, sale, envelope.fact_id, day, effects).post(sale.member.member_id)
    return effects


_HANDLERS: Mapping[tuple[int, str], Callable[[Connection, Place, Envelope], Effects]] = {
    (facts_v1.VERSION, facts_v1.SALE): _apply_sale,
    (facts_v1.VERSION, facts_v1.SIGNED_IN): _apply_signed_in,
}


@dataclass(slots=True)
class _Points:
    """The points of one sale, posted as the till decided and the customer was told."""

    connection: Connection
    place: Place
    sale: Sale
    fact_id: str
    day: str
    effects: Effects

    def post(self, member_id: str) -> None:
        if not self._is_known(member_id):
            self._flag("member-unknown", "the points are posted to an id the company does not know")
        self.effects.members.add(member_id)
        earned: dict[str, int] = {}
        for number, posting in enumerate(self.sale.decision.postings):
            whose = posting.member_id or member_id  # a referrer's points go to the referrer
            self.effects.members.add(whose)
            purse = Purse(self.place.company_id, whose, posting.account)
            movement = Movement(
                f"{self.fact_id}/{number}", posting.programme_id, self.fact_id, self.place.now_ms
            )
            if not self._is_sound(posting):
                self._flag(
                    "posting-out-of-range", f"posting {number} of {posting.points} points was not made"
                )
            elif posting.kind is PostingKind.EARN:
                earn(self.connection, purse, movement, posting.points, earned_on=self.day)
                if whose == member_id and not posting.is_money:
                    earned[posting.programme_id] = earned.get(posting.programme_id, 0) + posting.points
            else:
                self._redeem(purse, movement, -posting.points, posting.redemption_id)
        earned.update({each.programme_id: each.amount for each in self.sale.decision.qualified})
        promised = {change.programme_id: change for change in self.sale.decision.tier_changes}
        for programme in self.place.programmes:
            gained, change = earned.get(programme.programme_id, 0), promised.get(programme.programme_id)
            if not gained and not change:
                continue
            key, day = (self.place.company_id, member_id), date.fromisoformat(self.day)
            if gained:
                add_gain(self.connection, *key, programme.programme_id, self.fact_id, day, gained)
            if climb(self.connection, *key, programme, day, gained, change):
                self._flag(
                    "tier-ahead-of-ledger", f"the till promised {change.after if change else ''}; it is kept"
                )

    def _redeem(self, purse: Purse, movement: Movement, points: int, redemption_id: str) -> None:
        """Settle the hold once; a redemption that nobody held goes to suspense (HOLD)."""
        company_id, now_ms = self.place.company_id, self.place.now_ms
        hold = find_hold(self.connection, company_id, redemption_id)
        unusable = self._why_not(hold, purse)
        if unusable:
            suspend(self.connection, purse, movement, points)
            self._flag(*unusable)
            if hold is None:
                use_without_hold(self.connection, purse, self.place.till_id, redemption_id, points, now_ms)
            elif not hold.member_id:
                set_state(self.connection, company_id, redemption_id, HoldState.SUSPENSE)
            return
        assert hold is not None
        if not hold.is_active(now_ms):
            self._flag("redemption-late", "the hold had run out or was let go before the sale arrived")
        if hold.points != points:
            self._flag("redemption-differs", f"{hold.points} points were held, {points} were redeemed")
        usable = unheld_points(self.connection, purse, now_ms, but=redemption_id)
        short = redeem(self.connection, purse, movement, points, at_most=usable)
        if short:
            self._flag("overspent", f"{short} points became debt, recovered from later earning")
        set_state(self.connection, company_id, redemption_id, HoldState.SETTLED)

    def _why_not(self, hold: Hold | None, purse: Purse) -> tuple[str, str] | None:
        if hold is None or not hold.member_id:
            return "redemption-without-hold", "nobody held these points; they wait in suspense"
        if hold.state in {HoldState.SETTLED, HoldState.SUSPENSE}:
            return "redemption-twice", "this redemption was used before; the points wait in suspense"
        if (hold.member_id, hold.account) != (purse.member_id, purse.account):
            return "redemption-of-another", "the points were held for another member or account"
        return None

    def _is_sound(self, posting: Posting) -> bool:
        points = posting.points if posting.kind is PostingKind.EARN else -posting.points
        return 0 < points <= MOST_POINTS and 0 < len(posting.account) <= 64

    def _is_known(self, member_id: str) -> bool:
        return (
            self.connection.execute(
                select(tables.member.c.erased_ms).where(
                    tables.member.c.company_id == self.place.company_id,
                    tables.member.c.member_id == member_id,
                )
            ).scalar_one_or_none()
            is not None
        )

    def _flag(self, code: str, detail: str) -> None:
        self.effects.flags.append(Flag(code, detail))


def _write_sale(connection: Connection, place: Place, sequence: int, sale: Sale, day: str) -> None:
    key = {"company_id": place.company_id, "till_id": place.till_id, "sale_id": sale.sale_id}
    connection.execute(
        insert(tables.sale),
        {
            **key,
            "sequence": sequence,
            "store_id": place.store_id,
            "receipt_number": sale.receipt_number,
            "cashier_id": sale.seller.cashier_id,
            "member_id": sale.member.member_id if sale.member else "",
            "business_date": day,
            "at_ms": sale.context.at_ms,
            "currency": sale.basket.currency.code,
            "total_minor": sale.priced.total_minor,
            "tax_minor": sale.priced.tax_minor,
            "discount_minor": sale.priced.discount_minor,
            "rounding_minor": sale.settlement.rounding_minor,
        },
    )
    priced = {line.line_id: line for line in sale.priced.lines}
    lines = [
        {
            **key,
            "position": position,
            "line_id": line.line_id,
            "article_id": line.article.article_id,
            "category_id": line.article.category_id,
            "name": line.article.name,
            "quantity_milli": line.quantity_milli,
            "gross_minor": priced[line.line_id].gross_minor if line.line_id in priced else 0,
            "net_minor": priced[line.line_id].net_minor if line.line_id in priced else 0,
            "vat_code": line.article.vat.code,
            "vat_basis_points": line.article.vat.basis_points,
        }
        for position, line in enumerate(sale.basket.lines)
    ]
    if lines:
        connection.execute(insert(tables.sale_line), lines)
    tenders = [
        {
            **key,
            "position": position,
            "kind": str(tender.kind),
            "amount_minor": tender.amount_minor,
            "points": tender.points,
        }
        for position, tender in enumerate(sale.tenders)
    ]
    if tenders:
        connection.execute(insert(tables.sale_tender), tenders)


def _write_day(connection: Connection, place: Place, sale: Sale, day: str) -> None:
    connection.execute(
        _ADD_TO_DAY,
        {
            "company_id": place.company_id,
            "till_id": place.till_id,
            "business_date": day,
            "currency": sale.basket.currency.code,
            "store_id": place.store_id,
            "sales": 1,
            "total_minor": sale.priced.total_minor,
            "tax_minor": sale.priced.tax_minor,
        },
    )


_NEW_DAY = upsert(tables.day_total)
_ADD_TO_DAY = _NEW_DAY.on_conflict_do_update(
    index_elements=["company_id", "till_id", "business_date", "currency"],
    set_={
        name: tables.day_total.c[name] + _NEW_DAY.excluded[name]
        for name in ("sales", "total_minor", "tax_minor")
    },
)


def _utc_day(now_ms: int) -> str:
    return datetime.fromtimestamp(now_ms // 1000, tz=UTC).date().isoformat()
