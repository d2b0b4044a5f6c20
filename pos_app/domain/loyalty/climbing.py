"""Tiers after the sale: which is reached, until when it is kept, what its rung gives, and how far the next one is."""

from __future__ import annotations

from pos_app.domain.loyalty.calendar_days import tier_until
from pos_app.domain.loyalty.decision import Qualified, TierChange
from pos_app.domain.loyalty.drafts import GAVE, NEARLY, reason
from pos_app.domain.loyalty.issuing import issue
from pos_app.domain.loyalty.offer_rules import Issued
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import Rungs
from pos_app.domain.loyalty.status_rules import Tier


def climb(scene: Scene, programme: Programme, gained: int) -> None:
    """Count what qualifies and change the tier where it is enough: the customer sees both at once."""
    if not programme.tiers:
        return
    standing, before = scene.stands(programme)
    qualifying = standing.qualifying + gained
    floor = programme.threshold(before) if before else -1
    name = programme.programme_id
    if gained:
        scene.qualified.append(Qualified(name, gained))
    after = programme.tier_at(qualifying)
    reached = programme.threshold(after) if after else -1
    if after and reached > floor:
        until = tier_until(programme.qualifying, scene.today)
        scene.tier_changes.append(TierChange(name, before.code if before else None, after.code, until))
        scene.reasons.append(reason("tier", GAVE, tier=after.name, programme_id=name))
        _rewards(scene, programme, floor, qualifying, after)
    elif after and reached == floor and standing.qualifying < reached and standing.until:
        _kept_longer(scene, programme, after, standing.until)
    above = programme.next_tier(max(qualifying, floor))
    if above:
        unit = "minor" if programme.counts_spend else "points"
        missing = programme.threshold(above) - qualifying
        scene.reasons.append(
            reason("tier", NEARLY, missing=missing, missing_unit=unit, tier=above.name, programme_id=name)
        )


def _kept_longer(scene: Scene, programme: Programme, tier: Tier, kept_until: str) -> None:
    """The line of a tier that is held already, reached again in a new window: it is kept until a later day."""
    until = tier_until(programme.qualifying, scene.today)
    if until > kept_until:
        scene.tier_changes.append(TierChange(programme.programme_id, tier.code, tier.code, until))
        scene.reasons.append(
            reason("tier.kept", GAVE, tier=tier.name, programme_id=programme.programme_id, words=until)
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
