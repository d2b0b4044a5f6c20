"""Everything that may be said of the member on the sale, as values: the member panel only puts it into words.

Counts stand as the till knows them, and beside them what this very sale makes of them. A balance belongs to
``as_of_ms`` and is never shown without it (STALE-LABEL); what is pending is asked of the store by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pos_app.domain.loyalty.calendar_days import in_birthday_window, observed, period_end, period_start
from pos_app.domain.loyalty.conditions import is_active
from pos_app.domain.loyalty.decision import Decision, Wishes
from pos_app.domain.loyalty.member_view import CouponHeld, MemberView
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.play_rules import Task
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.members import Member
from pos_app.services.live_offers import LiveOffer, live_offers, scene_of
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now

_BIRTHDAY_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class AccountNow:
    """What is in one account: points, or minor units of a wallet. ``expiring`` of it are lost after ``expires_on``."""

    account: str
    name: str
    amount: int
    is_money: bool
    expiring: int = 0
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class TierNow:
    """Where the member stands in one programme. ``missing`` to the ``above`` is points, or minor units where spend
    counts; this sale's share is taken off already, so 0 means that this sale reaches it.
    """

    programme: str
    tier: str
    until: str
    above: str
    missing: int
    is_money: bool
    permille: int


@dataclass(frozen=True, slots=True)
class RewardNow:
    """The next thing that points become: what it is worth, and how many points are missing for it."""

    words: str
    value_minor: int
    missing: int
    permille: int


@dataclass(frozen=True, slots=True)
class StampsNow:
    """A stamp card: stamps before this sale, what the sale adds, and units that it gives away free; ``waits`` when a
    free one cannot be given without the network.
    """

    name: str
    stamps: int
    total: int
    added: int
    free: int
    after: int
    waits: bool = False


class CouponState(StrEnum):
    """What can be done with a coupon now."""

    READY = "ready"
    ON_SALE = "on-sale"
    WAITS = "waits"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class CouponNow:
    """A coupon that the member holds, valid on both days; ``automatic`` ones are used without being asked for."""

    number: str
    words: str
    from_day: str
    to_day: str
    state: CouponState
    automatic: bool


@dataclass(frozen=True, slots=True)
class MembershipNow:
    """A paid membership or trial and its last day; ``begins`` when this sale begins or renews it."""

    code: str
    name: str
    to_day: str
    is_trial: bool
    active: bool
    cancelled: bool
    begins: bool


@dataclass(frozen=True, slots=True)
class ChallengeNow:
    """A task: ``count`` of ``goal`` before this sale and ``after`` it, in what ``unit`` counts (minor for spend).
    ``until`` is the last day (ISO) of the period it counts in, empty where it never ends.
    """

    words: str
    unit: Task
    count: int
    after: int
    goal: int
    done: bool
    until: str = ""


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """The whole panel. ``birthday_in`` counts days to a birthday that is near, 0 on the day; negative within a window
    after it; ``None`` where there is nothing to say.
    """

    member: Member
    as_of_ms: int
    accounts: tuple[AccountNow, ...] = ()
    tiers: tuple[TierNow, ...] = ()
    rewards: tuple[RewardNow, ...] = ()
    stamps: tuple[StampsNow, ...] = ()
    coupons: tuple[CouponNow, ...] = ()
    offers: tuple[LiveOffer, ...] = ()
    memberships: tuple[MembershipNow, ...] = ()
    challenges: tuple[ChallengeNow, ...] = ()
    partners: tuple[str, ...] = ()
    birthday_in: int | None = None
    birthday_window: bool = False


def sheet(ports: Ports, member: Member, wishes: Wishes, decision: Decision) -> MemberSheet:
    """What may be said of ``member`` now, with ``decision`` as what the sale on the counter makes of it."""
    scene = scene_of(ports, member.view, context_now(ports, wishes))
    view, programmes = member.view, scene.rules.programmes
    days, window = _birthday_soon(scene)
    partners = {partner.code: partner.name for each in programmes for partner in each.partners}
    return MemberSheet(
        member=member,
        as_of_ms=view.as_of_ms,
        accounts=tuple(_accounts(scene)),
        tiers=tuple(_tiers(scene, decision)),
        rewards=tuple(_rewards(scene)),
        stamps=tuple(_stamps(scene, decision)),
        coupons=tuple(coupons_now(scene, wishes, decision)),
        offers=live_offers(scene, decision),
        memberships=tuple(_memberships(scene, decision)),
        challenges=tuple(_challenges(scene, decision)),
        partners=tuple(partners.get(code, code) for code in view.partners),
        birthday_in=days,
        birthday_window=window,
    )


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The few facts of the card over the basket: the first programme's tier, the stamp card that matters most now."""

    tier: TierNow | None
    reward: RewardNow | None
    stamps: StampsNow | None
    expiring: AccountNow | None
    birthday_in: int | None


