"""Redeeming at a real till whose server is away: its own files keep the lease through sales, crashes and restarts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.domain.receipt_document import Box, Columns
from pos_app.domain.tender import Tender, card
from pos_app.services import members, receipts, redeeming, scanning, selling
from pos_app.services.quoting import quote
from pos_app.services.selling import Sold
from pos_app.storage.leases_for_sync import SyncLeases
from pos_app.storage.verify import verify_database
from sync.protocol.v1.messages import ProgrammeRow
from tests.stage.lease_side import hear, lease
from tests.stage.ready_till import COFFEE_CODE, MEMBER_CARD, ROWS, ReadyTill, make_ready_till
from tests.stage.replicas import PROGRAMME_TEXT, load, member_row
from tests.stage.tills import KEY

POINTS_PAY = (
    PROGRAMME_TEXT.replace("version = 1", "version = 2") + '\n[redemption]\nblock = 100\nvalue = "10.00"\n'
)


@pytest.fixture
def till(tmp_path: Path) -> ReadyTill:
    """300 of Ada's 1240 points are kept here for years to come."""
    made = make_ready_till(tmp_path / "till", catalogue=False)
    row = ProgrammeRow(programme_id="poeng", version=2, priority=1, text=POINTS_PAY)
    load(made.data, (*ROWS, member_row(cards=(MEMBER_CARD,), points=1240), row)).close()
    with switched_on(made):
        kept = lease(300, hours=24 * 365 * 100)
        hear(made.data, kept)
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


def coffee(opened: OpenTill) -> Basket:
    article = opened.ports.catalogue.by_code(COFFEE_CODE)
    assert article is not None
    basket = scanning.add(selling.new_basket(opened.ports), article.article).basket
    return with_member(basket, ada(opened).view.member_id)


def redeem(opened: OpenTill, points: int) -> Tender:
    room = members.standing(opened.ports, ada(opened))
    return redeeming.redeem(
        opened.ports, ada(opened), points, 4900, min(room.spendable, room.offline.most), line_down=True
    )


def pay(opened: OpenTill, basket: Basket, tender: Tender) -> Sold:
    ports, member = opened.ports, ada(opened)
    rest = quote(ports, basket, member, (tender,)).settlement.due_minor
    return selling.sell(ports, "ingrid", basket, member, (tender, card(rest, "1")))


def left(opened: OpenTill) -> int:
    return members.standing(opened.ports, ada(opened)).offline.points


def test_lease_is_spent_offline_used_with_the_sale_and_never_above(till: ReadyTill) -> None:
    with switched_on(till) as opened:
        assert left(opened) == 300
        sold = pay(opened, coffee(opened), redeem(opened, 200))
        assert sold.sale.tenders[0].lease_id == "lease-1"
        assert left(opened) == 100
        with pytest.raises(Refused) as refused:
            redeem(opened, 200)
        assert refused.value.reason is Refusal.POINTS_TOO_MANY
    with switched_on(till) as opened:
        assert left(opened) == 100
        pay(opened, coffee(opened), redeem(opened, 100))
        assert left(opened) == 0
    assert verify_database(till.data, KEY).ok


def test_stale_label_the_receipt_tells_the_balance_with_what_is_pending(till: ReadyTill) -> None:
    with switched_on(till) as opened:
        sold = pay(opened, coffee(opened), redeem(opened, 200))
        document = receipts.document_for(opened.ports, sold.job)
    (box,) = [block for block in document.blocks if isinstance(block, Box)]
    rows = [f"{line.left} {line.right}" for line in box.lines if isinstance(line, Columns)]
    (balance,) = [row for row in rows if "1 240" in row.replace("\N{NO-BREAK SPACE}", " ")]
    earned = sold.sale.decision.points_earned
    assert f"{earned - 200:+d}".replace("-", "−") in balance.replace("-", "−"), rows


def test_lease_a_kill_between_taking_and_selling_frees_what_no_basket_names(till: ReadyTill) -> None:
    with switched_on(till) as opened:
        redeem(opened, 200)
        assert left(opened) == 100
    with switched_on(till) as opened:
        assert left(opened) == 300


def test_lease_a_kill_after_the_basket_was_kept_brings_the_tender_back_and_sells_it_once(
    till: ReadyTill,
) -> None:
    with switched_on(till) as opened:
        basket, tender = coffee(opened), redeem(opened, 200)
        selling.keep_basket(opened.ports, basket, (tender,))
    with switched_on(till) as opened:
        assert left(opened) == 100
        found = selling.restore_basket(opened.ports)
        assert found is not None
        pay(opened, found.basket, found.tenders[0])
        assert left(opened) == 100
    with switched_on(till) as opened:
        assert left(opened) == 100
        assert not opened.ports.leases.free(tender.redemption_id)


def test_lease_a_recall_takes_what_is_not_taken(till: ReadyTill) -> None:
    with switched_on(till) as opened:
        tender = redeem(opened, 200)
        hear(till.data, msgspec.structs.replace(lease(300, revision=2), recalled=True))
        with closing(SyncLeases(till.data, KEY)) as child:
            (told,) = child.prepare(0).returned
        assert (told.points, told.closed) == ((("points", 100),), False)
        assert left(opened) == 0
        pay(opened, coffee(opened), tender)
