"""Gift cards at the counter: loaded with a name, spent with the server's word, never spent offline."""

from __future__ import annotations

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard, check_number
from pos_app.domain.loyalty.settings import GiftCardVat, Settings
from pos_app.domain.pricing import OUTSIDE_VAT, turnover_minor
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services import gift_cards, scanning
from pos_app.services.gift_cards import GiftCardOutcome
from pos_app.services.leases import KeptCard
from pos_app.services.quoting import quote
from tests.stage import goods
from tests.stage.counter import Stage
from tests.stage.gift_cards import CARD, GIFT_CARD, OTHER_CARD, UNKNOWN_CARD, FakeCard

COFFEE = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


def loaded(stage: Stage, minor: int = 50_000, number: str = CARD, of: Basket | None = None) -> Basket:
    return gift_cards.load(
        stage.services(), goods.basket() if of is None else of, GIFT_CARD, number, price_minor=minor
    ).basket


def paid(stage: Stage, number: str = CARD, of: Basket = COFFEE, tenders: tuple[Tender, ...] = ()) -> Tender:
    ports = stage.services()
    return gift_cards.pay(ports, of, quote(ports, of, None, tenders), tenders, number)


def why_not(stage: Stage, number: str = CARD, of: Basket = COFFEE) -> Refused:
    with pytest.raises(Refused) as refused:
        paid(stage, number, of)
    return refused.value


def sells(stage: Stage, **settings: object) -> None:
    stage.programmes.programmes = (goods.programme(settings=Settings(**settings)),)  # type: ignore[arg-type]


def test_a_load_names_the_card_without_its_number_and_lives_three_years() -> None:
    (line,) = loaded(Stage()).lines
    assert line.gift_card == GiftCard(f"id-of-{CARD}", "0016", "2029-03-01")
    assert (line.unit_price_minor, line.article.vat) == (50_000, OUTSIDE_VAT)
    assert CARD not in repr(line).replace(f"id-of-{CARD}", "")


def test_a_multi_purpose_load_has_no_vat_and_is_no_sale() -> None:
    stage = Stage()
    both = loaded(stage, of=COFFEE)
    priced = quote(stage.services(), both, None).priced
    assert priced.total_minor == 59_400
    assert priced.tax_minor == 1_226  # 94.00 at 15 %
    assert turnover_minor(priced) == 9_400


def test_a_single_purpose_load_has_its_vat_and_is_a_sale() -> None:
    stage = Stage()
    sells(stage, gift_card=GiftCardVat.SINGLE_PURPOSE)
    both = loaded(stage)
    priced = quote(stage.services(), both, None).priced
    assert (priced.tax_minor, turnover_minor(priced)) == (10_000, 50_000)
    assert both.lines[0].gift_card == GiftCard(f"id-of-{CARD}", "0016", "2029-03-01", vat=goods.VAT_25)


def test_a_shorter_life_is_stated_and_the_cashier_warned() -> None:
    stage = Stage()
    assert not gift_cards.lives_shortly(stage.services())
    sells(stage, gift_card_months=12)
    card = loaded(stage).lines[0].gift_card
    assert card is not None
    assert card.expires_on == "2027-03-01"
    assert gift_cards.lives_shortly(stage.services())


def test_an_article_that_loads_a_card_asks_for_price_and_card_in_this_order() -> None:
    with pytest.raises(Refused) as refused:
        scanning.add(COFFEE, GIFT_CARD)
    assert refused.value.reason is Refusal.PRICE_NEEDED
    with pytest.raises(Refused) as refused:
        scanning.add(COFFEE, GIFT_CARD, price_minor=50_000)
    assert refused.value.reason is Refusal.GIFT_CARD_NEEDED


def test_two_cards_are_two_lines_and_so_is_the_same_card_twice() -> None:
    stage = Stage()
    of = loaded(stage, of=loaded(stage, of=loaded(stage), number=OTHER_CARD))
    assert [line.gift_card.number_end for line in of.lines if line.gift_card] == ["0016", "0012", "0016"]


