"""Members of whom a till knows little: found by card and id, told whole, told in brief again, and forgotten."""

import hashlib
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.storage import replica_files as files
from pos_app.storage.database import Database
from pos_app.storage.for_sync import SyncReplica
from pos_app.storage.replica_told import keep_told
from sync.protocol.compression import unpack
from sync.protocol.v1.compact import keys_at, keys_of, pack_id, way_to, ways_of
from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow, MemberTold, brief_of
from sync.protocol.v1.messages import Gone, Row
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, decode_content
from sync.server.snapshots import packing
from sync.server.snapshots.packing import Packer
from tests.stage import goods
from tests.stage.replicas import ADA_CARD, ADA_PHONE, SHOP, load, member_row, reader
from tests.stage.tills import KEY, MEMBER_KEY, clear_pages
from tests.unit.storage.test_snapshot_load import contents, write

ADA = member_row()
BRIEF_ADA = brief_of(ADA)
AWAY: tuple[Row, ...] = (*(row for row in SHOP if row != ADA), BRIEF_ADA)


def test_a_brief_member_is_recognised_by_card_and_by_id_with_points_tier_and_time(tmp_path: Path) -> None:
    load(tmp_path, AWAY).close()
    with closing(reader(tmp_path)) as till:
        found = till.members.by_card(ADA_CARD)
        assert found is not None
        assert found == till.members.by_id(goods.MEMBER_ID) == till.members.by_token("9578000000000042")
        assert [found] == till.members.search(ADA_CARD)
        view = found.view
        assert (view.points, view.qualifying_points, view.tier) == (1240, 1240, "solv")
        assert view.as_of_ms == ADA.as_of_ms // 1000 * 1000
        assert not found.whole
        assert not found.blocked


def test_nothing_else_of_a_brief_member_is_on_the_till(tmp_path: Path) -> None:
    load(tmp_path, AWAY).close()
    with closing(reader(tmp_path)) as till:
        assert till.members.search("ada") == []
        assert till.members.search(ADA_PHONE) == []
        found = till.members.by_id(goods.MEMBER_ID)
        assert found is not None
        assert (found.display_name, found.card_number_end, found.personal_key) == ("", "", b"")
    pages = clear_pages(tmp_path / "replica-1.db")
    for trace in (b"Ada Nordmann", MEMBER_KEY, ADA.phone_hash, ADA.card_hashes[0]):
        assert trace not in pages


def test_a_block_is_known_of_everybody(tmp_path: Path) -> None:
    row = brief_of(member_row(blocked=True))
    load(tmp_path, (row,)).close()
    with closing(reader(tmp_path)) as till:
        found = till.members.by_card(ADA_CARD)
        assert found is not None
        assert found.blocked
        assert found.view.tier == "solv"


@pytest.mark.parametrize("member_id", [goods.MEMBER_ID, "m-1"])
def test_a_member_without_a_card_is_found_by_id_and_two_cards_find_the_same(
    tmp_path: Path, member_id: str
) -> None:
    replica = load(tmp_path, (brief_of(member_row(member_id=member_id, cards=(), phone="")),))
    with closing(reader(tmp_path)) as till:
        assert till.members.by_id(member_id) is not None
        replica.apply((brief_of(member_row(member_id=member_id, cards=("11", "22"))),), 101, full=False)
        one, other = till.members.by_card("11"), till.members.by_card("22")
        assert one is not None
        assert one == other == till.members.by_id(member_id)
        replica.apply((brief_of(member_row(member_id=member_id, cards=("22",))),), 102, full=False)
        assert till.members.by_card("11") is None
        assert till.members.by_card("22") is not None
    replica.close()


def test_forgettable_a_member_told_in_brief_again_leaves_no_name_behind(tmp_path: Path) -> None:
    replica = load(tmp_path)
    replica.apply((BRIEF_ADA,), 101, full=False)
    replica.close()
    with closing(reader(tmp_path)) as till:
        found = till.members.by_card(ADA_CARD)
        assert found is not None
        assert not found.whole
        assert till.members.search("ada") == []
    pages = clear_pages(tmp_path / "replica-1.db")
    for trace in (b"Ada Nordmann", MEMBER_KEY, ADA.phone_hash):
        assert trace not in pages


