"""A till takes a dead one's place: its number, its copies' keys, and the last word about it."""

from __future__ import annotations

import pytest

from sync.protocol import recovery
from sync.protocol.v1.messages import Enrol, Enrolled
from sync.protocol.v1.problems import Code
from sync.protocol.v1.recovery_messages import KeysAsked, RecoveryClosed, RecoveryDone
from sync.server.auth import Caller
from sync.server.desk.refusal import NotDone
from sync.server.desk.tills import retire, say_replaced
from sync.server.enrol import enrol, make_code
from sync.server.holding.lease_epochs import Awaited, await_everybody, state_of
from sync.server.problems import Declined
from sync.server.replacing import TERM_MS, close_recovery, numbers_begin, open_keys, public_recovery_key
from sync.server.schema.till_tables import revoked_till
from tests.unit.sync.server.stage import Shop, new_key

KEYS = recovery.TillKeys(bytes(range(32)), bytes(range(32, 64)))


def take_place(shop: Shop, *, replaces: str = "", number: int = 1) -> tuple[Enrolled, Caller]:
    with shop.database.write() as connection:
        code = make_code(
            connection,
            shop.company.company_id,
            "s1",
            number,
            shop.clock(),
            replaces=replaces,
            by="Kari" if replaces else "",
        )
        public = new_key()[1]
        place = enrol(connection, Enrol(code=code.code, public_key=public, software="till"), shop.clock())
        assert isinstance(place, Enrolled)
        again = enrol(connection, Enrol(code=code.code, public_key=public, software="till"), shop.clock())
        assert again == place
    return place, Caller(place.company_id, place.till_id, "s1", public, "", 0, number)


def sealed_for(shop: Shop, till_id: str) -> bytes:
    with shop.database.write() as connection:
        public = public_recovery_key(connection, shop.company.company_id, shop.clock())
    return recovery.seal(KEYS, company_id=shop.company.company_id, till_id=till_id, public_key=public)


def ask(shop: Shop, caller: Caller, till_id: str, sealed: bytes) -> recovery.TillKeys:
    private, public = recovery.new_key_pair()
    with shop.database.read() as connection:
        told = open_keys(
            connection,
            caller,
            KeysAsked(till_id=till_id, sealed=sealed, answer_key=public),
            shop.clock(),
        )
    return recovery.unseal(told.sealed, private)


def test_the_replacement_alone_gets_the_keys_and_for_thirty_days(shop: Shop) -> None:
    (dead, dead_caller), (_, other) = take_place(shop), take_place(shop, number=2)
    assert (dead.replaces, dead.receipts_from) == ("", 0)
    place, caller = take_place(shop, replaces=dead.till_id)
    assert (place.till_number, place.replaces, place.receipts_from) == (1, dead.till_id, 10_000)
    assert place.recovery_key == dead.recovery_key
    sealed = sealed_for(shop, dead.till_id)
    assert ask(shop, caller, dead.till_id, sealed) == KEYS
    for who in (other, dead_caller):
        with pytest.raises(Declined) as refused:
            ask(shop, who, dead.till_id, sealed)
        assert (refused.value.status, refused.value.problem.code) == (404, Code.NOT_FOUND)
    shop.clock.ms += TERM_MS + 1
    with pytest.raises(Declined):
        ask(shop, caller, dead.till_id, sealed)
    with shop.database.write() as connection:
        company = shop.company.company_id
        say_replaced(connection, company, dead.till_id, place.till_id, by="Kari", now_ms=shop.clock())
    assert ask(shop, caller, dead.till_id, sealed) == KEYS


def test_another_tills_or_companys_envelope_and_a_damaged_one_stay_shut(shop: Shop) -> None:
    dead, _ = take_place(shop)
    _, caller = take_place(shop, replaces=dead.till_id)
    company = shop.company.company_id
    sealed = sealed_for(shop, dead.till_id)
    foreign = recovery.seal(
        KEYS, company_id=company, till_id=dead.till_id, public_key=recovery.new_key_pair()[1]
    )
    for envelope, status, code in (
        (sealed_for(shop, "another"), 403, Code.KEY_DIFFERS),
        (foreign, 403, Code.KEY_DIFFERS),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), 400, Code.MALFORMED),
        (b"noise", 400, Code.MALFORMED),
    ):
        with pytest.raises(Declined) as refused:
            ask(shop, caller, dead.till_id, envelope)
        assert (refused.value.status, refused.value.problem.code) == (status, code)


def close(shop: Shop, caller: Caller, till_id: str, through: int) -> RecoveryClosed | Declined:
    with shop.database.write() as connection:
        return close_recovery(
            connection, caller, RecoveryDone(till_id=till_id, through=through), shop.clock()
        )


def test_when_all_was_sent_the_dead_till_is_believed_and_awaited_no_more(shop: Shop) -> None:
    dead, _ = take_place(shop)
    _, caller = take_place(shop, replaces=dead.till_id)
    early = close(shop, caller, dead.till_id, 3)
    assert isinstance(early, Declined), "the server has not got these records"
    assert shop.count(revoked_till) == 0
    for _ in range(2):
        assert close(shop, caller, dead.till_id, 0) == RecoveryClosed(acked=0, awaited=False)
    [row] = shop.rows(revoked_till)
    assert (row.till_id, row.revoked_by, row.sales_until_ms) == (dead.till_id, "Kari", shop.clock())
    with shop.database.write() as connection:
        await_everybody(connection, shop.company.company_id, shop.clock())
        assert state_of(connection, shop.company.company_id, dead.till_id) is Awaited.GIVEN_UP
        assert state_of(connection, shop.company.company_id, caller.till_id) is Awaited.AWAITED


def test_epoch_a_restored_server_that_waits_for_it_wants_a_persons_word(shop: Shop) -> None:
    dead, _ = take_place(shop)
    _, caller = take_place(shop, replaces=dead.till_id)
    with shop.database.write() as connection:
        await_everybody(connection, shop.company.company_id, shop.clock())
    assert close(shop, caller, dead.till_id, 0) == RecoveryClosed(acked=0, awaited=True)
    with shop.database.write() as connection:
        company = shop.company
        assert state_of(connection, company.company_id, dead.till_id) is Awaited.AWAITED
        assert retire(connection, company, dead.till_id, by="Kari", reason="burnt", now_ms=shop.clock()) == 0
        assert state_of(connection, company.company_id, dead.till_id) is Awaited.GIVEN_UP


def test_numbers_begin_far_above_whatever_the_dead_till_can_have_printed(shop: Shop) -> None:
    dead, _ = take_place(shop)
    second, _ = take_place(shop, replaces=dead.till_id)
    third, _ = take_place(shop, replaces=second.till_id)
    assert (second.receipts_from, third.receipts_from) == (10_000, 20_000)
    with shop.database.read() as connection:
        assert numbers_begin(connection, shop.company.company_id, third.till_id) == 30_000


def test_only_a_younger_till_of_the_store_stands_in_anothers_place(shop: Shop) -> None:
    dead, _ = take_place(shop)
    shop.clock.ms += 1
    other, _ = take_place(shop, number=2)
    with shop.database.write() as connection:
        company = shop.company.company_id
        with pytest.raises(NotDone, match="enrolled later"):
            say_replaced(connection, company, other.till_id, dead.till_id, by="Kari", now_ms=1)
        with pytest.raises(NotDone, match="there is no till"):
            say_replaced(connection, company, "nobody", dead.till_id, by="Kari", now_ms=1)
