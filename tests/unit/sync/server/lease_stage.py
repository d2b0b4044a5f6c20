"""A keeper beside the server: it takes down what it is lent, spends it without asking, and gives it back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import uuid_utils

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeaseReport, LeaseReturned
from sync.server.book.ledger import Purse
from sync.server.holding.holds import free_points, held_points
from sync.server.holding.lease_ending import free_due
from sync.server.holding.lease_reports import take_report
from sync.server.holding.leases import leased_points, revision_of
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease, lease_points
from tests.stage import goods
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop

HOUR_MS = 3_600_000
TERM_MS, GRACE_MS = 72 * HOUR_MS, 48 * HOUR_MS
COFFEE = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


@dataclass
class Keeper:
    """What a till remembers of its leases: the newest word of each, what it took (by account) and gave back."""

    shop: Shop
    till: FakeTill
    epoch: str = ""
    revision: int = 0
    leases: dict[str, Lease] = field(default_factory=dict)
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    returned: dict[tuple[str, str], int] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    answers: list[LeaseAnswer] = field(default_factory=list)

    @property
    def till_id(self) -> str:
        return self.till.place.till_id

    def report(self, *, wants: bool = True, held: bool = False) -> LeaseReport:
        """What it has to say now."""
        said = [
            LeaseReturned(
                lease_id,
                tuple(
                    (account, n) for (each, account), n in sorted(self.returned.items()) if each == lease_id
                ),
                closed=lease_id in self.closed,
            )
            for lease_id in sorted(self.leases)
            if lease_id in self.closed or any(each == lease_id for each, _ in self.returned)
        ]
        return LeaseReport(
            epoch=self.epoch,
            revision=self.revision,
            head=len(self.till.records),
            returned=tuple(said),
            held=tuple(self._as_held(each) for each in self.leases.values()) if held else (),
            wants=wants,
        )

    def ask(self, report: LeaseReport) -> LeaseAnswer:
        """The server's answer, which is lost unless it is heard."""
        with self.shop.database.write() as connection:
            return take_report(
                connection, self.shop.company.company_id, self.till_id, report, self.shop.clock()
            )

    def hear(self, answer: LeaseAnswer) -> None:
        """Take down what the server answered; an older word than a known one is passed over."""
        if answer.epoch != self.epoch:
            self.epoch, self.revision = answer.epoch, 0
            return
        for said in answer.leases:
            known = self.leases.get(said.lease_id)
            if known is None or known.revision < said.revision:
                self.leases[said.lease_id] = said
            if said.closed:
                self.leases.pop(said.lease_id, None)
        self.revision = max(self.revision, answer.revision)

    def sync(self, *, wants: bool = True) -> LeaseAnswer:
        """Report and hear until there is nothing more; give back what was asked for."""
        answer = self.ask(self.report(wants=wants))
        held = answer.epoch != self.epoch
        self.hear(answer)
        for _ in range(20):
            if held:
                answer = self.ask(self.report(wants=wants, held=True))
                held = False
            elif self.give_back_recalled() or answer.more or answer.revision > self.revision:
                answer = self.ask(self.report(wants=wants))
            else:
                break
            self.hear(answer)
        return answer

    def give_back_recalled(self) -> bool:
        """Return everything of leases that were asked back, and use nothing under them any more."""
        asked = [each for each in self.leases.values() if each.recalled and each.lease_id not in self.closed]
        for each in asked:
            self.give_back(each)
        return bool(asked)

    def give_back(self, of: Lease, *, most: int | None = None, closes: bool = True) -> None:
        """Note what goes back; the server hears of it with the next report."""
        for points in of.points:
            key = (of.lease_id, points.account)
            part = self.available(of, points.account) if most is None else most
            self.returned[key] = self.returned.get(key, 0) + min(part, self.available(of, points.account))
        if closes:
            self.closed.add(of.lease_id)

    def lease_of(self, holder_id: str = MEMBER) -> Lease | None:
        """The lease of a holder that it may use now, by the server's clock."""
        for each in self.leases.values():
            in_use = each.holder_id == holder_id and each.lease_id not in self.closed
            if in_use and self.shop.clock() < each.term_ms:
                return each
        return None

    def available(self, of: Lease, account: str = "points") -> int:
        """What it may still take."""
        granted = next((each.granted for each in of.points if each.account == account), 0)
        key = (of.lease_id, account)
        return granted - self.returned.get(key, 0) - self.taken.get(key, 0)

    def take(self, points: int, holder_id: str = MEMBER, account: str = "points") -> str:
        """Take points from the lease; its id, or "" where it has not got so many."""
        of = self.lease_of(holder_id)
        if of is None or self.available(of, account) < points:
            return ""
        key = (of.lease_id, account)
        self.taken[key] = self.taken.get(key, 0) + points
        return of.lease_id

    def sell(
        self, points: int, *, member: MemberView | None = None, redemption_id: str = "", lease_id: str = ""
    ) -> Sale:
        """A sale that was paid with points out of the lease, without the server."""
        view = member or self.shop.member_view()
        named = lease_id or self.take(points, view.member_id)
        assert named, "the keeper has not got so many points"
        paid = tenders_of.points(points * 10, points, redemption_id or new_id(), lease_id=named)
        return sell_with(self.till, paid, view)

    def _as_held(self, of: Lease) -> Lease:
        points = tuple(
            replace_points(each, self.returned.get((of.lease_id, each.account), 0)) for each in of.points
        )
        return Lease(**{**{name: getattr(of, name) for name in of.__struct_fields__}, "points": points})