def test_forgettable_a_brief_member_who_is_gone_leaves_nothing(tmp_path: Path) -> None:
    replica = load(tmp_path, AWAY)
    packed = pack_id(goods.MEMBER_ID)
    assert isinstance(packed, bytes)
    assert packed in clear_pages(tmp_path / "replica-1.db")
    replica.apply((Gone(kind="member", row_id=goods.MEMBER_ID),), 101, full=False)
    with closing(reader(tmp_path)) as till:
        assert till.members.by_card(ADA_CARD) is None
        assert till.members.by_id(goods.MEMBER_ID) is None
    assert packed not in clear_pages(tmp_path / "replica-1.db")
    replica.close()


# --- any history

IDS = ("0190b5a0-0000-7000-8000-0000000000a1", "0190b5a0-0000-7000-8000-0000010000a1", "m-1", "m-2")
"""The first two end alike, so that their ways can be one."""
CARDS = (*(b"\x01\x01\x01%c" % tail + b"\x09" * 12 for tail in (1, 2, 3)), hashlib.sha256(b"c").digest()[:16])
"""The first three begin alike."""


def told(member_id: str, cards: tuple[bytes, ...], points: int, *, whole: bool) -> MemberRow | BriefMemberRow:
    row = msgspec.structs.replace(
        member_row(member_id=member_id, points=points, phone=""), card_hashes=cards, tier=None
    )
    return row if whole else brief_of(row)


