"""CLASSES: what is used up needs the server's word, within two seconds, and nothing else counts as one."""

import time
from collections.abc import Iterator

import pytest

from sync.client.patient import PATIENCE_MS
from sync.client.securing import SecureClient
from sync.protocol.v1.messages import Want
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till

WANTS = (Want("coupon:1", "p", "o", 1), Want("stamp:p:kaffe", "p", "kaffe", 1, seen=5))
ALL_OFFLINE = {"coupon:1": "offline", "stamp:p:kaffe": "offline"}


@pytest.fixture
def client(till: Till) -> Iterator[SecureClient]:
    opened = SecureClient(till.place)
    yield opened
    opened.close()


def test_all_that_is_asked_for_is_kept_for_this_sale(till: Till, client: SecureClient) -> None:
    assert client.secure("m1", WANTS) == {}
    assert till.server.secured == {"m1": WANTS}


def test_what_is_used_up_elsewhere_comes_back_with_why_and_the_rest_is_kept(
    till: Till, client: SecureClient
) -> None:
    till.server.used_up["coupon:1"] = "used"
    assert client.secure("m1", WANTS) == {"coupon:1": "used"}
    assert till.server.secured == {"m1": WANTS[1:]}


def test_key_effect_asking_again_leaves_what_was_asked_last(till: Till, client: SecureClient) -> None:
    client.secure("m1", WANTS)
    till.server.misbehave("/v1/secure", Mischief.LOST_REPLY, times=1)
    assert client.secure("m1", WANTS[:1]) == {}
    assert till.server.secured == {"m1": WANTS[:1]}
    client.let_go("m1")
    assert till.server.secured == {"m1": ()}


@pytest.mark.parametrize("mischief", [Mischief.SILENT, Mischief.DRIP])
def test_without_an_answer_in_two_seconds_nothing_is_secured(
    till: Till, client: SecureClient, mischief: Mischief
) -> None:
    till.server.misbehave("/v1/secure", mischief)
    began = time.monotonic()
    assert client.secure("m1", WANTS) == ALL_OFFLINE
    assert time.monotonic() - began < PATIENCE_MS / 1000 + 1
    till.server.behave()
    assert client.secure("m1", WANTS) == {}


@pytest.mark.parametrize(
    ("mischief", "why"),
    [
        (Mischief.HTML, "offline"),
        (Mischief.FAULT, "offline"),
        (Mischief.NOTHING, "offline"),
        (Mischief.HALF_BODY, "offline"),
        (Mischief.GARBAGE, "offline"),
        (Mischief.OTHER_SHAPE, "offline"),
        (Mischief.BUSY, "offline"),
        (Mischief.FROZEN, "refused"),
        (Mischief.UNKNOWN_TILL, "refused"),
        (Mischief.STRANGE_REFUSAL, "refused"),
        (Mischief.GRANTS_STRANGE_THINGS, "unanswered"),
        (Mischief.GRANTS_AND_REFUSES, "used"),
    ],
)
def test_whatever_the_server_does_only_a_plain_yes_is_one(
    till: Till, client: SecureClient, mischief: Mischief, why: str
) -> None:
    till.server.misbehave("/v1/secure", mischief)
    assert client.secure("m1", WANTS) == dict.fromkeys(ALL_OFFLINE, why)


def test_without_a_network_the_answer_comes_at_once(till: Till, client: SecureClient) -> None:
    till.server.stop()
    began = time.monotonic()
    assert client.secure("m1", WANTS) == ALL_OFFLINE
    client.let_go("m1")
    assert time.monotonic() - began < 1
