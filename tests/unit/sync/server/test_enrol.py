"""Enrolment: one code, one till, ten minutes, five guesses."""

import pytest

from sync.protocol.v1.messages import Enrol, Enrolled
from sync.protocol.v1.problems import Code
from sync.server.enrol import MOST_WRONG, TERM_MS, enrol, fingerprint, make_code
from sync.server.problems import Declined
from sync.server.schema import tables
from tests.unit.sync.server.stage import Shop, new_key


def code(shop: Shop, number: int = 1) -> str:
    with shop.database.write() as connection:
        return make_code(connection, shop.company.company_id, "s1", number, shop.clock()).code


def ask(shop: Shop, typed: str, public: bytes) -> Enrolled | Declined:
    with shop.database.write() as connection:
        return enrol(connection, Enrol(code=typed, public_key=public, software="till 1"), shop.clock())


def test_enrolment_gives_a_till_its_place(shop: Shop) -> None:
    _, public = new_key()
    place = ask(shop, code(shop, 7), public)
    assert isinstance(place, Enrolled)
    assert (place.company_id, place.store_id, place.till_number) == (shop.company.company_id, "s1", 7)
    assert place.till_id[14] == "7"
    assert place.card_secret == shop.company.card_secret
    assert place.fingerprint == fingerprint(public)
    assert place.epoch == shop.company.epoch
    [row] = shop.rows(tables.till)
    assert (row.public_key, row.acked, row.software) == (public, 0, "till 1")


def test_enrolment_code_is_read_however_it_is_typed(shop: Shop) -> None:
    typed = code(shop).lower().replace("-", " ")
    assert isinstance(ask(shop, f"  {typed} ", new_key()[1]), Enrolled)


def test_enrolment_code_works_once(shop: Shop) -> None:
    made = code(shop)
    ask(shop, made, new_key()[1])
    again = ask(shop, made, new_key()[1])
    assert isinstance(again, Declined)
    assert (again.status, again.problem.code) == (409, Code.CODE_USED)
    assert shop.count(tables.till) == 1


def test_enrolment_reply_lost_is_given_again_to_the_same_key(shop: Shop) -> None:
    made, (_, public) = code(shop), new_key()
    assert ask(shop, made, public) == ask(shop, made, public)
    assert shop.count(tables.till) == 1


def test_enrolment_code_runs_out_after_ten_minutes(shop: Shop) -> None:
    made = code(shop)
    shop.clock.ms += TERM_MS
    late = ask(shop, made, new_key()[1])
    assert isinstance(late, Declined)
    assert (late.status, late.problem.code) == (410, Code.CODE_EXPIRED)


def test_enrolment_code_dies_after_five_wrong_guesses(shop: Shop) -> None:
    made, other = code(shop), code(shop, 2)
    guess = made[:5] + "2222-2222"
    for _ in range(MOST_WRONG):
        wrong = ask(shop, guess, new_key()[1])
        assert isinstance(wrong, Declined)
        assert (wrong.status, wrong.problem.code) == (404, Code.CODE_UNKNOWN)
    dead = ask(shop, made, new_key()[1])
    assert isinstance(dead, Declined)
    assert (dead.status, dead.problem.code) == (429, Code.BUSY)
    assert isinstance(ask(shop, other, new_key()[1]), Enrolled), "guessing at one code locks nobody else out"


@pytest.mark.parametrize("typed", ["", "x", "AAAA-BBBB-CCCC", "æøå" * 4, "A" * 10_000])
def test_enrolment_with_nonsense_is_refused(shop: Shop, typed: str) -> None:
    refused = ask(shop, typed, new_key()[1])
    assert isinstance(refused, Declined)
    assert refused.problem.code == Code.CODE_UNKNOWN


@pytest.mark.parametrize("public", [b"", b"x" * 31, b"x" * 33])
def test_enrolment_needs_a_key_of_32_bytes(shop: Shop, public: bytes) -> None:
    refused = ask(shop, code(shop), public)
    assert isinstance(refused, Declined)
    assert refused.problem.code == Code.MALFORMED


def test_enrolment_code_is_not_stored_readably(shop: Shop) -> None:
    made = code(shop).replace("-", "")
    [row] = shop.rows(tables.enrol_code)
    assert made[4:].encode() not in bytes(row.secret_hash) + bytes(row.salt)
    assert len(row.secret_hash) == 32


def test_enrolment_code_for_a_store_that_is_not_there_is_refused(shop: Shop) -> None:
    with shop.database.write() as connection, pytest.raises(ValueError, match="no store 'nowhere'"):
        make_code(connection, shop.company.company_id, "nowhere", 1, shop.clock())
