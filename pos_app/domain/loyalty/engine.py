"""``evaluate``: the one function that says what a sale earns, uses and changes, and why."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.basket import Basket
from pos_app.domain.draft import draft_of
from pos_app.domain.loyalty.admission import refuse_goods
from pos_app.domain.loyalty.belonging import move_points, promise_perks, reward_referral, sell_memberships
from pos_app.domain.loyalty.climbing import climb
from pos_app.domain.loyalty.collecting import claim_codes, collect
from pos_app.domain.loyalty.decision import (
    NO_WISHES,
    NOTHING,
    Context,
    Decision,
    LineEffect,
    MemberView,
    PostingKind,
    RedeemedShare,
    Wishes,
)
from pos_app.domain.loyalty.drafts import posting
from pos_app.domain.loyalty.earning import earn, spend
from pos_app.domain.loyalty.eligible import Paid
from pos_app.domain.loyalty.offer_pass import run_offers
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.rule_book import CompiledRules, RuleBook
from pos_app.domain.loyalty.sales_limit import count_sale, gained_so_far, is_over, tell
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import RedeemedPoints
from pos_app.domain.pricing import price_lines
from pos_app.domain.tender import Tender, TenderKind, slips_as_cash

_DECISION = draft_of(Decision)
# Looked up once: in Python 3.11 that takes as long as ten plain names.
_BY_POINTS = TenderKind.POINTS
_EARN, _REDEEM, _PAYMENT = PostingKind.EARN, PostingKind.REDEEM, RedeemedPoints.PAYMENT


def evaluate(
    basket: Basket,
    tenders: Sequence[Tender],
    member_view: MemberView | None,
    programmes: Sequence[Programme],
    context: Context,
) -> Decision:
    """What the programmes give and take for this basket, with reasons.

    Deterministic integer arithmetic: the same inputs give the same Decision on every machine, in every year.
    While scanning it is asked without tenders; at payment again with them, because what points pay for may not
    earn. Programmes in another currency do nothing. Without a member only offers for anyone and limits on goods hold;
    a card of another company is no member here.

    Over an empty basket this is a visit: codes, gifts of points, conversions and events that were wished for are
    decided, and nothing else. Whoever buys nothing earns, stamps and collects nothing, but a code's points may reach
    a tier.

    Order: memberships sold here; offers, by priority and stacking group; then what is left is earned on, tiers climb,
    and stamps, challenges, coupons, referrals and promises follow. ``programmes`` is best a
    :class:`~pos_app.domain.loyalty.rule_book.RuleBook`, compiled once; the decision names only those that the basket
    touches, and under these alone the same inputs decide the same again (REPLAY).
    """
    return Evaluation(basket, member_view, programmes, context).paid_with(tenders)


class Evaluation:
    """One ``evaluate`` in two steps: what the goods cost under the programmes, which no tender changes; and, when it is
    known how they are paid, all that follows. Who has to know the price before they can pay looks at ``line_effects``
    in between, and nothing is decided twice.
    """

    __slots__ = ("_scene", "_touched")

    def __init__(
        self,
        basket: Basket,
        member_view: MemberView | None,
        programmes: Sequence[Programme],
        context: Context,
    ) -> None:
        """Decide what the goods cost; see :func:`evaluate`."""
        book = programmes if isinstance(programmes, RuleBook) else RuleBook(programmes)
        rules = book.in_currency(context.currency)
        foreign = bool(
            member_view and member_view.company_id and member_view.company_id != context.company_id
        )
        member = None if foreign else member_view
        self._touched = _touched(basket, member, rules, context.wishes)
        self._scene: Scene | None = None
        if not (self._touched or (foreign and basket.lines)):
            return
        self._scene = scene = Scene(basket, member, rules, context)
        if foreign:
            scene.passed_by(None, "member", "other-company")
        if not (self._touched and basket.lines):
            return
        if member is not None and rules.selling:
            for number in self._touched:
                if number in rules.selling:
                    sell_memberships(scene, rules.programmes[number])
        if rules.refusing:
            for number in self._touched:
                if number in rules.refusing:
                    refuse_goods(scene, rules.programmes[number])
        run_offers(scene)

    @property
    def line_effects(self) -> Sequence[LineEffect]:
        """What offers take off the lines."""
        return self._scene.effects if self._scene is not None else ()

    def paid_with(self, tenders: Sequence[Tender]) -> Decision:
        """The decision, once it is known how the goods are paid. Call it once."""
        scene = self._scene
        if scene is None:
            return NOTHING
        scene.tenders = tenders = slips_as_cash(tenders)
        if not scene.basket.lines:
            _visit(scene, self._touched)
        elif scene.member is not None:
            paid = Paid.of(scene.basket, price_lines(scene.basket, scene.effects), tenders)
            _for_member(scene, self._touched, _less_reduction(scene, paid))
        return _decision(scene, self._touched)


def _touched(
    basket: Basket, member: MemberView | None, rules: CompiledRules, wishes: Wishes | None
) -> Sequence[int]:
    """The programmes that have to be looked at, by number."""
    if basket.lines:
        touched: Sequence[int] = (rules.touched if member is not None else rules.public).numbers(basket.lines)
    else:
        touched = rules.asked if member is not None and _wishes_something(wishes) else []
    if touched and wishes and (wishes.gives or wishes.converts):
        return sorted({0, *touched})  # whose points a view's own balance counts
    return touched


def _wishes_something(wishes: Wishes | None) -> bool:
    """Whether there is anything that can be had without buying."""
    return wishes is not None and bool(wishes.claims or wishes.gives or wishes.converts or wishes.events)


def _visit(scene: Scene, asked: Sequence[int]) -> None:
    """What somebody who buys nothing wished for, and the tier that points for a code or an event reach."""
    for number in asked:
        programme, before = scene.rules.programmes[number], len(scene.postings)
        claim_codes(scene, programme)
        move_points(scene, programme)
        gained = _points_since(scene, before)
        if gained and not programme.counts_spend:
            climb(scene, programme, gained)


def _points_since(scene: Scene, before: int) -> int:
    """Points that the member earned with the postings from that one on."""
    return sum([each.points for each in scene.postings[before:] if each.kind is _EARN and not each.member_id])


def _for_member(scene: Scene, touched: Sequence[int], paid: Paid) -> None:
    for number in touched:
        if not scene.rules.is_for_members[number]:
            continue
        programme = scene.rules.programmes[number]
        if number == scene.rules.redeeming:
            _redeem(scene, programme)
        limited = bool(programme.settings.most_sales_a_day)
        over = limited and is_over(scene, programme)
        so_far = gained_so_far(scene) if limited else ()
        gained = 0 if over else earn(scene, number, programme, paid)
        before = len(scene.postings)
        if over:
            tell(scene, programme)
        else:
            collect(scene, programme, paid)
        if limited and not over:
            count_sale(scene, programme, so_far)
        if scene.wishes.claims:
            claim_codes(scene, programme)
        reward_referral(scene, programme, paid)
        if scene.wishes is not NO_WISHES:
            move_points(scene, programme)
        if programme.perks:
            promise_perks(scene, programme, paid)
        if programme.counts_spend:
            gained = 0 if over else spend(programme, paid)
        else:
            gained += _points_since(scene, before)
        climb(scene, programme, gained)


def _less_reduction(scene: Scene, paid: Paid) -> Paid:
    """What is paid once points that are a price reduction have lowered the lines (their VAT base falls with them)."""
    redeeming = scene.rules.redeeming
    if redeeming is None or not scene.tenders:
        return paid
    settings = scene.rules.programmes[redeeming].settings
    if settings.redeemed_points is _PAYMENT:
        return paid
    lowered, shares = paid.after_reduction()
    scene.shares += [
        RedeemedShare(line.line_id, share)
        for line, share in zip(scene.basket.lines, shares, strict=False)
        if share
    ]
    return lowered


def _redeem(scene: Scene, programme: Programme) -> None:
    """Points are used in one programme: the first in force that redeems, which is also the one the till offers."""
    name, account = programme.programme_id, programme.account
    for tender in scene.tenders:
        if tender.kind is _BY_POINTS:
            used = posting(_REDEEM, name, account, -tender.points, "redemption", tender.redemption_id)
            scene.postings.append(used)


def _decision(scene: Scene, touched: Sequence[int]) -> Decision:
    draft = _DECISION()
    draft.line_effects = tuple(scene.effects)
    draft.postings = tuple(scene.postings)
    draft.tier_changes = tuple(scene.tier_changes)
    draft.reasons = tuple(scene.reasons)
    draft.programmes = tuple([scene.rules.pins[number] for number in touched])
    draft.qualified = tuple(scene.qualified)
    draft.stamps = tuple(scene.stamps)
    draft.coupons_issued = tuple(scene.coupons_issued)
    draft.coupons_used = tuple(scene.coupons_used)
    draft.memberships = tuple(scene.memberships)
    draft.challenges = tuple(scene.challenges)
    draft.promises = tuple(scene.promises)
    draft.refused = tuple(scene.refused)
    draft.consumes = tuple(scene.consumes)
    draft.caps = tuple(scene.caps)
    draft.entries = tuple(scene.entries)
    draft.redeemed_shares = tuple(scene.shares)
    draft.__class__ = Decision
    made: Decision = draft
    return made
