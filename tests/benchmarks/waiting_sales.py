"""Sales that wait at a till: a journal in memory, sealed and chained like a real one, made as far as somebody asks.

Forty baskets of one to five goods, decided once by the real rules; every second sale is a member's. Each sale takes one
of them with an id and a receipt number of its own, so that 250 000 need no memory and little time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import uuid_utils

from pos_app.domain.basket import with_member
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.sale import Sale, Seller
from sync.client.ports import JournalSource
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, seal
from sync.protocol.v1 import facts
from sync.protocol.v1.messages import Enrolled, Personal, RecordFate
from tests.benchmarks.cashier import WentWrong
from tests.stage import goods
from tests.unit.sync.server.stage import PROGRAMME_TEXT

_BASKETS, _LINES = 40, 5


class WaitingSales:
    """The port ``JournalSource`` of a till that was away for ``sales`` sales. What the server has is forgotten."""

    def __init__(self, place: Enrolled, sales: int, members: Sequence[str], *, seed: int) -> None:
        self.sales = sales
        self._place = place
        self._members = members
        self._chance = random.Random(seed)
        self._patterns = _patterns()
        self._envelopes: dict[int, bytes] = {}
        self._made, self._head = 0, FIRST_PREVIOUS
        self._acked, self._epoch = 0, ""

    @contextmanager
    def opened(self) -> Iterator[JournalSource]:
        """As storage is opened."""
        yield self

    def make(self, up_to: int) -> None:
        """Sell up to that many sales in all."""
        while self._made < min(up_to, self.sales):
            self._sell(self._made + 1)

    def unacked(self, after: int, limit: int) -> list[tuple[int, bytes, Personal | None]]:
        """The next records."""
        self.make(after + limit)
        last = min(after + limit, self.sales)
        return [(number, self._envelopes[number], None) for number in range(after + 1, last + 1)]

    def acked(self) -> int:
        """How many the server has."""
        return self._acked

    def head(self) -> tuple[int, bytes]:
        """The last sequence, and the hash of the newest record that was made."""
        return self.sales, self._head

    def mark_acked(self, sequence: int, epoch: str, cursor: int = 0) -> None:
        """Forget what the server has."""
        for number in range(self._acked + 1, sequence + 1):
            del self._envelopes[number]
        self._acked, self._epoch = sequence, epoch

    def record_fates(self, fates: Sequence[RecordFate]) -> None:
        """These are good sales: one that is flagged or parked was not measured as what it should be."""
        raise WentWrong(f"a sale was not taken as it is: {fates[0].fate} {fates[0].detail}")

    def waiting_records(self) -> int:
        """How many the server has not."""
        return self.sales - self._acked

    def waiting_sales(self) -> int:
        """The same: there is nothing but sales."""
        return self.waiting_records()

    def server_epoch(self) -> str:
        """The epoch that was heard last."""
        return self._epoch

    def _sell(self, number: int) -> None:
        pattern = self._patterns[number % len(self._patterns)]
        member = pattern.member
        if member is not None:
            member = replace(member, member_id=self._chance.choice(self._members))
        sale = replace(
            pattern,
            sale_id=str(uuid_utils.uuid7()),
            receipt_number=number,
            seller=_seller(self._place),
            member=member,
            basket=with_member(pattern.basket, member.member_id if member else None),
        )
        envelope, self._head = seal(
            Envelope(
                version=facts.VERSION,
                company_id=self._place.company_id,
                till_id=self._place.till_id,
                sequence=number,
                fact_id=sale.sale_id,
                kind=facts.SALE,
                at_ms=sale.context.at_ms,
                previous=self._head,
                personal_hash=b"",
                body=facts.encode_sale(sale),
            )
        )
        self._envelopes[number] = envelope
        self._made = number


def _seller(place: Enrolled) -> Seller:
    return Seller(place.company_id, place.store_id, place.till_id, place.till_number, "ingrid")


def _patterns() -> list[Sale]:
    rules = (programme_from_text(PROGRAMME_TEXT, "benchmark"),)
    shelf = [goods.article(f"Vare {number}", 1990 + 100 * number) for number in range(_BASKETS + _LINES)]
    return [
        goods.sale(
            goods.basket(*shelf[number : number + 1 + number % _LINES]),
            member_view=MemberView("somebody", 0, 0, "medlem", goods.AT_MS) if number % 2 else None,
            programmes=rules,
        )
        for number in range(_BASKETS)
    ]
