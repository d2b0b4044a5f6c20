"""A till as enrolment and a first load leave it, made without a server: files, keys, catalogue, and some sales."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher

from sync.protocol.v1.messages import CashierRow
from tests.stage import goods
from tests.stage.replicas import CARD_SECRET, SHOP, article_row, load, member_row
from tests.stage.tills import KEY, open_store, sell_many

PROJECT = Path(__file__).resolve().parents[2]
PIN = "1234"
COFFEE_CODE, BUN_CODE, MEMBER_CARD = "7031290000015", "7031290000022", "9578000000000102"
ROWS = (
    *(row for row in SHOP[:3]),
    article_row("Cappuccino", codes=((COFFEE_CODE, 1),), quick_position=1),
    article_row("Kanelbolle", codes=((BUN_CODE, 1),), category_id="bakst", price_minor=4500),
    member_row(cards=(MEMBER_CARD,)),
    *SHOP[-1:],
    CashierRow(
        cashier_id="ingrid",
        name="Ingrid",
        pin_hash=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIN),
    ),
)
NOBODY_LISTENS = "http://127.0.0.1:9"
"""The discard port, which nothing serves on a developer's machine: refused at once."""


@dataclass(frozen=True)
class ReadyTill:
    """``folder`` holds ``till.toml``, the keys and ``data``; copies of it are tills of their own."""

    folder: Path

    @property
    def toml(self) -> Path:
        return self.folder / "till.toml"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def paper(self) -> Path:
        """Where the printer puts one file for each receipt."""
        return self.folder / "receipts"

    def write_toml(self, *, more: str = "", server: str = NOBODY_LISTENS) -> None:
        self.toml.write_text(
            f'[till]\ncompany_id = "{goods.COMPANY}"\nstore_id = "{goods.STORE}"\ntill_id = "{goods.TILL}"\n'
            f'till_number = 2\n\n[server]\nurl = "{server}"\n\n[screen]\nsounds = false\n\n'
            '[codes]\nmember_card_prefix = "9578"\n\n[printer]\nkind = "file"\npath = "receipts"\n' + more,
            "utf-8",
        )

    def records(self) -> list[Path]:
        """The receipts on paper, oldest first."""
        return sorted(self.paper.glob("*.escpos"))


def make_ready_till(folder: Path, *, sales: int = 0, catalogue: bool = True) -> ReadyTill:
    """Make one in ``folder``."""
    till = ReadyTill(folder)
    till.paper.mkdir(parents=True)
    till.write_toml()
    for name, secret in (("till.key", KEY), ("device.key", bytes(range(32))), ("card.secret", CARD_SECRET)):
        (folder / name).write_bytes(secret)
        (folder / name).chmod(0o600)
    till.data.mkdir()
    if catalogue:
        load(till.data, ROWS).close()
    if sales:
        store = open_store(till.data)
        sell_many(store, sales)
        store.close()
    return till


def trofast(*words: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the till as a person does; whatever happens, no traceback may come out."""
    with subprocess.Popen(
        [sys.executable, "-m", "pos_app", *map(str, words)],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "200"} if env is None else env,
    ) as process:
        try:
            out, err = process.communicate(timeout=60)
        except BaseException:
            process.send_signal(signal.SIGKILL)
            raise
    assert "Traceback" not in out + err, err
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
