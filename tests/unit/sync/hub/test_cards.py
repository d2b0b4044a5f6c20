"""LEASE and LEASE-ONCE of a gift card at the store's hub: its money is handed out in parts, each once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pos_app.domain.catalogue import VatRate
from pos_app.domain.gift_card import GiftCard, account_of, holder_of_card
from sync.hub.tables import part
from sync.protocol.v1.problems import Code
from sync.server.desk.hubs import retire_hub
from sync.server.problems import Declined
from sync.server.schema.lease_tables import lease
from tests.unit.sync.hub.hub_stage import Hub, hub, push, sell_by_card
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.lease_stage import HOUR_MS, Keeper, counters, standing
from tests.unit.sync.server.stage import FakeTill, Shop
from tests.unit.sync.server.test_gift_cards import CARD, OTHER, a_card, ask, load

Tills = tuple[FakeTill, FakeTill]
HOLDER, ACCOUNT = holder_of_card(CARD), account_of("NOK")


@pytest.fixture
def loaded(shop: Shop, kept: Hub, tills: Tills) -> Hub:
    """The hub keeps 500.00 of a card."""
    load(shop, tills[0], 50_000)
    kept.follow()
    return kept


def money(shop: Shop) -> dict[str, int]:
    return standing(shop, HOLDER, ACCOUNT)


def test_lease_of_a_gift_card_is_the_hubs_and_two_tills_pay_from_it(
    shop: Shop, loaded: Hub, tills: Tills
) -> None:
    (row,) = shop.rows(lease, holder_id=HOLDER)
    assert (row.keeper_id, row.things) == (loaded.hub_id, 0)
    assert money(shop)["leased"] == 50_000
    for till, name, left in ((tills[0], "r1", 45_000), (tills[1], "r2", 40_000)):
        held = loaded.take_card(till, 5_000, name)
        assert (held.outcome, held.held_minor, held.balance_minor) == ("held", 5_000, left)
        assert held.expires_on == "2029-03-01"
        sell_by_card(shop, till, 5_000, name, held.lease_id)
        push(shop, till)
    assert (money(shop)["balance"], money(shop)["suspense"]) == (40_000, 0)
    assert shop.flags() == set()
    audit(shop.database)


def test_lease_once_a_card_gives_what_is_left_and_then_nothing(loaded: Hub, tills: Tills) -> None:
    assert loaded.take_card(tills[0], 45_000, "r1").held_minor == 45_000
    assert loaded.take_card(tills[1], 9_400, "r2").held_minor == 5_000
    nothing = loaded.take_card(tills[1], 9_400, "r3")
    assert (nothing.outcome, nothing.detail, nothing.lease_id) == ("refused", "handed-out", "")
    loaded.free(tills[0], "r1")
    assert loaded.take_card(tills[1], 9_400, "r4").held_minor == 9_400


def test_lease_once_asked_twice_it_is_the_same_money(loaded: Hub, tills: Tills) -> None:
    first = loaded.take_card(tills[0], 9_400, "r1")
    loaded.crash()
    again = loaded.take_card(tills[0], 9_400, "r1")
    assert (again.held_minor, again.lease_id) == (first.held_minor, first.lease_id)
    assert again.balance_minor == first.balance_minor == 40_600
    for till, most, card in ((tills[1], 9_400, CARD), (tills[0], 100, CARD), (tills[0], 9_400, OTHER)):
        with pytest.raises(Declined) as declined:
            loaded.take_card(till, most, "r1", card)
        assert declined.value.problem.code == Code.SAME_ID_OTHER_BYTES


def test_lease_once_let_go_before_it_was_asked_for_no_money_is_handed_out(loaded: Hub, tills: Tills) -> None:
    loaded.free(tills[0], "r1")
    assert loaded.take_card(tills[0], 100, "r1").detail == "voided"
    assert loaded.take_card(tills[0], 100, "r2").outcome == "held"
    loaded.free(tills[0], "r2")
    assert loaded.take_card(tills[0], 100, "r2").detail == "voided"


def test_lease_asked_what_is_there_the_hub_hands_nothing_out(loaded: Hub, tills: Tills) -> None:
    told = loaded.take_card(tills[1], 0, "r1")
    assert (told.outcome, told.balance_minor, told.lease_id) == ("told", 50_000, "")
    with loaded.database.read() as connection:
        assert connection.execute(select(part)).all() == []


def test_lease_of_another_card_after_its_term_or_with_a_clock_set_back_gives_nothing(
    shop: Shop, loaded: Hub, tills: Tills
) -> None:
    assert loaded.take_card(tills[0], 100, card=OTHER).detail == "no-lease"
    shop.clock.ms -= HOUR_MS
    assert loaded.take_card(tills[0], 100).detail == "clock-unsure"
    shop.clock.ms += 73 * HOUR_MS
    assert loaded.take_card(tills[0], 100).detail == "no-lease"


def test_lease_recall_another_stores_till_gets_what_the_hub_has_not_handed_out(
    shop: Shop, loaded: Hub, tills: Tills
) -> None:
    held = loaded.take_card(tills[0], 5_000, "r1")
    elsewhere = shop.till(9, "s2")
    assert ask(shop, 9_400, "h1", till=elsewhere).recalled
    loaded.follow()
    assert ask(shop, 9_400, "h1", till=elsewhere).held_minor == 9_400
    assert money(shop)["leased"] == 5_000, "what was handed out waits for its sale"
    sell_by_card(shop, tills[0], 5_000, "r1", held.lease_id)
    push(shop, tills[0])
    loaded.follow()
    assert [row.state for row in shop.rows(lease, lease_id=held.lease_id)] == ["closed"]
    assert counters(shop, held.lease_id, ACCOUNT) == (50_000, 45_000, 5_000, 0)
    assert shop.flags() == set()


def test_a_single_purpose_card_names_its_rate(shop: Shop, kept: Hub, tills: Tills) -> None:
    load(shop, tills[0], 50_000, GiftCard(CARD, "0016", "2029-03-01", vat=VatRate("25", 2_500)))
    kept.follow()
    held = kept.take_card(tills[1], 100)
    assert (held.is_single_purpose, held.vat_code, held.vat_basis_points) == (True, "25", 2_500)


def test_lease_a_hub_that_comes_later_takes_over_a_cards_money(shop: Shop, kept: Hub) -> None:
    away = Keeper(shop, shop.till(7, "s2"))
    load(shop, away.till, 50_000)
    away.sync()
    assert [row.keeper_id for row in shop.rows(lease, state="open")] == [away.till_id]
    late = hub(shop, kept.path.parent, "s2")
    late.follow()
    away.sync()
    shop.clock.ms += HOUR_MS
    late.follow()
    assert [row.keeper_id for row in shop.rows(lease, state="open")] == [late.hub_id]
    late.database.close()


def test_lease_after_the_hub_is_retired_the_till_where_a_card_pays_keeps_its_money(
    shop: Shop, loaded: Hub, tills: Tills
) -> None:
    do(shop, retire_hub, "s1", by="Kari", reason="the PC is broken")
    one = Keeper(shop, tills[1])
    assert ask(shop, 5_000, "h1", till=tills[1]).outcome == "held"
    sell_by_card(shop, tills[1], 5_000, "h1", "")
    push(shop, tills[1])
    shop.clock.ms += HOUR_MS
    one.sync()
    assert [row.keeper_id for row in shop.rows(lease, state="open", holder_id=HOLDER)] == [one.till_id]


def test_only_a_card_that_the_server_described_pays(shop: Shop, loaded: Hub, tills: Tills) -> None:
    assert a_card().expires_on == loaded.take_card(tills[0], 1).expires_on
    with pytest.raises(Declined):
        loaded.take_card(tills[0], -1)
    with pytest.raises(Declined):
        loaded.take_card(tills[0], 1, card="")
