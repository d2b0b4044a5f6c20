"""The postings of a return: what was earned is taken, what was redeemed, given or converted is given back."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.basket import PIECE_MILLI, Basket
from pos_app.domain.loyalty.decision import Decision, Posting, PostingKind
from pos_app.domain.loyalty.earn_rules import BonusRule
from pos_app.domain.loyalty.eligible import Paid, pieces
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import RETURNED, Refund, Reversal
from pos_app.domain.loyalty.settings import LostMinimum
from pos_app.domain.loyalty.taking_back_money import worth
from pos_app.domain.pricing import price_lines
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender

Purse = tuple[str, str, str, bool]
"""Programme, account, whose (empty: the buyer's), and whether it counts money."""
_MOVED = frozenset({PostingKind.DONATE, PostingKind.CONVERT})


def postings_back(
    sale: Sale,
    kept: Basket,
    decision: Decision,
    tenders: Sequence[Tender],
    programmes: Sequence[Programme],
    returned_before: Sequence[Reversal],
    money: Refund,
) -> tuple[Posting, ...]:
    """All postings of one return, of kind ``reverse``.

    What was earned is one posting for each purse, under the rule ``return``. What the sale took keeps its rule and
    redemption: redeemed points go back with the money they stood for, given and converted ones in the same
    proportion as the goods' worth.
    """
    sold = sale.decision
    stays = _earned(decision)
    for purse, points in _kept_bonuses(sale, kept, decision, tenders, programmes).items():
        stays[purse] = stays.get(purse, 0) + points
    taken: dict[Purse, int] = {}
    for posting in _reversed(returned_before, {RETURNED}):
        taken[_purse(posting)] = taken.get(_purse(posting), 0) - posting.points
    found = []
    for purse, points in _earned(sold).items():
        step = points - stays.get(purse, 0) - taken.get(purse, 0)
        if step > 0:
            programme_id, account, whose, is_money = purse
            found.append(
                Posting(
                    *(PostingKind.REVERSE, programme_id, account, -step, RETURNED),
                    member_id=whose,
                    is_money=is_money,
                )
            )
    found += _redeemed(sold, money)
    found += _moved(sale, kept, returned_before, money)
    return tuple(found)


def _purse(posting: Posting) -> Purse:
    return posting.programme_id, posting.account, posting.member_id, posting.is_money


def _earned(decision: Decision) -> dict[Purse, int]:
    found: dict[Purse, int] = {}
    for posting in decision.postings:
        if posting.kind is PostingKind.EARN:
            found[_purse(posting)] = found.get(_purse(posting), 0) + posting.points
    return found


def _reversed(returned_before: Sequence[Reversal], rules: set[str]) -> list[Posting]:
    return [posting for each in returned_before for posting in each.postings if posting.rule in rules]


def _redeemed(sold: Decision, money: Refund) -> list[Posting]:
    by_redemption = {
        posting.redemption_id: posting for posting in sold.postings if posting.kind is PostingKind.REDEEM
    }
    found = []
    for tender in money.tenders:
        used = by_redemption.get(tender.redemption_id)
        if tender.points and used is not None:
            found.append(
                Posting(
                    *(PostingKind.REVERSE, used.programme_id, used.account, tender.points, used.rule),
                    redemption_id=used.redemption_id,
                )
            )
    return found


def _moved(sale: Sale, kept: Basket, returned_before: Sequence[Reversal], money: Refund) -> list[Posting]:
    """Points given to a cause or a partner: so much of them as of the sale's worth has gone back."""
    whole = worth(sale.basket, sale.decision)
    back = sum(tender.exact_minor for each in returned_before for tender in each.refund.tenders)
    back += sum(tender.exact_minor for tender in money.tenders)
    found = []
    for posting in sale.decision.postings:
        if posting.kind not in _MOVED:
            continue
        size, sign = abs(posting.points), 1 if posting.points < 0 else -1
        due = size if kept.is_empty else size * back // whole if whole else 0
        before = sum(
            abs(each.points)
            for each in _reversed(returned_before, {posting.rule})
            if (each.programme_id, each.account) == (posting.programme_id, posting.account)
        )
        if due > before:
            found.append(
                Posting(
                    PostingKind.REVERSE,
                    posting.programme_id,
                    posting.account,
                    sign * (due - before),
                    posting.rule,
                )
            )
    return found


def _kept_bonuses(
    sale: Sale,
    kept: Basket,
    decision: Decision,
    tenders: Sequence[Tender],
    programmes: Sequence[Programme],
) -> dict[Purse, int]:
    """Bonuses whose minimum the kept goods no longer meet stay in proportion to their goods, where that is set."""
    found: dict[Purse, int] = {}
    if kept.is_empty:
        return found
    for programme in programmes:
        if programme.returns.lost_minimum is not LostMinimum.KEPT:
            continue
        sold_paid = Paid.of(sale.basket, price_lines(sale.basket, sale.decision.line_effects), sale.tenders)
        kept_paid = Paid.of(kept, price_lines(kept, decision.line_effects), tenders)
        for bonus in programme.bonuses:
            before = _money(programme, bonus, sold_paid)
            after = _money(programme, bonus, kept_paid)
            if not before or not _misses_minimum(programme, bonus, kept_paid, after):
                continue
            for posting in sale.decision.postings:
                if (posting.programme_id, posting.rule) == (programme.programme_id, bonus.rule_id):
                    purse = _purse(posting)
                    found[purse] = found.get(purse, 0) + posting.points * after // before
    return found


def _money(programme: Programme, bonus: BonusRule, paid: Paid) -> int:
    return sum(paid.lines[place] for place in paid.places(bonus.goods, programme.never_counts))


def _misses_minimum(programme: Programme, bonus: BonusRule, paid: Paid, money: int) -> bool:
    found = pieces(paid, paid.places(bonus.goods, programme.never_counts))
    return money < bonus.when.minimum_minor or found * PIECE_MILLI < bonus.when.minimum_pieces * PIECE_MILLI
