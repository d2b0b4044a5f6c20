"""A gift card's money is lent to the store where it was loaded last, and comes back like points do."""

from __future__ import annotations

from pos_app.domain import tender as tenders_of
from pos_app.domain.gift_card import account_of, holder_of_card
from sync.protocol.v1.lease_messages import LeasedCard
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.lease_stage import (
    GRACE_MS,
    TERM_MS,
    Keeper,
    free_now,
    keeper,
    new_id,
    sell_with,
    standing,
)
from tests.unit.sync.server.stage import Shop
from tests.unit.sync.server.test_gift_cards import CARD, a_card, ask, load

HOLDER, ACCOUNT = holder_of_card(CARD), account_of("NOK")


def loaded(shop: Shop, minor: int = 50_000) -> Keeper:
    home = keeper(shop)
    load(shop, home.till, minor)
    home.sync()
    return home


def spend_offline(home: Keeper, minor: int, lease_id: str = "") -> None:
    named = lease_id or home.take(minor, HOLDER, ACCOUNT)
    assert named
    sell_with(home.till, tenders_of.gift_card(minor, new_id(), a_card(), lease_id=named))


def money(shop: Shop) -> dict[str, int]:
    return standing(shop, HOLDER, ACCOUNT)


def test_lease_a_cards_money_is_lent_where_it_was_loaded_and_pays_there(shop: Shop) -> None:
    home = loaded(shop)
    (lent,) = home.leases.values()
    assert (lent.holder_id, lent.members, lent.things) == (HOLDER, (), False)
    assert lent.card == LeasedCard("2029-03-01")
    spend_offline(home, 5_000)
    assert shop.taken(home.till, 2).fates == ()
    assert (money(shop)["balance"], money(shop)["leased"], money(shop)["suspense"]) == (45_000, 45_000, 0)
    audit(shop.database)


def test_lease_recall_another_till_gets_a_cards_money_a_moment_later(shop: Shop) -> None:
    home, away = loaded(shop), keeper(shop, 2, "s2")
    first = ask(shop, 5_000, till=away.till)
    assert (first.outcome, first.leased_minor, first.recalled) == ("refused", 50_000, True)
    assert first.expires_ms == shop.clock() + TERM_MS + GRACE_MS
    home.sync()
    again = ask(shop, 5_000, till=away.till)
    assert (again.outcome, again.held_minor, again.balance_minor) == ("held", 5_000, 45_000)


def test_lease_a_question_tells_what_is_lent_beside_what_is_free(shop: Shop) -> None:
    loaded(shop)
    told = ask(shop, 0)
    assert (told.outcome, told.balance_minor, told.leased_minor, told.recalled) == ("told", 0, 50_000, False)


def test_lease_a_card_gives_what_is_free_beside_what_is_lent(shop: Shop) -> None:
    home, away = loaded(shop), keeper(shop, 2, "s2")
    load(shop, away.till, 1_000)
    held = ask(shop, 5_000, till=away.till)
    assert (held.outcome, held.held_minor, held.leased_minor, held.recalled) == ("held", 1_000, 50_000, True)
    own = ask(shop, 5_000, "r2", till=home.till)
    assert (own.outcome, own.recalled) == ("refused", False), "it has the money itself"


def test_lease_once_late_post_of_a_card_goes_to_suspense(shop: Shop) -> None:
    home = loaded(shop)
    spend_offline(home, 5_000)
    shop.clock.ms += TERM_MS + GRACE_MS
    free_now(shop)
    shop.taken(home.till, 2)
    assert shop.flags() == {"redemption-after-lease"}
    assert (money(shop)["balance"], money(shop)["suspense"]) == (50_000, 5_000)


def test_lease_an_empty_card_is_lent_to_nobody(shop: Shop) -> None:
    home = loaded(shop, 5_000)
    spend_offline(home, 5_000)
    shop.taken(home.till, 2)
    home.sync()
    for each in list(home.leases.values()):
        home.give_back(each)
    home.sync()
    home.sync()
    assert home.leases == {}
