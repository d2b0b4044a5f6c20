"""``take_back``: the one function that says what a return takes back from a sale, and what it gives back.

The member keeps what the kept goods alone would have earned, under the sale's own rules and inputs. So a return is a
difference: what the sale decided, less what :func:`~pos_app.domain.loyalty.engine.evaluate` says for the kept goods,
less what earlier returns took. Returns one by one therefore sum to the whole, and a sale that came back altogether
leaves nothing: neither money nor points. What was earned is never earned more by returning something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty import taking_back_counts as counts
from pos_app.domain.loyalty.decision import NO_WISHES, NOTHING, Context, Decision
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import MembershipEnded, Refund, ReturnedLine, Reversal
from pos_app.domain.loyalty.taking_back_goods import (
    Gone,
    check_returning,
    gifts_coming_back,
    gifts_due,
    gone_before,
    kept_basket,
    together,
)
from pos_app.domain.loyalty.taking_back_money import (
    KeptFee,
    fees_minor,
    refund_lines,
    split,
    tenders_left,
    vat_step,
    ways_paid,
    worth,
)
from pos_app.domain.loyalty.taking_back_points import postings_back
from pos_app.domain.loyalty.taking_back_reasons import reasons_of
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender


def take_back(
    sale: Sale,
    returned_before: Sequence[Reversal],
    returning: Sequence[ReturnedLine],
    programmes: Sequence[Programme],
    context: Context,
    *,
    gifts_stay: bool = False,
) -> Reversal:
    """What it means that ``returning`` comes back of ``sale``, of which ``returned_before`` came back already.

    ``programmes`` may be any that hold those which the sale pins; ``context`` is where and when the goods come back.
    ``gifts_stay`` says that the customer keeps a gift whose goods come back: it is then charged, whatever the setting.

    Raises :class:`Refused`: ``RETURN_RULES_GONE`` where a pinned version is missing, ``RETURN_OTHER_CURRENCY``, and as
    in :func:`~pos_app.domain.loyalty.taking_back_goods.check_returning`.
    """
    if context.currency != sale.basket.currency.code:
        raise Refused(Refusal.RETURN_OTHER_CURRENCY, currency=sale.basket.currency.code)
    pinned = pinned_programmes(sale, programmes)
    gone = gone_before(returned_before)
    check_returning(sale.basket, gone, returning)
    again = _Again(sale, pinned, returned_before)
    kept = kept_basket(sale.basket, together(gone, returning))
    decision = again.decide(kept, ())
    in_basket, gifts = gifts_due(pinned, sale.decision, decision, returned_before, stay=gifts_stay)
    with_gifts = [*returning, *gifts_coming_back(sale.basket, together(gone, returning), in_basket)]
    if len(with_gifts) > len(returning):
        kept = kept_basket(sale.basket, together(gone, with_gifts))
        decision = again.decide(kept, ())
    rules = {programme.programme_id: programme for programme in pinned}
    ended = counts.memberships_ended(rules, sale, decision, returned_before, context)
    money, decision, tenders = again.settle(kept, decision, gone, with_gifts, ended)
    sold = sale.decision
    found = Reversal(
        refund=money,
        postings=postings_back(again.sale, kept, decision, tenders, pinned, returned_before, money),
        qualified=counts.qualified_back(sold, decision, returned_before),
        stamps=counts.stamps_back(rules, sold, decision, returned_before),
        coupons_taken=counts.coupons_taken(rules, sold, decision, returned_before),
        coupons_given=counts.coupons_given(sold, decision, returned_before),
        challenges=counts.challenges_back(rules, sale, decision, returned_before),
        usage=counts.usage_back(sold, decision, returned_before),
        caps=counts.caps_back(sold, decision, returned_before),
        entries=counts.entries_back(sold, decision, returned_before),
        memberships=ended,
        tiers=counts.tiers_dropped(rules, sold, decision, returned_before),
        referrals=counts.referrals_back(sale, decision, returned_before),
        gifts=gifts,
        whole=kept.is_empty,
    )
    return replace(found, reasons=reasons_of(found, rules))


def pinned_programmes(sale: Sale, programmes: Sequence[Programme]) -> tuple[Programme, ...]:
    """Exactly the programmes that decided the sale, in its order; :class:`Refused` ``RETURN_RULES_GONE`` where one is
    not among ``programmes`` in the version that the sale names.
    """
    by_pin = {programme.pin: programme for programme in programmes}
    found = tuple(by_pin[pin] for pin in sale.decision.programmes if pin in by_pin)
    if len(found) < len(sale.decision.programmes):
        raise Refused(Refusal.RETURN_RULES_GONE)
    return found


class _Again:
    """The sale's rules over what is kept, with the sale's own member and moment."""

    def __init__(
        self, sale: Sale, programmes: Sequence[Programme], returned_before: Sequence[Reversal]
    ) -> None:
        self.sale = sale
        self._programmes = programmes
        self._before = returned_before
        self._context = _without_given_back(sale.context, returned_before)

    def decide(self, kept: Basket, tenders: Sequence[Tender]) -> Decision:
        """What the rules say for the kept goods alone. Nothing is kept: nothing was sold."""
        if kept.is_empty:
            return NOTHING
        return evaluate(kept, tenders, self.sale.member, self._programmes, self._context)

    def settle(
        self,
        kept: Basket,
        decision: Decision,
        gone: Gone,
        returning: Sequence[ReturnedLine],
        ended: Sequence[MembershipEnded],
    ) -> tuple[Refund, Decision, tuple[Tender, ...]]:
        """The money, and the kept goods' decision once more with what of the tenders stays."""
        sale, before = self.sale, self._before
        fees = [*_fees_before(sale, before, self._programmes), *_fees(sale, ended, self._programmes)]
        already = sum(back.exact_minor for each in before for back in each.refund.tenders)
        fee_minor = fees_minor(fees, kept)
        total = max(worth(sale.basket, sale.decision) - worth(kept, decision) - fee_minor - already, 0)
        ways = ways_paid(sale, before)
        tenders = split(sale, kept, decision, together(gone, returning), total, ways, self._programmes)
        left = tenders_left(ways, tenders)
        decision = self.decide(kept, left)
        vat = vat_step(sale, kept, decision, left, fees, before) if total else ()
        lines = refund_lines(sale, gone, returning)
        fee = fee_minor - sum(each.refund.fee_kept_minor for each in before)
        lost = sum(line.paid_minor for line in lines) - fee - total
        return (
            Refund(lines, sum(each.gross_minor for each in vat), vat, tenders, lost, fee),
            decision,
            left,
        )


