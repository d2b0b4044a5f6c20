"""``kill -9`` of till, sync child and server under load, each started again, as often as it is asked for."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from enum import StrEnum
from pathlib import Path

from tests.faults.shop import POINTS_A_SALE, Shop
from tests.faults.wire import Row, row
from tests.power.finding import said_in
from tests.stage.site import LONG_S, ROOT

LONGEST_LIFE_S = 1.0


class Victim(StrEnum):
    """Who is killed."""

    TILL = "till"
    CHILD = "sync child"
    SERVER = "server"


class Seller:
    """The till that sells; what it said stays in ``said`` after its end."""

    def __init__(self, shop: Shop) -> None:
        self._toml = shop.site.till_toml
        self.said = shop.site.folder / "said.jsonl"

    def start(self) -> None:
        """Start it, and wait until it sold something: a till that is killed at its start sells nothing to lose."""
        before = self.said.stat().st_size if self.said.exists() else 0
        with self.said.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.seller", str(self._toml)], cwd=ROOT, stdout=out
            )
        until = time.monotonic() + LONG_S
        while self.said.stat().st_size == before:
            assert self._process.poll() is None, "the till ended by itself"
            assert time.monotonic() < until, "the till sold nothing"
            time.sleep(0.02)

    def kill(self) -> None:
        """At once, wherever it is."""
        self._process.send_signal(signal.SIGKILL)
        assert self._process.wait(LONG_S) == -signal.SIGKILL, "the till ended by itself"
        content = self.said.read_bytes()
        self.said.write_bytes(content[: content.rfind(b"\n") + 1])  # half a line was never heard


def kill(shop: Shop, times: int, seed: int) -> Row:
    """So many kills: who and when is drawn from the seed, but everybody's turn comes."""
    draw = random.Random(seed)
    shop.close_till()
    seller = Seller(shop)
    seller.start()
    shop.follow()
    tills = 1
    turns: list[Victim] = []
    for _ in range(times):
        turns = turns or draw.sample(list(Victim), len(Victim))
        victim = turns.pop()
        time.sleep(draw.uniform(0, LONGEST_LIFE_S))
        match victim:
            case Victim.TILL:
                seller.kill()
                seller.start()
                tills += 1
            case Victim.CHILD:
                shop.follow().close()
                shop.follow()
            case Victim.SERVER:
                shop.site.stop_server(signal.SIGKILL)
                shop.site.start_server()
    seller.kill()
    shop.lost += take_over(shop, seller.said, tills)
    return row(shop, "kill -9 of till, sync child, server", times, shop.until_well())


def take_over(shop: Shop, said_in_file: Path, tills: int) -> list[str]:
    """Take over what the till has; sales that it said and has not, or has and can not have been under way."""
    before = list(shop.sold.sale_ids)
    said = [str(each[2]) for each in said_in(said_in_file.read_text(encoding="utf-8"))]
    rows = shop.till.store.database.sql("SELECT sale_id FROM sale ORDER BY sequence")
    has = [str(each[0]) for each in rows]
    ((records,),) = shop.till.store.database.sql("SELECT max(sequence) FROM journal")
    shop.sold.sale_ids = has
    shop.sold.records = int(records)
    shop.sold.at_ms = time.time_ns() // 1_000_000
    shop.sold.points += POINTS_A_SALE * (len(has) - len(before))
    lost = [f"sale {each}, which the till said" for each in (*before, *said) if each not in set(has)]
    if len(has) > len(before) + len(said) + tills:
        lost.append(f"{len(has)} sales where {len(before) + len(said)} were said: more than one under way")
    return lost
