"""The programs that lose their power: real ones, each a process of its own, on the files of a folder.

``python -m tests.power.till PART FOLDER WEAKNESS REOPEN_EVERY`` waits for a line on its input, works, and says on its
output, as one JSON list a line, each thing that it could have told a cashier: after the commit returned, never before.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from pos_app.commands.enrol import enrol
from pos_app.domain.tender import card, cash
from pos_app.machine.ids import Uuid7Ids
from pos_app.services.quoting import quote
from pos_app.services.selling import keep_basket, sell
from pos_app.storage import backup, before_update, replica_files, update_note
from pos_app.storage import key as till_key
from pos_app.storage.for_sync import SyncJournal, SyncReplica
from pos_app.storage.opening import SqliteTillStore
from sync.client import keys as device_key
from sync.client.keys import DeviceKey
from sync.protocol.v1 import facts
from sync.protocol.v1.messages import Enrolled, Row
from tests.benchmarks.counter import counter_ports
from tests.power.mounting import end_with_parent
from tests.power.plan import Weakness
from tests.stage import goods
from tests.stage.replicas import SHOP, article_row
from tests.stage.tills import KEY, open_store

MOST_SALES = 130
MOST_LOADS = 8
SERVER = "https://till.example"
SECRET = bytes(range(32, 64))
CODE = "7000000000999"
"""The article that says which load of the replica it came with."""


def say(*what: object) -> None:
    """Tell it, at once."""
    os.write(1, json.dumps(what).encode() + b"\n")


def open_till(folder: Path, weakness: Weakness) -> SqliteTillStore:
    """The till's store as the till opens it, and then weakened behind its back."""
    store = open_store(folder)
    if weakness in {Weakness.SYNC_OFF, Weakness.SYNC_NORMAL}:
        store.database.sql(f"PRAGMA {weakness}")
    return store


def sell_on(folder: Path, weakness: Weakness, reopen_every: int) -> None:
    """Serve one customer after the other: the basket is kept, then sold; every second one is a member."""
    store = open_till(folder, weakness)
    ids = Uuid7Ids()
    with store.unit_of_work() as uow:
        signed_in = uow.add_signed_in(ids.new_id(), "ingrid", goods.AT_MS)
        uow.commit()
    say("signed in", signed_in)
    for number in range(1, MOST_SALES + 1):
        serve(store, ids, number)
        if number % reopen_every == 0:
            store.close()
            store = open_till(folder, weakness)
    store.close()


def serve(store: SqliteTillStore, ids: Uuid7Ids, number: int) -> None:
    """One customer: the basket is kept, then sold, and each is said."""
    ports = counter_ports(store)
    member = goods.known_member() if number % 2 else None
    articles = [goods.article(f"Vare {line}", 1990 + 100 * line) for line in range(number % 5 + 1)]
    basket = goods.basket(
        *articles, basket_id=ids.new_id(), member_id=member.view.member_id if member else None
    )
    due = quote(ports, basket, member).settlement.due_minor
    tenders = (card(due, "004711"),) if number % 3 else (cash(due + 5000),)
    keep_basket(ports, basket, tenders)
    say("kept", basket.basket_id)
    sold = sell(ports, "ingrid", basket, member, tenders)
    digest = hashlib.sha256(facts.encode_sale(sold.sale)).hexdigest()
    say("sold", sold.sequence, sold.sale.sale_id, sold.sale.receipt_number, sold.job.job_id, digest)


def acknowledge(folder: Path, weakness: Weakness, _: int) -> None:
    """The sync child beside the selling till: has a server that takes everything. Never ends by itself."""
    while not (folder / "till.db").exists():
        time.sleep(0.002)
    with closing(SyncJournal(folder, KEY)) as outbox:
        if weakness in {Weakness.SYNC_OFF, Weakness.SYNC_NORMAL}:
            outbox._database.sql(f"PRAGMA {weakness}")
        while True:
            batch = outbox.unacked(outbox.acked(), 10)
            if batch:
                outbox.mark_acked(batch[-1][0], "epoch")
                say("acknowledged", batch[-1][0])
            time.sleep(0.001)


def load_replicas(folder: Path, _: Weakness, __: int) -> None:
    """Load one full replica after the other, with some changes to each while it is the one in use."""
    with closing(SyncReplica(folder, KEY)) as replica:
        for load in range(1, MOST_LOADS + 1):
            replica.begin_full()
            replica.apply((*SHOP, _mark(load, 0)), load * 1000, full=True)
            replica.finish_full()
            say("loaded", load)
            for change in range(1, 4):
                replica.apply((_mark(load, change),), load * 1000 + change, full=False)


def _mark(load: int, change: int) -> Row:
    return article_row(f"Load {load}.{change}", article_id="mark", codes=((CODE, 1),))


def enrol_till(folder: Path, _: Weakness, __: int) -> None:
    """The command that gives a till its place: two keys, a secret and ``till.toml``. The server is played."""
    with redirect_stdout(sys.stderr), patch("sync.client.enrol.enrol", give_place):
        enrol(folder / "till.toml", SERVER, "CODE")
    say("enrolled", till_key.read_key(folder / "till.key").hex())


def give_place(server_url: str, code: str, key: DeviceKey, **_how: object) -> Enrolled:
    """What the server answers. From here on the code is spent, and belongs to this key."""
    say("asked", key.public_key.hex())
    return place_for(key)


def place_for(key: DeviceKey) -> Enrolled:
    """The same place for the same code, as often as it is asked for."""
    return Enrolled(
        company_id=goods.COMPANY,
        store_id=goods.STORE,
        till_id=goods.TILL,
        till_number=2,
        card_secret=SECRET,
        fingerprint=key.fingerprint,
        epoch="epoch",
    )


def take_pushes(folder: Path, weakness: Weakness, _: int) -> None:
    """The server, whose parts the other programs do without."""
    from tests.power.server import take_pushes as take

    take(folder, weakness)


def update(folder: Path, weakness: Weakness, _: int) -> None:
    """A till that is updated and goes back, again and again."""
    from tests.power.updating import update_and_go_back

    update_and_go_back(folder, weakness)


PARTS: dict[str, Callable[[Path, Weakness, int], None]] = {
    "selling": sell_on,
    "sync": acknowledge,
    "replica": load_replicas,
    "enrolling": enrol_till,
    "server": take_pushes,
    "updating": update,
}


def main(part: str, folder: Path, weakness: Weakness, reopen_every: int) -> None:
    """Wait for the word, then do it."""
    end_with_parent()
    if weakness is Weakness.FOLDERS_NOT_SYNCED:
        for module, name in (
            (replica_files, "sync_folder"),
            (till_key, "sync_folder"),
            (device_key, "_make_name_durable"),
            (backup, "sync_folder"),
            (before_update, "sync_folder"),
            (update_note, "sync_folder"),
        ):
            setattr(module, name, lambda folder: None)
    if (
        sys.stdin.readline()
    ):  # nothing comes when the machine ended before this process could say that it goes too
        PARTS[part](folder, weakness, reopen_every)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Weakness(sys.argv[3]), int(sys.argv[4]))
