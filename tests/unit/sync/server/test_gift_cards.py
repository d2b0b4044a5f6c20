"""Gift cards in the ledger: what goes on comes off once, sums to zero, and ends on its last day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, Line
from pos_app.domain.catalogue import Protection
from pos_app.domain.gift_card import GiftCard, account_of, holder_of_card
from pos_app.domain.pricing import OUTSIDE_VAT
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.server.calendar.days import run_days
from sync.server.holding.gift_cards import ask_gift_card
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.gift_card_tables import gift_card
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import START_MS, FakeTill, Shop

CARD, OTHER = "ab" * 16, "cd" * 16
DAY_MS = 86_400_000
LOADS = goods.article("Gavekort", None, vat=OUTSIDE_VAT, protection=Protection.GIFT_CARD)
COFFEE = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


def loading(minor: int, card: GiftCard | None) -> Basket:
    line = Line(1, LOADS, 1000, minor, gift_card=card)
    return replace(goods.basket(), lines=(line,), next_line_id=2)


def a_card(card_id: str = CARD, expires_on: str = "2029-03-01", **more: object) -> GiftCard:
    return GiftCard(card_id, "0016", expires_on, **more)  # type: ignore[arg-type]


def load(shop: Shop, till: FakeTill, minor: int = 50_000, card: GiftCard | None = None) -> Sale:
    made = till.sell(till.make_sale(loading(minor, card or a_card())))
    shop.push(till)
    return made


def ask(
    shop: Shop,
    most: int,
    redemption_id: str = "r1",
    *,
    till: FakeTill | None = None,
    card: str = CARD,
    currency: str = "NOK",
    at_ms: int = START_MS,
) -> GiftCardReply:
    asked = GiftCardHold(redemption_id=redemption_id, card_id=card, currency=currency, most_minor=most)
    who = till.place.till_id if till else "t"
    with shop.database.write() as connection:
        return ask_gift_card(connection, shop.company.company_id, who, asked, at_ms)


def spend(till: FakeTill, minor: int, redemption_id: str = "r1", card: str = CARD) -> Sale:
    by_card = tenders_of.gift_card(minor, redemption_id, a_card(card))
    rest = tenders_of.card(9_400 - minor, "1")
    made = till.make_sale(COFFEE)
    pay: tuple[Tender, ...] = (by_card, rest)
    again = goods.sale(COFFEE, pay=pay, programmes=till.programmes, receipt_number=made.receipt_number)
    return till.sell(replace(again, sale_id=made.sale_id, seller=made.seller))


def money(shop: Shop, card: str = CARD) -> tuple[int, int, int]:
    """What is on a card, owed and in suspense, after an audit."""
    return audit(shop.database).get((holder_of_card(card), account_of("NOK")), (0, 0, 0))


def test_conservation_a_load_is_a_dated_lot_and_no_sale(shop: Shop) -> None:
    till = shop.till()
    made = load(shop, till)
    assert money(shop) == (50_000, 0, 0)
    (lot,) = shop.rows(tables.lot, member_id=holder_of_card(CARD))
    assert (lot.lot_id, lot.points, lot.expires_on) == (f"{made.sale_id}/load/1", 50_000, "2029-03-01")
    (known,) = shop.rows(gift_card, card_id=CARD)
    assert (known.number_end, known.is_single_purpose) == ("0016", 0)
    (day,) = shop.rows(tables.day_total)
    assert (day.sales, day.total_minor, day.tax_minor) == (1, 0, 0)
    assert shop.flags() == set()


def test_hold_a_card_gives_what_it_has_and_no_more(shop: Shop) -> None:
    load(shop, shop.till(), 5_000)
    held = ask(shop, 9_400)
    assert (held.outcome, held.held_minor, held.balance_minor) == ("held", 5_000, 0)
    assert held.expires_on == "2029-03-01"
    assert ask(shop, 9_400, "r2").outcome == "empty", "what one sale holds another may not"


def test_hold_spending_settles_once_and_the_day_counts_the_sale(shop: Shop) -> None:
    till = shop.till()
    load(shop, till)
    assert ask(shop, 5_000, till=till).held_minor == 5_000
    spend(till, 5_000)
    shop.push(till)
    assert money(shop) == (45_000, 0, 0)
    assert shop.flags() == set()
    (day,) = shop.rows(tables.day_total)
    assert (day.sales, day.total_minor, day.tax_minor) == (2, 9_400, 1_226)
    assert ask(shop, 5_000, till=till).outcome == "refused", "a redemption id is good for one sale"


def test_key_effect_the_same_question_holds_once(shop: Shop) -> None:
    till = shop.till()
    load(shop, till)
    first = ask(shop, 5_000, till=till)
    again = ask(shop, 5_000, till=till)
    assert (first.held_minor, again.held_minor) == (5_000, 5_000)
    assert again.balance_minor == 45_000


def test_same_id_other_bytes_another_card_under_a_used_id_is_declined(shop: Shop) -> None:
    till = shop.till()
    load(shop, till)
    load(shop, till, 7_000, a_card(OTHER))
    ask(shop, 5_000, till=till)
    with pytest.raises(Declined):
        ask(shop, 5_000, till=till, card=OTHER)


def test_a_question_takes_nothing(shop: Shop) -> None:
    load(shop, shop.till())
    told = ask(shop, 0)
    assert (told.outcome, told.balance_minor, told.expires_on) == ("told", 50_000, "2029-03-01")
    assert shop.rows(tables.hold) == []


def test_a_card_nobody_loaded_is_unknown_and_another_currency_finds_nothing(shop: Shop) -> None:
    assert ask(shop, 100).outcome == "unknown"
    load(shop, shop.till())
    assert ask(shop, 100, currency="EUR").outcome == "empty"


def test_a_blocked_card_gives_nothing(shop: Shop) -> None:
    load(shop, shop.till())
    with shop.database.write() as connection:
        connection.execute(gift_card.update().values(blocked=1))
    assert ask(shop, 100).outcome == "refused"


def test_lots_a_card_ends_on_its_last_day_and_not_before(shop: Shop) -> None:
    load(shop, shop.till(), 5_000, a_card(expires_on="2026-03-03"))
    assert ask(shop, 0, at_ms=START_MS + 2 * DAY_MS).balance_minor == 5_000
    ended = ask(shop, 100, at_ms=START_MS + 3 * DAY_MS)
    assert (ended.outcome, ended.expires_on) == ("expired", "2026-03-03")


def test_lots_what_a_card_lost_is_written_off_and_still_called_expired(shop: Shop) -> None:
    load(shop, shop.till(), 5_000, a_card(expires_on="2026-03-03"))
    with shop.database.write() as connection:
        run_days(connection, shop.company.company_id, START_MS)
    with shop.database.write() as connection:
        run_days(connection, shop.company.company_id, START_MS + 5 * DAY_MS)
    assert money(shop) == (0, 0, 0)
    assert ask(shop, 100, at_ms=START_MS + 5 * DAY_MS).outcome == "expired"


def test_an_empty_card_is_empty_and_not_expired(shop: Shop) -> None:
    till = shop.till()
    load(shop, till, 5_000)
    ask(shop, 5_000, till=till)
    spend(till, 5_000)
    shop.push(till)
    assert ask(shop, 100, "r2").outcome == "empty"


def test_classes_a_load_that_comes_late_is_there_after_all(shop: Shop) -> None:
    offline, other = shop.till(1), shop.till(2)
    offline.sell(offline.make_sale(loading(50_000, a_card())))
    assert ask(shop, 100, till=other).outcome == "unknown"
    shop.push(offline)
    assert ask(shop, 100, "r2", till=other).outcome == "held"


def test_facts_never_rejected_money_spent_without_a_hold_waits_in_suspense(shop: Shop) -> None:
    till = shop.till()
    load(shop, till)
    spend(till, 5_000, "nobody-held-this")
    shop.push(till)
    assert money(shop) == (50_000, 0, 5_000)
    assert "redemption-without-hold" in shop.flags()


def test_facts_never_rejected_a_gift_card_without_a_name_is_flagged(shop: Shop) -> None:
    till = shop.till()
    till.sell(till.make_sale(loading(50_000, None)))
    assert shop.taken(till).fates[0].fate == "flagged"
    assert shop.flags() == {"gift-card-unnamed"}


def test_a_single_purpose_card_tells_its_rate_and_another_purpose_is_flagged(shop: Shop) -> None:
    till = shop.till()
    single = replace(a_card(), vat=goods.VAT_25)
    bought = loading(50_000, single)
    line = replace(bought.lines[0], article=replace(LOADS, vat=goods.VAT_25))
    till.sell(till.make_sale(replace(bought, lines=(line,))))
    shop.push(till)
    told = ask(shop, 0)
    assert (told.is_single_purpose, told.vat_code, told.vat_basis_points) == (True, "3", 2500)
    (day,) = shop.rows(tables.day_total)
    assert (day.total_minor, day.tax_minor) == (50_000, 10_000)
    load(shop, till, 1_000)
    assert shop.flags() == {"gift-card-purpose"}
    assert money(shop) == (51_000, 0, 0), "the money is the customer's all the same"


def test_a_load_that_names_no_day_lives_three_years(shop: Shop) -> None:
    load(shop, shop.till(), 5_000, a_card(expires_on="one day"))
    (lot,) = shop.rows(tables.lot, member_id=holder_of_card(CARD))
    assert lot.expires_on == "2029-03-01"


@pytest.mark.parametrize(
    "asked",
    [
        GiftCardHold(redemption_id="", card_id=CARD, currency="NOK", most_minor=1),
        GiftCardHold(redemption_id="r", card_id="", currency="NOK", most_minor=1),
        GiftCardHold(redemption_id="r", card_id="x" * 60, currency="NOK", most_minor=1),
        GiftCardHold(redemption_id="r", card_id=CARD, currency="", most_minor=1),
        GiftCardHold(redemption_id="r", card_id=CARD, currency="NOK", most_minor=-1),
        GiftCardHold(redemption_id="r", card_id=CARD, currency="NOK", most_minor=10**12),
    ],
)
def test_an_impossible_question_is_declined(shop: Shop, asked: GiftCardHold) -> None:
    with pytest.raises(Declined), shop.database.write() as connection:
        ask_gift_card(connection, shop.company.company_id, "t", asked, START_MS)


class CardsInUse(RuleBasedStateMachine):
    """Loads, holds and sales of two cards in any order: nobody ever spends what is not there."""

    shop: Shop

    @initialize()
    def begin(self) -> None:
        self.till = self.shop.till(len(self.shop.rows(tables.till)) + 1)
        tag = self.till.place.till_id[-12:]
        self.cards = [f"a{tag}", f"b{tag}"]
        self.expected = dict.fromkeys(self.cards, 0)
        self.open: dict[str, tuple[str, int]] = {}
        self.number = 0

    @rule(which=st.integers(0, 1), minor=st.integers(1, 9_000))
    def loads(self, which: int, minor: int) -> None:
        card = self.cards[which]
        load(self.shop, self.till, minor, a_card(card))
        self.expected[card] += minor
        self.look()

    @rule(which=st.integers(0, 1), most=st.integers(1, 9_000))
    def holds(self, which: int, most: int) -> None:
        card = self.cards[which]
        self.number += 1
        name = f"{self.till.place.till_id}-{self.number}"
        free = self.expected[card] - sum(held for of, held in self.open.values() if of == card)
        reply = ask(self.shop, most, name, till=self.till, card=card)
        assert reply.held_minor == min(most, free)
        if reply.held_minor:
            self.open[name] = (card, reply.held_minor)

    @rule(data=st.data())
    def sells(self, data: st.DataObject) -> None:
        if not self.open:
            return
        name = data.draw(st.sampled_from(sorted(self.open)))
        card, minor = self.open.pop(name)
        spend(self.till, minor, name, card)
        self.shop.push(self.till)
        self.expected[card] -= minor
        self.look()

    @rule(data=st.data())
    def lets_go(self, data: st.DataObject) -> None:
        if self.open:
            name = data.draw(st.sampled_from(sorted(self.open)))
            self.shop.void(self.till, name)
            del self.open[name]

    def look(self) -> None:
        for card, minor in self.expected.items():
            assert money(self.shop, card) == (minor, 0, 0)


def test_conservation_holds_for_gift_cards_in_any_order(shop: Shop) -> None:
    class Here(CardsInUse):
        pass

    Here.shop = shop
    run_state_machine_as_test(Here, settings=settings(max_examples=10, stateful_step_count=10))
