"""The till as the bootstrap builds it, as a process: scans over a pseudo-terminal, keys typed, receipts on paper."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_app.demo.till_by_hand import Scanner, Seen, TillByHand
from pos_app.storage.database import Database
from pos_app.storage.verify import verify_database
from tests.stage.ready_till import BUN_CODE, COFFEE_CODE, MEMBER_CARD, PIN, ReadyTill, make_ready_till
from tests.stage.site import Site
from tests.stage.tills import KEY

PATIENCE_S = 40
PULSE = b"\x1bp"
SCANNER = '\n[[scanner]]\nkind = "serial"\npath = "{path}"\n'


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    plugged_in = Scanner()
    yield plugged_in
    plugged_in.close()


@pytest.fixture
def till(tmp_path: Path, scanner: Scanner) -> ReadyTill:
    made = make_ready_till(tmp_path / "till")
    made.write_toml(more=SCANNER.format(path=scanner.path))
    return made


@contextmanager
def played(toml: Path, scanner: Scanner) -> Iterator[TillByHand]:
    """A till that somebody signed in to; whatever happens, its process ends."""
    by_hand = TillByHand(toml, scanner, PATIENCE_S)
    try:
        by_hand.sign_in(PIN)
        yield by_hand
    finally:
        if by_hand._process.poll() is None:
            by_hand.kill()


def eventually(holds: Callable[[], bool]) -> bool:
    due = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > due:
            return False
        time.sleep(0.02)
    return True


def test_a_scan_over_a_serial_line_reaches_the_basket_and_noise_does_not(
    till: ReadyTill, scanner: Scanner
) -> None:
    with played(till.toml, scanner) as by_hand:
        by_hand.scan(COFFEE_CODE)
        by_hand.scan(BUN_CODE)
        seen = by_hand.see()
        assert (seen.rows, seen.total) == (2, 4900 + 4500)
        by_hand.scan(MEMBER_CARD)
        assert by_hand.see().member
        scanner.scan("\x1b\x00\x01noise")
        time.sleep(
            0.5
        )  # noise is over when the line falls silent, which a hand with the next article lets it
        scanner.scan("7031290000016")
        scanner.scan(COFFEE_CODE)
        seen = by_hand.until("the coffee behind the noise", lambda seen: seen.lines == 3_000)
        assert (seen.rows, seen.total) == (3, 2 * 4900 + 4500)
        assert by_hand.close() == 0
    assert verify_database(till.data, KEY).sales == 0
    kept = Database.open(till.data / "till.db", KEY, read_only=True)
    kinds = [kind for (kind,) in kept.sql("SELECT kind FROM counter_event")]
    assert kinds == ["program-changed", "till-started", "till-stopped"]
    kept.close()


def test_durable_first_nothing_is_paid_printed_or_opened_before_the_commit_returned(
    till: ReadyTill, scanner: Scanner
) -> None:
    """Another connection holds the file's one write lock: the commit can not even begin, for a while."""
    with played(till.toml, scanner) as by_hand:
        by_hand.scan(COFFEE_CODE)
        by_hand.until("the basket to be kept", lambda seen: seen.kept)
        holder = Database.open(till.data / "till.db", KEY)
        try:
            holder.begin()
            by_hand.type("100")
            by_hand.key("Return")
            by_hand.until("the payment to begin", lambda seen: seen.busy)
            for _ in range(10):
                time.sleep(0.05)
                assert (by_hand.see().sold, till.records()) == (0, [])
            holder.rollback()
        finally:
            holder.close()
        by_hand.until("the sale", lambda seen: seen.sold == 1 and seen.rows == 0)
        assert eventually(lambda: len(till.records()) == 1)
        assert by_hand.close() == 0
    (receipt,) = (path.read_bytes() for path in till.records())
    assert receipt.count(PULSE) == 1
    report = verify_database(till.data, KEY)
    assert (report.ok, report.sales) == (True, 1)


def test_a_sale_by_card_prints_its_receipt_and_leaves_the_drawer_shut(
    till: ReadyTill, scanner: Scanner
) -> None:
    with played(till.toml, scanner) as by_hand:
        by_hand.scan(BUN_CODE)
        by_hand.key("F9")
        by_hand.until("the card panel", lambda seen: seen.panel == "card")
        by_hand.type("004711")
        by_hand.key("Return")
        by_hand.until("the sale", lambda seen: seen.sold == 1)
        assert eventually(lambda: len(till.records()) == 1)
        by_hand.close()
    (receipt,) = (path.read_bytes() for path in till.records())
    assert b"Kanelbolle" in receipt
    assert PULSE not in receipt


