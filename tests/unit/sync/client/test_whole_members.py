"""Asking for all of a member who stands at the counter: the server's word within two seconds, or none."""

import time
from collections.abc import Iterator

import pytest

from sync.client.patient import PATIENCE_MS
from sync.client.whole_members import WholeMembersClient
from tests.stage import goods
from tests.stage.bad_server import Mischief
from tests.stage.replicas import member_row
from tests.unit.sync.client.conftest import Till

ADA = member_row()


@pytest.fixture
def client(till: Till) -> Iterator[WholeMembersClient]:
    opened = WholeMembersClient(till.place)
    till.server.people = [ADA]
    yield opened
    opened.close()


def test_a_member_is_asked_for_by_id_and_by_the_hash_of_a_number(client: WholeMembersClient) -> None:
    for told in (client.ask(goods.MEMBER_ID), client.ask(number_hash=ADA.phone_hash)):
        assert told is not None
        assert told.members == (ADA,)


def test_nobody_is_an_answer_too(client: WholeMembersClient) -> None:
    told = client.ask("nobody")
    assert told is not None
    assert told.members == ()


def test_key_effect_a_lost_reply_is_asked_for_again(till: Till, client: WholeMembersClient) -> None:
    till.server.misbehave("/v1/members", Mischief.LOST_REPLY, times=1)
    told = client.ask(goods.MEMBER_ID)
    assert told is not None
    assert told.members == (ADA,)


@pytest.mark.parametrize("mischief", [Mischief.SILENT, Mischief.DRIP, Mischief.GARBAGE, Mischief.FAULT])
def test_without_a_good_answer_in_two_seconds_there_is_none(
    till: Till, client: WholeMembersClient, mischief: Mischief
) -> None:
    till.server.misbehave("/v1/members", mischief)
    began = time.monotonic()
    assert client.ask(goods.MEMBER_ID) is None
    assert time.monotonic() - began < PATIENCE_MS / 1000 + 1
    till.server.behave()
    assert client.ask(goods.MEMBER_ID) is not None


def test_a_server_that_knows_no_such_question_is_no_answer(till: Till, client: WholeMembersClient) -> None:
    till.server.misbehave("/v1/members", Mischief.NEWER_ONLY)
    assert client.ask(goods.MEMBER_ID) is None
