"""``pay``: from the tenders to a durable sale, against the same rows through raw sqlcipher3.

Ours is :func:`pos_app.services.selling.sell` from its call to its return: rules, prices, encoding, chain, sealing the
member's name, all rows, commit. The reference is handed the very rows that ours wrote, ready-made, and writes them into
a second file of the same schema, key and settings in one ``BEGIN IMMEDIATE``. The shop is in Norway, so each sale is
signed for the tax office on the way. Both files lie on the same disk; ours and
reference take turns, and a basket was kept before each sale as it is at a counter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter_ns

from pos_app.domain.basket import Basket
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, card
from pos_app.machine.ids import Uuid7Ids
from pos_app.machine.transaction_signer import KEY_FILE, RsaTransactionSigner
from pos_app.services.ports import Ports
from pos_app.services.quoting import quote
from pos_app.services.selling import keep_basket, sell
from pos_app.services.tax_books import NorwegianBooks
from pos_app.storage.driver import Connection, Value
from pos_app.storage.opening import SqliteTillStore, open_till_store
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.counter import KEY, counter_ports
from tests.benchmarks.row import Row
from tests.stage import goods

GOAL = 1.8
Ready = list[tuple[str, Sequence[Sequence[Value]]]]
"""Insert statements in the order of writing, each with its rows."""
LINES = 10
_WARM_UP = 20

_WRITTEN = (
    *("journal", "sale", "sale_line", "tender", "posting", "member_key", "personal", "print_job"),
    "transaction_signature",
)
"""The tables a sale writes, parents first."""
_KEYED_BY_SALE = {"print_job": "fact_id", "member_key": "member_id"}


def measure(folder: Path, *, quick: bool) -> Row:
    """Sell the same kind of basket many times over, to a member, by card."""
    ours = open_till_store(folder / "pay" / "ours", KEY, company_id=goods.COMPANY, till_id=goods.TILL)
    reference = open_till_store(
        folder / "pay" / "reference", KEY, company_id=goods.COMPANY, till_id=goods.TILL
    )
    try:
        signer = RsaTransactionSigner(folder / "pay" / KEY_FILE)
        return _compare(ours, reference, signer, sales=20 if quick else 400)
    finally:
        ours.close()
        reference.close()


def _compare(
    ours: SqliteTillStore, reference: SqliteTillStore, signer: RsaTransactionSigner, sales: int
) -> Row:
    ports = replace(counter_ports(ours), books=NorwegianBooks(signer))
    for store in (ours, reference):  # the key is there before the first sale, as it is at a counter
        with store.unit_of_work() as work:
            work.signatures.key_version(signer.public_key())
            work.commit()
    member = goods.known_member()
    raw = RawWriter(ours.database.connection, reference.database.connection)
    before = _written(ours), _written(reference)
    our_ms: list[float] = []
    reference_ms: list[float] = []
    for number in range(_WARM_UP + sales):
        basket, tenders = _customer(ports, member)
        keep_basket(ports, basket, tenders)
        raw.take_open_basket()
        started = perf_counter_ns()
        sold = sell(ports, "ingrid", basket, member, tenders)
        ended = perf_counter_ns()
        ready = raw.read(sold.sequence)
        reference_ns = raw.write(ready, basket.basket_id)
        if number >= _WARM_UP:
            our_ms.append((ended - started) / 1e6)
            reference_ms.append(reference_ns / 1e6)
    wrote = [now - then for now, then in zip((_written(ours), _written(reference)), before, strict=True)]
    return Row(
        "pay",
        "ratio",
        "ms",
        tuple(our_ms),
        tuple(reference_ms),
        GOAL,
        rows_ours=wrote[0] // (_WARM_UP + sales),
        rows_reference=wrote[1] // (_WARM_UP + sales),
        pragmas_ours=pragmas_of(ours.database.connection),
        pragmas_reference=pragmas_of(reference.database.connection),
    )


def _customer(ports: Ports, member: Member) -> tuple[Basket, tuple[Tender, ...]]:
    """A basket of ten different goods and the card that pays for it."""
    articles = [goods.article(f"Vare {number}", 1990 + 100 * number) for number in range(LINES)]
    basket = goods.basket(*articles, member_id=member.view.member_id, basket_id=Uuid7Ids().new_id())
    due = quote(ports, basket, member).settlement.due_minor
    return basket, (card(due, "004711"),)


def _written(store: SqliteTillStore) -> int:
    return count_rows(store.database.connection, *_WRITTEN)


class RawWriter:
    """Reads back what ours wrote, and writes it again with nothing but the driver.

    Statements are texts made once; values are the stored ones, so bytes and rows are the same.
    """

    def __init__(self, source: Connection, target: Connection) -> None:
        self._source = source
        self._target = target
        self._inserts: dict[str, str] = {}
        for table in _WRITTEN:
            width = len(source.execute(f"PRAGMA table_info({table})").fetchall())
            insert = "INSERT OR IGNORE" if table == "member_key" else "INSERT"
            self._inserts[table] = f"{insert} INTO {table} VALUES ({', '.join('?' * width)})"

    def take_open_basket(self) -> None:
        """Put the basket that is on our counter on the reference's too."""
        rows = self._source.execute("SELECT * FROM open_basket").fetchall()
        self._target.executemany("INSERT OR REPLACE INTO open_basket VALUES (?, ?, ?)", rows)

    def read(self, sequence: int) -> Ready:
        """Every row of the sale with that journal sequence, by insert statement in the order of writing."""
        sale_id, member_id = self._source.execute(
            "SELECT sale_id, member_id FROM sale WHERE sequence = ?", (sequence,)
        ).fetchall()[0]
        keys: dict[str, Value] = {
            "fact_id": sale_id,
            "member_id": member_id,
            "sequence": sequence,
            "version": 1,
        }
        found: Ready = []
        for table in _WRITTEN:
            key = _KEYED_BY_SALE.get(table, "sequence")
            rows = self._source.execute(f"SELECT * FROM {table} WHERE {key} = ?", (keys[key],)).fetchall()
            found.append((self._inserts[table], rows))
        return found

    def write(self, ready: Ready, basket_id: str) -> int:
        """One durable transaction; how long it took, in nanoseconds."""
        target = self._target
        started = perf_counter_ns()
        target.execute("BEGIN IMMEDIATE")
        for insert, rows in ready:
            if len(rows) == 1:
                target.execute(insert, rows[0])
            else:
                target.executemany(insert, rows)
        target.execute("DELETE FROM open_basket WHERE basket_id = ?", (basket_id,))
        target.execute("COMMIT")
        return perf_counter_ns() - started