def test_a_till_killed_in_mid_basket_has_its_basket_and_its_member_back(
    till: ReadyTill, scanner: Scanner
) -> None:
    with played(till.toml, scanner) as by_hand:
        for code in (COFFEE_CODE, BUN_CODE, COFFEE_CODE, MEMBER_CARD):
            by_hand.scan(code)
        before = by_hand.until("the basket to be kept", lambda seen: seen.kept)
        by_hand.kill()
    with played(till.toml, scanner) as by_hand:
        assert basket(by_hand.see()) == basket(before)
        by_hand.close()
    assert verify_database(till.data, KEY).sales == 0


def basket(seen: Seen) -> tuple[object, ...]:
    return seen.rows, seen.lines, seen.total, seen.member


def test_print_tristate_a_till_killed_after_the_sale_prints_no_second_receipt(
    till: ReadyTill, scanner: Scanner
) -> None:
    with played(till.toml, scanner) as by_hand:
        by_hand.scan(COFFEE_CODE)
        by_hand.type("100")
        by_hand.key("Return")
        by_hand.until("the sale", lambda seen: seen.sold == 1)
        assert eventually(lambda: len(till.records()) == 1)
        assert eventually(lambda: print_states(till) == ["confirmed"])
        by_hand.kill()
    with played(till.toml, scanner) as by_hand:
        by_hand.scan(BUN_CODE)
        by_hand.type("100")
        by_hand.key("Return")
        by_hand.until("the second sale", lambda seen: seen.rows == 0 and seen.sold == 2)
        assert eventually(lambda: len(till.records()) == 2)
        by_hand.close()
    texts = [path.read_bytes() for path in till.records()]
    assert [b"Cappuccino" in text for text in texts] == [True, False]


def print_states(till: ReadyTill) -> list[str]:
    database = Database.open(till.data / "till.db", KEY, read_only=True)
    try:
        return [str(state) for (state,) in database.sql("SELECT state FROM print_job")]
    finally:
        database.close()


CASHIERS = f"cashier_id,name,pin\ningrid,Ingrid,{PIN}\n"
ARTICLES = f"""\
article_id,name,price,vat_code,vat_percent,codes
a1,Cappuccino,49.00,31,15,{COFFEE_CODE}
a2,Kanelbolle,45.00,31,15,{BUN_CODE}
"""


def test_a_cut_network_shows_and_sales_wait_and_are_sent_when_it_is_back(
    enrolled: Site, scanner: Scanner
) -> None:
    for kind, text in (("cashiers", CASHIERS), ("articles", ARTICLES)):
        (enrolled.folder / f"{kind}.csv").write_text(text, "utf-8")
        enrolled.server("import", f"--{kind}", enrolled.folder / f"{kind}.csv")
    text = enrolled.till_toml.read_text("utf-8")
    enrolled.till_toml.write_text(text + SCANNER.format(path=scanner.path), "utf-8")
    assert enrolled.trofast("sync").returncode == 0
    with played(enrolled.till_toml, scanner) as by_hand:
        by_hand.until("the network", lambda seen: seen.online)
        sell_one(by_hand, 1)
        by_hand.until(
            "the server to have it", lambda seen: seen.waiting == 0 and enrolled.status()["sales"] == 1
        )
        enrolled.stop_server()
        by_hand.until("the cut to show", lambda seen: not seen.online and seen.banner != "")
        sell_one(by_hand, 2)
        sell_one(by_hand, 3)
        by_hand.until("two sales to wait", lambda seen: seen.waiting == 2)
        enrolled.start_server()
        by_hand.until("the network to be back", lambda seen: seen.online and seen.waiting == 0)
        assert by_hand.close() == 0
    assert enrolled.status()["sales"] == 3


def sell_one(by_hand: TillByHand, number: int) -> None:
    by_hand.scan(COFFEE_CODE)
    by_hand.type("49")
    by_hand.key("Return")
    by_hand.until("the sale", lambda seen: seen.sold == number and seen.rows == 0 and not seen.busy)


def test_ready_is_said_once_the_till_can_scan(till: ReadyTill, scanner: Scanner) -> None:
    """What measures the start listens on a descriptor of its own; nobody else is to hear of it."""
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "pos_app.commands.played_till", str(till.toml)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        pass_fds=(theirs,),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TROFAST_READY_FD": str(theirs)},
    )
    os.close(theirs)
    try:
        assert os.read(ours, 10) == b"\n"
        assert os.read(ours, 10) == b"", "it is closed, and no child of the till holds it open"
    finally:
        os.close(ours)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
