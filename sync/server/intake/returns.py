"""A return comes in: stored and counted apart from sales, looked at again, and undone in the books.

The money was handed over at the counter, so nothing here is refused (FACTS-NEVER-REJECTED): a return that takes back
more than was sold, or says otherwise than the rules, is flagged, and the books give back no more than the sale took.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection, insert, select

from pos_app.domain.credit_note import went_as_said
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.exchange import paid_by_goods
from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import ReturnedLine, Reversal
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.loyalty.taking_back_goods import articles_gone
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from sync.protocol.envelope import Envelope, open_envelope
from sync.protocol.v1 import facts as facts_v1
from sync.protocol.v1 import return_facts
from sync.server.book.giving_back import give_to_gift_cards
from sync.server.book.members import is_known
from sync.server.book.purchases import lower_purchase
from sync.server.book.reversing import reverse_points
from sync.server.book.sales_over import less_what_was_over
from sync.server.book.undoing import Undoing
from sync.server.book.undoing_counts import unbuy, undo_counts
from sync.server.calendar.company_days import company_day
from sync.server.holding.gift_cards import issue_credit_note
from sync.server.intake.awaiting import the_sale
from sync.server.intake.claimed_sales import undo_claim
from sync.server.intake.effects import Effects, Place
from sync.server.intake.unproven_returns import check_unproven
from sync.server.programmes import pinned
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.key_tables import return_of_sale
from sync.server.schema.return_tables import returned as returned_rows
from sync.server.schema.return_tables import returned_line, returned_tender
from sync.server.slate.at_once import AtOnce


def apply_return(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Write the effects of a return's record."""
    returned = return_facts.decode_return(envelope.body)
    effects = Effects(receipt_number=returned.receipt_number, is_sale=False)
    day = _business_day(returned, place.now_ms)
    _check_seller(place, returned, effects)
    _write(connection, place, envelope.sequence, returned, day)
    issue_credit_note(connection, place, returned, envelope.fact_id, day, effects)
    if returned.unproven is not None:
        check_unproven(returned, effects)
        return effects
    _undo(connection, place, returned, effects)
    return effects


