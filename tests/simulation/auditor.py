"""The auditor: shares no code with the product, and looks after every step.

It knows three things: what people were told and took home (:mod:`tests.simulation.told`), the rows on the server's disk
and the rows on the tills' disks (:mod:`tests.simulation.raw`). From these it says what was lost, what was done twice,
which points were spent that nobody had, and where the server came to another result than the till.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.simulation.books import AWAITED, Books
from tests.simulation.causes import Causes
from tests.simulation.raw import RawFile, RawRecord, opened
from tests.simulation.risks import Risks
from tests.simulation.stamps import StampCards
from tests.simulation.told import Told

if TYPE_CHECKING:
    from tests.simulation.world import World

_DIFFERING = frozenset({"replay-differs", "replay-unknown-programme", "money-differs", "settlement-differs"})
_THINGS = frozenset({"coupon-used-twice", "stamps-overdrawn"})
_TWICE = _THINGS | {"returned-twice", "redemption-twice"}
FIRST_PREVIOUS = bytes(32)
KEPT_MS, _PAYING_MS = 15 * 60_000, 4 * 60_000
"""How long the server keeps what a sale wants, and how long a customer may look for their card."""


class Auditor:
    """One run's auditor. ``wrong`` counts by what the closing line calls it; ``said`` tells each in words."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._told: Told = world.told
        self.wrong: Counter[str] = Counter()
        self.said: list[str] = []
        self.bounded: Counter[str] = Counter()
        self.after_term: Counter[str] = Counter()
        self._causes = Causes(world.told)
        self._risks = Risks(world.told, self.found, self._causes.forked)
        self._causes.passed = self._risks.passed
        self._blamed: set[str] = set()
        self._flagged: set[tuple[str, int, int]] = set()
        self._file: RawFile | None = None
        self._stamps = StampCards()
        self._told_before: dict[str, RawRecord] = {}
        """What the server was told in histories that a restored backup forgot, by fact."""
        self._used_twice: set[str] = set()
        """Facts that a server has ever said used up what was used before."""
        self._begin()

    def found(self, what: str, how_much: int, words: str) -> None:
        """Something is wrong."""
        self.wrong[what] += how_much
        self.said.append(f"{what} {how_much}: {words}")
        self._world.note("auditor", self.said[-1])

    # --- after every step

    def look(self) -> None:
        """Take in what the server wrote since the last look."""
        if self._file is None:
            self._file = RawFile(self._world.server.path)
        file = self._file
        self._take_aside(file)
        fresh = self._take_records(file)
        self._take_holds(file)
        self._risks.look(self._records)
        self._risks.look_at_leases(file)
        self._books.follow(file)
        self._stamps.follow(file)
        for record in fresh:
            self._check_effects(record)
        self._take_flags(file)

    def look_anew(self) -> None:
        """The server's files are others now; they hold the same."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def restored(self) -> None:
        """The server's history begins again from an older state (EPOCH)."""
        self.look_anew()
        told = {**self._books.forgotten, **self._books.credits}
        self._told_before |= self._records
        self._stamps = self._stamps.restored()
        self._begin()
        self._books.forgotten, self._books.is_restored = told, True

    def _begin(self) -> None:
        self._books = Books(self.found, self._causes, self.bounded, self._blamed)
        self._records: dict[str, RawRecord] = {}
        self._redeemed: dict[str, str] = {}
        self._heads: dict[str, tuple[int, bytes]] = defaultdict(lambda: (0, FIRST_PREVIOUS))
        self._last_record = self._last_aside = self._last_flag = self._awaited = 0

    def _take_records(self, file: RawFile) -> list[RawRecord]:
        """New records: each follows the one before (CHAIN, DENSE-SEQ), and no fact is there twice."""
        fresh = []
        for rowid, till_id, sequence, digest, envelope, fate, received_ms in file.rows(
            "SELECT rowid, till_id, sequence, hash, envelope, fate, received_ms FROM record"
            " WHERE rowid > ? ORDER BY rowid",
            (self._last_record,),
        ):
            self._last_record = rowid
            record = opened(envelope)
            last, head = self._heads[till_id]
            if sequence != last + 1:
                what = "duplicated" if sequence <= last else "lost"
                self.found(what, 1, f"DENSE-SEQ: {till_id} has {sequence} after {last}")
            elif record.previous != head or record.digest != digest or record.sequence != sequence:
                self.found("lost", 1, f"CHAIN: record {sequence} of {till_id} follows nothing")
            self._heads[till_id] = (sequence, digest)
            if record.fact_id in self._records:
                self.found("duplicated", 1, f"{record.kind} {record.fact_id} is stored twice")
            if fate == "parked":
                self.found("lost", 1, f"{record.kind} {record.fact_id} of {till_id} is parked")
            self._records[record.fact_id] = record
            if record.kind == "sale":
                self._causes.arrive(till_id, record.fact_id, received_ms, record.body)
                self._check_redemptions(till_id, record)
            fresh.append(record)
        return fresh

    def _check_redemptions(self, till_id: str, record: RawRecord) -> None:
        """LEASE-ONCE: a redemption pays one sale."""
        for tender in record.body["tenders"]:
            redemption_id = tender["redemption_id"]
            if not redemption_id:
                continue
            before = self._redeemed.setdefault(redemption_id, record.fact_id)
            if before != record.fact_id and till_id not in self._causes.forked:
                self.found("duplicated", 1, f"redemption {redemption_id} paid {before} and {record.fact_id}")

    def _take_aside(self, file: RawFile) -> None:
        for rowid, till_id, reason in file.rows(
            "SELECT rowid, till_id, reason FROM quarantine WHERE rowid > ?", (self._last_aside,)
        ):
            self._last_aside = max(self._last_aside, rowid)
            if reason == "fork":
                self._causes.forked.add(till_id)

    def _take_holds(self, file: RawFile) -> None:
        awaited = file.number(AWAITED)
        for redemption_id, points, expires_ms, state in file.rows(
            "SELECT redemption_id, points, expires_ms, state FROM hold"
            " WHERE member_id <> '' AND state <> 'suspense'"
        ):
            if awaited and self._awaited and state == "held" and redemption_id not in self._causes.holds:
                self.found("overspent", points, f"EPOCH: {redemption_id} is held while {awaited} are awaited")
            self._causes.holds[redemption_id] = (points, expires_ms)
        self._awaited = awaited
        for lease_id, state, ended_ms in file.rows(
            "SELECT lease_id, state, ended_ms FROM lease WHERE state <> 'open'"
        ):
            self._causes.ended[lease_id] = (state, ended_ms)
        for till_id, thing in file.rows("SELECT till_id, thing FROM secured"):
            self._causes.secured.add((till_id, thing))

    def _check_effects(self, record: RawRecord) -> None:
        """KEY=EFFECT: what a sale decided was posted once: neither less nor more."""
        if record.kind != "sale":
            return
        decided: Counter[str] = Counter()
        for posting in record.body["decision"].get("postings", ()):
            if not posting.get("member_id") and posting["kind"] in {"earn", "redeem"}:
                decided[posting["kind"]] += posting["points"]
        posted: Counter[str] = Counter()
        for group in self._books.by_source.get(record.fact_id, ()):
            if group.kind in {"earn", "redeem", "suspense"}:
                posted["earn" if group.kind == "earn" else "redeem"] -= group.used
        for kind in decided.keys() | posted.keys():
            more = abs(posted[kind]) - abs(decided[kind])
            if more:
                what = "duplicated" if more > 0 else "lost"
                self.found(
                    what, abs(more), f"{record.fact_id} decided {decided[kind]}, {posted[kind]} were posted"
                )

    def _take_flags(self, file: RawFile) -> None:
        for rowid, till_id, sequence, entry, code, detail in file.rows(
            "SELECT rowid, till_id, sequence, entry, code, detail FROM review WHERE rowid > ? ORDER BY rowid",
            (self._last_flag,),
        ):
            self._last_flag = rowid
            if (till_id, sequence, entry) in self._flagged:
                continue  # told before, in a history that a restored backup forgot
            self._flagged.add((till_id, sequence, entry))
            if code in _DIFFERING:
                self.found("differing", 1, f"{till_id} {sequence}: {code}: {detail}")
            elif code in _TWICE and till_id not in self._causes.forked:
                if code == "stamps-overdrawn" and self._are_on_their_way(file, till_id, sequence):
                    continue
                if code == "coupon-used-twice" and self._is_told_in_another_order(file, till_id, sequence):
                    continue
                late = self._came_late(file, till_id, sequence)
                if late or (code in _THINGS and self._lease_was_over(file, till_id, sequence)):
                    self.after_term[code] += 1
                else:
                    self.found("duplicated", 1, f"{till_id} {sequence}: {code}: {detail}")

    def _are_on_their_way(self, file: RawFile, till_id: str, sequence: int) -> bool:
        """Whether a restored server has yet to be told again of the stamps that this record used up (EPOCH)."""
        rows = file.rows("SELECT fact_id FROM record WHERE till_id = ? AND sequence = ?", (till_id, sequence))
        return self._stamps.is_on_its_way(rows[0][0])

    def _is_told_in_another_order(self, file: RawFile, till_id: str, sequence: int) -> bool:
        """Whether all that used the same coupons was told before the restore, and none of it was wrong then: who used
        it first may have given it back since, and comes again after who used it next (EPOCH).
        """
        rows = file.rows("SELECT fact_id FROM record WHERE till_id = ? AND sequence = ?", (till_id, sequence))
        keys = _used_up(self._records[rows[0][0]])
        every = {**self._told_before, **self._records}
        using = {fact_id for fact_id, record in every.items() if keys & _used_up(record)}
        if using <= self._told_before.keys() and not using & self._used_twice:
            return True
        self._used_twice.add(rows[0][0])
        return False

    def _came_late(self, file: RawFile, till_id: str, sequence: int) -> bool:
        """Whether all that a sale used up was kept for it, and ran out before it came."""
        rows = file.rows(
            "SELECT fact_id, received_ms FROM record WHERE till_id = ? AND sequence = ?", (till_id, sequence)
        )
        receipt = self._told.receipts.get(rows[0][0]) if rows else None
        if receipt is None or rows[0][1] - receipt.at_ms < KEPT_MS - _PAYING_MS:
            return False
        used = [each["key"] for each in self._records[receipt.fact_id].body["decision"].get("consumes", ())]
        return all((till_id, key) in self._causes.secured for key in used)

    def _lease_was_over(self, file: RawFile, till_id: str, sequence: int) -> bool:
        """Whether everything that this fact and another one used up was given once by a lease that had ended before
        its sale came: written off by a person, or after grace (BOUNDED).
        """
        rows = file.rows("SELECT fact_id FROM record WHERE till_id = ? AND sequence = ?", (till_id, sequence))
        keys = _used_up(self._records[rows[0][0]])
        using = {key: [each for each in self._records.values() if key in _used_up(each)] for key in keys}
        twice = [facts for facts in using.values() if len(facts) > 1]
        return bool(twice) and all(any(map(self._came_after_its_lease, facts)) for facts in twice)

    def _came_after_its_lease(self, record: RawRecord) -> bool:
        arrived = self._causes.arrived.get(record.fact_id)
        state, ended_ms = self._causes.ended.get(record.body.get("lease_id", ""), ("", 0))
        return arrived is not None and state in {"written-off", "freed"} and arrived.received_ms >= ended_ms

    # --- a till's own disk

    def look_at_till(self, folder: Path, machine: str) -> list[RawRecord]:
        """The journal on a till's disk: a whole chain, every sale of it with its rows (ONE-TX), and everything that
        this machine handed out (DURABLE-FIRST).
        """
        file = RawFile(folder / "data" / "till.db", (folder / "till.key").read_bytes())
        try:
            records = [
                (sequence, digest, opened(envelope))
                for sequence, digest, envelope in file.rows(
                    "SELECT sequence, hash, envelope FROM journal ORDER BY sequence"
                )
            ]
            sales = [sale_id for (sale_id,) in file.rows("SELECT sale_id FROM sale")]
        finally:
            file.close()
        head, last = FIRST_PREVIOUS, 0
        for sequence, digest, record in records:
            if sequence != last + 1 or record.previous != head or record.digest != digest:
                self.found("lost", 1, f"CHAIN: record {sequence} on {machine} follows nothing")
            head, last = digest, sequence
        there = {record.fact_id for _, _, record in records if record.kind == "sale"}
        for sale_id in there ^ set(sales):
            self.found("lost", 1, f"ONE-TX: sale {sale_id} on {machine} has only half of its rows")
        for receipt in self._told.receipts.values():
            if receipt.machine == machine and receipt.kind == "sale" and receipt.fact_id not in there:
                self.found(
                    "lost", 1, f"DURABLE-FIRST: {receipt.fact_id} was handed out and is not on {machine}"
                )
        return [record for _, _, record in records]

    # --- when everything is calm again

    def close_the_books(self, tills: dict[str, Path]) -> None:
        """The last audit, after every line is back: from nothing but the rows, against what people took home."""
        self.look()
        assert self._file is not None
        self._check_everything_again(self._file)
        self._books.compare_all(self._file)
        self._risks.close()
        aside: dict[str, str] = {}
        for till_id, envelope in self._file.rows("SELECT till_id, envelope FROM quarantine"):
            record = opened(envelope)
            aside[record.fact_id] = till_id
            if record.kind == "enrolled":
                aside[record.body["member_id"]] = till_id
        for card in self._stamps.never_came(aside):
            self.found(
                "duplicated", 1, f"stamps-overdrawn: {card} was not filled again by those it waited for"
            )
        members = {member_id for (member_id,) in self._file.rows("SELECT member_id FROM member")}
        sold: Counter[str] = Counter(sale_id for (sale_id,) in self._file.rows("SELECT sale_id FROM sale"))
        for receipt in self._told.receipts.values():
            if receipt.fact_id in self._records or receipt.fact_id in aside or receipt.fact_id in members:
                continue
            self.found("lost", 1, f"{receipt.kind} {receipt.fact_id} of {receipt.machine} never came")
        for sale_id, times in sold.items():
            if times > 1:
                self.found("duplicated", times - 1, f"sale {sale_id} has {times} rows")
            if sale_id not in self._told.receipts:
                self.found("duplicated", 1, f"sale {sale_id} was never handed out")
        self._check_baskets()
        for machine, folder in tills.items():
            for record in self.look_at_till(folder, machine):
                stored = self._records.get(record.fact_id)
                if stored is None and record.fact_id not in aside:
                    self.found("lost", 1, f"{record.kind} {record.fact_id} on {machine} never came")
                elif stored is not None and stored.digest != record.digest:
                    self.found("differing", 1, f"{record.fact_id} is another at the server than on {machine}")
        self.look_anew()

    def _check_baskets(self) -> None:
        """One basket is paid once at one machine."""
        paid: Counter[tuple[str, str]] = Counter(
            (receipt.machine, receipt.basket_id)
            for receipt in self._told.receipts.values()
            if receipt.kind == "sale"
        )
        for (machine, basket_id), times in paid.items():
            if times > 1:
                self.found("duplicated", times - 1, f"basket {basket_id} was paid {times} times at {machine}")

    def _check_everything_again(self, file: RawFile) -> None:
        """All postings at once come to what was followed step by step: nothing old was changed (IMMUTABLE)."""
        sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for member_id, account, bucket, points in file.rows(
            "SELECT member_id, account, bucket, SUM(points) FROM posting GROUP BY 1, 2, 3"
        ):
            sums[member_id, account][bucket] = points
        for purse, kept in self._books.sums.items():
            now: Any = sums[purse]
            if (now["spendable"], -now["debt"], -now["suspense"]) != (kept.points, kept.debt, kept.suspense):
                self.found("overspent", 1, f"IMMUTABLE: the postings of {purse} are others than they were")


def _used_up(record: RawRecord) -> set[str]:
    """The keys of what a sale used up."""
    if record.kind != "sale":
        return set()
    return {each["key"] for each in record.body["decision"].get("consumes", ())}