def _without_given_back(context: Context, returned_before: Sequence[Reversal]) -> Context:
    """Coupons and once-only offers that an earlier return gave back are not used again by what is still kept."""
    keys = [f"coupon:{coupon.number}" for each in returned_before for coupon in each.coupons_given]
    keys += [used.key for each in returned_before for used in each.usage if used.key.startswith("once:")]
    if not keys:
        return context
    wishes = context.wishes or NO_WISHES
    return replace(context, wishes=replace(wishes, withheld=(*wishes.withheld, *keys)))


def _fees_before(
    sale: Sale, returned_before: Sequence[Reversal], programmes: Sequence[Programme]
) -> list[KeptFee]:
    return [fee for each in returned_before for fee in _fees(sale, each.memberships, programmes)]


def _fees(sale: Sale, ended: Sequence[MembershipEnded], programmes: Sequence[Programme]) -> list[KeptFee]:
    """The used part of each membership's fee, rounded in the member's favour."""
    priced = price(sale.basket, sale.decision.line_effects)
    articles = {
        (programme.programme_id, terms.code): terms.article
        for programme in programmes
        for terms in programme.memberships
    }
    found = []
    for each in ended:
        article = articles.get((each.programme_id, each.code))
        for line, done in zip(sale.basket.lines, priced.lines, strict=True):
            if line.article.article_id == article:
                used = done.net_minor * each.used_days // each.term_days
                found.append(KeptFee(line.article.vat, used))
                break
    return [fee for fee in found if fee.amount_minor]
