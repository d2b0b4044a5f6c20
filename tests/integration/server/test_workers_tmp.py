"""The real program with several workers on PostgreSQL: one address, one book, an orderly end."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from sync.protocol.v1.messages import PushReply
from sync.server.config import PostgresUrl
from tests.integration.server.http import Client, problem, read
from tests.integration.server.process import PATIENCE_S, ServerProcess, run
from tests.stage.postgres import Cluster
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import Clock, Shop

pytestmark = pytest.mark.postgres


class WallClock(Clock):
    """The clock that the real server has."""

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000


@pytest.fixture
def config(place: PostgresUrl, tmp_path: Path) -> Path:
    path = tmp_path / "server.toml"
    path.write_text(f'[server]\nport = 0\n\n[database]\nurl = "{place.text}"\n', encoding="utf-8")
    return path


@pytest.fixture
def client(shared: Shop) -> Iterator[Client]:
    with httpx.Client(timeout=PATIENCE_S) as http:
        yield Client(http, Shop(shared.database, shared.company, shared.folder, WallClock()))


def running(config: Path, client: Client) -> ServerProcess:
    """Two workers, and the client at their address."""
    server = ServerProcess(config, ("--workers", "2"))
    server.__enter__()
    client.http.base_url = httpx.URL(server.url)
    return server


def workers_of(server: ServerProcess) -> set[int]:
    """The processes under the first one."""
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True, check=False
    )
    return {int(each) for each in told.stdout.split()}


def test_commands_work_on_postgresql_as_on_a_file(config: Path) -> None:
    told = run(config, "status", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert msgspec.json.decode(told.stdout)["members"] == 2
    erased = run(config, "erase-member", "--member", "member-2")
    assert (erased.returncode, erased.stdout) == (0, "erased: member-2\n")
    moved = run(
        config,
        *("adjust", "--member", "member-1", "--points", "25", "--reason", "cold coffee"),
        *("--asked-by", "Ingrid", "--approved-by", "Jonas"),
    )
    assert moved.returncode == 0, moved.stderr
    kept = run(config, "days", "--through", "2026-03-02")
    assert kept.returncode in {0, 1}, kept.stderr


def test_init_writes_where_postgresql_is_and_makes_the_company_there(
    place: PostgresUrl, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "server.toml"
    made = run(
        path,
        *("init", "--name", "Another", "--currency", "EUR", "--company-id", "another"),
        *("--database-url", place.text),
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert run(path, "status", "--company", "another").returncode == 0


def test_several_workers_on_a_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "server.toml"
    assert run(path, "init", "--name", "K", "--currency", "NOK").returncode == 0
    told = run(path, "run", "--workers", "2")
    assert told.returncode == 3
    assert "PostgreSQL" in told.stderr


def test_where_postgresql_does_not_answer_the_program_says_so_without_the_password(tmp_path: Path) -> None:
    path = tmp_path / "server.toml"
    path.write_text(
        f'[database]\nurl = "postgresql://trofast:hemmelig@/trofast?host={tmp_path}"\n', encoding="utf-8"
    )
    for command in (("status",), ("run", "--workers", "2"), ("run",)):
        told = run(path, *command)
        assert told.returncode == 3, told.stderr
        assert "hemmelig" not in told.stderr + told.stdout
        assert "Traceback" not in told.stderr


def test_workers_answer_at_one_address_and_a_request_is_answered_once_by_all_of_them(
    config: Path, client: Client
) -> None:
    server = running(config, client)
    try:
        till = client.shop.till()
        assert len(workers_of(server)) == 2
        headers = till.headers("GET", "/v1/presence", at_ms=client.shop.clock(), nonce="ab" * 16)
        with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as another:
            first = client.http.get("/v1/presence", headers=headers)
            answers = [
                each.get("/v1/presence", headers={**headers, "connection": "close"})
                for _ in range(8)
                for each in (client.http, another)
            ]
        assert first.status_code == 200
        assert {problem(answer, 401).code for answer in answers} == {"nonce-seen"}
    finally:
        assert server.end(signal.SIGTERM) == 0


def test_conservation_tills_push_to_two_workers_and_one_is_killed(config: Path, client: Client) -> None:
    server = running(config, client)
    try:
        tills = [client.shop.till(number) for number in range(1, 5)]
        view = client.shop.member_view()
        for till in tills:
            for _ in range(6):
                till.sell(member=view)
        before, acked = workers_of(server), [0] * len(tills)

        def push(number: int) -> None:
            with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as http:
                mine = Client(http, client.shop)
                while acked[number] < 6:
                    try:
                        answer = mine.push(tills[number], acked[number] + 1, acked[number] + 1)
                    except httpx.TransportError:
                        continue
                    if answer.status_code == 200:
                        acked[number] = read(answer, PushReply).acked

        threads = [threading.Thread(target=push, args=(number,)) for number in range(len(tills))]
        for thread in threads:
            thread.start()
        while sum(acked) < 4:
            threading.Event().wait(0.005)
        print("BEFORE", before, workers_of(server), server.log[-8:], flush=True)
        os.kill(min(before), signal.SIGKILL)
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        assert acked == [6] * 4
        assert audit(client.shop.database)["member-1", "points"][0] == 500 + 24 * 94
        for _ in range(200):
            if len(workers_of(server) - {min(before)}) == 2:
                break
            threading.Event().wait(0.05)
        assert len(workers_of(server) - {min(before)}) == 2, "another took its place"
    finally:
        assert server.end(signal.SIGTERM) == 0
    assert any("another takes its place" in line for line in server.log)


def test_sigterm_drains_what_every_worker_began(
    config: Path, client: Client, cluster: Cluster, place: PostgresUrl
) -> None:
    server, database = running(config, client), place.text.partition("@/")[2].partition("?")[0]
    tills = [client.shop.till(number) for number in (1, 2)]
    for till in tills:
        till.sell()
    answers: list[httpx.Response] = []

    def push(number: int) -> None:
        with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as http:
            answers.append(Client(http, client.shop).push(tills[number]))

    threads = [threading.Thread(target=push, args=(number,)) for number in range(2)]
    with client.shop.database.write():  # nobody else can write: the pushes have to wait
        for thread in threads:
            thread.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        waiting += f" AND datname = '{database}'"
        while cluster.execute(waiting) < [(2,)]:
            threading.Event().wait(0.02)
        server.process.send_signal(signal.SIGTERM)
        threading.Event().wait(0.3)
        assert server.process.poll() is None, "it waits for what was begun"
        assert answers == []
    for thread in threads:
        thread.join(PATIENCE_S)
    assert server.end(signal.SIGTERM) == 0
    assert [read(answer, PushReply).acked for answer in answers] == [1, 1]


def test_workers_end_with_the_process_that_holds_the_address(config: Path, client: Client) -> None:
    server = running(config, client)
    children = workers_of(server)
    server.end(signal.SIGKILL)
    for _ in range(400):
        if not any(Path(f"/proc/{pid}").exists() for pid in children):
            return
        threading.Event().wait(0.05)
    raise AssertionError("a worker was left behind")
