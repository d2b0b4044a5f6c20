"""A till's key is changed, a till is revoked, a code is bound to a key: asked over HTTP as a till asks."""

import itertools

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from sync.protocol.v1.key_messages import KeyReply, NewKey, proof_bytes
from sync.protocol.v1.messages import Enrol, Enrolled, PushReply
from sync.protocol.v1.problems import Code
from sync.server.companies import create_company
from sync.server.desk import tills as desk
from sync.server.desk.refusal import NotDone
from sync.server.enrol import fingerprint, make_code
from sync.server.keys import FORMER_MS
from sync.server.schema import tables
from tests.integration.server.http import Client, problem, read
from tests.unit.sync.server.stage import START_MS, FakeTill

ASKS_FOR_MEMBERS_OR_POINTS = (
    ("GET", "/v1/changes"),
    ("GET", "/v1/snapshot"),
    ("GET", "/v1/snapshot/piece"),
    ("POST", "/v1/holds"),
    ("POST", "/v1/holds/void"),
    ("POST", "/v1/gift-cards"),
    ("POST", "/v1/secure"),
    ("POST", "/v1/secure/void"),
    ("POST", "/v1/leases"),
    ("POST", "/v1/keys"),
)


def new_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def change(client: Client, till: FakeTill, new: Ed25519PrivateKey, **wrong: bytes) -> httpx.Response:
    public = new.public_key().public_bytes_raw()
    place = till.place
    proof = new.sign(proof_bytes(place.company_id, place.till_id, public))
    asked = NewKey(public_key=wrong.get("public_key", public), proof=wrong.get("proof", proof))
    return client.send(till, "POST", "/v1/keys", msgspec.msgpack.encode(asked))


def presence_status(client: Client, till: FakeTill) -> int:
    return client.send(till, "GET", "/v1/presence").status_code


def test_a_new_key_takes_over_and_the_old_one_dies_when_the_till_shows_that_it_has_it(client: Client) -> None:
    till, new = client.till(), new_key()
    with_old, with_new = till.twin(), till.twin()
    with_new.key, with_new._nonces = new, itertools.count(2_000_000)

    reply = read(change(client, till, new), KeyReply)
    assert reply.fingerprint == fingerprint(new.public_key().public_bytes_raw())
    assert reply.former_until_ms == client.shop.clock() + FORMER_MS
    assert [presence_status(client, each) for each in (with_old, with_new)] == [200, 200]

    assert read(change(client, with_new, new), KeyReply).former_until_ms == 0
    assert [presence_status(client, each) for each in (with_old, with_new)] == [401, 200]
    with_new.write()
    assert client.pushed(with_new).acked == 1


def test_key_effect_a_lost_reply_is_asked_for_again_with_the_old_key(client: Client) -> None:
    till, new = client.till(), new_key()
    first, again = (read(change(client, till, new), KeyReply) for _ in range(2))
    assert first == again


def test_what_the_old_key_signed_stays_and_it_signs_for_a_day_at_most(client: Client) -> None:
    till = client.till()
    till.write()
    assert client.pushed(till).acked == 1
    read(change(client, till, new_key()), KeyReply)
    till.write()
    assert client.pushed(till).acked == 2
    client.shop.clock.ms += FORMER_MS
    assert problem(client.send(till, "GET", "/v1/presence"), 401).code == Code.BAD_SIGNATURE
    assert client.shop.count(tables.record) == 2


def test_a_former_key_cannot_change_the_key_and_no_key_comes_back(client: Client) -> None:
    till, new = client.till(), new_key()
    old = till.key
    read(change(client, till, new), KeyReply)
    assert problem(change(client, till, new_key()), 401).code == Code.BAD_SIGNATURE
    till.key = new
    assert problem(change(client, till, old), 401).code == Code.BAD_SIGNATURE
    assert presence_status(client, till) == 200


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"public_key": b"short"}, 400),
        ({"proof": b"short"}, 400),
        ({"proof": b"p" * 64}, 401),
        ({"public_key": b"k" * 32}, 401),
    ],
)
def test_a_new_key_without_proof_is_not_taken(client: Client, wrong: dict[str, bytes], status: int) -> None:
    assert problem(change(client, client.till(), new_key(), **wrong), status).detail
    assert presence_status(client, client.till()) == 200


def test_a_proof_of_another_till_is_none(client: Client) -> None:
    one, other, new = client.shop.till(1), client.shop.till(2), new_key()
    public = new.public_key().public_bytes_raw()
    proof = new.sign(proof_bytes(other.place.company_id, other.place.till_id, public))
    assert problem(change(client, one, new, proof=proof), 401).code == Code.BAD_SIGNATURE


# --- revoking