@pytest.mark.parametrize(
    "number", ["4992739871600017", "49927398", "", "499273987160001x", "4992 7398 7160 0017"]
)
def test_a_slip_of_a_finger_is_no_card(number: str) -> None:
    for tried in (lambda: loaded(Stage(), number=number), lambda: paid(Stage(), number)):
        with pytest.raises(Refused) as refused:
            tried()
        assert refused.value.reason is Refusal.GIFT_CARD_NUMBER


def test_blanks_and_hyphens_are_how_a_card_is_printed() -> None:
    assert check_number(" 4992 7398-7160 0016 ") == CARD


def test_hold_a_card_pays_what_it_has_and_the_rest_is_still_to_pay() -> None:
    stage = Stage()
    stage.gift_cards.cards[CARD] = FakeCard(5_000)
    tender = paid(stage)
    assert (tender.kind, tender.amount_minor) == (TenderKind.GIFT_CARD, 5_000)
    assert tender.gift_card == GiftCard(
        f"id-of-{CARD}", "0016", "2029-03-01", None, balance_minor=0, as_of_ms=goods.AT_MS
    )
    assert stage.gift_cards.held == {tender.redemption_id: 5_000}
    assert quote(stage.services(), COFFEE, None, (tender,)).settlement.due_minor == 4_400


def test_hold_a_card_never_pays_more_than_is_left() -> None:
    stage = Stage()
    stage.gift_cards.cards[CARD] = FakeCard(50_000)
    tender = paid(stage, tenders=(tenders_of.card(4_400, "1"),))
    assert tender.amount_minor == 5_000
    assert tender.gift_card is not None
    assert tender.gift_card.balance_minor == 45_000


def test_classes_offline_a_card_is_refused_and_what_may_be_held_is_let_go() -> None:
    stage = Stage()
    stage.gift_cards.offline = True
    assert why_not(stage).reason is Refusal.GIFT_CARD_OFFLINE
    assert len(stage.holds.voided) == 1


@pytest.mark.parametrize(
    ("card", "reason", "facts"),
    [
        (None, Refusal.GIFT_CARD_UNKNOWN, {"end": "0016"}),
        (FakeCard(0), Refusal.GIFT_CARD_EMPTY, {"end": "0016"}),
        (
            FakeCard(100, "2026-02-28", outcome=GiftCardOutcome.EXPIRED),
            Refusal.GIFT_CARD_EXPIRED,
            {"end": "0016", "day": "2026-02-28"},
        ),
        (
            FakeCard(100, outcome=GiftCardOutcome.REFUSED),
            Refusal.GIFT_CARD_NOT_HELD,
            {"detail": "blocked"},
        ),
    ],
)
def test_a_card_that_cannot_pay_says_why(
    card: FakeCard | None, reason: Refusal, facts: dict[str, str]
) -> None:
    stage = Stage()
    if card is not None:
        stage.gift_cards.cards[CARD] = card
    refused = why_not(stage)
    assert (refused.reason, refused.facts) == (reason, facts)


def test_a_gift_card_is_not_paid_with_a_gift_card() -> None:
    stage = Stage()
    stage.gift_cards.cards[OTHER_CARD] = FakeCard(100_000)
    only = loaded(stage)
    assert why_not(stage, OTHER_CARD, only).reason is Refusal.GIFT_CARD_FOR_GIFT_CARD
    both = loaded(stage, of=COFFEE)
    assert paid(stage, OTHER_CARD, both).amount_minor == 9_400


def test_two_cards_together_pay_no_more_than_the_goods() -> None:
    stage = Stage()
    stage.gift_cards.cards = {CARD: FakeCard(6_000), OTHER_CARD: FakeCard(100_000)}
    both = loaded(stage, of=COFFEE, number=CARD)
    first = paid(stage, CARD, both)
    second = paid(stage, OTHER_CARD, both, (first,))
    assert (first.amount_minor, second.amount_minor) == (6_000, 3_400)


