"""A company with stores, goods, members, a programme, and tills that are ready to sell: made once, then copied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from pos_app.storage.for_sync import SyncJournal, SyncReplica
from sync.client.keys import DeviceKey
from sync.protocol.v1.messages import Changes, Enrol, Enrolled
from sync.server import enrol
from sync.server.changes import page
from sync.server.companies import Company, create_company, the_company
from sync.server.importing import ImportFiles, import_files
from sync.server.opening import Database, open_database
from tests.simulation.chance import BEGIN_MS, Chance, determined
from tests.simulation.risks import FLOOR_EACH, FLOOR_MEMBER, FLOOR_TILL

COMPANY = "kaffehuset"
STORES = ("torget", "brygga")
CASHIER, PIN = "ingrid", "1234"
OPENING_POINTS = (60, 150, 400)

_STORES = "store_id,name,currency,zone,country,language\n" + "".join(
    f"{each},{each.title()},NOK,Europe/Oslo,NO,nb\n" for each in STORES
)
_GOODS = (("kaffe", "49.00"), ("bolle", "45.00"), ("toast", "89.00"), ("kake", "62.00"), ("bonner", "139.00"))
PROGRAMME = """\
programme = "klubb"
version = {version}
name = "Klubben"
currency = "NOK"

[redemption]
block = 50
value = "5.00"

[offline]
term_hours = 3
grace_hours = 2
floor_redemption = FLOOR_EACH
floor_member = FLOOR_MEMBER
floor_till = FLOOR_TILL

[[earn]]
points = {points}
per = "1.00"

[[tier]]
code = "medlem"
name = "Medlem"
from_points = 0

[[tier]]
code = "gull"
name = "Gull"
from_points = 900
earn_percent = 150

[[stamp_card]]
id = "kaffekort"
name = "Kaffekort"
stamps = 3
goods = {{ articles = ["kaffe"] }}

[[coupon]]
id = "neste"
words = "Halv pris på noe godt"
issued = "sale"
goods = {{ articles = ["kake", "toast"] }}

[[offer]]
id = "halv"
words = "Halv pris på noe godt"
effect = "percent"
percent = "50"
most_pieces = 1
goods = {{ articles = ["bolle", "bonner"] }}
when = {{ coupon = "neste" }}
"""
for _word, _points in (("EACH", FLOOR_EACH), ("MEMBER", FLOOR_MEMBER), ("TILL", FLOOR_TILL)):
    PROGRAMME = PROGRAMME.replace(f"FLOOR_{_word}", str(_points))


def ean(number: int) -> str:
    """An EAN-13 of this shop's own."""
    digits = f"70312900{number:04d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


CODES = {name: ean(place + 1) for place, (name, _) in enumerate(_GOODS)}


@dataclass(frozen=True, slots=True)
class Founded:
    """The pattern that runs are copied from. ``tills`` are folder names, ``members`` card numbers by member id."""

    folder: Path
    tills: tuple[str, ...]
    members: tuple[str, ...]


def card_of(member_id: str) -> str:
    """The number on a member's card."""
    return f"9578{member_id.removeprefix('m'):0>8}"


def found(folder: Path, tills: int) -> Founded:
    """Make the company in ``folder``. The same for every seed, so that what differs is the story alone."""
    members = tuple(f"m{number}" for number in range(1, 4 + 2 * tills))
    chance = Chance("company")
    with determined(chance, lambda: BEGIN_MS):
        (folder / "server").mkdir(parents=True)
        database = open_database(folder / "server" / "server.db", create=True)
        with database.write() as connection:
            create_company(connection, COMPANY, "Kaffehuset", "NOK", BEGIN_MS)
        rows = "".join(
            f"{each},Navn {each},{card_of(each)},{OPENING_POINTS[place % len(OPENING_POINTS)]}\n"
            for place, each in enumerate(members)
        )
        articles = "".join(f"{name},{name.title()},{price},31,15,{CODES[name]}\n" for name, price in _GOODS)
        bring_in(
            database,
            folder,
            stores=_STORES,
            articles="article_id,name,price,vat_code,vat_percent,codes\n" + articles,
            members="member_id,name,card_number,points\n" + rows,
            cashiers=f"cashier_id,name,pin\n{CASHIER},Ingrid,{PIN}\n",
            programmes=PROGRAMME.format(version=1, points=1),
        )
        names = tuple(f"till-{number}" for number in range(1, tills + 1))
        for number, name in enumerate(names, start=1):
            _set_up(database, folder / name, number, chance)
        database.close()
    return Founded(folder, names, members)


def bring_in(database: Database, folder: Path, **texts: str) -> None:
    """Import files with these contents, as a person at the server does."""
    paths: dict[str, tuple[Path, ...]] = {}
    for kind, text in texts.items():
        path = folder / f"{kind}.{'toml' if kind == 'programmes' else 'csv'}"
        path.write_text(text, "utf-8")
        paths[kind] = (path,)
    with database.write() as connection:
        company = the_company(connection, COMPANY)
        import_files(connection, company, ImportFiles(**paths), _now_ms())  # type: ignore[arg-type]


def _now_ms() -> int:
    import time

    return time.time_ns() // 1_000_000


def _set_up(database: Database, folder: Path, number: int, chance: Chance) -> None:
    """What `trofast enrol` and a first load leave behind."""
    seed, key = chance.bytes(32), chance.bytes(32)
    folder.mkdir()
    place = take_place(database, DeviceKey(seed), STORES[number % len(STORES)], number)
    write_place(folder, place, seed, key)
    with database.read() as connection:
        told = page(connection, COMPANY, place.store_id, 0, 5_000)
    changes = msgspec.msgpack.decode(msgspec.msgpack.encode(told), type=Changes)
    journal = SyncJournal(folder / "data", key)
    replica = SyncReplica(folder / "data", key)
    replica.begin_full()
    replica.apply(changes.rows, changes.cursor, full=True)
    replica.finish_full()
    replica.close()
    journal.close()


def take_place(database: Database, device: DeviceKey, store: str, number: int) -> Enrolled:
    """Enrol a till, code and all."""
    now_ms = _now_ms()
    with database.write() as connection:
        code = enrol.make_code(connection, COMPANY, store, number, now_ms)
        asked = Enrol(code=code.code, public_key=device.public_key, software="simulation")
        place = enrol.enrol(connection, asked, now_ms)
    assert isinstance(place, Enrolled)
    return place


def write_place(folder: Path, place: Enrolled, seed: bytes, key: bytes) -> None:
    """The till's own files."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "till.toml").write_text(
        f'[till]\ncompany_id = "{place.company_id}"\nstore_id = "{place.store_id}"\n'
        f'till_id = "{place.till_id}"\ntill_number = {place.till_number}\n\n'
        '[server]\nurl = "http://server"\n',
        "utf-8",
    )
    for name, secret in (("till.key", key), ("device.key", seed), ("card.secret", place.card_secret)):
        (folder / name).write_bytes(secret)
        (folder / name).chmod(0o600)


__all__ = ["COMPANY", "Company", "Founded", "bring_in", "found"]