def card_facts(ports: Ports, member: Member, wishes: Wishes, decision: Decision) -> CardFacts:
    """What the card says. A stamp card that this sale stamps goes before others, then the fullest."""
    scene = scene_of(ports, member.view, context_now(ports, wishes))
    cards = sorted(_stamps(scene, decision), key=lambda card: (-card.added - card.free, -card.after))
    return CardFacts(
        tier=next(_tiers(scene, decision), None),
        reward=next(_rewards(scene), None),
        stamps=next((card for card in cards if card.after or card.added or card.free), None),
        expiring=next((account for account in _accounts(scene) if account.expiring), None),
        birthday_in=_birthday_soon(scene)[0],
    )


def _birthday_soon(scene: Scene) -> tuple[int | None, bool]:
    """Days to a birthday worth speaking of, and whether a birthday window is open."""
    days, window = None, False
    for programme in scene.rules.programmes:
        days = _birthday(programme, _of(scene), scene.today) if days is None else days
        window = window or _in_window(programme, _of(scene), scene.today)
    if days is None or not (window or 0 <= days <= _BIRTHDAY_SOON_DAYS):
        return None, False
    return days, window


def _of(scene: Scene) -> MemberView:
    assert scene.member is not None
    return scene.member


def _accounts(scene: Scene) -> Iterator[AccountNow]:
    """The programmes' own accounts, then wallets and what else they keep; an empty extra one is not worth a line."""
    view, seen = _of(scene), set[str]()
    holdings = {holding.account: holding for holding in view.holdings}
    for number, programme in enumerate(scene.rules.programmes):
        named = [(programme.account, programme.name, False)]
        named += [(each.code, each.name, each.unit is AccountUnit.MONEY) for each in programme.accounts]
        for place, (account, name, is_money) in enumerate(named):
            amount = view.balance(account, is_first=number == 0 and place == 0)
            if account in seen or (place and not amount):
                continue
            seen.add(account)
            held = holdings.get(account)
            expiring, on = (held.expiring_points, held.expires_on) if held else (0, "")
            yield AccountNow(account, name, amount, is_money, expiring, on if expiring else "")


