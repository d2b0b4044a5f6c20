"""Who joins, comes, cancels or claims at this till: facts of one chain, and a member who is found at once."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from pos_app.domain.enrolment import Agreed
from pos_app.domain.loyalty.decision import Posting, PostingKind, StampChange
from pos_app.domain.loyalty.member_view import CouponHeld, Holding, ReferredBy, StampsHeld
from pos_app.domain.loyalty.reversal import StampsBack
from pos_app.domain.loyalty.since import NotRenewed, Since, TakenBack
from pos_app.services.ports import Members
from pos_app.services.till_store import UnitOfWork
from pos_app.storage.for_sync import SyncJournal, SyncReplica
from pos_app.storage.journal_file import journal_export, verify_journal
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.replica import ReplicaReader
from pos_app.storage.sealing import open_text
from pos_app.storage.verify import verify_database
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import member_facts
from sync.protocol.v1.loyalty_facts import CouponHeldV1, HoldingV1, ReferredByV1, StampsHeldV1
from sync.protocol.v1.member_messages import AgreedV1, MemberKnown
from sync.protocol.v1.member_views import known_of
from sync.protocol.v1.messages import Gone
from tests.stage import goods
from tests.stage.counter_facts import (
    BORIS,
    BORIS_ID,
    NEW_KEY,
    cancelled,
    consent,
    enrolment,
    late_claim,
    visit,
)
from tests.stage.replicas import ADA_CARD, load, member_row, reader
from tests.stage.returns import returned
from tests.stage.tills import KEY, clear_pages, nth_sale, open_store, sell
from tests.unit.storage.test_verify import tamper

Write = Callable[[UnitOfWork], int]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[SyncReplica]:
    with closing(load(tmp_path)) as opened:
        yield opened


@pytest.fixture
def till(tmp_path: Path, store: SqliteTillStore, replica: SyncReplica) -> Iterator[ReplicaReader]:
    with closing(reader(tmp_path)) as opened:
        yield opened


def write(store: SqliteTillStore, *writes: Write) -> list[int]:
    with store.unit_of_work() as uow:
        sequences = [one(uow) for one in writes]
        uow.commit()
    return sequences


EVERY_FACT: tuple[Write, ...] = (
    lambda uow: uow.add_enrolment(enrolment(), BORIS, NEW_KEY),
    lambda uow: uow.add_visit(visit()),
    lambda uow: uow.add_cancellation(cancelled()),
    lambda uow: uow.add_late_claim(late_claim()),
    lambda uow: uow.add_consent_change(consent()),
)


def join(store: SqliteTillStore) -> None:
    write(store, EVERY_FACT[0])


def test_dense_seq_the_facts_of_the_counter_share_one_chain_with_sales(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    sell(store)
    assert write(store, *EVERY_FACT) == [2, 3, 4, 5, 6]
    sell(store)
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem
    assert (report.records, report.sales) == (7, 2)


def test_one_tx_an_enrolment_that_is_not_committed_left_nothing(
    store: SqliteTillStore, till: ReplicaReader
) -> None:
    with store.unit_of_work() as uow:
        uow.add_enrolment(enrolment(), BORIS, NEW_KEY)
    assert till.members.by_id(BORIS_ID) is None
    for table in ("journal", "personal", "member_key", "local_member"):
        assert store.database.sql(f"SELECT count(*) FROM {table}") == [(0,)]


def test_who_joined_offline_is_found_at_once_by_card_phone_name_and_id(
    store: SqliteTillStore, till: ReplicaReader
) -> None:
    members: Members = till.members
    assert members.by_card(BORIS.card_number) is None
    join(store)
    found = members.by_card("9578 0000 0000 0999")
    assert found is not None
    assert found.display_name == BORIS.name
    assert (found.card_number_end, found.personal_key, found.blocked) == ("0999", NEW_KEY, False)
    view = found.view
    assert (view.member_id, view.points, view.purchases, view.joined_on) == (BORIS_ID, 0, 0, "2026-03-01")
    assert (view.birthday_month, view.birthday_day, view.consents) == (2, 29, ("sale-alerts",))
    assert view.referred_by is not None
    assert view.referred_by.member_id == goods.MEMBER_ID
    assert members.by_id(BORIS_ID) == members.by_token(BORIS.card_number) == found
    for typed in ("900 11 222", "петр", "БОР пет", "Борис", "9578000000000999"):
        hits = members.search(f"+47 {typed}" if typed[0] == "9" and " " in typed else typed)
        assert hits == [found], typed
    for typed in ("Борка", "", "  ", "123", "oris"):
        assert members.search(typed) == []


def test_names_of_the_till_and_of_the_replica_come_together(
    store: SqliteTillStore, till: ReplicaReader
) -> None:
    write(store, lambda uow: uow.add_enrolment(enrolment(), type(BORIS)("Adèle Берг"), NEW_KEY))
    assert [each.display_name for each in till.members.search("ad")] == ["Adèle Берг", "Ada Nordmann"]
    assert [each.display_name for each in till.members.search("ad", 1)] == ["Adèle Берг"]


def test_once_the_replica_knows_them_the_servers_word_counts(
    store: SqliteTillStore, replica: SyncReplica, till: ReplicaReader
) -> None:
    join(store)
    # Another till had given the same card to Ada: the server keeps it there, and Boris without one.
    row = member_row("Boris", member_id=BORIS_ID, cards=(), phone="", points=50, personal_key=NEW_KEY)
    ada = member_row(cards=(BORIS.card_number,))
    replica.apply((row, ada), 101, full=False)
    found = till.members.by_id(BORIS_ID)
    assert found is not None
    assert (found.display_name, found.view.points) == ("Boris", 50)
    by_card = till.members.by_card(BORIS.card_number)
    assert by_card is not None
    assert by_card.display_name == "Ada Nordmann"
    assert [each.display_name for each in till.members.search("бор")] == []
    assert store.database.sql("SELECT count(*) FROM local_member") == [(0,)]


def test_a_full_load_that_lacks_them_leaves_them_here_and_one_that_has_them_does_not(
    store: SqliteTillStore, till: ReplicaReader, tmp_path: Path
) -> None:
    join(store)
    load(tmp_path).close()
    till.refresh()
    assert till.members.by_id(BORIS_ID) is not None
    load(tmp_path, (member_row("Boris", member_id=BORIS_ID),)).close()
    till.refresh()
    assert store.database.sql("SELECT count(*) FROM local_member") == [(0,)]
    found = till.members.by_id(BORIS_ID)
    assert found is not None
    assert found.display_name == "Boris"


def test_forgettable_an_erased_member_is_not_found_and_nothing_of_them_is_readable(
    store: SqliteTillStore, replica: SyncReplica, till: ReplicaReader, tmp_path: Path
) -> None:
    join(store)
    replica.apply((Gone(kind="member", row_id=BORIS_ID),), 101, full=False)
    assert till.members.by_id(BORIS_ID) is None
    assert till.members.by_card(BORIS.card_number) is None
    assert till.members.search("борис") == []
    assert store.database.sql("SELECT count(*) FROM local_member") == [(0,)]
    assert NEW_KEY not in clear_pages(tmp_path / "till.db")
    assert verify_database(tmp_path, KEY).ok


def test_forgettable_the_chain_names_nobody_and_the_person_travels_sealed_with_a_new_key(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    join(store)
    sell(store, member=goods.member())
    with closing(SyncJournal(tmp_path, KEY)) as outbox:
        (_, encoded, personal), (_, _, of_sale) = outbox.unacked(0, 10)
    envelope = open_envelope(encoded)
    for said in (BORIS.name, BORIS.card_number, BORIS.phone):
        assert said.encode() not in encoded
    assert member_facts.decode_enrolled(envelope.body) == enrolment()
    assert of_sale is None
    assert personal is not None
    assert (personal.member_id, personal.new_key) == (BORIS_ID, NEW_KEY)
    text = open_text(personal.sealed, personal.new_key, envelope.fact_id)
    assert text is not None
    assert member_facts.decode_person(text) == BORIS


def test_a_server_that_was_restored_is_sent_the_new_key_again_also_when_a_second_key_came(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    join(store)
    store.database.sql("INSERT INTO member_key VALUES (?, ?)", (BORIS_ID, bytes(32)))
    with closing(SyncJournal(tmp_path, KEY)) as outbox:
        rows = outbox.unacked(0, 10)
    assert [personal.new_key for _, _, personal in rows if personal] == [NEW_KEY]
    with closing(reader(tmp_path)) as till:
        found = till.members.search("борис")
    assert [each.personal_key for each in found] == [NEW_KEY]


def test_pending_points_count_a_visit(store: SqliteTillStore) -> None:
    write(store, lambda uow: uow.add_visit(visit(points=25)))
    with store.unit_of_work() as uow:
        assert uow.pending_points(goods.MEMBER_ID) == 25
        assert (uow.waiting_records(), uow.waiting_sales()) == (1, 0)


def test_pending_points_of_one_account_leave_a_wallets_money_out(store: SqliteTillStore) -> None:
    paid = visit()
    wallet = Posting(PostingKind.EARN, "poeng", "wallet", 1990, "cash-back", is_money=True)
    both = replace(paid.decision, postings=(*paid.decision.postings, wallet))
    write(store, lambda uow: uow.add_visit(replace(paid, decision=both)))
    with store.unit_of_work() as uow:
        assert uow.pending_points(goods.MEMBER_ID, "points") == 25
        assert uow.pending_points(goods.MEMBER_ID, "wallet") == 1990
        assert uow.pending_points(goods.MEMBER_ID, "miles") == 0


def test_a_referrers_points_wait_for_the_referrer(store: SqliteTillStore) -> None:
    sale = nth_sale(1, member=goods.member())
    referral = Posting(PostingKind.EARN, "poeng", "points", 300, "referral:venn", member_id=BORIS_ID)
    decision = replace(sale.decision, postings=(*sale.decision.postings, referral))
    write(store, lambda uow: uow.add_sale(replace(sale, decision=decision), None, None))
    with store.unit_of_work() as uow:
        assert uow.pending_points(goods.MEMBER_ID) == sale.decision.points_earned
        assert uow.pending_points(BORIS_ID) == 300


def test_what_was_decided_here_shows_until_the_server_has_it(
    store: SqliteTillStore, till: ReplicaReader, tmp_path: Path
) -> None:
    sale = nth_sale(1, member=goods.member())
    stamped = replace(sale.decision, stamps=(StampChange("poeng", "kaffe", 1, 0, 0, 1),))
    write(store, lambda uow: uow.add_sale(replace(sale, decision=stamped), None, None), EVERY_FACT[1])
    with store.unit_of_work() as uow:
        since = uow.decisions_since(goods.MEMBER_ID)
        assert uow.decisions_since("nobody") == []
    assert since == [
        Since(stamped, "2026-03-01", ("cappuccino", "kanelbolle")),
        Since(visit().decision, "2026-03-01", (), is_purchase=False),
    ]
    for found in (till.members.by_card(ADA_CARD), till.members.by_id(goods.MEMBER_ID)):
        assert found is not None
        assert found.view.stamps == (StampsHeld("poeng", "kaffe", 1, "2026-03-01", 1),)
        assert found.view.codes_claimed == ("STAR-1",)
        assert found.view.points == 1240
    assert till.members.search("ada")[0].view.codes_claimed == ("STAR-1",)
    with closing(SyncJournal(tmp_path, KEY)) as outbox:
        outbox.mark_acked(1, "epoch")
        later = till.members.by_id(goods.MEMBER_ID)
        assert later is not None
        assert (later.view.stamps, later.view.codes_claimed) == ((), ("STAR-1",))
        outbox.mark_acked(2, "epoch")
    assert till.members.by_id(goods.MEMBER_ID) == reader_of_ada(tmp_path)


def test_returns_and_cancellations_show_with_the_sales(store: SqliteTillStore, till: ReplicaReader) -> None:
    sale = nth_sale(1, member=goods.member())
    stamped = replace(sale, decision=replace(sale.decision, stamps=(StampChange("p", "kaffe", 1, 0, 0, 1),)))
    back = returned(sale)
    gone = replace(back, reversal=replace(back.reversal, stamps=(StampsBack("p", "kaffe", -1, 1),)))
    write(
        store,
        lambda uow: uow.add_sale(stamped, None, None),
        lambda uow: uow.add_return(gone),
        EVERY_FACT[2],
    )
    with store.unit_of_work() as uow:
        assert [type(each) for each in uow.decisions_since(goods.MEMBER_ID)] == [Since, TakenBack, NotRenewed]
    found = till.members.by_id(goods.MEMBER_ID)
    assert found is not None
    assert found.view.stamps == (StampsHeld("p", "kaffe", 0, "2026-03-01", 1),)


def reader_of_ada(folder: Path) -> object:
    """Ada as the replica alone has her."""
    with closing(reader(folder)) as opened:
        found = opened.members.by_card(ADA_CARD)
    assert found is not None
    assert found.view == goods.member(as_of_ms=goods.AT_MS)
    return found


def test_what_else_is_known_of_a_member_comes_from_the_replica_whole(tmp_path: Path) -> None:
    known = MemberKnown(
        holdings=(HoldingV1("poeng", 1240, 40, "2026-12-31"),),
        stamps=(StampsHeldV1("p", "kaffe", 3),),
        coupons=(CouponHeldV1("p", "ti", "T-1", to_day="2026-04-01"),),
        birthday_month=2,
        birthday_day=29,
        purchases=0,
        referred_by=ReferredByV1("friend"),
        consents=("sale-alerts",),
    )
    load(tmp_path, (msgspec.structs.replace(member_row(), known=known),)).close()
    with closing(reader(tmp_path)) as opened:
        found = opened.members.by_card(ADA_CARD)
    assert found is not None
    view = found.view
    assert view.holdings == (Holding("poeng", 1240, 40, "2026-12-31"),)
    assert view.stamps == (StampsHeld("p", "kaffe", 3),)
    assert view.coupons == (CouponHeld("p", "ti", "T-1", to_day="2026-04-01"),)
    assert (view.birthday_month, view.birthday_day, view.purchases) == (2, 29, 0)
    assert (view.referred_by, view.consents) == (ReferredBy("friend"), ("sale-alerts",))
    assert known_of(view) == known
    assert known_of(goods.member()) is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE visit SET member_id = 'x'", "rows of its visit"),
        ("DELETE FROM visit", "rows of its visit"),
        ("UPDATE cancelled SET code = 'x'", "rows of its cancellation"),
        ("INSERT INTO cancelled VALUES (1, 'c', 'm', 'p', 'x')", "without a record"),
        ("UPDATE posting SET points = points + 1", "its points"),
        ("INSERT INTO visit VALUES (1, 'v', 'm', 1)", "without a record"),
        ("INSERT INTO posting VALUES (1, 1, 'm', 'p', 'a', 'earn', 5, '')", "without a record"),
        ("DELETE FROM personal", "personal fields are missing"),
    ],
)
def test_verify_names_a_fact_of_the_counter_whose_rows_were_changed(
    store: SqliteTillStore, tmp_path: Path, change: str, what: str
) -> None:
    write(store, *EVERY_FACT)
    store.close()
    tamper(tmp_path, change)
    report = verify_database(tmp_path, KEY)
    assert not report.ok
    assert what in report.problem


def test_an_exported_journal_with_every_kind_verifies_without_a_key(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    write(store, *EVERY_FACT)
    out = tmp_path / "journal.jsonl"
    assert journal_export(store.database, out) == 5
    assert verify_journal(out).ok
    assert BORIS.name not in out.read_text("utf-8")


def test_a_consent_said_here_holds_here_at_once_and_until_the_server_has_told_it(
    store: SqliteTillStore, till: ReplicaReader
) -> None:
    def agrees() -> tuple[tuple[str, ...], tuple[Agreed, ...]]:
        found = till.members.by_card(ADA_CARD)
        assert found is not None
        return found.view.consents, found.agreed

    assert agrees() == ((), ())
    at_ms = goods.AT_MS
    write(store, lambda uow: uow.add_consent_change(consent(1, at_ms=at_ms)))
    assert agrees() == (("sale-alerts",), (Agreed("sale-alerts", at_ms),))
    write(store, lambda uow: uow.add_consent_change(consent(2, at_ms=at_ms + 5)))
    assert agrees() == (("sale-alerts",), (Agreed("sale-alerts", at_ms),)), "the first yes keeps its time"
    write(store, lambda uow: uow.add_consent_change(consent(3, given=False, at_ms=at_ms + 9)))
    assert agrees() == ((), ())
    write(store, lambda uow: uow.add_consent_change(consent(4, at_ms=at_ms + 20)))
    assert agrees() == (("sale-alerts",), (Agreed("sale-alerts", at_ms + 20),))


def test_since_when_a_member_agrees_comes_from_the_replica(tmp_path: Path) -> None:
    known = MemberKnown(consents=("sale-alerts",), agreed=(AgreedV1("sale-alerts", 1_700_000_000_000, True),))
    row = msgspec.structs.replace(member_row(cards=(ADA_CARD,)), known=known)
    with closing(load(tmp_path, (row,))), closing(reader(tmp_path)) as opened:
        found = opened.members.by_card(ADA_CARD)
    assert found is not None
    assert found.agreed == (Agreed("sale-alerts", 1_700_000_000_000, reworded=True),)
    assert known_of(found.view, found.agreed) == known


def test_a_fact_of_another_till_is_refused(store: SqliteTillStore) -> None:
    strange = replace(cancelled(), seller=replace(goods.seller(), till_id="another"))
    with store.unit_of_work() as uow, pytest.raises(ValueError, match="the till that made it"):
        uow.add_cancellation(strange)


def test_an_enrolment_without_a_whole_key_is_our_own_bug(store: SqliteTillStore) -> None:
    with store.unit_of_work() as uow, pytest.raises(ValueError, match="32 bytes"):
        uow.add_enrolment(enrolment(), BORIS, b"short")
