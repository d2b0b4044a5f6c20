"""Looking at a sale again with its own inputs: the same rules must say the same (REPLAY).

A difference becomes a flag for a person. Nothing here changes points: what the customer was told, stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from pos_app.domain.basket import Basket
from pos_app.domain.deposit_slip import slips_of
from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.decision import Context, Decision, MemberView
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.money import CURRENCIES
from pos_app.domain.sale import Sale, reckon
from pos_app.domain.tender import Tender
from pos_app.domain.visit import Visit, nothing_bought


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a stored fact that a person should look at. ``code`` is stable; ``detail`` holds no names."""

    code: str
    detail: str


def replay(sale: Sale, programmes: Sequence[Programme] | None) -> list[Flag]:
    """Evaluate the sale again over its recorded inputs under the pinned programmes.

    ``None`` for programmes says that a pinned version was never published here.
    """
    return _decide_again(sale.decision, sale.basket, sale.tenders, sale.member, sale.context, programmes)


def check_visit(
    visit: Visit,
    programmes: Sequence[Programme] | None,
    *,
    company_id: str,
    till_id: str,
    store_id: str,
) -> list[Flag]:
    """The same for a visit, which is decided over the empty basket."""
    flags = []
    if (visit.seller.company_id, visit.seller.till_id, visit.seller.store_id) != (
        company_id,
        till_id,
        store_id,
    ):
        flags.append(Flag("seller-differs", "the visit names another company, store or till than sent it"))
    currency = CURRENCIES.get(visit.context.currency)
    if currency is None:
        return [*flags, Flag("replay-differs", "the visit's currency is none of ours")]
    basket = nothing_bought(visit.visit_id, currency)
    return flags + _decide_again(visit.decision, basket, (), visit.member, visit.context, programmes)


def check_money(sale: Sale) -> list[Flag]:
    """Add the sale up again: lines, discounts, VAT, tenders, change."""
    try:
        priced, settlement = reckon(sale.basket, sale.tenders, sale.decision)
    except (Refused, ValueError, AssertionError, ZeroDivisionError) as error:
        return [Flag("money-differs", f"the basket cannot be added up: {type(error).__name__}")]
    flags = []
    if priced != sale.priced:
        flags.append(
            Flag(
                "money-differs",
                f"the till says {sale.priced.total_minor}, its lines say {priced.total_minor}",
            )
        )
    elif settlement != sale.settlement:
        flags.append(Flag("settlement-differs", "the tenders do not settle the sale as the till says"))
    if not sale.settlement.is_paid:
        flags.append(Flag("not-paid", f"{sale.settlement.due_minor} was still to pay"))
    return flags


def check_rules(sale: Sale, *, company_id: str, till_id: str, store_id: str, last_receipt: int) -> list[Flag]:
    """Rules a till keeps by itself, looked at once more."""
    flags = []
    if not sale.basket.lines and not slips_of(sale):  # a deposit slip alone is paid out by a sale of nothing
        flags.append(Flag("empty-basket", "a sale without a line"))
    if sale.basket.minimum_age > sale.basket.age_confirmed:
        flags.append(
            Flag(
                "age-not-confirmed",
                f"{sale.basket.minimum_age} needed, {sale.basket.age_confirmed} confirmed",
            )
        )
    if (sale.seller.company_id, sale.seller.till_id, sale.seller.store_id) != (company_id, till_id, store_id):
        flags.append(Flag("seller-differs", "the sale names another company, store or till than sent it"))
    if sale.receipt_number != last_receipt + 1:
        flags.append(
            Flag("receipt-number", f"{sale.receipt_number} came after {last_receipt}: numbers have no gaps")
        )
    if business_day(sale) is None:
        flags.append(Flag("business-date", "the business date is not a day"))
    if sale.member is None and sale.decision.postings:
        flags.append(Flag("points-without-member", "the decision posts points, but nobody's"))
    return flags


def business_day(sale: Sale) -> str | None:
    """The sale's business date as an ISO day, or ``None`` when it is not one."""
    try:
        return date.fromisoformat(sale.context.business_date).isoformat()
    except ValueError:
        return None


def _decide_again(
    said: Decision,
    basket: Basket,
    tenders: Sequence[Tender],
    member: MemberView | None,
    context: Context,
    programmes: Sequence[Programme] | None,
) -> list[Flag]:
    if programmes is None:
        pins = ", ".join(f"{pin.programme_id} {pin.version}" for pin in said.programmes)
        return [Flag("replay-unknown-programme", f"not published here, or other text: {pins}")]
    try:
        again = evaluate(basket, tenders, member, programmes, context)
    except (Refused, ValueError, AssertionError) as error:
        return [Flag("replay-differs", f"the rules cannot be applied: {type(error).__name__}")]
    differences = _differences(said, again)
    return [Flag("replay-differs", "; ".join(differences))] if differences else []


_TOLD = {"postings", "line_effects", "tier_changes", "reasons", "programmes"}


def _differences(said: Decision, again: Decision) -> list[str]:
    words = []
    if said.postings != again.postings:
        words.append(
            f"points: the till posts {[p.points for p in said.postings]},"
            f" the rules say {[p.points for p in again.postings]}"
        )
    if said.line_effects != again.line_effects:
        words.append("what the offers took off the lines")
    if said.tier_changes != again.tier_changes:
        words.append("the change of tier")
    if said.reasons != again.reasons:
        words.append("the reasons")
    if said.programmes != again.programmes:
        words.append("which programmes took part")
    others = [
        field.name
        for field in fields(Decision)
        if field.name not in _TOLD and getattr(said, field.name) != getattr(again, field.name)
    ]
    return [*words, *(name.replace("_", " ") for name in others)]
