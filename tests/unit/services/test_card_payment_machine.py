"""Till and terminal with the power cut at any step: no customer pays twice, and none leaves unpaid.

Whatever happens, once all is calm the money that the terminal took is the money in sales, in the basket on the counter,
and in matters that a person sees.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from pos_app.domain.card_intent import CardPurpose, CardState, Settled, tender_of
from pos_app.domain.errors import Refused
from pos_app.services import card_payments, selling
from pos_app.services.card_ports import CardTerminal
from pos_app.services.ports import Ports
from pos_app.services.till_store import OpenBasket
from pos_app.storage.card_intents import TillCardIntents
from tests.stage import goods
from tests.stage.card_terminal import FakeTerminal
from tests.stage.counter import Stage
from tests.stage.thoroughness import examples
from tests.stage.tills import KEY, open_store

PRICE = 4900
NO_CRASH = 99
STEPS = st.one_of(st.just(NO_CRASH), st.integers(0, 12))


class PowerCut(BaseException):
    """The till is gone, here and now."""


class Fuse:
    """Blows after so many steps. Each call of what it is put around is two: before it is done, and after."""

    def __init__(self) -> None:
        self.left = -1

    def step(self) -> None:
        if self.left == 0:
            raise PowerCut
        self.left -= self.left > 0

    def around(self, target: Any) -> Any:
        fuse = self

        class Around:
            def __getattr__(self, name: str) -> Callable[..., object]:
                call = getattr(target, name)

                def run(*args: object) -> object:
                    fuse.step()
                    result = call(*args)
                    fuse.step()
                    return result

                return run

        return Around()


class CardLife(RuleBasedStateMachine):
    """``sold`` is what customers left with, by their sales."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="card-life-"))
        self.stage, self.device, self.fuse = Stage(), FakeTerminal(), Fuse()
        self.sold = 0
        self._switch_on()

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        self.device.reachable = self.device.can_reverse = True
        self._again()
        intents = self.intents.unfinished()
        open_ones = [each for each in intents if each.is_open]
        waiting = sum(each.amount_minor for each in intents if each.state is CardState.APPROVED)
        difference = self.device.charged - self.sold - waiting
        assert difference == 0 or (
            len(open_ones) == 1 and difference == PRICE and open_ones[0].reason == "other_amount 5000"
        )
        in_basket = {tender.intent_id for tender in self.open.tenders}
        seen = {each.intent_id for each in card_payments.matters(self.ports, self.open.basket.basket_id)}
        assert {each.intent_id for each in intents} <= in_basket | seen, "a person sees what is left"
        self._switch_off()
        shutil.rmtree(self.folder)

    def _switch_on(self) -> None:
        self.store = open_store(self.folder)
        self.intents = TillCardIntents(self.folder, KEY)
        terminal = CardTerminal(self.fuse.around(self.device), self.fuse.around(self.intents))
        self.ports: Ports = replace(self.stage.services(), store=self.store, card_terminal=terminal)
        found = selling.restore_basket(self.ports)
        self.open = found or OpenBasket(selling.new_basket(self.ports))
        if found is None:
            self._new_basket()
        self._look()

    def _switch_off(self) -> None:
        self.fuse.left = -1
        self.intents.close()
        self.store.close()

    def _again(self) -> None:
        self._switch_off()
        self._switch_on()

    def _new_basket(self) -> None:
        basket = goods.basket(goods.CAPPUCCINO, basket_id=self.stage.ids.new_id())
        self.open = OpenBasket(basket)
        selling.keep_basket(self.ports, basket, ())

    def _keep(self, tenders: tuple[Any, ...]) -> None:
        self.open = replace(self.open, tenders=tenders)
        selling.keep_basket(self.ports, self.open.basket, tenders)

    def _do(self, act: Callable[[], None], steps: int) -> None:
        self.fuse.left = steps
        try:
            act()
        except PowerCut:
            self._again()
        except Refused:
            pass
        self.fuse.left = -1

    def _is_paid(self) -> bool:
        return sum(tender.amount_minor for tender in self.open.tenders) >= PRICE

    @rule(
        steps=STEPS,
        then=st.sampled_from(["approved", "lost", "not_lost", "declined", "other"]),
        goes_on=st.sampled_from(["sell", "power cut", "give back", "lost basket", "wait"]),
        back=STEPS,
        unheard=st.booleans(),
        down=st.sampled_from(["", "", "", "terminal", "reversals"]),
        stranger=st.booleans(),
    )
    def customer(
        self, steps: int, then: str, goes_on: str, back: int, unheard: bool, down: str, stranger: bool
    ) -> None:
        """Somebody wants to pay, and what becomes of it; the power may go at any of the steps."""
        if stranger and not self.intents.unfinished():
            self.device._book(PRICE, 0)  # somebody else's money, keyed on the terminal by hand
        if not self._is_paid():
            self._pay(steps, then)
        self.device.reachable, self.device.can_reverse = down != "terminal", down != "reversals"
        if goes_on == "power cut":
            self._again()
        elif goes_on == "lost basket":
            selling.keep_basket(self.ports, replace(self.open.basket, lines=()), ())
            self._again()
        elif goes_on == "give back" and self._is_paid():
            self._give_back(back, unheard)
        if goes_on == "sell" or (goes_on == "give back" and unheard):
            self._sell()
        self.device.reachable = self.device.can_reverse = True
        if goes_on != "wait":
            self._do(self._look, back)
            self._a_person_settles()

    def _pay(self, steps: int, then: str) -> None:
        def act() -> None:
            intent = card_payments.pay(self.ports, self.open.basket.basket_id, PRICE)
            self.fuse.step()
            if intent.state is CardState.APPROVED and intent.purpose is CardPurpose.PAYMENT:
                self._keep((*self.open.tenders, tender_of(intent)))

        self.device.next = then
        self._do(act, steps)
        self.device.next = "approved"

    def _sell(self) -> None:
        if self._is_paid():
            selling.sell(self.ports, "ingrid", self.open.basket, None, self.open.tenders)
            self.sold += PRICE
            self._new_basket()

    def _give_back(self, steps: int, unheard: bool) -> None:
        tender = self.open.tenders[0]

        def act() -> None:
            now = card_payments.give_back(self.ports, tender.intent_id)
            self.fuse.step()
            if now.state is not CardState.APPROVED:
                self._keep(self.open.tenders[1:])

        self.device.reverses_unheard = unheard
        self._do(act, steps)
        self.device.reverses_unheard = False

    def _look(self) -> None:
        in_basket = {tender.intent_id for tender in self.open.tenders}
        recovered = card_payments.recover(self.ports, self.open.basket.basket_id, in_basket)
        self._keep((*self.open.tenders, *recovered.tenders))

    def _a_person_settles(self) -> None:
        """Whoever looks at the terminal reverses there by hand what nobody can make sense of."""
        for intent in self.intents.unfinished():
            if intent.is_open and intent.reason.startswith("other_amount"):
                self.device.booked[-1].net_minor = 0
                card_payments.settle(self.ports, intent.intent_id, Settled.GIVEN_BACK, "ingrid")


TestCardLife = CardLife.TestCase
TestCardLife.settings = settings(max_examples=examples(40), stateful_step_count=8, deadline=None)
