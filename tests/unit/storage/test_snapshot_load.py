"""A replica from a snapshot: the same as from pages, whatever happens on the way, and the till sells all the time."""

import random
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from pos_app.storage import replica_files as files
from pos_app.storage.database import Database
from pos_app.storage.for_sync import SyncReplica
from sync.protocol.compression import unpack
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import ArticleRow, Gone, Row
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, Content, decode_content
from sync.server.snapshots import packing
from sync.server.snapshots.packing import Packer
from tests.stage import goods
from tests.stage.replicas import (
    ADA_CARD,
    CASHIER_ROW,
    CATEGORY_ROWS,
    PROGRAMME_ROW,
    STORE_ROW,
    article_row,
    load,
    member_row,
    reader,
)
from tests.stage.tills import KEY

CURSOR = 700
FEW: tuple[Row, ...] = (STORE_ROW, *CATEGORY_ROWS, CASHIER_ROW, PROGRAMME_ROW)
ARTICLES = [
    article_row(f"Vare {n}", article_id=f"a{n:03}", codes=((f"71000000{n:05}", 1), (f"{n}", 6)))
    for n in range(1, 60)
]
MEMBERS = [
    member_row(
        f"Kari {chr(97 + n // 26)}{chr(97 + n % 26)}",
        member_id=f"0190b5a0-0000-7000-8000-{n:012}",
        cards=(f"{n:04}",),
        phone=f"9{n:07}",
    )
    for n in range(1, 80)
]


def packed(monkeypatch: pytest.MonkeyPatch, rows_in_a_piece: int = 25, *more: Row) -> list[Content]:
    """The pieces of a shop with goods and members, as its server makes them."""
    monkeypatch.setattr(packing, "ROWS", rows_in_a_piece)
    packer = Packer()
    made: list[bytes] = []
    for row in (*FEW, *more):
        made += packer.row(msgspec.msgpack.encode(row))
    for cursor, article in enumerate(ARTICLES, start=1):
        made += packer.article(article, cursor)
    for member in (*MEMBERS, member_row()):
        made += packer.member(member)
    made += packer.rest()
    return [decode_content(unpack(piece, most_bytes=LARGEST_CONTENT)) for piece in made]