def revoke(client: Client, till: FakeTill, until_ms: int = 0) -> None:
    with client.shop.database.write() as connection:
        desk.revoke(
            connection,
            client.shop.company.company_id,
            till.place.till_id,
            by="Kim",
            reason="stolen",
            sales_until_ms=until_ms,
            now_ms=client.shop.clock(),
        )


def test_a_revoked_till_is_told_of_no_member_and_holds_nothing(client: Client) -> None:
    till = client.till()
    revoke(client, till)
    for method, path in ASKS_FOR_MEMBERS_OR_POINTS:
        assert problem(client.send(till, method, path), 403).code == Code.REVOKED, path
    assert presence_status(client, till) == 200, "so that it learns what it may send"
    assert presence_status(client, client.shop.till(2)) == 200


def test_what_the_server_had_stays_and_nothing_new_is_taken_but_kept_for_a_person(client: Client) -> None:
    till = client.till()
    till.write()
    assert client.pushed(till).acked == 1
    revoke(client, till)
    till.write()
    said = problem(client.push(till), 403)
    assert (said.code, said.acked) == (Code.REVOKED, 1)
    assert (client.shop.count(tables.record), client.shop.count(tables.quarantine)) == (1, 1)
    assert client.pushed(till, 1, 1).acked == 1, "what is stored is acknowledged again"


def test_sales_made_before_the_time_that_a_person_names_are_taken_and_each_is_flagged(client: Client) -> None:
    till = client.till()
    till.write(at_ms=START_MS - 3_000)
    assert client.pushed(till).acked == 1
    for at_ms in (-2_000, -1_000, 0, 1, -500):
        till.write(at_ms=START_MS + at_ms)
    client.shop.clock.ms += 60_000
    revoke(client, till, START_MS)

    said = problem(client.push(till), 403)

    assert (said.code, said.acked) == (Code.REVOKED, 4), "from the first later one on nothing is taken"
    assert client.shop.count(tables.quarantine) == 2
    with client.shop.database.read() as connection:
        flags = connection.execute(
            select(tables.review.c.sequence, tables.review.c.code).order_by(tables.review.c.sequence)
        ).all()
    assert [tuple(each) for each in flags] == [(n, "till-revoked") for n in (2, 3, 4)]
    assert read(client.push(till, 1, 4), PushReply).acked == 4


def test_the_decision_may_be_another_later(client: Client) -> None:
    till = client.till()
    till.write(at_ms=START_MS - 1)
    client.shop.clock.ms += 60_000
    revoke(client, till)
    assert problem(client.push(till), 403).acked == 0
    revoke(client, till, START_MS)
    assert client.pushed(till).acked == 1
    with client.shop.database.read() as connection:
        [found] = desk.tills(connection, client.shop.company.company_id)
    assert (found.revoked_by, found.reason, found.sales_until_ms) == ("Kim", "stolen", START_MS)


def test_only_tills_that_are_there_are_revoked_and_no_sale_is_taken_in_advance(client: Client) -> None:
    till = client.till()
    with pytest.raises(NotDone, match="yet to come"):
        revoke(client, till, client.shop.clock() + 1)
    till.place = msgspec.structs.replace(till.place, till_id="another")
    with pytest.raises(NotDone, match="no till"):
        revoke(client, till)


def test_a_till_of_another_company_with_the_same_id_is_not_touched(client: Client) -> None:
    """``company_id`` is in the key: the desk of one company has no effect in another."""
    till = client.till()
    with client.shop.database.write() as connection:
        other = create_company(connection, "other", "Other", "NOK", START_MS)
        with pytest.raises(NotDone, match="no till"):
            desk.revoke(
                connection,
                other.company_id,
                till.place.till_id,
                by="Kim",
                reason="lost",
                sales_until_ms=0,
                now_ms=START_MS,
            )
    assert presence_status(client, till) == 200


# --- a code that is bound to a key


def enrol(client: Client, code: str, key: Ed25519PrivateKey) -> httpx.Response:
    asked = Enrol(code=code, public_key=key.public_key().public_bytes_raw(), software="test")
    return client.http.post("/v1/enrol", content=msgspec.msgpack.encode(asked))


def test_a_code_made_for_a_key_works_for_that_key_alone(client: Client) -> None:
    mine, another = new_key(), new_key()
    with client.shop.database.write() as connection:
        made = make_code(
            connection,
            client.shop.company.company_id,
            "s1",
            7,
            client.shop.clock(),
            for_key=fingerprint(mine.public_key().public_bytes_raw()),
        )
    assert problem(enrol(client, made.code, another), 403).code == Code.KEY_DIFFERS
    assert read(enrol(client, made.code, mine), Enrolled).till_number == 7