def replace_points(points: object, returned: int) -> object:
    import msgspec

    return msgspec.structs.replace(points, returned=returned)  # type: ignore[type-var]


def new_id() -> str:
    return str(uuid_utils.uuid7())


def sell_with(till: FakeTill, paid: Tender, member: MemberView | None = None, of: Basket = COFFEE) -> Sale:
    """A sale by a till that ``paid`` pays a part of, the rest by card."""
    rest = price(of).total_minor - paid.amount_minor
    pay = [paid, tenders_of.card(rest, "004711")] if rest else [paid]
    made = till.make_sale(of)
    again = goods.sale(
        of,
        pay=pay,
        member_view=member,
        programmes=till.programmes,
        receipt_number=made.receipt_number,
        sale_id=made.sale_id,
    )
    return till.sell(replace(again, seller=made.seller))


def keeper(shop: Shop, number: int = 1, store: str = "s1") -> Keeper:
    return Keeper(shop, shop.till(number, store))


def at_home(shop: Shop, number: int = 1, store: str = "s1", *, visits: int = 1) -> Keeper:
    """A keeper in whose store the member has shopped, with what it is lent."""
    made = keeper(shop, number, store)
    for _ in range(visits):
        made.till.sell(member=shop.member_view())
    shop.taken(made.till, len(made.till.records) - visits + 1)
    made.sync()
    return made


def standing(shop: Shop, holder_id: str = MEMBER, account: str = "points") -> dict[str, int]:
    """The four numbers of the invariant: what lots hold, what is free, held, leased (and what is owed)."""
    purse = Purse(shop.company.company_id, holder_id, account)
    with shop.database.read() as connection:
        row = connection.execute(
            tables.balance.select().where(
                tables.balance.c.member_id == holder_id, tables.balance.c.account == account
            )
        ).one_or_none()
        return {
            "balance": row.points if row else 0,
            "debt": row.debt if row else 0,
            "suspense": row.suspense if row else 0,
            "free": free_points(connection, purse, shop.clock()),
            "held": held_points(connection, purse, shop.clock()),
            "leased": leased_points(connection, purse),
        }


def presence(shop: Shop, of: Keeper) -> int:
    with shop.database.read() as connection:
        return revision_of(connection, shop.company.company_id, of.till_id)


def free_now(shop: Shop) -> int:
    with shop.database.write() as connection:
        return free_due(connection, shop.company.company_id, shop.clock())


def states(shop: Shop) -> list[str]:
    return [row.state for row in sorted(shop.rows(lease), key=lambda row: row.made_ms)]


def counters(shop: Shop, lease_id: str, account: str = "points") -> tuple[int, int, int, int]:
    (row,) = shop.rows(lease_points, lease_id=lease_id, account=account)
    return row.granted, row.returned, row.settled, row.freed
