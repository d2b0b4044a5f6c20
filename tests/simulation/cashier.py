"""What a cashier and the customers do at one till, through the same services that the window calls."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from drivers.scanners.codes import Scan
from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.enrolment import Person
from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services import parking, securing
from pos_app.services.enrolling import enrol
from pos_app.services.members import standing
from pos_app.services.quoting import points_may_pay, quote, quote_asked, redemption_room
from pos_app.services.redeeming import redeem, release
from pos_app.services.returning import quote_return, take_return
from pos_app.services.scanning import scan, show_member
from pos_app.services.selling import keep_basket, new_basket, restore_basket, sell
from pos_app.services.signing_in import sign_in
from pos_app.services.till_store import PrintState
from pos_app.services.wishing import show_code
from tests.simulation import receipts
from tests.simulation.company import CASHIER, CODES, PIN, card_of
from tests.simulation.told import Receipt
from tests.simulation.world import DAY_S, OPENS_S

if TYPE_CHECKING:
    from tests.simulation.till import Till

GAP_S = 1_800.0
"""Seconds from one customer to the next, on average."""
_SECURED_FOR_S = 600


class Cashier:
    """One till's counter. What has to outlive a crash is in the till's own files, not here."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._world = till.world
        self._expected: list[str] = []
        self._called = asyncio.Event()

    def expect(self, member_id: str) -> None:
        """This member comes here now, and is at another till as well."""
        self._expected.append(member_id)
        self._called.set()

    async def work(self) -> None:
        """From switching on until switched off."""
        await self._recover()
        signed_in = -1
        while True:
            now_s = self._world.loop.time()
            if not self._world.is_open:
                morning = OPENS_S - now_s % DAY_S
                await asyncio.sleep(morning if morning > 0 else morning + DAY_S)
            day = int(self._world.loop.time() // DAY_S)
            if day != signed_in:
                sign_in(self._till.ports, self._till.ports.staff.cashiers()[0], PIN)
                signed_in = day
            self._called.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(1 if self._expected else self._world.chance.soon_s(GAP_S)):
                    await self._called.wait()
            if self._world.is_open:
                await self._serve()

    async def _recover(self) -> None:
        """After a crash: the receipts that wait are printed, and the basket on the counter is paid."""
        ports = self._till.ports
        with ports.store.unit_of_work() as work:
            waiting = [work.sale(job.fact_id) for job in work.print_jobs()]
        for sale in waiting:
            if sale is not None:
                self._hand_out_again(receipts.of_sale(sale, self._till))
        self._confirm()
        left = restore_basket(ports)
        if left is not None and not left.basket.is_empty:
            await asyncio.sleep(5)
            member = ports.members.by_id(left.basket.member_id) if left.basket.member_id else None
            await self._pay(left.basket, member, left.wishes, left.tenders)

    async def _serve(self) -> None:
        chance, ports = self._world.chance, self._till.ports
        what = 100 if self._expected else chance.between(1, 100)
        if what <= 7:
            self._take_back()
        elif what <= 11:
            self._join()
        elif what <= 17 and (set_aside := parking.parked_baskets(ports)):
            back = parking.recall(ports, set_aside[0].parked_id)
            member = ports.members.by_id(back.basket.member_id) if back.basket.member_id else None
            await self._pay(back.basket, member, back.wishes)
        else:
            await self._sell()

    # --- selling

    async def _sell(self) -> None:
        chance, ports = self._world.chance, self._till.ports
        basket = new_basket(ports)
        member = self._who()
        for _ in range(chance.between(1, 4)):
            read = Scan(CODES[chance.one_of(tuple(CODES))])
            basket = scan(ports, basket, read, self._till.settings.codes).basket
            if chance.once_in(3):
                keep_basket(ports, basket, ())
        if member is not None:
            basket = show_member(basket, member).basket
        wishes = self._coupon(member)
        keep_basket(ports, basket, (), wishes)
        if chance.once_in(25):
            parking.park(ports, CASHIER, basket, wishes=wishes)
            self._world.count.parked += 1
            return
        await self._pay(basket, member, wishes)

    def _who(self) -> Member | None:
        """A member, or nobody; now and then one who is at another till at this very moment."""
        chance, world = self._world.chance, self._world
        if self._expected:
            return self._till.ports.members.by_card(card_of(self._expected.pop()))
        if not chance.percent(70):
            return None
        member_id = chance.one_of(world.members)
        if chance.percent(30):
            chance.one_of(world.tills).cashier.expect(member_id)
        return self._till.ports.members.by_card(card_of(member_id))

    def _coupon(self, member: Member | None) -> Wishes:
        if member is None or not self._world.chance.percent(75):
            return NO_WISHES
        usable = [each.number for each in member.view.coupons if not each.used]
        if not usable:
            return NO_WISHES
        try:
            return show_code(self._till.ports, member, NO_WISHES, usable[0])
        except Refused:
            return NO_WISHES

    async def _pay(
        self, basket: Basket, member: Member | None, wishes: Wishes, taken: Sequence[Tender] = ()
    ) -> None:
        """Secure, redeem, take the rest, write the sale; or give everything back."""
        chance, ports = self._world.chance, self._till.ports
        tenders = list(taken)
        try:
            asked, wishes = quote_asked(ports, basket, member, wishes, network_down=not self._till.is_online)
            wishes = await self._secure(basket, member, wishes, tenders)
            if member is not None and not tenders and chance.percent(60):
                tenders += await self._points(basket, member, wishes)
            keep_basket(ports, basket, tenders, wishes)
            fumbling_s = chance.soon_s(40)
            await asyncio.sleep(fumbling_s)
            if fumbling_s > _SECURED_FOR_S:
                wishes = await self._secure(basket, member, wishes, tenders)
            asked = quote(ports, basket, member, tenders, wishes)
            if asked.settlement.due_minor:
                in_cash = chance.once_in(2)
                due = asked.settlement.due_in_cash_minor if in_cash else asked.settlement.due_minor
                tenders.append(tenders_of.cash(due) if in_cash else tenders_of.card(due, "0815"))
            sold = sell(ports, CASHIER, basket, member, tenders, wishes)
        except Refused as refusal:
            self._world.note(self._till.name, f"refuses: {refusal.reason}")
            await self._put_back(basket, member, tenders)
            return
        self._hand_out(receipts.of_sale(sold.sale, self._till))
        self._confirm()

    async def _secure(
        self, basket: Basket, member: Member | None, wishes: Wishes, tenders: Sequence[Tender]
    ) -> Wishes:
        """What is left of the wishes when all that the sale uses up is secured, or withheld (CLASSES)."""
        ports = self._till.ports
        while True:
            decision = quote(ports, basket, member, tenders, wishes).decision
            ask = partial(securing.secure, ports, member, decision, basket.basket_id)
            refused = await self._till.patiently(partial(ask, line_down=not self._till.is_online))
            if not refused or set(refused) <= set(wishes.withheld):
                return wishes
            wishes = replace(wishes, withheld=tuple(sorted({*wishes.withheld, *refused})))

    async def _points(self, basket: Basket, member: Member, wishes: Wishes) -> list[Tender]:
        """Points for part of it, where the member has some and the server, or a lease, says yes."""
        ports = self._till.ports
        asked = quote(ports, basket, member, (), wishes)
        known = standing(ports, member)
        spendable = known.spendable if self._till.is_online else known.offline.most
        to_pay = points_may_pay(ports, basket, asked)
        room = redemption_room(ports, spendable, to_pay)
        if room is None or not room.most_points:
            return []
        steps = room.most_points // room.block
        points = room.block * self._world.chance.between(max(1, steps // 2), steps)
        try:
            ask = partial(redeem, ports, member, points, to_pay, spendable)
            return [await self._till.patiently(partial(ask, line_down=not self._till.is_online))]
        except Refused:
            self._world.count.holds_refused += 1
            return []

    async def _put_back(self, basket: Basket, member: Member | None, tenders: Sequence[Tender]) -> None:
        ports = self._till.ports
        for tender in tenders:
            if tender.kind is TenderKind.POINTS:
                await self._till.patiently(partial(release, ports, tender))
        await self._till.patiently(partial(securing.let_go, ports, member, basket.basket_id))
        keep_basket(ports, new_basket(ports), ())

    # --- everything else

    def _take_back(self) -> None:
        """Part of an earlier sale comes back."""
        ports, chance = self._till.ports, self._world.chance
        with ports.store.unit_of_work() as work:
            newest = work.newest_sales(8)
        if not newest:
            return
        sale = chance.one_of(newest)
        line = chance.one_of(sale.basket.lines)
        try:
            quoted = quote_return(ports, sale.sale_id, [ReturnedLine(line.line_id, line.quantity_milli)])
            taken = take_return(ports, CASHIER, quoted, ["0815"] * quoted.slips)
        except Refused:
            return
        self._world.count.returns += 1
        self._hand_out(receipts.of_return(taken.returned, self._till))

    def _join(self) -> None:
        """Somebody becomes a member, with a card that nobody has."""
        ports, world = self._till.ports, self._world
        name = f"m{100 + world.count.enrolments}"
        world.count.enrolments += 1
        try:
            member = enrol(ports, CASHIER, Person(f"Ny {name.translate(_LETTERS)}", card_of(name)))
        except Refused:
            return
        world.members.append(name)
        self._hand_out(receipts.of_member(member.view.member_id, self._till))

    def _hand_out(self, receipt: Receipt) -> None:
        world = self._world
        if not world.told.hand_out(receipt):
            world.auditor.found("duplicated", 1, f"{receipt.fact_id} was handed out before")
        self._tell(receipt)

    def _hand_out_again(self, receipt: Receipt) -> None:
        if self._world.told.hand_out(receipt):
            self._tell(receipt)

    def _tell(self, receipt: Receipt) -> None:
        world = self._world
        world.count.sales += receipt.kind == "sale"
        world.count.redemptions += len(receipt.redeemed)
        world.count.offline_redemptions += sum(
            bool(each.lease_id) or each.is_floor for each in receipt.redeemed
        )
        world.count.coupons_used += receipt.coupons
        world.count.free_items += receipt.free_items
        world.note(self._till.name, receipts.words(receipt))

    def _confirm(self) -> None:
        """The printer said that it is on paper."""
        ports = self._till.ports
        with ports.store.unit_of_work() as work:
            for job in work.print_jobs():
                work.set_print_state(job.job_id, PrintState.CONFIRMED)
            work.commit()


_LETTERS = str.maketrans("0123456789", "abcdefghij")
