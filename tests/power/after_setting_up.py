"""Looks at replicas and keys after a power cut: the old one or the new one, whole, and never none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pos_app.domain.errors import TillError
from pos_app.storage import key as till_key
from pos_app.storage.replica_files import current_number, replica_path
from pos_app.storage.replica_opening import open_replica
from pos_app.storage.replica_rows import read_cursor
from pos_app.storage.verify import _file_problem
from sync.client import keys as device_key
from tests.power.finding import Finding, Said
from tests.power.till import CODE
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
        if till.goods.size() != 4 or till.members.search("ada") == [] or not till.cashiers():
            finding.torn.append(f"replica {number}: not all of its rows are there")
    if name != f"Load {loaded}.{change}":
        finding.torn.append(f"replica {number}: its cursor stands at {loaded}.{change}, its rows say {name}")
    if loaded not in {last, last + 1}:
        finding.lost.append(f"load {last}: load {loaded} is in use")


def look_at_keys(folder: Path, said: Sequence[Said]) -> Finding:
    """Enrol again as the command does: a key that was said is that key, and none stands in the way of a new one."""
    finding = Finding(acknowledged=len(said))
    told = {str(each[0]): str(each[1]) for each in said}
    device, till = folder / "device.key", folder / "till.key"
    try:
        found = device_key.read_or_make_key(device).public_key.hex()
        if told.get("device.key", found) != found:
            finding.lost.append("device.key is another")
    except TillError as error:
        finding.torn.append(f"device.key: {error}")
    try:
        if not till.exists():
            till_key.make_key(till)
        found = till_key.read_key(till).hex()
        if told.get("till.key", found) != found:
            finding.lost.append("till.key is another")
    except (TillError, FileExistsError) as error:
        finding.torn.append(f"till.key: {error}")
    return finding
