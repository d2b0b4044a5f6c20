"""Slips for the drawer: cash paid in, paid out or dropped to the safe, with room to sign; and what was counted."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain import formatting
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.drawer import OPENING, CashReason, DrawerCount
from pos_app.domain.period_words import period_words_for
from pos_app.domain.receipt_document import (
    Blank,
    Block,
    Columns,
    Cut,
    DrawerPulse,
    ReceiptDocument,
    Rule,
    Text,
)
from pos_app.domain.slip_head import slip_head
from pos_app.domain.store import Store


def cash_slip(event: CounterEvent, store: Store, cashier_name: Callable[[str], str]) -> ReceiptDocument:
    """The slip of a paid-in, paid-out or drop; it opens the drawer. ``ValueError`` for any other event."""
    words = period_words_for(store.language)
    titles = {
        CounterEventKind.PAID_IN: words.slip_in,
        CounterEventKind.PAID_OUT: words.slip_out,
        CounterEventKind.DROP: words.slip_drop,
    }
    title = titles.get(event.kind)
    if title is None:
        raise ValueError(f"no slip for {event.kind.value}")
    locale = formatting.locale_for(words.language)
    amount = formatting.money(abs(event.amount_minor), store.currency, locale)
    blocks: list[Block] = [
        DrawerPulse(),
        *slip_head(
            store,
            title,
            "",
            at_ms=event.at_ms,
            offset_minutes=event.offset_minutes,
            till_number=event.seller.till_number,
        ),
        Columns(words.done_by, cashier_name(event.seller.cashier_id)),
        *([Columns(words.approved, cashier_name(event.approved_by))] if event.approved_by else []),
        Rule(),
        Text(amount, align="centre", bold=True, size=2),
        Text(f"{words.reason}: {words.reason_of(event.reason)}", align="centre"),
        Rule(),
        Blank(2),
        Text(f"{words.signature} ________________________"),
        Blank(),
        Cut(),
    ]
    return ReceiptDocument(tuple(blocks), words.language, title)


def count_slip(count: DrawerCount, store: Store, cashier_name: Callable[[str], str]) -> ReceiptDocument:
    """What was counted, value by value. Over or short stands on the Z report: this slip may be printed before."""
    words = period_words_for(store.language)
    locale = formatting.locale_for(words.language)
    title = words.slip_float if count.purpose in OPENING else words.slip_count
    total = formatting.money(count.counted_minor, store.currency, locale)
    blocks: list[Block] = [
        *slip_head(
            store,
            title,
            "",
            at_ms=count.at_ms,
            offset_minutes=count.offset_minutes,
            till_number=count.seller.till_number,
        ),
        Columns(words.done_by, cashier_name(count.seller.cashier_id)),
        Rule(),
    ]
    for each in count.pieces:
        value = formatting.amount(each.value_minor, store.currency, locale)
        worth = formatting.amount(each.value_minor * each.count, store.currency, locale)
        blocks.append(Columns(f"{formatting.points(each.count, locale)} × {value}", worth))
    if count.reason == CashReason.NOT_COUNTED:  # and so nobody is told what should be in it
        blocks += [Columns(words.reason, words.reason_of(count.reason), bold=True), Blank(2)]
        blocks += [Text(f"{words.signature} ________________________"), Blank(), Cut()]
    else:
        blocks += [Rule(), Columns(words.counted, total, bold=True), Blank(), Cut()]
    return ReceiptDocument(tuple(blocks), words.language, title)
