"""A disk that failed once under the server's file is not believed again until the server is started anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlcipher3.dbapi2 as sqlite
from litestar.testing import TestClient
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from sync.protocol.v1.problems import Code
from sync.server import on_sqlite, watching
from sync.server.app import make_app
from sync.server.schema import tables
from tests.integration.server.http import Client, problem
from tests.stage.logs import ExpectedLogs
from tests.unit.sync.server.stage import open_shop

pytestmark = pytest.mark.sqlite
IO_ERROR = 10


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    shop = open_shop(tmp_path)
    with TestClient(make_app(shop.database, now_ms=shop.clock), raise_server_exceptions=False) as http:
        yield Client(http, shop)
    shop.database.close()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A disk that fails under the next question whether the server is ready."""

    def fail(_connection: Connection, _now_ms: int) -> None:
        error = sqlite.OperationalError("disk I/O error")
        error.sqlite_errorcode = IO_ERROR
        raise OperationalError("COMMIT", {}, error)

    monkeypatch.setattr(watching, "_beat", fail)
    return monkeypatch


def test_durable_first_after_the_disk_failed_nothing_is_taken_in_and_the_server_says_why(
    client: Client, failing: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("the disk failed; nothing is written until the server is started anew")
    expected_logs.say("the database refused")
    till = client.till()
    till.sell()
    first = client.http.get("/ready")
    assert (first.status_code, first.json()["status"]) == (503, "cannot-write")
    failing.undo()

    answer = client.http.get("/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "failed", "problem": on_sqlite.DISK_FAILED},
    )
    refused = client.push(till)
    assert problem(refused, 503).code == Code.BUSY
    assert refused.headers["retry-after"]
    assert client.shop.count(tables.record) == 0
    assert client.presence(till).acked == 0, "what is there can be read"


def test_a_disk_without_room_for_the_index_of_the_log_is_full_and_may_be_emptied(
    client: Client, failing: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("the database refused")
    failing.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=4096))
    assert client.http.get("/ready").json()["status"] == "cannot-write"
    failing.undo()

    assert client.http.get("/ready").json() == {"status": "ready"}
    till = client.till()
    till.sell()
    assert client.pushed(till).acked == 1
