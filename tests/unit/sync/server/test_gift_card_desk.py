"""Gift cards at the desk: looked at, blocked, and moved to another card without a day or an øre lost."""

from __future__ import annotations

import pytest

from pos_app.domain.gift_card import GiftCard, account_of, holder_of_card
from sync.protocol.v1.numbers import number_hash
from sync.server.desk.gift_cards import Looked, OnCard, block, look_at, replace_gift_card
from sync.server.desk.refusal import NotDone
from tests.stage.gift_cards import CARD, OTHER_CARD, UNKNOWN_CARD
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import START_MS, Shop
from tests.unit.sync.server.test_gift_cards import ask, load


def card(shop: Shop, expires_on: str = "2029-03-01", number: str = CARD) -> GiftCard:
    return GiftCard(number_hash(shop.company.card_secret, number).hex(), number[-4:], expires_on)


def replaced(shop: Shop, old: str = CARD, new: str = OTHER_CARD) -> Looked:
    with shop.database.write() as connection:
        return replace_gift_card(connection, shop.company, old, new, START_MS)


def looked_at(shop: Shop, number: str = CARD) -> Looked:
    with shop.database.read() as connection:
        return look_at(connection, shop.company, number)


def test_a_card_is_found_by_its_number_and_says_what_is_on_it(shop: Shop) -> None:
    till = shop.till()
    load(shop, till, 5_000, card(shop, "2028-06-30"))
    load(shop, till, 7_000, card(shop))
    assert looked_at(shop) == Looked("0016", False, (OnCard("NOK", 12_000, "2028-06-30"),))


@pytest.mark.parametrize(
    ("number", "why"), [(UNKNOWN_CARD, "No money was ever put"), ("1234", "12 to 19 digits")]
)
def test_a_number_that_is_no_loaded_card_is_refused_in_words(shop: Shop, number: str, why: str) -> None:
    with pytest.raises(NotDone, match=why):
        looked_at(shop, number)


def test_a_lost_card_pays_nothing_until_it_is_found(shop: Shop) -> None:
    made = card(shop)
    load(shop, shop.till(), 5_000, made)
    with shop.database.write() as connection:
        assert block(connection, shop.company, CARD, now_ms=shop.clock()).is_blocked
    assert ask(shop, 100, card=made.card_id).outcome == "refused"
    with shop.database.write() as connection:
        assert not block(connection, shop.company, CARD, blocked=False, now_ms=shop.clock()).is_blocked
    assert ask(shop, 100, "r2", card=made.card_id).outcome == "held"


def test_conservation_a_lost_cards_money_moves_with_its_days_and_the_old_one_is_blocked(shop: Shop) -> None:
    till = shop.till()
    load(shop, till, 5_000, card(shop, "2028-06-30"))
    load(shop, till, 7_000, card(shop))
    assert replaced(shop) == Looked("0012", False, (OnCard("NOK", 12_000, "2028-06-30"),))
    assert looked_at(shop) == Looked("0016", True, ())
    books = audit(shop.database)
    new = holder_of_card(card(shop, number=OTHER_CARD).card_id)
    assert books[new, account_of("NOK")] == (12_000, 0, 0)
    held = ask(shop, 12_000, card=card(shop, number=OTHER_CARD).card_id)
    assert (held.held_minor, held.expires_on) == (12_000, "2028-06-30")


def test_hold_money_that_a_till_holds_does_not_move(shop: Shop) -> None:
    made = card(shop)
    load(shop, shop.till(), 5_000, made)
    ask(shop, 100, card=made.card_id)
    before = audit(shop.database)
    with pytest.raises(NotDone, match="A till is taking money"):
        replaced(shop)
    assert audit(shop.database) == before
    with pytest.raises(NotDone):
        looked_at(shop, OTHER_CARD)


def test_a_card_that_was_used_takes_no_other_cards_money(shop: Shop) -> None:
    till = shop.till()
    load(shop, till, 5_000, card(shop))
    load(shop, till, 100, card(shop, number=OTHER_CARD))
    with pytest.raises(NotDone, match="used before"):
        replaced(shop)