changes = st.lists(
    st.one_of(
        st.builds(
            told,
            st.sampled_from(IDS),
            st.lists(st.sampled_from(CARDS), max_size=2, unique=True).map(tuple),
            st.integers(-5, 500),
            whole=st.booleans(),
        ),
        st.sampled_from(IDS).map(lambda gone: Gone(kind="member", row_id=gone)),
    ),
    min_size=1,
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(changes)
def test_whatever_was_told_before_a_member_stands_as_told_last(
    tmp_path_factory: pytest.TempPathFactory, history: list[MemberRow | BriefMemberRow | Gone]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    last: dict[str, MemberRow | BriefMemberRow] = {}
    replica = load(folder, ())
    for cursor, row in enumerate(history, start=101):
        replica.apply((row,), cursor, full=False)
        if isinstance(row, Gone):
            last.pop(row.row_id, None)
            continue
        for other_id, other in last.items():  # a card is one member's
            if other_id != row.member_id:
                left = tuple(each for each in other.card_hashes if each not in row.card_hashes)
                if left != other.card_hashes:
                    last[other_id] = msgspec.structs.replace(other, card_hashes=left)
                    replica.apply((last[other_id],), cursor, full=False)
        replica.apply((row,), cursor, full=False)
        last[row.member_id] = row
    replica.close()
    with closing(reader(folder)) as till:
        for member_id in IDS:
            found = till.members.by_id(member_id)
            said = last.get(member_id)
            assert (found is None) == (said is None)
            if found is not None and said is not None:
                assert found.view.points == said.points
                assert found.whole == isinstance(said, MemberRow)
    brief = [row for row in last.values() if isinstance(row, BriefMemberRow)]
    with closing(Database.open(folder / "replica-1.db", KEY, durable=False)) as database:
        keys = {key for (key,) in database.sql("SELECT id FROM brief_member")}
        ways = {way for (way,) in database.sql("SELECT way FROM brief_way")}
    assert keys == {key for row in brief for key in keys_of(row)}
    assert ways == {way_to(pack_id(row.member_id), key) for row in brief for key in keys_of(row)}


@given(st.one_of(st.uuids().map(str), st.text(min_size=1, max_size=20)), st.binary(min_size=16, max_size=16))
def test_a_way_begins_at_its_id_and_ends_at_its_place(member_id: str, digest: bytes) -> None:
    row = brief_of(msgspec.structs.replace(ADA, member_id=member_id, card_hashes=(digest,)))
    (key,) = keys_of(row)
    packed = pack_id(member_id)
    way = way_to(packed, key)
    first, last = ways_of(packed)
    assert first <= way <= last
    low, high = keys_at(way)
    assert low <= key <= high
    assert 0 <= way < 1 << 42, "SQLite keeps it in six bytes"


# --- loads

MANY = [
    member_row(
        f"Kari {number}",
        member_id=f"0190b5a0-0000-7000-8000-{number * 7919:012}",
        cards=(f"{number:05}",),
        phone="",
    )
    for number in range(1, 120)
]


def test_a_replica_with_brief_members_from_a_snapshot_is_the_one_that_pages_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row if number % 5 == 0 else brief_of(row) for number, row in enumerate(MANY)]
    by_pages, by_pieces = tmp_path / "pages", tmp_path / "pieces"
    for folder in (by_pages, by_pieces):
        folder.mkdir()
    load(by_pages, tuple(rows), cursor=700).close()
    monkeypatch.setattr(packing, "ROWS", 10)
    packer = Packer()
    packed: list[bytes] = []
    for row in rows:
        if isinstance(row, BriefMemberRow):
            packer.brief(row)
        else:
            packed += packer.member(row)
    packed += packer.rest()
    pieces = [decode_content(unpack(piece, most_bytes=LARGEST_CONTENT)) for piece in packed]
    with closing(SyncReplica(by_pieces, KEY)) as replica:
        replica.begin_full()
        write(replica, pieces)
        replica.finish_full()
    assert contents(by_pieces) == contents(by_pages)


def test_a_brief_member_takes_no_more_room_than_their_share_of_60_bytes(tmp_path: Path) -> None:
    packer = Packer()
    for number in range(20_000):
        made = hashlib.sha256(b"%d" % number).digest()
        packer.brief(
            BriefMemberRow(
                f"{made[:4].hex()}-{made[4:6].hex()}-7000-8000-{made[6:12].hex()}",
                (made[16:],),
                number % 4_000,
                number % 3_000,
                "gull" if number % 20 == 0 else "medlem",
                goods.AT_MS + number,
                blocked=False,
            )
        )
    pieces = [decode_content(unpack(piece, most_bytes=LARGEST_CONTENT)) for piece in packer.rest()]
    empty, full = tmp_path / "empty", tmp_path / "full"
    for folder in (empty, full):
        folder.mkdir()
    load(empty, ()).close()
    with closing(SyncReplica(full, KEY)) as replica:
        replica.begin_full()
        write(replica, pieces)
        replica.finish_full()
    one, other = (files.replica_path(folder, 1).stat().st_size for folder in (full, empty))
    assert (one - other) / 20_000 <= 57


# --- asked for

TOLD = MemberTold(members=(ADA,), cursor=105)


def test_who_was_asked_for_is_whole_at_once_and_stays_so_with_the_changes(tmp_path: Path) -> None:
    replica = load(tmp_path, AWAY)
    with closing(reader(tmp_path)) as till:
        assert keep_told(tmp_path, KEY, TOLD)
        found = till.members.by_card(ADA_CARD)
        assert found is not None
        assert found.whole
        assert found.display_name == "Ada Nordmann"
        assert found == till.members.by_id(goods.MEMBER_ID)
        assert [found] == till.members.search("ada") == till.members.search(ADA_PHONE)
        assert [found] == till.members.search(ADA_CARD)
        assert keep_told(tmp_path, KEY, TOLD), "asked again"
        later = msgspec.structs.replace(ADA, points=7)
        replica.apply((later,), 105, full=False)
        now = till.members.by_card(ADA_CARD)
        assert now is not None
        assert now.view.points == 7
    with closing(Database.open(tmp_path / "replica-1.db", KEY, durable=False)) as database:
        assert database.sql("SELECT count(*) FROM brief_member") == [(0,)]
    replica.close()


def test_forgettable_an_answer_that_comes_after_the_member_was_erased_here_is_not_kept(
    tmp_path: Path,
) -> None:
    replica = load(tmp_path, AWAY)
    replica.apply((Gone(kind="member", row_id=goods.MEMBER_ID),), 106, full=False)
    assert not keep_told(tmp_path, KEY, TOLD)
    with closing(reader(tmp_path)) as till:
        assert till.members.by_id(goods.MEMBER_ID) is None
    replica.close()


def test_forgettable_who_was_asked_for_goes_with_the_changes_that_erase_them(tmp_path: Path) -> None:
    replica = load(tmp_path, AWAY)
    assert keep_told(tmp_path, KEY, TOLD)
    replica.apply((Gone(kind="member", row_id=goods.MEMBER_ID),), 106, full=False)
    with closing(reader(tmp_path)) as till:
        assert till.members.by_id(goods.MEMBER_ID) is None
        assert till.members.by_card(ADA_CARD) is None
    replica.close()
    pages = clear_pages(tmp_path / "replica-1.db")
    for trace in (b"Ada Nordmann", MEMBER_KEY, ADA.phone_hash):
        assert trace not in pages


def test_before_the_first_load_nobody_is_kept(tmp_path: Path) -> None:
    assert not keep_told(tmp_path, KEY, TOLD)
