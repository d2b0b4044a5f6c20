"""Tiers after the sale: which is reached, until when it is kept, what its rung gives, and how far the next one is."""

from __future__ import annotations

from pos_app.domain.loyalty.calendar_days import tier_until
from pos_app.domain.loyalty.decision import Outcome, Qualified, Reason, TierChange
from pos_app.domain.loyalty.issuing import issue
from pos_app.domain.loyalty.offer_rules import Issued
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import Rungs
from pos_app.domain.loyalty.status_rules import QualifyBy, Tier


def climb(scene: Scene, programme: Programme, gained: int) -> None:
    """Count what qualifies and change the tier where it is enough: the customer sees both at once."""
    if not programme.tiers:
        return
    before, standing = scene.tier_of(programme), scene.standing(programme)
    qualifying = standing.qualifying + gained
    floor = programme.threshold(before) if before else -1
    name = programme.programme_id
    if gained:
        scene.qualified.append(Qualified(name, gained))
    after = programme.tier_at(qualifying)
    if after and programme.threshold(after) > floor:
        until = tier_until(programme.qualifying, scene.today)
        scene.tier_changes.append(TierChange(name, before.code if before else None, after.code, until))
        scene.reasons.append(Reason("tier", Outcome.GAVE, tier=after.name, programme_id=name))
        _rewards(scene, programme, floor, qualifying, after)
    elif after and programme.threshold(after) == floor:
        _kept_longer(scene, programme, after, qualifying - gained)
    above = programme.next_tier(max(qualifying, floor))
    if above:
        unit = "minor" if programme.qualifying.by is QualifyBy.SPEND else "points"
        scene.reasons.append(
            Reason(
                "tier",
                Outcome.NEARLY,
                missing=programme.threshold(above) - qualifying,
                missing_unit=unit,
                tier=above.name,
                programme_id=name,
            )
        )


def _kept_longer(scene: Scene, programme: Programme, tier: Tier, was: int) -> None:
    """The line of a tier that is held already, reached again in a new window: it is kept until a later day."""
    standing = scene.standing(programme)
    until = tier_until(programme.qualifying, scene.today)
    if was < programme.threshold(tier) and standing.until and until > standing.until:
        scene.tier_changes.append(TierChange(programme.programme_id, tier.code, tier.code, until))
        scene.reasons.append(
            Reason(
                "tier.kept", Outcome.GAVE, tier=tier.name, programme_id=programme.programme_id, words=until
            )
        )


def _rewards(scene: Scene, programme: Programme, floor: int, qualifying: int, after: Tier) -> None:
    climbed = [tier for tier in programme.tiers if floor < programme.threshold(tier) <= qualifying]
    if programme.settings.rungs is Rungs.HIGHEST:
        climbed = [after]
    for tier in sorted(climbed, key=programme.threshold):
        if tier.coupon:
            issue(scene, programme, tier.coupon, f"tier:{tier.code}")
        for coupon in programme.coupons:
            if coupon.issued is Issued.TIER and coupon.tier == tier.code:
                issue(scene, programme, coupon.code, f"tier:{tier.code}")
