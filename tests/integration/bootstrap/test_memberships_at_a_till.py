"""A membership that was cancelled at a real till: its own files remember it, whatever the server has not said yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services import memberships
from sync.protocol.v1.loyalty_facts import MembershipHeldV1
from sync.protocol.v1.member_messages import MemberKnown
from sync.protocol.v1.messages import ProgrammeRow
from tests.stage.ready_till import MEMBER_CARD, ROWS, ReadyTill, make_ready_till
from tests.stage.replicas import PROGRAMME_TEXT, load, member_row

CLUB = (
    PROGRAMME_TEXT + '\n[[membership]]\ncode = "club"\nname = "Kaffeklubben"\narticle = "fee"\nmonths = 12\n'
)
TERM = MembershipHeldV1(programme_id="poeng", code="club", from_day="2020-01-01", to_day="2199-12-31")
IN_THE_CLUB = (
    msgspec.structs.replace(member_row(cards=(MEMBER_CARD,)), known=MemberKnown(memberships=(TERM,))),
    ProgrammeRow(
        programme_id="poeng", version=2, priority=1, text=CLUB.replace("version = 1", "version = 2")
    ),
)


@pytest.fixture
def till(tmp_path: Path) -> ReadyTill:
    """Ada is a paying member of the club, as the server says."""
    made = make_ready_till(tmp_path / "till", catalogue=False)
    load(made.data, (*ROWS, *IN_THE_CLUB)).close()
    return made


@contextmanager
def switched_on(till: ReadyTill) -> Iterator[OpenTill]:
    opened = open_till(load_settings(till.toml))
    try:
        yield opened
    finally:
        opened.close()


def ada(opened: OpenTill) -> Member:
    found = opened.ports.members.by_card(MEMBER_CARD)
    assert found is not None
    return found


def is_cancelled(opened: OpenTill, member: Member | None) -> bool:
    assert member is not None
    (running,) = memberships.running(opened.ports, member)
    return running.cancelled


def test_a_cancelled_membership_is_remembered_over_a_restart_until_the_server_says_so(
    till: ReadyTill,
) -> None:
    with switched_on(till) as opened:
        member = ada(opened)
        assert not is_cancelled(opened, member)
        memberships.cancel_membership(opened.ports, "ingrid", member, "poeng", "club")
        assert is_cancelled(opened, ada(opened))

    with switched_on(till) as opened:
        for found in (
            ada(opened),
            opened.ports.members.by_id(member.view.member_id),
            *opened.ports.members.search("Ada"),
        ):
            assert is_cancelled(opened, found)
        with pytest.raises(Refused) as refused:
            memberships.cancel_membership(opened.ports, "ingrid", ada(opened), "poeng", "club")
        assert refused.value.reason is Refusal.MEMBERSHIP_ALREADY_CANCELLED
        with opened.ports.store.unit_of_work() as work:
            assert work.waiting_records() == 1, "and it is said to the server once"