def test_a_single_purpose_card_pays_goods_at_its_rate_only() -> None:
    stage = Stage()
    stage.gift_cards.cards[CARD] = FakeCard(100_000, vat=goods.VAT_25)
    mixed = goods.basket(goods.CAPPUCCINO, goods.KIMCHI_TOAST)
    tender = paid(stage, CARD, mixed)
    assert tender.amount_minor == 8_900
    assert len(stage.holds.voided) == 1, "what was held first was more than it may pay"
    assert quote(stage.services(), mixed, None, (tender,)).priced.tax_minor == 639
    refused = why_not(stage, CARD, COFFEE)
    assert (refused.reason, refused.facts) == (Refusal.GIFT_CARD_OTHER_GOODS, {"end": "0016"})


def test_what_is_on_a_card_can_be_asked_without_taking_anything() -> None:
    stage = Stage()
    stage.gift_cards.cards[CARD] = FakeCard(12_345)
    told = gift_cards.ask(stage.services(), CARD)
    assert (told.balance_minor, told.expires_on, stage.gift_cards.held) == (12_345, "2029-03-01", {})
    with pytest.raises(Refused) as refused:
        gift_cards.ask(stage.services(), UNKNOWN_CARD)
    assert refused.value.reason is Refusal.GIFT_CARD_UNKNOWN


class TestAtTheHub:
    """LEASE: the server is silent, and the store's hub keeps the card's money."""

    def stage(self, minor: int = 50_000, card: KeptCard | None = None) -> Stage:
        made = Stage()
        made.gift_cards.offline = True
        made.hub.lease_id, made.hub.points = "lease-1", minor
        made.hub.card = card or KeptCard("2029-03-01")
        return made

    def test_lease_a_card_pays_what_the_hub_hands_out(self) -> None:
        stage = self.stage(5_000)
        tender = paid(stage)
        assert (tender.amount_minor, tender.lease_id) == (5_000, "lease-1")
        assert tender.redemption_id in stage.hub.asked
        assert tender.gift_card is not None
        assert (tender.gift_card.expires_on, tender.gift_card.balance_minor) == ("2029-03-01", 0)
        refused = why_not(stage)
        assert (refused.reason, refused.facts) == (Refusal.GIFT_CARD_AT_HUB, {"end": "0016"})

    def test_lease_a_single_purpose_card_keeps_no_more_than_its_goods(self) -> None:
        stage = self.stage(card=KeptCard("2029-03-01", True, "3", 2_500))
        mixed = goods.basket(goods.CAPPUCCINO, goods.KIMCHI_TOAST)
        tender = paid(stage, CARD, mixed)
        assert (tender.amount_minor, tender.gift_card and tender.gift_card.vat) == (8_900, goods.VAT_25)
        assert stage.hub.freed == stage.hub.asked[:1], "what was taken first was more than it may pay"
        refused = why_not(stage, CARD, COFFEE)
        assert refused.reason is Refusal.GIFT_CARD_OTHER_GOODS
        assert stage.hub.freed[-1] == stage.hub.asked[-1]

    def test_lease_what_the_server_says_no_to_the_hub_is_not_asked(self) -> None:
        stage = self.stage()
        stage.gift_cards.offline = False
        stage.gift_cards.cards[CARD] = FakeCard(0)
        assert why_not(stage).reason is Refusal.GIFT_CARD_EMPTY
        assert stage.hub.asked == []

    def test_what_is_on_a_card_the_hub_tells_without_taking_anything(self) -> None:
        stage = self.stage()
        told = gift_cards.ask(stage.services(), CARD)
        assert (told.balance_minor, told.expires_on, stage.hub.points) == (50_000, "2029-03-01", 50_000)
        stage.hub.lease_id = ""
        with pytest.raises(Refused) as refused:
            gift_cards.ask(stage.services(), CARD)
        assert refused.value.reason is Refusal.GIFT_CARD_OFFLINE
