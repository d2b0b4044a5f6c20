"""What may be lent to a keeper: looked at when it reports, topped up, prolonged, or asked back.

Lent are points in lots that live through the term's last company day, less holds, debt and what is lent already, and
of these the programme's share. An account is lent where its points pay or move at the counter, and nothing turns them
into rewards by itself: what is lent could not become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import uuid_utils
from sqlalchemy import Connection, delete, select, update

from pos_app.domain.gift_card import ACCOUNT, card_of_holder
from pos_app.domain.loyalty.offline import Offline
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.holders import behind, holder_of
from sync.server.book.ledger import Purse, balance_of, spendable_on
from sync.server.calendar.company_days import company_day
from sync.server.holding.holds import held_points
from sync.server.holding.lease_homes import is_frozen
from sync.server.holding.leases import (
    REST_MS,
    Counters,
    KeptLease,
    LeaseState,
    change,
    count,
    counters_of,
    kept,
    leased_points,
    make_lease,
    named_leases,
    next_revision,
    open_leases,
    recall,
)
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.gift_card_tables import gift_card
from sync.server.schema.lease_tables import home_due, keeper_lease, lease_home
from sync.server.schema.member_tables import secured

MOST_A_REPORT = 20
"""How many holders one report looks at: a hold that comes meanwhile waits some tens of milliseconds."""
USUAL = Offline()


@dataclass(frozen=True, slots=True)
class Terms:
    """How a company lends: for how long, and what share of which accounts. Nothing at all where ``lends`` is not."""

    lends: bool
    term_ms: int
    grace_ms: int
    shares: Mapping[str, int]


def terms_of(programmes: Sequence[Programme]) -> Terms:
    """The shortest term and the longest grace of the programmes that lend; of an account the smallest share."""
    lending = [each for each in programmes if each.offline.share_percent]
    shares: dict[str, int] = {}
    for each in lending:
        if each.redemption or each.causes or each.partners:
            share = each.offline.share_percent
            shares[each.account] = min(shares.get(each.account, share), share)
    for each in programmes:
        if each.rewards or not each.offline.share_percent:
            shares.pop(each.account, None)
    rules = [each.offline for each in lending] or [USUAL]
    return Terms(
        bool(lending) or not programmes,
        min(each.term_ms for each in rules),
        max(each.grace_ms for each in rules),
        shares,
    )


@dataclass
class Lending:
    """One keeper's report: what is lent to it now."""

    connection: Connection
    company_id: str
    keeper_id: str
    store_id: str
    epoch: str
    now_ms: int
    is_hub: bool = False

    @cached_property
    def terms(self) -> Terms:
        """Those of the programmes in force."""
        return terms_of(in_force(self.connection, self.company_id))

    @cached_property
    def term_ms(self) -> int:
        """When a lease that is granted or prolonged now ends."""
        return self.now_ms + self.terms.term_ms

    @cached_property
    def last_day(self) -> str:
        """The company's day on which that is (ISO)."""
        return company_day(self.connection, self.company_id, self.term_ms).isoformat()

    def look(self, *, wants: bool) -> bool:
        """Look at holders who are at home here and were touched since (where the keeper ``wants`` to keep more), and at
        terms that draw near. Returns whether there are more of them.
        """
        more = self._look_at_homes() if wants else False
        return self._prolong() or more

    def _look_at_homes(self) -> bool:
        home, due = lease_home.c, home_due.c
        holders = list(
            self.connection.execute(
                select(due.holder_id)
                .where(
                    due.company_id == self.company_id,
                    due.keeper_id == self.keeper_id,
                    due.not_before_ms <= self.now_ms,
                )
                .order_by(due.holder_id)
                .limit(MOST_A_REPORT + 1)
            ).scalars()
        )
        here = set(
            self.connection.execute(
                select(home.holder_id).where(
                    home.company_id == self.company_id,
                    home.holder_id.in_(holders[:MOST_A_REPORT]),
                    home.keeper_id == self.keeper_id,
                )
            ).scalars()
        )
        for holder_id in holders[:MOST_A_REPORT]:
            again_ms = self._look_at(holder_id) if holder_id in here else 0
            mine = (
                due.company_id == self.company_id,
                due.keeper_id == self.keeper_id,
                due.holder_id == holder_id,
            )
            if again_ms:
                self.connection.execute(update(home_due).where(*mine).values(not_before_ms=again_ms))
            else:
                self.connection.execute(delete(home_due).where(*mine))
            if holder_id in here:
                self.connection.execute(
                    update(lease_home)
                    .where(home.company_id == self.company_id, home.holder_id == holder_id)
                    .values({"due": 1, "not_before_ms": again_ms} if again_ms else {"due": 0})
                )
        return len(holders) > MOST_A_REPORT

    def _look_at(self, holder_id: str) -> int:
        """Grant, top up or ask back. Returns when to look again by itself (0: when something changes)."""
        members = self._who_may(holder_id)
        leases = open_leases(self.connection, self.company_id, holder_id)
        for each in leases:
            if each.keeper_id == self.keeper_id:
                self._keep_up(each, members)
            elif (
                self.is_hub
                or each.store_id != self.store_id
                or is_frozen(self.connection, self.company_id, each.keeper_id)
            ):
                recall(self.connection, self.company_id, holder_id, self.now_ms, but=self.keeper_id)
        if leases or members is None or not self.terms.lends:
            return 0
        things = not card_of_holder(holder_id)
        if things and self._is_securing(members):
            return self.now_ms + REST_MS
        self._grant(holder_id, members, things=things)
        return 0

    def _grant(self, holder_id: str, members: Sequence[str], *, things: bool) -> None:
        targets = {
            account: self._may_be_lent(Purse(self.company_id, holder_id, account), share)
            for account, share in self._shares(holder_id).items()
        }
        targets = {account: points for account, points in targets.items() if points}
        if not targets and not things:
            return
        lease_id = str(uuid_utils.uuid7())
        key = {"company_id": self.company_id, "holder_id": holder_id, "lease_id": lease_id}
        make_lease(
            self.connection,
            {
                **key,
                "keeper_id": self.keeper_id,
                "store_id": self.store_id,
                "members": "\n".join(members),
                "things": int(things),
                "cursor": self._cursor,
                "made_ms": self.now_ms,
                "term_ms": self.term_ms,
                "free_ms": self.term_ms + self.terms.grace_ms,
                "revision": next_revision(self.connection, self.company_id, self.keeper_id, self.store_id),
                "held_epoch": self.epoch,
            },
        )
        made = open_leases(self.connection, self.company_id, holder_id)[0]
        for account, points in targets.items():
            count(self.connection, made, account, granted=points)

    def _keep_up(self, of: KeptLease, members: Sequence[str] | None) -> None:
        """Top up what is lent here, or ask it back where it can no longer stand behind it."""
        if of.is_recalled or of.is_closing:
            return
        if members is None or not self.terms.lends:
            recall(self.connection, self.company_id, of.holder_id, self.now_ms)
            return
        if self._add_up(of, self._day_of(of.term_ms)) and tuple(members) != of.members:
            change(self.connection, of, members="\n".join(members), cursor=self._cursor)

    def _prolong(self) -> bool:
        """Terms of which an eighth has passed begin anew: the keeper has just reported."""
        soon = self.term_ms - self.terms.term_ms // 8
        table = keeper_lease.c
        rows = self.connection.execute(
            select(table.holder_id, table.lease_id)
            .where(
                table.company_id == self.company_id,
                table.keeper_id == self.keeper_id,
                table.state == LeaseState.OPEN,
                table.recalled_ms == 0,
                table.closing_ms == 0,
                table.term_ms < soon,
            )
            .order_by(table.term_ms, table.lease_id)
            .limit(MOST_A_REPORT + 1)
        ).all()
        named = [(row[0], row[1]) for row in rows[:MOST_A_REPORT]]
        for row in named_leases(self.connection, self.company_id, named):
            of = kept(row)
            if self._add_up(of, self.last_day):
                change(
                    *(self.connection, of),
                    term_ms=self.term_ms,
                    free_ms=self.term_ms + self.terms.grace_ms,
                )
        return len(rows) > MOST_A_REPORT

    def _add_up(self, of: KeptLease, day: str) -> bool:
        """Raise what is granted to what may be lent through ``day``. Where more is out than that (its lots end sooner,
        something is owed), all of it is asked back; then ``False``.
        """
        counters = counters_of(self.connection, of)
        shares = self._shares(of.holder_id)
        more: dict[str, int] = {}
        for account in sorted({*counters, *shares}):
            now = counters.get(account, Counters(0, 0, 0))
            purse = Purse(self.company_id, of.holder_id, account)
            lendable = self._lendable(purse, day) + now.outstanding
            owed = balance_of(self.connection, purse).debt
            gone = account not in shares or owed or now.outstanding > lendable
            if now.outstanding and gone:
                recall(self.connection, self.company_id, of.holder_id, self.now_ms)
                return False
            missing = lendable * shares.get(account, 0) // 100 - now.outstanding
            if missing > 0:
                more[account] = now.granted + missing
        if more:
            change(self.connection, of)
        for account, granted in more.items():
            count(self.connection, of, account, granted=granted)
        return True

    def _may_be_lent(self, purse: Purse, share: int) -> int:
        return max(self._lendable(purse, self.last_day), 0) * share // 100

    def _lendable(self, purse: Purse, day: str) -> int:
        """What lots that live through ``day`` hold beyond holds, debt and leases; below zero where these hold more."""
        kept_back = held_points(self.connection, purse, self.now_ms) + leased_points(self.connection, purse)
        return spendable_on(self.connection, purse, day) - kept_back - balance_of(self.connection, purse).debt

    def _day_of(self, at_ms: int) -> str:
        return company_day(self.connection, self.company_id, at_ms).isoformat()

    def _shares(self, holder_id: str) -> Mapping[str, int]:
        if not card_of_holder(holder_id):
            return self.terms.shares
        accounts = self.connection.execute(
            select(tables.balance.c.account).where(
                tables.balance.c.company_id == self.company_id,
                tables.balance.c.member_id == holder_id,
                tables.balance.c.account.startswith(ACCOUNT, autoescape=True),
            )
        ).scalars()
        return dict.fromkeys(accounts, 100)

    def _who_may(self, holder_id: str) -> tuple[str, ...] | None:
        """The members who may use what is lent to this holder, none for a gift card; ``None`` where nobody may."""
        card_id = card_of_holder(holder_id)
        if card_id:
            blocked = self.connection.execute(
                select(gift_card.c.blocked).where(
                    gift_card.c.company_id == self.company_id, gift_card.c.card_id == card_id
                )
            ).scalar_one_or_none()
            return () if blocked == 0 else None
        if holder_of(self.connection, self.company_id, holder_id) != holder_id:
            return None  # they share an account now: what is lent is lent to that
        member = tables.member.c
        ids = behind(self.connection, self.company_id, [holder_id])
        found = self.connection.execute(
            select(member.member_id)
            .where(
                member.company_id == self.company_id,
                member.member_id.in_(ids),
                member.blocked == 0,
                member.erased_ms == 0,
            )
            .order_by(member.member_id)
        ).scalars()
        return tuple(found) or None

    def _is_securing(self, members: Sequence[str]) -> bool:
        """Whether another till is just using something of theirs: the keeper does not know of it yet."""
        found = self.connection.execute(
            select(secured.c.thing)
            .where(
                secured.c.company_id == self.company_id,
                secured.c.member_id.in_(members),
                secured.c.till_id != self.keeper_id,
                secured.c.expires_ms > self.now_ms,
            )
            .limit(1)
        ).first()
        return found is not None

    @cached_property
    def _cursor(self) -> int:
        """The newest change: the keeper decides by a view of the members at least as new."""
        company = tables.company
        found = self.connection.execute(
            select(company.c.cursor).where(company.c.company_id == self.company_id)
        ).scalar_one()
        return int(found)