def undo_return(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Move the books for a return that came before its sale did."""
    effects = Effects()
    _undo(connection, place, return_facts.decode_return(envelope.body), effects)
    return effects


def _undo(connection: Connection, place: Place, returned: Return, effects: Effects) -> None:
    before = _earlier(connection, place, returned)
    try:
        sale = sale_of(connection, place.company_id, returned.sale_id)
    except msgspec.MsgspecError:
        effects.flag("return-unknown-sale", "the sale was parked when it came; no points were moved")
        return
    if sale is None:
        effects.awaits = the_sale(returned.sale_id)
        return
    rules = pinned(AtOnce(connection, place.company_id), sale.decision.programmes)
    _replay(sale, before, returned, rules, effects)
    member = sale.member
    if member is not None and member.company_id and member.company_id != place.company_id:
        member = None
    today = company_day(connection, place.company_id, place.now_ms)
    undoing = Undoing(
        connection,
        place.company_id,
        member.member_id if member else "",
        sale.sale_id,
        returned.return_id,
        tuple(each.return_id for each in before),
        sale.decision,
        {each.programme_id: each for each in (*place.programmes, *(rules or ()))},
        _sold_on(sale, today),
        today,
        place.now_ms,
        effects,
    )
    reversal = returned.reversal
    tenders = [tender for each in before for tender in each.reversal.refund.tenders]
    give_to_gift_cards(undoing, sale, reversal.refund.tenders, tenders)
    if member is None:
        undo_claim(connection, place, sale.sale_id, before, returned, effects)
        return
    if not is_known(connection, place.company_id, member.member_id):
        effects.flag("member-unknown", "the points go back to an id the company does not know")
    effects.members.add(member.member_id)
    undo_counts(undoing, less_what_was_over(undoing, reversal), member)
    earlier = [posting for each in before for posting in each.reversal.postings]
    reverse_points(undoing, reversal.postings, earlier)
    steps = [*(each.reversal for each in before), reversal]
    unbuy(undoing, articles_gone(sale.basket, steps), whole=reversal.whole)
    lower_purchase(undoing, sale, steps)


def check_exchange(connection: Connection, place: Place, sale: Sale, effects: Effects) -> None:
    """Goods paid for a sale: the return stands right before it and says the same, or a person has to look."""
    paid = paid_by_goods(sale.tenders)
    if paid is None:
        return
    try:
        body = body_of(connection, place.company_id, paid.exchange_id, return_facts.RETURN)
        returned = return_facts.decode_return(body) if body is not None else None
    except msgspec.MsgspecError:
        returned = None
    other = paid_by_goods(returned.tenders) if returned is not None else None
    if other is None or (other.exchange_id, other.amount_minor) != (sale.sale_id, paid.amount_minor):
        effects.flag("exchange-alone", "no return stands behind the goods that paid for this sale")


def _earlier(connection: Connection, place: Place, returned: Return) -> list[Return]:
    """The returns of the same sale that came before this one."""
    found = returns_of(connection, place.company_id, returned.sale_id)
    ids = [each.return_id for each in found]
    return found[: ids.index(returned.return_id)] if returned.return_id in ids else found


def _sold_on(sale: Sale, today: date) -> date:
    try:
        return local_day(sale.context.at_ms, sale.context.offset_minutes)
    except (ValueError, OverflowError):
        return today


def sale_of(connection: Connection, company_id: str, sale_id: str) -> Sale | None:
    """The stored sale with that id, decoded from its record."""
    body = body_of(connection, company_id, sale_id, facts_v1.SALE)
    return None if body is None else facts_v1.decode_sale(body)


def returns_of(connection: Connection, company_id: str, sale_id: str) -> list[Return]:
    """The returns of a sale that are stored, in the order in which they came (SERVER-ORDER)."""
    bodies = (
        body_of(connection, company_id, each, return_facts.RETURN)
        for each in ids_of_returns(connection, company_id, sale_id)
    )
    return [return_facts.decode_return(body) for body in bodies if body is not None]


def ids_of_returns(connection: Connection, company_id: str, sale_id: str) -> list[str]:
    """The ids of a sale's returns, in the order in which they came."""
    table = return_of_sale
    ids = connection.execute(
        select(table.c.return_id)
        .where(table.c.company_id == company_id, table.c.sale_id == sale_id)
        .order_by(table.c.received_ms, table.c.till_id, table.c.sequence)
    ).scalars()
    return list(ids)


def body_of(connection: Connection, company_id: str, fact_id: str, kind: str) -> bytes | None:
    """The body of a fact's record, where it is of that kind."""
    found, record = place_of_fact(connection, company_id, fact_id), tables.record.c
    if found is None:
        return None
    encoded = connection.execute(
        select(record.envelope).where(
            record.company_id == company_id,
            record.till_id == found[0],
            record.sequence == found[1],
            record.kind == kind,
        )
    ).scalar_one_or_none()
    return None if encoded is None else open_envelope(encoded).body


def place_of_fact(connection: Connection, company_id: str, fact_id: str) -> tuple[str, int] | None:
    """In which till's journal a fact stands, and under which number."""
    key = tables.fact_key.c
    row = connection.execute(
        select(key.till_id, key.sequence).where(key.company_id == company_id, key.fact_id == fact_id)
    ).one_or_none()
    return None if row is None else (row.till_id, row.sequence)


def _replay(
    sale: Sale,
    before: Sequence[Return],
    returned: Return,
    rules: Sequence[Programme] | None,
    effects: Effects,
) -> None:
    """The same function over the sale and the returns stored here must say the same (REPLAY)."""
    if rules is None:
        effects.flag("replay-unknown-programme", "the sale's programmes were never published here")
        return
    returning = [ReturnedLine(line.line_id, line.quantity_milli) for line in returned.reversal.refund.lines]
    earlier = [each.reversal for each in before]
    try:
        again = take_back(sale, earlier, returning, rules, returned.context, gifts_stay=returned.gifts_stay)
    except Refused as refused:
        if refused.reason is Refusal.RETURN_TOO_MUCH:
            effects.flag("returned-twice", "more comes back than is left of the sale")
        else:
            effects.flag("return-differs", f"the goods cannot come back: {refused.reason.value}")
        return
    except (ValueError, AssertionError, LookupError, ArithmeticError) as error:
        effects.flag("return-differs", f"the rules cannot be applied: {type(error).__name__}")
        return
    if again != returned.reversal:
        effects.flag(
            "return-differs", f"the rules say otherwise: {', '.join(_differing(again, returned.reversal))}"
        )
    if not went_as_said(returned):
        effects.flag("return-differs", "other money went back than the return says")


def _differing(again: Reversal, said: Reversal) -> list[str]:
    return [each.name for each in fields(Reversal) if getattr(again, each.name) != getattr(said, each.name)]


def _check_seller(place: Place, returned: Return, effects: Effects) -> None:
    seller = returned.seller
    if (seller.company_id, seller.till_id, seller.store_id) != (
        place.company_id,
        place.enrolled_as,
        place.store_id,
    ):
        effects.flag("seller-differs", "the return names another company, store or till than sent it")
    if returned.receipt_number != place.last_receipt + 1:
        effects.flag(
            "receipt-number",
            f"{returned.receipt_number} came after {place.last_receipt}: numbers have no gaps",
        )


def _business_day(returned: Return, now_ms: int) -> str:
    try:
        return date.fromisoformat(returned.context.business_date).isoformat()
    except ValueError:
        return datetime.fromtimestamp(now_ms // 1000, tz=UTC).date().isoformat()


def _write(connection: Connection, place: Place, sequence: int, returned: Return, day: str) -> None:
    refund = returned.reversal.refund
    key = {"company_id": place.company_id, "till_id": place.till_id, "return_id": returned.return_id}
    connection.execute(
        insert(returned_rows),
        {
            **key,
            "sequence": sequence,
            "store_id": place.store_id,
            "receipt_number": returned.receipt_number,
            "cashier_id": returned.seller.cashier_id,
            "member_id": returned.member_id,
            "sale_id": returned.sale_id,
            "business_date": day,
            "at_ms": returned.context.at_ms,
            "currency": returned.currency_code,
            "total_minor": refund.total_minor,
            "tax_minor": refund.tax_minor,
            "rounding_minor": refund.rounding_minor,
            "received_ms": place.now_ms,
        },
    )
    if returned.unproven is None:
        connection.execute(
            insert(return_of_sale),
            {**key, "sale_id": returned.sale_id, "sequence": sequence, "received_ms": place.now_ms},
        )
    lines = [
        {
            **key,
            "position": position,
            "line_id": line.line_id,
            "quantity_milli": line.quantity_milli,
            "paid_minor": line.paid_minor,
        }
        for position, line in enumerate(refund.lines)
    ]
    tenders = [
        {
            **key,
            "position": position,
            "kind": tender.kind.value,
            "amount_minor": tender.amount_minor,
            "points": tender.points,
        }
        for position, tender in enumerate(returned.tenders)
    ]
    for table, rows in ((returned_line, lines), (returned_tender, tenders)):
        if rows:
            connection.execute(insert(table), rows)
    _count(connection, place, returned, day)


def _count(connection: Connection, place: Place, returned: Return, day: str) -> None:
    """Into its till's day, beside what was sold."""
    refund, new = returned.reversal.refund, upsert(tables.day_total)
    amounts = {
        "returns": 1,
        "returned_minor": refund.total_minor,
        "returned_tax_minor": refund.tax_minor,
    }
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["company_id", "till_id", "business_date", "currency"],
            set_={name: tables.day_total.c[name] + new.excluded[name] for name in amounts},
        ),
        {
            "company_id": place.company_id,
            "till_id": place.till_id,
            "business_date": day,
            "currency": returned.currency_code,
            "store_id": place.store_id,
            "sales": 0,
            "total_minor": 0,
            "tax_minor": 0,
            **amounts,
        },
    )
