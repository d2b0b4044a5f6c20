"""A till's services on the store in memory that the interface's tests use, and on real files: both must agree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pos_app.services.ports import Ports
from pos_app.services.till_store import TillStore
from pos_app.storage.opening import SqliteTillStore
from tests.stage.counter import Stage
from tests.stage.tills import open_store


@dataclass
class Till:
    """``ports`` of one till, and the fakes behind all of them but, where ``folder`` is given, the store."""

    stage: Stage
    ports: Ports
    folder: Path | None = None

    def records(self) -> int:
        """How many records the journal holds (none is acknowledged in these tests)."""
        with self.ports.store.unit_of_work() as work:
            return work.waiting_records()

    def restart(self) -> None:
        """End the till program and start it again; what is in memory only is lost, the fake keeps what it kept."""
        store = self.ports.store
        if isinstance(store, SqliteTillStore):
            assert self.folder is not None
            store.close()
            self.ports = replace(self.ports, store=open_store(self.folder))

    def close(self) -> None:
        if isinstance(self.ports.store, SqliteTillStore):
            self.ports.store.close()


def make_till(folder: Path | None) -> Till:
    stage = Stage()
    ports = stage.services()
    if folder is None:
        return Till(stage, ports)
    store: TillStore = open_store(folder)
    return Till(stage, replace(ports, store=store), folder)


@pytest.fixture(params=["in_memory", "on_disk"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Till]:
    made = make_till(tmp_path if request.param == "on_disk" else None)
    yield made
    made.close()


@pytest.fixture
def real_till(tmp_path: Path) -> Iterator[Till]:
    """On real files only: for what the fake does not do."""
    made = make_till(tmp_path)
    yield made
    made.close()
