"""What a decision makes of the lists in a member's view: stamps, memberships, and what of caps and limits is used."""

from __future__ import annotations

from pos_app.domain.loyalty.decision import Decision, MembershipStep
from pos_app.domain.loyalty.member_view import MembershipHeld, StampsHeld, Used


def stamps_after(before: tuple[StampsHeld, ...], decision: Decision, today: str) -> tuple[StampsHeld, ...]:
    """The stamp cards as the decision of ``today`` (ISO) leaves them."""
    cards = {(held.programme_id, held.card): held for held in before}
    for change in decision.stamps:
        key = (change.programme_id, change.card)
        was = cards.get(key)
        already = was.stamped_that_day if was and was.day == today else 0
        cards[key] = StampsHeld(*key, change.after, today, already + change.added)
    return tuple(cards.values())


def memberships_after(before: tuple[MembershipHeld, ...], decision: Decision) -> tuple[MembershipHeld, ...]:
    """The memberships held before, and those that the decision begins."""
    held = list(before)
    for change in decision.memberships:
        trial = change.step is MembershipStep.TRIAL
        held.append(
            MembershipHeld(
                *(change.programme_id, change.code, change.from_day, change.to_day),
                *(change.from_ms, change.to_ms),
                is_trial=trial,
                trial_used=trial,
            )
        )
    return tuple(held)


def used_after(before: tuple[Used, ...], decision: Decision) -> tuple[Used, ...]:
    """What was used before of caps and limits, and what the decision uses."""
    amounts = {
        (used.programme_id, used.rule_id, used.period, used.period_start): used.amount for used in before
    }
    taken = [(cap.programme_id, cap.rule, cap.period, cap.period_start, cap.points) for cap in decision.caps]
    taken += [
        (each.programme_id, each.rule, each.period, each.period_start, each.amount)
        for each in decision.consumes
        if each.period
    ]
    for *key, amount in taken:
        name = (str(key[0]), str(key[1]), str(key[2]), str(key[3]))
        amounts[name] = amounts.get(name, 0) + int(amount)
    return tuple(Used(*name, amount) for name, amount in amounts.items())
