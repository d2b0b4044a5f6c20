"""A shop's day, played: twenty customers, the line cut for the middle third, the till killed in mid-basket once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pos_app.demo.central import Central
from pos_app.demo.shopping import Pay, PayKind, Shop
from pos_app.demo.till_by_hand import PlayError, Scanner, Seen, TillByHand


@dataclass(frozen=True, slots=True)
class Day:
    """What is played, and what it leaves: ``till_picture`` is taken with a full basket on the counter."""

    config: Path
    central: Central
    scanner: Scanner
    shops: Sequence[Shop]
    pin: str
    till_picture: Path
    picture_at: int
    say: Callable[[str], None]


def play(day: Day) -> None:
    """Play the day; raises :class:`PlayError` when the till does not do what a cashier would expect."""
    third = len(day.shops) // 3
    cut, back = third, len(day.shops) - third
    killed_at = (cut + back) // 2
    till = TillByHand(day.config, day.scanner)
    try:
        till.sign_in(day.pin)
        till.until("the network", lambda seen: seen.online)
        for number, shop in enumerate(day.shops):
            if number == cut:
                day.say("the line to the server is cut")
                day.central.stop()
                till.until("the screen to say offline", lambda seen: not seen.online)
            if number == back:
                day.say("the line is back")
                day.central.start()
                till.until("the screen to say online", lambda seen: seen.online)
            if number == killed_at:
                till = _killed_in_mid_basket(day, till, shop)
            else:
                _fill(till, shop)
            if number == day.picture_at:
                till.picture(day.till_picture)
            _pay(till, shop, till.see().sold + 1 if number != killed_at else 0)
        # The count on the screen is true within a second: look at it when that second has passed since the last sale.
        time.sleep(1.2)
        till.until("every sale to reach the server", lambda seen: seen.online and seen.waiting == 0)
        code = till.close()
        if code != 0:
            raise PlayError(f"the till ended with exit code {code}")
    except BaseException:
        till.kill()
        raise


def _killed_in_mid_basket(day: Day, till: TillByHand, shop: Shop) -> TillByHand:
    """Scan, wait until the basket is kept, kill the process, start it anew: the basket is back."""
    _fill(till, shop)
    before = till.until("the basket to be kept", lambda seen: seen.kept)
    till.kill()
    day.say("the till was killed in mid-basket")
    till = TillByHand(day.config, day.scanner)
    till.sign_in(day.pin)
    after = till.see()
    if (after.rows, after.total, after.member) != (before.rows, before.total, before.member):
        till.kill()
        raise PlayError(f"the basket did not come back: {before.values} became {after.values}")
    return till


def _fill(till: TillByHand, shop: Shop) -> None:
    if shop.member_card:
        till.scan(shop.member_card)
    for code in shop.scans:
        till.scan(code)
        if till.see().panel == "age":
            till.key("Return" if shop.is_of_age else "Escape")
            till.until("the age question to close", lambda seen: seen.panel == "")
    if shop.quantity_typed:
        till.type(shop.quantity_typed)
        till.key("F8")
    if shop.discount_typed:
        before = till.see().total
        till.key("F7")
        till.until("the discount panel", lambda seen: seen.panel == "discount")
        till.type(shop.discount_typed)
        till.key("Down")
        till.key("Return")
        till.until("the discount", lambda seen: seen.panel == "" and seen.total < before)


def _pay(till: TillByHand, shop: Shop, number: int) -> None:
    sold_before = till.see().sold
    if shop.redeem_points:
        due = till.see().due
        till.key("F5")
        till.until("the points panel", lambda seen: seen.panel == "redeem")
        till.type(str(shop.redeem_points))
        till.key("Return")
        till.until(
            "the points to be held", lambda seen: seen.tenders > 0 and seen.due < due and not seen.busy
        )
    for payment in shop.pay:
        _give(till, payment)
    sold = till.until("the sale", lambda seen: seen.sold > sold_before and not seen.busy and seen.rows == 0)
    if number and sold.sold != number:
        raise PlayError(f"the sale's number is {sold.sold}, not {number}")


def _give(till: TillByHand, payment: Pay) -> None:
    before = till.see()
    if payment.kind is PayKind.CASH:
        if payment.typed:
            till.type(payment.typed)
        else:
            till.type(_plain(before))
        till.key("Return")
    else:
        if payment.typed:
            till.type(payment.typed)
        till.key("F9")
        till.until("the card panel", lambda seen: seen.panel == "card")
        till.type(payment.slip)
        till.key("Return")
    till.until(
        "the payment to be taken",
        lambda seen: not seen.busy and (seen.tenders != before.tenders or seen.sold != before.sold),
    )


def _plain(seen: Seen) -> str:
    """The exact rest as a cashier types it, to the next whole krone."""
    return str(-(-int(seen.due) // 100))
