"""Looking at a sale again with its own inputs: the same rules must say the same (REPLAY).

A difference becomes a flag for a person. Nothing here changes points: what the customer was told, stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.sale import Sale, reckon


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a stored fact that a person should look at. ``code`` is stable; ``detail`` holds no names."""

    code: str
    detail: str


def replay(sale: Sale, programmes: Sequence[Programme] | None) -> list[Flag]:
    """Evaluate the sale again over its recorded inputs under the pinned programmes.

    ``None`` for programmes says that a pinned version was never published here.
    """
    if programmes is None:
        pins = ", ".join(f"{pin.programme_id} {pin.version}" for pin in sale.decision.programmes)
        return [Flag("replay-unknown-programme", f"not published here, or other text: {pins}")]
    try:
        again = evaluate(sale.basket, sale.tenders, sale.member, programmes, sale.context)
    except (Refused, ValueError, AssertionError) as error:
        return [Flag("replay-differs", f"the rules cannot be applied: {type(error).__name__}")]
    differences = _differences(sale.decision, again)
    return [Flag("replay-differs", "; ".join(differences))] if differences else []


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
    if not sale.basket.lines:
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
