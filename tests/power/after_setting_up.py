"""Looks at replicas and a till's place after a power cut: the old one or the new one, whole, and never none."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import typer

from pos_app.commands.enrol import enrol
from pos_app.config import load_settings, read_secret
from pos_app.domain.errors import TillError
from pos_app.storage.key import read_key
from pos_app.storage.replica_files import current_number, replica_path
from pos_app.storage.replica_opening import open_replica
from pos_app.storage.replica_rows import read_cursor
from pos_app.storage.verify import _file_problem
from sync.client.keys import DeviceKey
from sync.client.keys import read_key as read_device_key
from sync.protocol.v1.messages import Enrolled
from tests.power.finding import Finding, Said
from tests.power.till import CODE, SECRET, SERVER, place_for
from tests.stage import goods
from tests.stage.replicas import load, reader
from tests.stage.tills import KEY


def look_at_replica(folder: Path, said: Sequence[Said]) -> Finding:
    """The pointer names a whole replica, the last that was said or the one after it; the next load works."""
    last = max((int(str(each[1])) for each in said), default=0)
    finding = Finding(acknowledged=last)
    number = current_number(folder)
    if number:
        _look_at_current(folder, number, last, finding)
    elif last:
        finding.lost.append(f"load {last}: no replica is in use")
    load(folder, cursor=99_000).close()
    with closing(reader(folder)) as till:
        if till.version <= number or till.goods.by_code("7000000000012") is None:
            finding.torn.append(f"the next load is not in use, but replica {till.version}")
    return finding


def _look_at_current(folder: Path, number: int, last: int, finding: Finding) -> None:
    database = open_replica(folder, KEY, number)
    if database is None:
        finding.lost.append(f"load {last}: {replica_path(folder, number).name} can not be used")
        return
    with closing(database):
        problem = _file_problem(database, f"replica {number}")
        finding.torn += [problem] if problem else []
        loaded, change = divmod(read_cursor(database), 1000)
    with closing(reader(folder)) as till:
        found = till.goods.by_code(CODE)
        name = found.article.name if found else "nothing"
        if till.goods.size() != 4 or till.members.search("ada") == [] or not till.staff.cashiers():
            finding.torn.append(f"replica {number}: not all of its rows are there")
    if name != f"Load {loaded}.{change}":
        finding.torn.append(f"replica {number}: its cursor stands at {loaded}.{change}, its rows say {name}")
    if loaded not in {last, last + 1}:
        finding.lost.append(f"load {last}: load {loaded} is in use")


def look_at_place(folder: Path, said: Sequence[Said]) -> Finding:
    """An enrolled till is enrolled, with all its files; any other can be enrolled again, with the key that the server
    knows by now: another would find the code spent.
    """
    told = {str(each[0]): str(each[1]) for each in said}
    finding = Finding(acknowledged=len(told))
    toml = folder / "till.toml"
    asked: list[str] = []

    def give_place(server_url: str, code: str, key: DeviceKey, **_how: object) -> Enrolled:
        asked.append(key.public_key.hex())
        return place_for(key)

    try:
        if not (toml.exists() and load_settings(toml).is_enrolled):
            finding.lost += ["the till's place"] if "enrolled" in told else []
            with redirect_stdout(io.StringIO()), patch("sync.client.enrol.enrol", give_place):
                enrol(toml, SERVER, "CODE")
        settings = load_settings(toml)
        device = read_device_key(settings.device_key_file).public_key.hex()
        till = read_key(settings.key_file).hex()
        secret = read_secret(settings.card_secret_file, len(SECRET), "the card secret")
    except (TillError, typer.Exit) as error:
        finding.torn.append(f"the till is neither enrolled nor to be enrolled: {error!r}")
        return finding
    if told.get("asked", device) != device or asked not in ([], [device]):
        finding.lost.append("device.key, which the server knows, is another")
    if told.get("enrolled", till) != till:
        finding.lost.append("till.key is another")
    if secret != SECRET or settings.till_id != goods.TILL:
        finding.torn.append("the place is not the one that the server gave")
    return finding
