"""A till and a server of different versions: they work, or it is plain which to update; sales are kept either way."""

import msgspec
import pytest

from sync.client.answers import read
from sync.client.line import Answer
from sync.client.trouble import Link, SyncTrouble
from sync.protocol.v1.messages import CategoryRow, Presence, Row
from sync.protocol.v1.snapshot_messages import decode_content
from tests.stage.bad_server import Mischief, from_tomorrow
from tests.stage.good_server import Reply
from tests.unit.sync.client.conftest import Till

EVERY_PATH = ("/v1/presence", "/v1/records", "/v1/changes", "/v1/snapshot")
ROWS: list[Row] = [CategoryRow(f"category-{n}", f"Category {n}", "grey", n) for n in range(1, 8)]


@pytest.mark.parametrize(
    ("mischief", "code", "to_update"),
    [
        (Mischief.UPDATE_TILL, "update_till", "Update the till."),
        (Mischief.NEWER_ONLY, "update_till", "Update the till."),
        (Mischief.UPDATE_SERVER, "update_server", "Have the server updated."),
    ],
)
def test_ends_that_share_no_version_say_which_to_update_and_the_sales_are_kept_and_sent_later(
    till: Till, mischief: Mischief, code: str, to_update: str
) -> None:
    till.journal.add(3)
    for path in EVERY_PATH:
        till.server.misbehave(path, mischief)

    summary = till.sync_once()

    assert (summary.status.detail, summary.status.link) == (code, Link.REFUSED)
    assert to_update in summary.status.sentence
    assert "Sales are kept on the till" in summary.status.sentence
    assert (summary.status.waiting_records, len(till.journal.envelopes)) == (3, 3)

    till.server.behave()
    assert till.sync_once().pushed == 3
    till.assert_nothing_lost_nothing_doubled()


def test_what_a_newer_server_says_beside_what_is_known_is_passed_over(till: Till) -> None:
    till.journal.add(5)
    till.server.rows, till.server.page = ROWS, 3
    for path in EVERY_PATH:
        till.server.misbehave(path, Mischief.FROM_TOMORROW)

    summary = till.sync_once()

    assert (summary.exit_code, summary.pushed, summary.status.waiting_records) == (0, 5, 0)
    assert till.replica.rows == ROWS
    assert summary.status.cursor == len(ROWS)


def test_a_newer_snapshot_is_taken_for_what_is_known_of_it(till: Till) -> None:

    content = msgspec.msgpack.encode({"rows": ROWS, "tables": [("code", [("1", 2, 3)])]})
    newer = from_tomorrow(Reply(200, content)).body
    assert newer != content
    assert decode_content(newer) == decode_content(content)


def test_a_row_that_is_broken_is_not_passed_over_as_a_new_kind(till: Till) -> None:
    till.server.rows = [*ROWS[:2], CategoryRow("c", "C", 7, 1)]  # type: ignore[arg-type]
    assert till.sync_once().status.detail == "unreadable"
    assert till.replica.number == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("1", "not_our_server"),
        ("1,2", "not_our_server"),
        ("2", "update_till"),
        ("0", "update_server"),
        ("", "not_our_server"),
        ("noise", "not_our_server"),
    ],
)
def test_the_versions_that_a_refusal_names_tell_who_is_older(said: str, code: str) -> None:
    with pytest.raises(SyncTrouble) as caught:
        read(Answer(404, {"x-trofast-versions": said, "content-type": "text/plain"}, b"no"), Presence)
    assert caught.value.code == code
