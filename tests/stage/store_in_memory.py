"""``till.db`` in memory: what is committed is kept, what is not is gone; a commit can be held up, or fail."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from pos_app.domain.counter_event import CounterEvent
from pos_app.domain.enrolment import Enrolment, Person, first_agreed, first_view
from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.since import ConsentSaid, Since, Unseen
from pos_app.domain.members import Member
from pos_app.domain.period_sum import PeriodFact
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.signed import TransactionSignature
from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
from pos_app.services.till_store import (
    OpenBasket,
    ParkedBasket,
    PersonalFields,
    PinAttempts,
    PrintJob,
    PrintState,
)
from sync.protocol.v1.facts import decode_sale
from tests.stage.card_terminal import FakeCardIntents
from tests.stage.drawers import DrawersKept, FakeDrawerBook
from tests.stage.leases import FakeLeases


@dataclass(frozen=True)
class Joined:
    """Somebody who became a member here."""

    enrolment: Enrolment
    person: Person
    personal_key: bytes

    @property
    def member(self) -> Member:
        view = first_view(self.enrolment, self.person)
        return Member(
            view,
            self.person.name,
            self.person.card_number[-4:],
            personal_key=self.personal_key,
            agreed=first_agreed(self.enrolment),
        )

    def has_number(self, text: str) -> bool:
        return bool(text) and text in (self.person.card_number, self.person.phone)


@dataclass
class Kept:
    """Everything that a till keeps."""

    joined: dict[str, Joined] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    cancelled: list[MembershipCancelled] = field(default_factory=list)
    consents: list[ConsentChanged] = field(default_factory=list)
    claims: list[LateClaim] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    events: list[CounterEvent] = field(default_factory=list)
    facts: list[tuple[int, PeriodFact]] = field(default_factory=list)
    drawers: DrawersKept = field(default_factory=DrawersKept)
    signatures: list[TransactionSignature] = field(default_factory=list)
    signing_keys: list[str] = field(default_factory=list)

    open_basket: OpenBasket | None = None
    parked: list[ParkedBasket] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    elsewhere: dict[str, Sale] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, PrintJob] = field(default_factory=dict)
    attempts: dict[str, PinAttempts] = field(default_factory=dict)
    pending: int = 0
    waiting: int = 0
    commits: int = 0

    def decided(self, member_id: str) -> list[Since | ConsentSaid]:
        """What visits here decided, and consents said; of sales a test says itself what the till should have seen."""
        visits = [
            Since(visit.decision, visit.context.business_date, is_purchase=False)
            for visit in self.visits
            if visit.member.member_id == member_id
        ]
        said = [
            ConsentSaid(each.consent, each.given, each.at_ms)
            for each in self.consents
            if each.member_id == member_id
        ]
        return [*visits, *said]


class FakeStore:
    """Keeps in memory what was committed; ``fail`` makes the next commit fail, ``gate`` holds commits up. What a sale
    took from ``leases`` is used with it.
    """

    def __init__(self) -> None:
        self.leases: FakeLeases | None = None
        self.card_intents: FakeCardIntents | None = None
        self.kept = Kept()
        self.fail: CannotSell | None = None
        self.gate = threading.Event()
        self.gate.set()

    def unit_of_work(self) -> FakeWork:
        return FakeWork(self)


class FakeSignatures:
    """What was signed for a tax office."""

    def __init__(self, now: Kept) -> None:
        self._now = now

    def last(self) -> str:
        return self._now.signatures[-1].signature if self._now.signatures else ""

    def key_version(self, public_key: str) -> int:
        if public_key not in self._now.signing_keys:
            self._now.signing_keys.append(public_key)
        return self._now.signing_keys.index(public_key) + 1

    def add(self, signed: TransactionSignature) -> None:
        self._now.signatures.append(signed)


class FakeWork:
    """Changes a copy, and puts it in place on commit."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        kept = self._store.kept
        self._now = replace(
            kept,
            joined=dict(kept.joined),
            visits=list(kept.visits),
            cancelled=list(kept.cancelled),
            consents=list(kept.consents),
            claims=list(kept.claims),
            returns=list(kept.returns),
            events=list(kept.events),
            facts=list(kept.facts),
            drawers=kept.drawers.copy(),
            signatures=list(kept.signatures),
            signing_keys=list(kept.signing_keys),
            parked=list(kept.parked),
            sales=list(kept.sales),
            elsewhere=dict(kept.elsewhere),
            names=dict(kept.names),
            jobs=dict(kept.jobs),
            attempts=dict(kept.attempts),
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def commit(self) -> None:
        assert self._store.gate.wait(10)
        if self._store.fail is not None:
            raise self._store.fail
        self._now.commits += 1
        before, self._store.kept = self._store.kept, self._now
        if self._store.card_intents is not None:
            for sale in self._now.sales[len(before.sales) :]:
                self._store.card_intents.used_by(sale)
            for returned in self._now.returns[len(before.returns) :]:
                self._store.card_intents.used_by(returned)
        if self._store.leases is not None:
            for sale in self._now.sales[len(before.sales) :]:
                self._store.leases.used_by(sale)
            for visit in self._now.visits[len(before.visits) :]:
                self._store.leases.used_by(visit)

    def next_receipt_number(self) -> int:
        return len(self._now.sales) + len(self._now.returns) + 1

    def next_delivery_number(self) -> int:
        return sum(1 for sale in self._now.sales if sale.delivery_number) + 1

    def add_sale(self, sale: Sale, personal: PersonalFields | None, job: PrintJob | None) -> int:
        self._now.sales.append(sale)
        self._record(sale)
        self._now.open_basket = None
        self._now.waiting += 1
        if personal is not None:
            self._now.names[sale.sale_id] = personal.display_name
        if job is not None:
            self._now.jobs[job.job_id] = job
        return len(self._now.sales)

    def add_signed_in(self, fact_id: str, cashier_id: str, at_ms: int) -> int:
        return 1

    def add_enrolment(self, enrolment: Enrolment, person: Person, personal_key: bytes) -> int:
        self._now.joined[enrolment.member_id] = Joined(enrolment, person, personal_key)
        self._now.waiting += 1
        return 1

    def add_visit(self, visit: Visit) -> int:
        self._now.visits.append(visit)
        self._now.waiting += 1
        return 1

    def add_cancellation(self, cancelled: MembershipCancelled) -> int:
        self._now.cancelled.append(cancelled)
        self._now.waiting += 1
        return 1

    def add_consent_change(self, changed: ConsentChanged) -> int:
        self._now.consents.append(changed)
        self._now.waiting += 1
        return 1

    def add_return(self, returned: Return, job: PrintJob | None = None) -> int:
        self._now.returns.append(returned)
        self._record(returned)
        if job is not None:
            self._now.jobs[job.job_id] = job
        self._now.waiting += 1
        return 1

    @property
    def signatures(self) -> FakeSignatures:
        return FakeSignatures(self._now)

    def returned(self, return_id: str) -> Return | None:
        return next((each for each in self._now.returns if each.return_id == return_id), None)

    def keep_sale_elsewhere(self, sale_id: str, body: bytes) -> None:
        self._now.elsewhere[sale_id] = decode_sale(body)

    def unproven_minor(self, cashier_id: str, day: str, currency: str) -> int:
        return sum(
            each.reversal.refund.handed_minor
            for each in self._now.returns
            if (each.seller.cashier_id, each.context.business_date, each.currency_code)
            == (cashier_id, day, currency)
            and each.unproven is not None
        )

    def returns_of(self, sale_id: str) -> list[Return]:
        return [each for each in self._now.returns if each.sale_id == sale_id]

    def add_counter_event(self, event: CounterEvent) -> int:
        self._now.events.append(event)
        self._now.waiting += 1
        return self._record(event)

    def _record(self, fact: PeriodFact | None = None) -> int:
        self._now.drawers.records += 1
        if fact is not None:
            self._now.facts.append((self._now.drawers.records, fact))
        return self._now.drawers.records

    @property
    def drawers(self) -> FakeDrawerBook:
        return FakeDrawerBook(self._now.drawers, self._now.facts, self._record)

    def counter_events_of(self, subject: str) -> list[CounterEvent]:
        return [each for each in self._now.events if subject and each.subject == subject]

    def add_late_claim(self, claim: LateClaim) -> int:
        self._now.claims.append(claim)
        self._now.waiting += 1
        return 1

    def is_claimed(self, sale_id: str) -> bool:
        return any(claim.sale_id == sale_id for claim in self._now.claims)

    def decisions_since(self, member_id: str) -> list[Unseen]:
        return list(self._now.decided(member_id))

    def sale(self, sale_id: str) -> Sale | None:
        found = (sale for sale in self._now.sales if sale.sale_id == sale_id)
        return next(found, self._now.elsewhere.get(sale_id))

    def last_sale(self) -> Sale | None:
        return self._now.sales[-1] if self._now.sales else None

    def sale_numbered(self, receipt_number: int) -> Sale | None:
        return next((sale for sale in self._now.sales if sale.receipt_number == receipt_number), None)

    def newest_sales(self, most: int) -> list[Sale]:
        return self._now.sales[::-1][:most]

    def personal_name(self, sale_id: str) -> str:
        return self._now.names.get(sale_id, "")

    def open_basket(self) -> OpenBasket | None:
        return self._now.open_basket

    def save_open_basket(self, basket: OpenBasket | None) -> None:
        self._now.open_basket = basket

    def park(self, parked: ParkedBasket) -> None:
        self._now.parked.append(parked)

    def parked(self) -> list[ParkedBasket]:
        return list(self._now.parked)

    def unpark(self, parked_id: str) -> ParkedBasket | None:
        found = next((parked for parked in self._now.parked if parked.parked_id == parked_id), None)
        self._now.parked = [parked for parked in self._now.parked if parked is not found]
        return found

    def add_print_job(self, job: PrintJob) -> None:
        self._now.jobs[job.job_id] = job

    def print_jobs(self, fact_id: str | None = None) -> list[PrintJob]:
        done = (PrintState.CONFIRMED, PrintState.GIVEN_UP)
        return [
            job
            for job in self._now.jobs.values()
            if (job.fact_id == fact_id if fact_id is not None else job.state not in done)
        ]

    def set_print_state(self, job_id: str, state: PrintState) -> None:
        self._now.jobs[job_id] = replace(self._now.jobs[job_id], state=state)

    def pin_attempts(self, cashier_id: str) -> PinAttempts:
        return self._now.attempts.get(cashier_id, PinAttempts())

    def set_pin_attempts(self, cashier_id: str, attempts: PinAttempts) -> None:
        self._now.attempts[cashier_id] = attempts

    def pending_points(self, member_id: str, account: str | None = None) -> int:
        return self._now.pending

    def waiting_records(self) -> int:
        return self._now.waiting

    def waiting_sales(self) -> int:
        return self._now.waiting
