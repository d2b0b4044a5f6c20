"""What is kept of a sale after some of it came back: the basket that the rules look at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pos_app.domain.basket import PIECE_MILLI, Basket, Discount, Line, line_gross_minor
from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import GiftDue, ReturnedLine, Reversal
from pos_app.domain.loyalty.settings import ReturnedGift
from pos_app.domain.money import Rounding, divide
from pos_app.domain.pricing import discount_minor

Gone = dict[int, int]
"""What has come back, in thousandths by line id."""


def gone_before(returned_before: Sequence[Reversal]) -> Gone:
    """What earlier returns of the sale took back."""
    gone: Gone = {}
    for reversal in returned_before:
        for line in reversal.refund.lines:
            gone[line.line_id] = gone.get(line.line_id, 0) + line.quantity_milli
    return gone


def articles_gone(basket: Basket, steps: Sequence[Reversal]) -> list[str]:
    """Articles of the lines that came back to their end with the last of these returns."""
    was, now = gone_before(steps[:-1]), gone_before(steps)
    return [
        line.article.article_id
        for line in basket.lines
        if was.get(line.line_id, 0) < line.quantity_milli <= now.get(line.line_id, 0)
    ]


def check_returning(basket: Basket, gone: Mapping[int, int], returning: Sequence[ReturnedLine]) -> None:
    """Raise :class:`Refused` unless exactly these goods can come back after those that are ``gone``.

    ``RETURN_NOTHING``, ``NO_SUCH_LINE``, ``QUANTITY_NOT_POSITIVE``, ``QUANTITY_NOT_WHOLE``, ``RETURN_WHOLE_LINE`` (a
    label priced it), ``RETURN_GIFT_CARD`` (money paid in never becomes cash), ``RETURN_TOO_MUCH`` with what is
    ``left``.
    """
    if not returning:
        raise Refused(Refusal.RETURN_NOTHING)
    wanted: Gone = {}
    for each in returning:
        line = basket.line(each.line_id)
        name = line.article.name
        if each.quantity_milli <= 0:
            raise Refused(Refusal.QUANTITY_NOT_POSITIVE, article=name)
        if line.article.protection is Protection.GIFT_CARD:
            raise Refused(Refusal.RETURN_GIFT_CARD, article=name)
        by_pieces = line.article.unit is Unit.PIECE and line.label_amount_minor is None
        if by_pieces and each.quantity_milli % PIECE_MILLI:
            raise Refused(Refusal.QUANTITY_NOT_WHOLE, article=name)
        wanted[line.line_id] = wanted.get(line.line_id, 0) + each.quantity_milli
        left = line.quantity_milli - gone.get(line.line_id, 0)
        if wanted[line.line_id] > left:
            raise Refused(Refusal.RETURN_TOO_MUCH, article=name, left=_told(line, left))
        if line.label_amount_minor is not None and wanted[line.line_id] != line.quantity_milli:
            raise Refused(Refusal.RETURN_WHOLE_LINE, article=name)


def _told(line: Line, milli: int) -> str:
    whole = milli // PIECE_MILLI
    if line.article.unit is Unit.PIECE:
        return str(whole)
    return f"{whole}.{milli % PIECE_MILLI:03d} kg"


def together(gone: Mapping[int, int], returning: Sequence[ReturnedLine]) -> Gone:
    """Everything that has come back after this return."""
    found = dict(gone)
    for each in returning:
        found[each.line_id] = found.get(each.line_id, 0) + each.quantity_milli
    return found


def kept_basket(basket: Basket, gone: Mapping[int, int]) -> Basket:
    """The basket without what came back. A discount of so much money, which a person gave on a line or on the whole
    basket, stays in proportion to the goods it was given on.
    """
    left = (_kept_line(line, gone.get(line.line_id, 0)) for line in basket.lines)
    lines = tuple(line for line in left if line is not None)
    kept = replace(basket, lines=lines)
    discount = basket.discount
    if discount is None or not lines:
        return replace(kept, discount=None)
    if discount.amount_minor:
        whole, stays = _open_to_discount(basket), _open_to_discount(kept)
        amount = discount.amount_minor * stays // whole if whole else 0
        discount = replace(discount, amount_minor=amount) if amount else None
    return replace(kept, discount=discount)


def _kept_line(line: Line, gone_milli: int) -> Line | None:
    if not gone_milli:
        return line
    quantity = line.quantity_milli - gone_milli
    if quantity <= 0:
        return None
    label, discount = line.label_amount_minor, line.discount
    if label is not None:
        label = divide(label * quantity, line.quantity_milli, Rounding.HALF_UP)
    if discount is not None and discount.amount_minor:
        amount = discount.amount_minor * quantity // line.quantity_milli
        discount = Discount(amount_minor=amount, reason=discount.reason) if amount else None
    return replace(line, quantity_milli=quantity, label_amount_minor=label, discount=discount)


def _open_to_discount(basket: Basket) -> int:
    total = 0
    for line in basket.lines:
        if not line.article.is_protected:
            gross = line_gross_minor(line)
            total += gross - discount_minor(line.discount, gross)
    return total


def gifts_due(
    programmes: Sequence[Programme],
    sold: Decision,
    kept: Decision,
    returned_before: Sequence[Reversal],
    *,
    stay: bool,
) -> tuple[list[tuple[Offer, int, ReturnedGift]], tuple[GiftDue, ...]]:
    """Gifts that the kept goods do not bring any more: those in the basket as offer, pieces and setting, and those
    that were handed over beside it. ``stay`` says that the customer keeps them, whatever the setting.
    """
    told = {(due.programme_id, due.rule) for each in returned_before for due in each.gifts}
    in_basket: list[tuple[Offer, int, ReturnedGift]] = []
    handed: list[GiftDue] = []
    for programme in programmes:
        name = programme.programme_id
        for offer in programme.offers:
            if offer.effect is not Effect.GIFT or not _gave(sold, name, offer) or _gave(kept, name, offer):
                continue
            setting = ReturnedGift.CHARGED if stay else programme.returns.gift
            beside = _promised(sold, name, offer)
            in_basket.append((offer, (offer.most_pieces or 1) - beside, setting))
            if beside and (name, offer.rule_id) not in told:
                charged = setting is ReturnedGift.CHARGED
                handed.append(GiftDue(name, offer.rule_id, offer.gift, beside, charged))
    return in_basket, tuple(handed)


def gifts_coming_back(
    basket: Basket, gone: Mapping[int, int], gifts: Sequence[tuple[Offer, int, ReturnedGift]]
) -> list[ReturnedLine]:
    """The lines of the basket that come back as gifts, beyond what is gone already."""
    found: list[ReturnedLine] = []
    for offer, pieces, setting in gifts:
        lines = [line for line in basket.lines if line.article.article_id == offer.gift]
        wanted = pieces * PIECE_MILLI - sum(gone.get(line.line_id, 0) for line in lines)
        if setting is ReturnedGift.CHARGED:
            continue
        for line in reversed(lines):
            back = min(line.quantity_milli - gone.get(line.line_id, 0), max(wanted, 0))
            if back:
                found.append(ReturnedLine(line.line_id, back))
                wanted -= back
    return found


def _gave(decision: Decision, programme_id: str, offer: Offer) -> bool:
    in_basket = any(
        (each.programme_id, each.offer_id) == (programme_id, offer.rule_id) for each in decision.line_effects
    )
    return in_basket or bool(_promised(decision, programme_id, offer))


def _promised(decision: Decision, programme_id: str, offer: Offer) -> int:
    return sum(
        each.pieces
        for each in decision.promises
        if (each.programme_id, each.rule) == (programme_id, offer.rule_id)
    )