def write(replica: SyncReplica, pieces: list[Content], start: int = 0, stop: int = 1_000) -> None:
    for place in range(start, min(stop, len(pieces))):
        is_last = place + 1 == len(pieces)
        replica.apply_piece("one", place, pieces[place], CURSOR if is_last else 0)


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of the replica in use, and what its search indexes find."""
    path = files.replica_path(folder, files.current_number(folder))
    with closing(Database.open(path, KEY, durable=False)) as database:
        names = [
            str(name)
            for (name,) in database.sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%words%' ORDER BY name"
            )
        ]
        found = {name: sorted(database.sql(f"SELECT * FROM {name}"), key=repr) for name in names}
        for name in ("article", "member"):
            for word in ("vare", "kari", "ada", "7"):
                found[f"{name} {word}"] = sorted(
                    database.sql(
                        f"SELECT rowid FROM {name}_words WHERE {name}_words MATCH ?", (f'"{word}"*',)
                    )
                )
        found["triggers"] = sorted(database.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return found


def test_a_replica_from_a_snapshot_is_the_one_that_pages_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_pages, by_pieces = tmp_path / "pages", tmp_path / "pieces"
    for folder in (by_pages, by_pieces):
        folder.mkdir()
    load(by_pages, (*FEW, *ARTICLES, *MEMBERS, member_row()), cursor=CURSOR).close()
    with closing(SyncReplica(by_pieces, KEY)) as replica:
        replica.begin_full()
        write(replica, packed(monkeypatch))
        assert (replica.cursor(), replica.loaded()) == (CURSOR, ("", 0))
        replica.finish_full()

    assert contents(by_pieces) == contents(by_pages)


def test_a_scan_works_at_every_moment_of_a_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path).close()
    pieces = packed(monkeypatch)
    with closing(reader(tmp_path)) as till, closing(SyncReplica(tmp_path, KEY)) as replica:

        def a_scan_works() -> None:
            till.refresh()
            found = till.goods.by_code("7000000000012") or till.goods.by_code("7100000000001")
            assert found is not None
            assert till.members.by_card(ADA_CARD) is not None

        replica.apply((), 0, full=False)  # how a load anew begins
        replica.begin_full()
        for place in range(len(pieces)):
            a_scan_works()
            assert till.version == 1
            write(replica, pieces, place, place + 1)
        a_scan_works()
        replica.finish_full()
        assert till.goods.by_code("7000000000012") is not None, "until the till looks, the old one answers"
        a_scan_works()
        assert (till.version, till.goods.by_code("7000000000012")) == (2, None)


@pytest.mark.parametrize("seed", range(3))
def test_a_load_that_is_killed_at_any_point_goes_on_and_the_old_replica_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    load(tmp_path).close()
    chance = random.Random(seed)
    pieces = packed(monkeypatch, 10)
    done = 0
    while done < len(pieces):
        replica = SyncReplica(tmp_path, KEY)
        replica.begin_full()
        assert replica.cursor() == 0
        assert replica.loaded() == (("one", done) if done else ("", 0))
        stop = min(done + chance.randint(0, 4), len(pieces))
        write(replica, pieces, done, stop)
        if stop < len(pieces) and chance.random() < 0.5:
            with monkeypatch.context() as patch:
                _die_in_mid_piece(patch)
                with pytest.raises(ZeroDivisionError):
                    write(replica, pieces, stop, stop + 1)
        replica.close()
        done = stop
        with closing(reader(tmp_path)) as till:
            assert till.version == 1
            assert till.goods.by_code("7000000000012") is not None
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        replica.begin_full()
        assert replica.cursor() == CURSOR
        replica.finish_full()
    with closing(reader(tmp_path)) as till:
        assert till.version == 2
        assert till.goods.size() == len(ARTICLES)
        assert [each.display_name for each in till.members.search("Kari bq")] == ["Kari bq"]


def _die_in_mid_piece(patch: pytest.MonkeyPatch) -> None:
    from pos_app.storage import replica_snapshot

    def die(*_: object) -> None:
        raise ZeroDivisionError

    patch.setattr(replica_snapshot, "_add_words", die)
    patch.setattr(replica_snapshot, "write_rows", die)


def test_changes_after_a_snapshot_are_searched_for_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        replica.begin_full()
        write(replica, packed(monkeypatch))
        renamed = msgspec.structs.replace(ARTICLES[0], name="Sjokolade")
        replica.apply(
            [renamed, article_row("Kringle"), Gone("member", MEMBERS[1].member_id)], CURSOR + 3, full=True
        )
        replica.finish_full()
    with closing(reader(tmp_path)) as till:
        assert [each.name for each in till.goods.search("sjoko")] == ["Sjokolade"]
        assert [each.name for each in till.goods.search("kring")] == ["Kringle"]
        assert till.members.search("Kari ac") == []  # the second
        assert [each.display_name for each in till.members.search("Kari ad")] == ["Kari ad"]
        assert len(till.members.search("Kari", 100)) == len(MEMBERS) - 1


def test_a_later_article_has_the_code_that_two_were_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = msgspec.structs.replace(ARTICLES[0], codes=(("1", 1), ("2", 1)))
    packer = Packer()
    made = [*packer.article(later, 9), *packer.article(ARTICLES[1], 5), *packer.rest()]
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        replica.begin_full()
        write(replica, [decode_content(unpack(piece, most_bytes=LARGEST_CONTENT)) for piece in made])
        replica.finish_full()
    with closing(reader(tmp_path)) as till:
        found = till.goods.by_code("2")
        assert found is not None
        assert (found.article.article_id, found.pieces) == ("a001", 1)


def test_forgettable_a_snapshot_names_those_who_were_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pos_app.storage import for_sync

    forgotten: list[str] = []
    monkeypatch.setattr(for_sync, "forget_members", lambda _database, members: forgotten.extend(members))
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        replica.begin_full()
        write(replica, packed(monkeypatch, 25, Gone("member", goods.MEMBER_ID)))
    assert forgotten == [goods.MEMBER_ID]


@pytest.mark.parametrize(
    "content",
    [
        Content(tables=(("article", ((1, "a", None, None, "", 0, "", "", 0, None, "", "", 0),)),)),
        Content(tables=(("number", (("no number", 1),)),)),
        Content(tables=(("member", ((1, ["a list"], *[""] * 11),)),)),
        Content(tables=(("code", (("7", 1, 1), ("7", 2, 1))),)),
    ],
    ids=["a name that is none", "a text for a number", "a list", "the same code twice"],
)
def test_a_piece_that_no_table_takes_leaves_the_replica_as_it_was(tmp_path: Path, content: Content) -> None:
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        replica.begin_full()
        with pytest.raises(ValueError, match="do not take"):
            replica.apply_piece("one", 0, content, 0)
        assert replica.loaded() == ("", 0)


def test_a_piece_out_of_turn_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = packed(monkeypatch)
    with closing(SyncReplica(tmp_path, KEY)) as replica:
        replica.begin_full()
        write(replica, pieces, 0, 2)
        for place in (1, 3):
            with pytest.raises(ValueError, match="does not follow"):
                replica.apply_piece("one", place, pieces[place], 0)
        assert replica.loaded() == ("one", 2)


def test_tables_of_later_versions_are_passed_over_and_short_rows_are_not_taken() -> None:
    later = msgspec.msgpack.encode({"rows": (), "tables": [("hologram", [(1, 2)])], "more": 7})
    assert decode_content(later).tables == (("hologram", ((1, 2),)),)
    for wrong in ({"tables": [("code", [("1", 2)])]}, {"rows": 7}, [1], {"tables": [("code", 5)]}):
        with pytest.raises(ValueError, match=r".+"):
            decode_content(msgspec.msgpack.encode(wrong))


def test_a_snapshot_s_rows_are_the_rows_of_the_wire() -> None:
    assert isinstance(packing.row_of(msgspec.msgpack.encode(ARTICLES[0])), ArticleRow)
    assert isinstance(packing.row_of(msgspec.msgpack.encode(MEMBERS[0])), MemberRow)
