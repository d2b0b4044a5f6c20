"""Offline settings that nobody could explain to a customer, or to whoever answers for the books."""

from __future__ import annotations

from pos_app.domain.loyalty.offline import LONGEST_TERM_HOURS
from pos_app.domain.loyalty.programme_draft import Draft


def check_offline(draft: Draft) -> None:
    """Add every such problem to the draft."""
    programme, rules = draft.programme, draft.programme.offline
    if not rules.grace_hours:
        draft.say(
            "offline.grace_hours",
            "grace_hours = 1 or more: a sale in the term's last minute would reach the server when its points are"
            " another's already",
        )
    if rules.term_hours > LONGEST_TERM_HOURS:
        draft.say(
            "offline.term_hours",
            f"term_hours = {LONGEST_TERM_HOURS} or less: nobody could use these points anywhere else for a month",
        )
    if rules.grace_hours > LONGEST_TERM_HOURS:
        draft.say(
            "offline.grace_hours",
            f"grace_hours = {LONGEST_TERM_HOURS} or less: a till that is silent for a month is looked for by a person",
        )
    floors = (rules.floor_redemption, rules.floor_member, rules.floor_till)
    if not any(floors):
        return
    if not all(floors):
        draft.say(
            "offline",
            "floor_redemption, floor_member and floor_till together or not at all: one alone leaves the risk open",
        )
    elif not rules.floor_redemption <= rules.floor_member <= rules.floor_till:
        draft.say(
            "offline",
            "floor_redemption, floor_member and floor_till in rising order: the larger one would never be reached",
        )
    redemption = programme.redemption
    if redemption is None:
        draft.say("offline", "a floor says nothing here: without [redemption] no points pay at a till")
    elif 0 < rules.floor_redemption < max(redemption.minimum, redemption.block):
        draft.say(
            "offline.floor_redemption",
            f"floor_redemption = {max(redemption.minimum, redemption.block)} or more: fewer points buy nothing",
        )
    most = programme.adjustments.most_points
    if rules.floor_redemption > most:
        draft.say(
            "offline.floor_redemption",
            f"floor_redemption = {most} or less: a till alone would risk more than a manager may give"
            " (adjustments.most_points)",
        )
