"""The records of which evaluations make many, from drafts. Most functions are called like their record."""

from __future__ import annotations

from pos_app.domain.draft import draft_of
from pos_app.domain.loyalty.decision import Outcome, Posting, PostingKind, Reason
from pos_app.domain.loyalty.member_view import Holding, MemberView, Standing
from pos_app.domain.pricing import LineEffect

# Looked up once: in Python 3.11 that takes as long as ten plain names.
GAVE, NEARLY = Outcome.GAVE, Outcome.NEARLY
_EFFECT, _REASON, _POSTING = draft_of(LineEffect), draft_of(Reason), draft_of(Posting)
_VIEW = draft_of(MemberView)


def line_effect(
    line_id: int, amount_minor: int, offer_id: str, words: str, programme_id: str = ""
) -> LineEffect:
    """``LineEffect(...)``."""
    draft = _EFFECT()
    draft.line_id = line_id
    draft.amount_minor = amount_minor
    draft.offer_id = offer_id
    draft.words = words
    draft.programme_id = programme_id
    draft.__class__ = LineEffect
    made: LineEffect = draft
    return made


def reason(
    rule: str,
    outcome: Outcome,
    points: int = 0,
    amount_minor: int = 0,
    percent: int = 100,
    missing: int = 0,
    missing_unit: str = "",
    tier: str = "",
    programme_id: str = "",
    words: str = "",
    why: str = "",
) -> Reason:
    """``Reason(...)``."""
    draft = _REASON()
    draft.rule = rule
    draft.outcome = outcome
    draft.points = points
    draft.amount_minor = amount_minor
    draft.percent = percent
    draft.missing = missing
    draft.missing_unit = missing_unit
    draft.tier = tier
    draft.programme_id = programme_id
    draft.words = words
    draft.why = why
    draft.__class__ = Reason
    made: Reason = draft
    return made


def posting(
    kind: PostingKind,
    programme_id: str,
    account: str,
    points: int,
    rule: str,
    redemption_id: str = "",
    member_id: str = "",
    is_money: bool = False,
) -> Posting:
    """``Posting(...)``."""
    draft = _POSTING()
    draft.kind = kind
    draft.programme_id = programme_id
    draft.account = account
    draft.points = points
    draft.rule = rule
    draft.redemption_id = redemption_id
    draft.member_id = member_id
    draft.is_money = is_money
    draft.__class__ = Posting
    made: Posting = draft
    return made


def view_now(
    known: MemberView,
    *,
    points: int,
    standing: Standing,
    as_of_ms: int,
    holdings: tuple[Holding, ...],
    purchases: int | None,
    last_purchase_on: str,
    segments: tuple[str, ...],
) -> MemberView:
    """``replace(known, ...)`` for a member of one programme, who stands there as ``standing`` says."""
    draft = _VIEW()
    draft.member_id = known.member_id
    draft.points = points
    draft.qualifying_points = standing.qualifying
    draft.tier = standing.tier
    draft.as_of_ms = as_of_ms
    draft.company_id = known.company_id
    draft.holdings = holdings
    draft.standings = (standing,)
    draft.memberships = known.memberships
    draft.stamps = known.stamps
    draft.coupons = known.coupons
    draft.challenges = known.challenges
    draft.used = known.used
    draft.bought = known.bought
    draft.birthday_month = known.birthday_month
    draft.birthday_day = known.birthday_day
    draft.joined_on = known.joined_on
    draft.purchases = purchases
    draft.last_purchase_on = last_purchase_on
    draft.partners = known.partners
    draft.segments = segments
    draft.consents = known.consents
    draft.referred_by = known.referred_by
    draft.codes_claimed = known.codes_claimed
    draft.__class__ = MemberView
    made: MemberView = draft
    return made
