"""A till process whose power goes while its terminal charges a customer, and what it makes of that when it is back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.domain.card_intent import CardState
from pos_app.services import card_payments, selling
from tests.integration.bootstrap.paying_till import BASKET_ID, PRICE
from tests.integration.drivers.test_serial_scanner import until
from tests.stage.ready_till import PROJECT, ReadyTill, make_ready_till
from tests.stage.zvt_terminal import Mischief, ZvtStage


@pytest.fixture
def stage() -> Iterator[ZvtStage]:
    with ZvtStage() as listening:
        yield listening


@pytest.fixture
def ready(tmp_path: Path, stage: ZvtStage) -> ReadyTill:
    made = make_ready_till(tmp_path / "till")
    made.write_toml(
        more=f'\n[terminal]\nkind = "zvt"\nhost = "127.0.0.1"\nport = {stage.port}\nack_ms = 2000\n'
    )
    return made


def start(ready: ReadyTill) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.bootstrap.paying_till", str(ready.toml)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_card_once_a_till_that_was_killed_while_the_terminal_charged_finishes_the_sale(
    ready: ReadyTill, stage: ZvtStage
) -> None:
    stage.mischief, stage.slow_s = Mischief.IS_SLOW, 0.5
    process = start(ready)
    until(lambda: "0601" in stage.commands)
    process.kill()
    process.communicate()
    until(lambda: bool(stage.booked))
    stage.restart()
    till = open_till(load_settings(ready.toml))
    try:
        assert till.terminal is not None
        till.terminal.start(lambda _: None)
        kept = selling.restore_basket(till.ports)
        assert kept is not None
        found = card_payments.recover(till.ports, kept.basket.basket_id)
        assert [(each.amount_minor, each.card_end) for each in found.tenders] == [(PRICE, "1234")]
        selling.sell(till.ports, "ingrid", kept.basket, None, found.tenders)
        assert card_payments.matters(till.ports) == ()
        assert stage.charged == PRICE
    finally:
        till.close()


def test_a_till_that_is_not_killed_says_so_and_an_unused_payment_is_given_back_next_time(
    ready: ReadyTill, stage: ZvtStage
) -> None:
    told, _ = start(ready).communicate(timeout=60)
    assert told.strip() == CardState.APPROVED.value
    till = open_till(load_settings(ready.toml))
    try:
        assert till.terminal is not None
        till.terminal.start(lambda _: None)
        with till.store.unit_of_work() as work:
            work.save_open_basket(None)
            work.commit()
        (ended,) = card_payments.recover(till.ports, "another basket").ended
        assert (ended.basket_id, ended.state) == (BASKET_ID, CardState.REVERSED)
        assert stage.charged == 0
    finally:
        till.close()
