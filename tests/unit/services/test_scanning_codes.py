"""Signed codes at the counter, against a real replica: what the server told is what the till goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from drivers.scanners.codes import CodeRules, Scan
from drivers.scanners.symbology import Symbology
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.member_code import read_code
from pos_app.machine.signatures import Ed25519Signatures
from pos_app.services.member_codes import MemberCodes
from pos_app.services.ports import Ports
from pos_app.services.scanning import Scanned, scan, taken
from pos_app.storage.for_sync import SyncReplica
from pos_app.storage.replica import ReplicaReader
from sync.protocol.v1.messages import Gone, IssuerKeyRow, RevokedCodeRow, Row
from tests.stage import goods
from tests.stage.codes import CodeIssuer, TimeByHand
from tests.stage.counter import Stage
from tests.stage.replicas import SHOP, article_row, load, member_row, reader
from tests.stage.tills import KEY

ISSUER = CodeIssuer()
EMPTY = goods.basket()
ROWS: tuple[Row, ...] = (
    *SHOP[:1],
    article_row("Cappuccino", codes=(("7031290000015", 1),)),
    member_row(),
    member_row("Bo Berg", member_id="bo", cards=(), phone="", blocked=True),
    IssuerKeyRow(ISSUER.key_id.hex(), ISSUER.public_key, 0, 0),
)


@dataclass
class Counter:
    """A till with a real replica."""

    folder: Path
    replica: ReplicaReader
    ports: Ports
    time: TimeByHand

    def tell(self, *rows: Row) -> None:
        """The server told more."""
        sink = SyncReplica(self.folder, KEY)
        sink.apply(rows, sink.cursor() + len(rows), full=False)
        sink.close()
        self.replica.refresh()

    def read(self, text: str, *, on_sale: str | None = None, came_ms: int = 0) -> Scanned:
        basket = replace(EMPTY, member_id=on_sale)
        return scan(self.ports, basket, Scan(text, Symbology.QR), CodeRules(), came_ms=came_ms)

    def refusal(self, text: str) -> Refusal:
        with pytest.raises(Refused) as caught:
            self.read(text)
        return caught.value.reason


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    load(tmp_path, ROWS).close()
    replica = reader(tmp_path)
    time = TimeByHand()
    codes = MemberCodes(goods.COMPANY, replica, Ed25519Signatures(), time)
    ports = replace(Stage().services(), catalogue=replica.goods, members=replica.members, member_codes=codes)
    yield Counter(tmp_path, replica, ports, time)
    replica.close()


def test_a_signed_code_puts_its_member_on_the_basket(counter: Counter) -> None:
    found = counter.read(ISSUER.card(goods.MEMBER_ID))
    assert found.member is not None
    assert found.member.display_name == "Ada Nordmann"
    assert found.basket.member_id == goods.MEMBER_ID
    assert found.proven is not None


def test_a_live_code_is_used_up_when_the_member_is_taken_and_not_before(counter: Counter) -> None:
    text = ISSUER.phone(goods.MEMBER_ID).shows(goods.AT_MS)
    first = counter.read(text)
    second = counter.read(text)
    assert first.proven == second.proven
    taken(counter.ports, first)
    assert counter.refusal(text) is Refusal.MEMBER_CODE_SHOWN_BEFORE
    assert counter.read(text, on_sale=goods.MEMBER_ID).member is not None


def test_a_code_that_waited_for_a_payment_is_judged_by_when_it_came(counter: Counter) -> None:
    text = ISSUER.phone(goods.MEMBER_ID).shows(goods.AT_MS)
    counter.time.now_ms += 180_000
    assert counter.refusal(text) is Refusal.MEMBER_CODE_SCREENSHOT
    assert counter.read(text, came_ms=goods.AT_MS + 1_000).member is not None


def test_a_blocked_member_stays_blocked_however_well_they_are_known(counter: Counter) -> None:
    assert counter.refusal(ISSUER.card("bo")) is Refusal.MEMBER_BLOCKED


def test_a_genuine_code_of_somebody_this_till_does_not_know_is_told_as_that(counter: Counter) -> None:
    assert counter.refusal(ISSUER.card("new-today")) is Refusal.MEMBER_CODE_NOT_KNOWN_YET


def test_a_till_that_was_told_no_key_believes_no_code(counter: Counter) -> None:
    counter.tell(Gone(kind="issuer-key", row_id=ISSUER.key_id.hex()))
    assert counter.refusal(ISSUER.card(goods.MEMBER_ID)) is Refusal.MEMBER_CODE_WRONG_KEY


def test_two_keys_live_side_by_side_and_the_old_one_has_an_end(counter: Counter) -> None:
    other = CodeIssuer(seed=bytes(32))
    counter.tell(
        IssuerKeyRow(ISSUER.key_id.hex(), ISSUER.public_key, 0, goods.AT_MS),
        IssuerKeyRow(other.key_id.hex(), other.public_key, goods.AT_MS, 0),
    )
    assert counter.read(ISSUER.card(goods.MEMBER_ID)).member is not None
    assert counter.read(other.card(goods.MEMBER_ID)).member is not None
    late = ISSUER.card(goods.MEMBER_ID, at_ms=goods.AT_MS + 60_000)
    assert counter.refusal(late) is Refusal.MEMBER_CODE_WRONG_KEY


def test_a_code_is_revoked_by_its_id_and_by_its_member_and_may_be_allowed_again(counter: Counter) -> None:
    lost, kept = ISSUER.card(goods.MEMBER_ID), ISSUER.card(goods.MEMBER_ID)
    token = read_code(lost).token
    by_id = f"token/{token.token_id.hex()}"
    counter.tell(RevokedCodeRow(by_id, token.issued_s))
    assert counter.refusal(lost) is Refusal.MEMBER_CODE_REVOKED
    assert counter.read(kept).member is not None
    by_member = f"member/{goods.MEMBER_ID}"
    counter.tell(RevokedCodeRow(by_member, token.issued_s))
    assert counter.refusal(kept) is Refusal.MEMBER_CODE_REVOKED
    later = ISSUER.card(goods.MEMBER_ID, at_ms=goods.AT_MS + 1_000)
    assert counter.read(later).member is not None
    counter.tell(Gone(kind="revoked-code", row_id=by_id), Gone(kind="revoked-code", row_id=by_member))
    assert counter.read(lost).member is not None


@pytest.mark.parametrize("length", [81, 263, 265, 506, 508, 624])
def test_digits_of_another_length_are_a_damaged_code_and_no_article(counter: Counter, length: int) -> None:
    text = ISSUER.phone(goods.MEMBER_ID).shows(goods.AT_MS).ljust(length, "7")[:length]
    assert counter.refusal(text) in {Refusal.MEMBER_CODE_DAMAGED, Refusal.MEMBER_CODE_OTHER_KIND}


def test_an_oversized_code_is_refused_as_one(counter: Counter) -> None:
    assert counter.refusal("1991" + "7" * 10_000) is Refusal.MEMBER_CODE_TOO_LONG