def _tiers(scene: Scene, decision: Decision) -> Iterator[TierNow]:
    for programme in scene.rules.programmes:
        if not programme.tiers:
            continue
        standing, tier = scene.standing(programme), scene.tier_of(programme)
        gained = sum(
            each.amount for each in decision.qualified if each.programme_id == programme.programme_id
        )
        now = standing.qualifying + gained
        floor = programme.threshold(tier) if tier else 0
        above = programme.next_tier(max(standing.qualifying, floor))
        line = programme.threshold(above) if above else 0
        yield TierNow(
            programme.name,
            tier.name if tier else "",
            standing.until if tier else "",
            above.name if above else "",
            max(line - now, 0),
            programme.counts_spend,
            min(1000, now * 1000 // line) if line else 1000,
        )


def _rewards(scene: Scene) -> Iterator[RewardNow]:
    """Coupons that points become by themselves, and the first step of points as payment where it is not reached."""
    view = _of(scene)
    for number, programme in enumerate(scene.rules.programmes):
        balance = max(view.balance(programme.account, is_first=number == 0), 0)
        for rule in programme.rewards:
            have = balance % rule.points
            yield RewardNow(rule.words, rule.value_minor, rule.points - have, have * 1000 // rule.points)
        redemption = programme.redemption
        if redemption is not None:
            least = max(redemption.minimum, redemption.block if redemption.partial.is_whole_blocks else 1)
            if balance < least:
                worth = least * redemption.value_minor // redemption.block
                yield RewardNow("", worth, least - balance, balance * 1000 // least)


def _stamps(scene: Scene, decision: Decision) -> Iterator[StampsNow]:
    held = {(each.programme_id, each.card): each.stamps for each in _of(scene).stamps}
    changes = {(each.programme_id, each.card): each for each in decision.stamps}
    for programme in scene.rules.programmes:
        for card in programme.stamp_cards:
            key = (programme.programme_id, card.rule_id)
            before, change = held.get(key, 0), changes.get(key)
            added, free, after = (change.added, change.free, change.after) if change else (0, 0, before)
            waits = f"stamp:{programme.programme_id}:{card.rule_id}" in scene.withheld
            yield StampsNow(card.name, before, card.stamps, added, free, after, waits)


def coupons_now(scene: Scene, wishes: Wishes, decision: Decision) -> Iterator[CouponNow]:
    """What is not used and not over, the first to expire first; then open codes that were shown."""
    words = {
        (programme.programme_id, code): (text, automatic)
        for programme in scene.rules.programmes
        for code, text, automatic in _named(programme)
    }
    used = {each.number for each in decision.coupons_used}
    today = scene.today_iso
    held = [
        each for each in _of(scene).coupons if not each.used and (not each.to_day or today <= each.to_day)
    ]
    held += [
        CouponHeld(programme.programme_id, coupon.code, coupon.open_code)
        for programme in scene.rules.programmes
        for coupon in programme.coupons
        if coupon.open_code and coupon.open_code in wishes.coupons
    ]
    for each in sorted(held, key=lambda held: (held.to_day or "9999", held.number)):
        name = words.get((each.programme_id, each.code))
        if name is None:
            continue  # its programme is not in force here
        if f"coupon:{each.number}" in wishes.withheld:
            state = CouponState.WAITS
        elif each.number in wishes.coupons or each.number in used:
            state = CouponState.ON_SALE
        else:
            state = CouponState.LATER if each.from_day > today else CouponState.READY
        yield CouponNow(each.number, name[0], each.from_day, each.to_day, state, name[1])


def _named(programme: Programme) -> Iterator[tuple[str, str, bool]]:
    for coupon in programme.coupons:
        yield coupon.code, coupon.words, coupon.automatic
    for reward in programme.rewards:
        yield reward.code, reward.words, False


def _memberships(scene: Scene, decision: Decision) -> Iterator[MembershipNow]:
    for programme in scene.rules.programmes:
        for terms in programme.memberships:
            mine = (programme.programme_id, terms.code)
            sold = next(
                (each for each in decision.memberships if (each.programme_id, each.code) == mine), None
            )
            held = [
                each
                for each in _of(scene).memberships
                if (each.programme_id, each.code) == mine and each.to_day
            ]
            latest = max(held, key=lambda each: each.to_day, default=None)
            if sold is not None:
                yield MembershipNow(
                    terms.code, terms.name, sold.to_day, sold.step.value == "trial", True, False, True
                )
            elif latest is not None:
                active = is_active(scene, programme, terms.code)
                yield MembershipNow(
                    terms.code, terms.name, latest.to_day, latest.is_trial, active, latest.cancelled, False
                )


def _challenges(scene: Scene, decision: Decision) -> Iterator[ChallengeNow]:
    held = {(each.programme_id, each.challenge, each.period_start): each for each in _of(scene).challenges}
    now = {(each.programme_id, each.challenge): each for each in decision.challenges}
    for programme in scene.rules.programmes:
        for task in programme.challenges:
            name = programme.programme_id
            before = held.get((name, task.rule_id, period_start(task.period, scene.today)))
            change = now.get((name, task.rule_id))
            count, done = (before.count, before.done) if before else (0, False)
            after = change.after if change else count
            done = done or bool(change and change.done)
            until = period_end(task.period, scene.today)
            yield ChallengeNow(task.words, task.task, count, after, task.target, done, until)


def _in_window(programme: Programme, view: MemberView, today: date) -> bool:
    leap = programme.settings.leap_birthday
    return in_birthday_window(view.birthday_month, view.birthday_day, today, programme.birthday, leap)


def _birthday(programme: Programme, view: MemberView, today: date) -> int | None:
    """Days from today to the birthday that is nearest, as the programme keeps 29 February."""
    if not view.birthday_month or not view.birthday_day:
        return None
    leap = programme.settings.leap_birthday
    near = (
        (observed(view.birthday_month, view.birthday_day, year, leap) - today).days
        for year in (today.year - 1, today.year, today.year + 1)
    )
    return min(near, key=abs)
