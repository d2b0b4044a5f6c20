"""The auditor's own ledger: every posting of the server added up again, and what that says of the points.

A purse's *real* balance is what its lots hold, less debt, less what waits in suspense: all that was ever given, less
all that was ever used. Where it falls below nothing, a member spent points they did not have; that is allowed only for
a cause of BOUNDED, which is proven from rows and receipts (:mod:`tests.simulation.causes`), and never for more than the
redemption that the cause explains. What waits in suspense waits until a person decides, whatever is earned meanwhile:
it explains as much as it is, at any time, and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.simulation.causes import Causes
from tests.simulation.raw import RawFile

Purse = tuple[str, str]
_USES = frozenset({"redeem", "suspense"})
_LENT = (
    "SELECT SUM(granted - returned - settled - freed) FROM lease_points JOIN lease USING (holder_id, lease_id)"
    " WHERE lease.state = 'open' AND holder_id = ? AND account = ? AND NOT EXISTS"
    " (SELECT 1 FROM lease_awaited WHERE lease_awaited.keeper_id = lease.keeper_id AND state = 'given-up')"
)
AWAITED = "SELECT COUNT(*) FROM lease_awaited WHERE state = 'awaited'"
"""How many tills a restored server waits for: until then it knows neither all that was earned nor all that was given
back, and is to promise nobody anything (EPOCH).
"""
_SPENDABLE, _DEBT, _SUSPENSE = "spendable", "debt", "suspense"


@dataclass(slots=True)
class Sums:
    """What one purse holds."""

    points: int = 0
    debt: int = 0
    suspense: int = 0
    owed_back: int = 0
    """The part of the debt that a return left: what it took back was lent or spent already (CLAWBACK). Nobody spent it
    too much, whichever came first.
    """

    @property
    def real(self) -> int:
        """All that was given less all that was used."""
        return self.points - self.debt - self.suspense


@dataclass(slots=True)
class Group:
    """One posting group."""

    group_id: str
    member_id: str
    account: str
    kind: str
    source: str
    buckets: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def used(self) -> int:
        """Points that it took from its member, wherever they came from."""
        return -sum(self.buckets[bucket] for bucket in (_SPENDABLE, _DEBT, _SUSPENSE))


@dataclass
class Books:
    """The books of one history of the server. ``found`` hears of everything that is wrong."""

    found: Callable[[str, int, str], None]
    causes: Causes
    bounded: dict[str, int]
    blamed: set[str]
    sums: dict[Purse, Sums] = field(default_factory=lambda: defaultdict(Sums))
    by_source: dict[str, list[Group]] = field(default_factory=lambda: defaultdict(list))
    forgotten: dict[str, dict[Purse, int]] = field(default_factory=dict)
    """What a restored server was told before and has not been told again, by fact: the members had it all the same."""
    is_restored: bool = False
    """A lease that was granted after the backup is known again when its keeper has reported. What a till risked without
    one (FLOOR) may have taken of its points before.
    """
    credits: dict[str, dict[Purse, int]] = field(default_factory=lambda: defaultdict(dict))
    _telling: str = ""
    _coming: dict[Purse, int] = field(default_factory=dict)
    """What the fact that is being told again has yet to give: a sale's redemption is posted before what it earned."""
    _explained: dict[Purse, int] = field(default_factory=lambda: defaultdict(int))
    """The most that suspense has had to explain of a purse so far."""
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _last_group: int = 0

    def follow(self, file: RawFile) -> None:
        """Take in what was posted since the last time, in the server's order, and check what it touched."""
        groups = file.rows(
            "SELECT rowid, group_id, member_id, account, kind, source FROM posting_group"
            " WHERE rowid > ? ORDER BY rowid",
            (self._last_group,),
        )
        touched: set[Purse] = set()
        for rowid, group_id, member_id, account, kind, source in groups:
            self._last_group = rowid
            group = Group(group_id, member_id, account, kind, source)
            if (member_id, group_id) in self._seen:
                self.found("duplicated", 1, f"KEY=EFFECT: {group_id} was posted twice")
            self._seen.add((member_id, group_id))
            for bucket, points in file.rows(
                "SELECT bucket, points FROM posting WHERE member_id = ? AND group_id = ?",
                (member_id, group_id),
            ):
                group.buckets[bucket] += points
            self._take(group)
            touched.add((member_id, account))
        for purse in touched:
            self._compare(file, purse)

    def compare_all(self, file: RawFile) -> None:
        """Every purse once more, when all is calm."""
        for purse in list(self.sums):
            self._compare(file, purse)

    def _take(self, group: Group) -> None:
        total = sum(group.buckets.values())
        if total:
            self.found("overspent", abs(total), f"CONSERVATION: {group.group_id} sums to {total}")
        sums = self.sums[group.member_id, group.account]
        before, owed = replace(sums), sums.debt
        gained = group.buckets[_SPENDABLE]
        if group.kind == "earn" and gained > 0 and owed > group.buckets[_DEBT]:
            self.found(
                "overspent",
                min(gained, owed - group.buckets[_DEBT]),
                f"CLAWBACK: {group.group_id} gives {gained} while {owed} are owed",
            )
        sums.points += gained
        sums.debt -= group.buckets[_DEBT]
        if group.kind == "reverse" or group.buckets[_DEBT] > 0:
            sums.owed_back -= group.buckets[_DEBT]
        sums.owed_back = min(max(sums.owed_back, 0), max(sums.debt, 0))
        sums.suspense -= group.buckets[_SUSPENSE]
        if min(sums.points, sums.debt, sums.suspense) < 0:
            self.found("overspent", 1, f"LOTS: {group.member_id} has {sums}")
        self.by_source[group.source].append(group)
        purse = (group.member_id, group.account)
        if group.used < 0:
            self.credits[group.source][purse] = self.credits[group.source].get(purse, 0) - group.used
        if group.source != self._telling:
            self._telling, self._coming = group.source, dict(self.forgotten.pop(group.source, {}))
        if group.used < 0:
            self._coming[purse] = self._coming.get(purse, 0) + group.used
        if group.kind in _USES:
            on_its_way = sum(each.get(purse, 0) for each in self.forgotten.values())
            on_its_way += max(0, self._coming.get(purse, 0))
            if group.kind == "suspense" and not self.causes.of(group.source, group.group_id):
                self.found(
                    "overspent", group.used, f"{group.group_id} is in suspense, and nothing explains it"
                )
            beyond = _short(sums, on_its_way) - _short(before, on_its_way)
            if beyond > 0 and group.group_id not in self.blamed:
                self.blamed.add(group.group_id)
                self._blame(group, beyond)
            real = sums.real + sums.owed_back
            self._explain(purse, max(0, -real - on_its_way) - _short(sums, on_its_way))

    def _explain(self, purse: Purse, points: int) -> None:
        """So much of what was spent too much waits in suspense. It is counted under the newest one's cause."""
        more = points - self._explained[purse]
        if more <= 0:
            return
        self._explained[purse] = points
        waiting = [
            each
            for groups in self.by_source.values()
            for each in groups
            if each.kind == "suspense" and (each.member_id, each.account) == purse
        ]
        self.bounded[self.causes.of(waiting[-1].source, waiting[-1].group_id) or "suspense"] += more

    def _blame(self, group: Group, beyond: int) -> None:
        """Somebody spent what they did not have. Whose redemption was it, and what allowed it?"""
        uses = [
            each
            for groups in self.by_source.values()
            for each in groups
            if each.kind == "redeem" and (each.member_id, each.account) == (group.member_id, group.account)
        ]
        for use in reversed(uses):
            if not beyond:
                return
            cause = self.causes.of(use.source, use.group_id)
            if not cause:
                continue
            part = min(beyond, self.causes.left_of(use.group_id, use.used))
            self.causes.spend(use.group_id, part)
            self.bounded[cause] += part
            beyond -= part
        if beyond:
            self.found(
                "overspent", beyond, f"{group.member_id} spent {beyond} too many with {group.group_id}"
            )

    def _risked(self, purse: Purse) -> int:
        """What FLOOR took from a purse in a history that began with a restored backup."""
        if not self.is_restored:
            return 0
        return sum(
            each.used
            for groups in self.by_source.values()
            for each in groups
            if each.kind == "redeem"
            and (each.member_id, each.account) == purse
            and self.causes.of(each.source, each.group_id) == "floor"
        )

    def _compare(self, file: RawFile, purse: Purse) -> None:
        """The server's own projections of a purse are what its postings add up to."""
        sums = self.sums[purse]
        rows = file.rows(
            "SELECT points, debt, suspense FROM balance WHERE member_id = ? AND account = ?", purse
        )
        said = rows[0] if rows else (0, 0, 0)
        off = sum(
            abs(one - other) for one, other in zip(said, (sums.points, sums.debt, sums.suspense), strict=True)
        )
        if off:
            self.found("overspent", off, f"the balance of {purse} says {said}, its postings {sums}")
        lent = file.number(_LENT, purse)
        if lent > sums.points + self._risked(purse) and not file.number(AWAITED):
            self.found(
                "overspent", lent - sums.points, f"LEASE: {lent} of {purse} are lent, there are {sums}"
            )
        in_lots = file.number("SELECT SUM(points_left) FROM lot WHERE member_id = ? AND account = ?", purse)
        if in_lots != sums.points:
            self.found(
                "overspent",
                abs(in_lots - sums.points),
                f"LOTS: {purse} has {sums.points}, its lots {in_lots}",
            )


def _short(sums: Sums, on_its_way: int) -> int:
    """What was spent too much, but for what waits in suspense and what a return took back."""
    return max(0, -(sums.points - sums.debt + sums.owed_back) - on_its_way)
