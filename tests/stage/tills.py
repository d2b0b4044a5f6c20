"""Tills on real files: a store in a folder, sales that follow each other, and a second look at what is on the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.sale import Sale
from pos_app.services.till_store import PersonalFields, PrintJob, PrintKind, PrintState
from pos_app.storage.opening import SqliteTillStore, open_till_store
from tests.stage import goods

KEY = bytes(range(100, 132))
MEMBER_KEY = bytes(range(32))
PAGE = 4096
_RESERVED = 80
_IV = 16

ADA = PersonalFields(goods.MEMBER_ID, "Ada Nordmann", MEMBER_KEY)


def open_store(folder: Path, key: bytes = KEY) -> SqliteTillStore:
    """The store of till 2 in Grünerløkka."""
    return open_till_store(folder, key, company_id=goods.COMPANY, till_id=goods.TILL)


def fact_id(number: int) -> str:
    """A UUIDv7 that says which one it is."""
    return f"0190b5a0-0000-7000-8000-{number:012x}"


def nth_sale(number: int, *, member: MemberView | None = None) -> Sale:
    """The ``number``-th sale of a till: two goods, paid by card."""
    bought = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, basket_id=fact_id(0xBA000 + number))
    at = replace(goods.context(), at_ms=goods.AT_MS + number * 60_000)
    return goods.sale(
        bought, member_view=member, receipt_number=number, sale_id=fact_id(0x5A000 + number), at=at
    )


def receipt_job(sale: Sale, number: int = 1) -> PrintJob:
    """The job that prints a sale's receipt."""
    job_id = fact_id(0xB000000 + sale.receipt_number * 16 + number)
    return PrintJob(job_id, sale.sale_id, PrintKind.RECEIPT, PrintState.QUEUED, sale.context.at_ms)


def sell(
    store: SqliteTillStore, *, member: MemberView | None = None, personal: PersonalFields | None = None
) -> Sale:
    """Make and commit the next sale."""
    with store.unit_of_work() as uow:
        sale = nth_sale(uow.next_receipt_number(), member=member)
        uow.add_sale(sale, personal, receipt_job(sale))
        uow.commit()
    return sale


def sell_many(store: SqliteTillStore, how_many: int) -> list[Sale]:
    """Some sales, every second one with Ada's card."""
    return [
        sell(store, member=goods.member(), personal=ADA) if number % 2 else sell(store)
        for number in range(1, how_many + 1)
    ]


def clear_pages(path: Path, key: bytes = KEY) -> bytes:
    """Everything that stands in an encrypted file, free space included, decrypted without SQLite's help.

    SQLCipher 4 with a raw key: AES-256-CBC page by page, the IV at the end; page 1 begins with 16 bytes of salt.
    """
    content = path.read_bytes()
    clear = []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        body = page[16 if start == 0 else 0 : PAGE - _RESERVED]
        iv = page[PAGE - _RESERVED : PAGE - _RESERVED + _IV]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
        clear.append(decryptor.update(body) + decryptor.finalize())
    return b"".join(clear)
