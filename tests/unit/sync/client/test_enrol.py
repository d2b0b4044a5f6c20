"""Enrolment against a good server and a bad one."""

import pytest

from sync.client.enrol import enrol
from sync.client.keys import DeviceKey
from sync.client.trouble import Link, SyncTrouble
from tests.stage.bad_server import BadServer, Mischief
from tests.unit.sync.client.conftest import Till

KEY = DeviceKey(bytes(reversed(range(32))))


@pytest.fixture
def server(till: Till) -> BadServer:
    till.server.codes = {"K7TQ": None}
    return till.server


def test_a_code_gives_the_till_its_place(server: BadServer) -> None:
    place = enrol(server.url, " K7TQ ", KEY)

    assert (place.company_id, place.till_id, place.till_number) == ("company-1", "till-1", 1)
    assert place.fingerprint == KEY.fingerprint


def test_key_effect_enrolment_whose_answer_was_lost_gives_the_same_place(server: BadServer) -> None:
    server.misbehave("/v1/enrol", Mischief.LOST_REPLY, times=1)

    assert enrol(server.url, "K7TQ", KEY) == enrol(server.url, "K7TQ", KEY)


def test_a_used_code_and_a_wrong_one_are_told_apart(server: BadServer) -> None:
    enrol(server.url, "K7TQ", KEY)

    with pytest.raises(SyncTrouble, match="used already") as used:
        enrol(server.url, "K7TQ", DeviceKey(bytes(32)))
    with pytest.raises(SyncTrouble, match="does not know that code"):
        enrol(server.url, "AAAA", KEY)
    assert used.value.link is Link.REFUSED


def test_a_server_that_stored_another_key_is_not_believed(
    server: BadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.stage.good_server.fingerprint", lambda _: "0" * 16)

    with pytest.raises(SyncTrouble) as caught:
        enrol(server.url, "K7TQ", KEY)
    assert caught.value.code == "impossible"


@pytest.mark.parametrize(
    ("mischief", "code"),
    [(Mischief.HTML, "not_our_server"), (Mischief.FAULT, "server_error"), (Mischief.EMPTY, "unreadable")],
)
def test_a_bad_answer_to_enrolment_is_told(server: BadServer, mischief: Mischief, code: str) -> None:
    server.misbehave("/v1/enrol", mischief)

    with pytest.raises(SyncTrouble) as caught:
        enrol(server.url, "K7TQ", KEY)
    assert caught.value.code == code
    assert "Sales are kept" not in caught.value.fact


def test_no_server_is_offline(server: BadServer) -> None:
    server.stop()

    with pytest.raises(SyncTrouble) as caught:
        enrol(server.url, "K7TQ", KEY)
    assert caught.value.link is Link.OFFLINE


@pytest.mark.parametrize("address", ["http://", "ftp://127.0.0.1/", "127.0.0.1"])
def test_an_address_that_is_none_is_no_traceback(address: str) -> None:
    with pytest.raises(SyncTrouble):
        enrol(address, "K7TQ", KEY)
