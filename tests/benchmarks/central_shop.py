"""A company on a real server: a process of its own on loopback, its database, and tills with sales that wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.client.central import Central
from sync.client.keys import DeviceKey
from sync.client.place import Place
from sync.server.config import PostgresUrl
from tests.benchmarks.waiting_sales import WaitingSales
from tests.integration.server.process import ServerProcess
from tests.unit.sync.server.stage import FakeTill, Shop, open_shop


@dataclass(frozen=True, slots=True)
class AwayTill:
    """A till that was away: its key, and what waits."""

    till: FakeTill
    journal: WaitingSales

    def central(self, url: str) -> Central:
        """Calls to the server at ``url``, over a line of its own."""
        place = self.till.place
        there = Place(url, place.company_id, place.till_id, _device_key(self.till.key))
        return there.central(there.signer())


@dataclass(frozen=True, slots=True)
class CentralShop:
    """One company with members and tills, in a file or on PostgreSQL. Its ``shop`` is closed while the server runs."""

    folder: Path
    where: PostgresUrl | None
    tills: tuple[AwayTill, ...]

    @property
    def file(self) -> Path:
        """The database, where it is a file."""
        return self.folder / "server.db"

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Run the server; gives its address."""
        config = self.folder / "server.toml"
        where = (
            f'[database]\nurl = "{self.where.text}"\n' if self.where else '[files]\ndatabase = "server.db"\n'
        )
        config.write_text(f"[server]\nport = 0\n\n{where}", encoding="utf-8")
        with ServerProcess(config) as process:
            yield process.url


def central_shop(
    folder: Path, *, tills: int, sales: int, members: int, where: PostgresUrl | None = None
) -> CentralShop:
    """A company in ``folder`` whose tills were away for ``sales`` sales each, half of them to its members."""
    shop: Shop = open_shop(folder, where)
    try:
        known = [f"member-{number:05}" for number in range(members)]
        rows = "".join(f"{name},Kunde {number},{20_000_000 + number}\n" for number, name in enumerate(known))
        shop.import_texts(members=f"member_id,name,card_number\n{rows}")
        away = []
        for number in range(1, tills + 1):
            till = shop.till(number)
            away.append(AwayTill(till, WaitingSales(till.place, sales, known, seed=number)))
    finally:
        shop.database.close()
    return CentralShop(folder, where, tuple(away))


def _device_key(key: Ed25519PrivateKey) -> DeviceKey:
    return DeviceKey(key.private_bytes_raw())
