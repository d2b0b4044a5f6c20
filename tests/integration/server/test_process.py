"""The real program: its commands, its exit codes, and a server that is stopped, killed and started again."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from sync.protocol.v1.messages import Changes, Enrol, Enrolled, HoldRequest, PushReply
from sync.server.companies import the_company
from sync.server.opening import open_database
from tests.integration.server.http import Client, read
from tests.integration.server.process import PATIENCE_S, ROOT, ServerProcess, run
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import PROGRAMME_TEXT, Clock, FakeTill, Shop, new_key


class WallClock(Clock):
    """The clock that the real server has."""

    def __call__(self) -> int:
        return time.time_ns() // 1_000_000


@pytest.fixture
def config(_company: Path, tmp_path: Path) -> Path:
    """The settings of a company of its own for each test."""
    for name in ("server.toml", "server.db"):
        shutil.copy(_company / name, tmp_path / name)
    return tmp_path / "server.toml"


@pytest.fixture(scope="module")
def _company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a store and a member, made with the real commands."""
    tmp_path = tmp_path_factory.mktemp("company")
    path = tmp_path / "server.toml"
    made = run(
        path, "init", "--name", "Kaffehuset", "--currency", "NOK", "--company-id", "kaffehuset", "--port", "0"
    )
    assert (made.returncode, made.stderr) == (0, "")
    (tmp_path / "stores.csv").write_text(
        "store_id,name,currency,zone,country,language\ns1,Oslo,NOK,Europe/Oslo,NO,nb\n"
    )
    (tmp_path / "members.csv").write_text(
        "member_id,name,card_number,points\nmember-1,Ada Nordmann,10000042,500\n"
    )
    (tmp_path / "p.toml").write_text(PROGRAMME_TEXT)
    done = run(
        path,
        "import",
        "--stores",
        str(tmp_path / "stores.csv"),
        "--members",
        str(tmp_path / "members.csv"),
        "--programme",
        str(tmp_path / "p.toml"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "programmes: 1 changed\nstores: 1 changed\nmembers: 1 changed\n"
    return tmp_path


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=PATIENCE_S) as client:
        yield client


def enrol(config: Path, server: ServerProcess, http: httpx.Client) -> tuple[Client, FakeTill]:
    """A till that joined with a code from the command line."""
    code = run(config, "enrol-code", "--store", "s1", "--till-number", "1")
    assert code.returncode == 0, code.stderr
    key, public = new_key()
    http.base_url = httpx.URL(server.url)
    body = msgspec.msgpack.encode(Enrol(code=code.stdout.strip(), public_key=public, software="test"))
    place = read(http.post("/v1/enrol", content=body), Enrolled)
    database = open_database(config.parent / "server.db")
    with database.read() as connection:
        company = the_company(connection)
    shop = Shop(database, company, config.parent, WallClock())
    return Client(http, shop), FakeTill(place, key, shop.programmes)


def status(config: Path) -> dict[str, Any]:
    done = run(config, "status", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_a_company_from_nothing_to_its_first_sale_and_the_same_after_a_restart(
    config: Path, http: httpx.Client
) -> None:
    with ServerProcess(config) as server:
        client, till = enrol(config, server, http)
        first = read(client.send(till, "GET", "/v1/changes"), Changes)
        assert len(first.rows) == 3
        till.write()
        till.sell()
        till.write("unknown", b"")
        reply = client.pushed(till)
        assert reply.acked == 3
        running = status(config)
        client.shop.database.close()
        assert server.end(15) == 0
    [row] = running["tills"]
    wanted = {
        "till": till.place.till_id,
        "sales": 1,
        "last_sequence": 3,
        "chain_head": till.hashes[-1].hex(),
        "parked": 1,
    }
    assert wanted.items() <= row.items()
    assert status(config) == running
    with ServerProcess(config):
        assert status(config) == running
    table = run(config, "status").stdout
    assert till.place.till_id in table
    assert "1 tills, 1 members, 0 articles" in table
    listed = run(config, "review").stdout
    assert f"{till.place.till_id} 3: parked: kind 'unknown' in version 1 is not known here" in listed
    assert not any("Ada" in line or "10000042" in line for line in server.log)
    assert all(json.loads(line)["level"] == "info" for line in server.log)


def test_key_effect_a_server_killed_while_tills_push_has_every_acknowledged_record_once(
    config: Path, http: httpx.Client
) -> None:
    acked = 0
    with ServerProcess(config) as server:
        client, till = enrol(config, server, http)
        for _ in range(120):
            till.sell()
        killer = threading.Timer(0.25, server.process.kill)
        killer.start()
        try:
            for first in range(1, 121, 4):
                acked = client.pushed(till, first, first + 3).acked
        except httpx.TransportError:
            pass
        killer.join()
        server.end(9)
    with ServerProcess(config) as server:
        http.base_url = httpx.URL(server.url)
        stored = client.presence(till).acked
        assert stored >= acked
        assert client.pushed(till, 1, 120).acked == 120
        assert client.pushed(till, 1, 120).acked == 120
        client.shop.database.close()
    [row] = status(config)["tills"]
    assert (row["sales"], row["last_sequence"], row["chain_head"]) == (120, 120, till.hashes[-1].hex())


def test_conservation_tills_that_push_and_hold_at_once_leave_balanced_books(
    config: Path, http: httpx.Client
) -> None:
    with ServerProcess(config) as server:
        joined = [enrol(config, server, http) for _ in range(3)]
        view = joined[0][0].shop.member_view()
        granted: list[int] = []

        def work(number: int) -> None:
            client, till = joined[number]
            with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as own:
                client = Client(own, client.shop)
                for turn in range(8):
                    redemption = f"r-{number}-{turn}"
                    held = client.hold(till, redemption, 100).outcome == "held"
                    till.sell(member=view, redeem=(redemption, 100) if held else None)
                    granted.append(held)
                    client.pushed(till, turn + 1)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)
        database = joined[0][0].shop.database
        points, debt, suspense = audit(database)["member-1", "points"]
        with database.read() as connection:
            issued = -connection.exec_driver_sql(
                "SELECT coalesce(sum(points), 0) FROM posting WHERE bucket = 'issued'"
            ).scalar_one()
        assert len(granted) == 24
        assert (points, debt, suspense) == (500 + issued - 100 * sum(granted), 0, 0)
        for client, _ in joined:
            client.shop.database.close()


def test_sigterm_drains_what_was_begun(config: Path, http: httpx.Client) -> None:
    with ServerProcess(config) as server:
        client, till = enrol(config, server, http)
        till.sell()
        answers: list[httpx.Response] = []
        pushing = threading.Thread(target=lambda: answers.append(client.push(till)))
        with client.shop.database.write():  # nobody else can write: the push has to wait
            pushing.start()
            time.sleep(0.5)
            server.process.send_signal(15)
            time.sleep(0.3)
            assert server.process.poll() is None, "it waits for what was begun"
            assert answers == []
        pushing.join(PATIENCE_S)
        code = server.process.wait(PATIENCE_S)
        client.shop.database.close()
    assert code == 0
    assert read(answers[0], PushReply).acked == 1
    assert status(config)["tills"][0]["sales"] == 1


def test_malformed_http_gets_an_answer_and_the_server_lives(config: Path, http: httpx.Client) -> None:
    import socket

    with ServerProcess(config) as server:
        host, port = server.url.removeprefix("http://").split(":")
        for bytes_ in (
            b"\x00\xff nonsense\r\n\r\n",
            b"POST /v1/records HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            b"",
        ):
            with socket.create_connection((host, int(port)), timeout=5) as raw:
                raw.sendall(bytes_)
                raw.shutdown(socket.SHUT_WR)
                raw.recv(1000)
        assert http.get(server.url + "/health").json()["status"] == "ok"
        server.end(15)
    assert not any("Traceback" in line for line in server.log)


def test_two_servers_cannot_serve_the_same_data(config: Path) -> None:
    with ServerProcess(config):
        second = run(config, "run")
    assert (second.returncode, second.stdout) == (3, "")
    assert "serves" in second.stderr
    assert "already" in second.stderr


def test_a_port_that_is_taken_is_said(config: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config.write_text(f'[server]\nport = {port}\n[files]\ndatabase = "server.db"\n')
        done = run(config, "run")
    assert done.returncode == 3
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["status", "--company", "nobody"], 3, "There is no company 'nobody' here."),
        (
            ["enrol-code", "--store", "nowhere", "--till-number", "1"],
            1,
            "--store: there is no store 'nowhere'",
        ),
        (["enrol-code", "--store", "s1", "--till-number", "0"], 2, "till-number"),
        (["enrol-code", "--store", "s1"], 2, "--till-number says which till may join"),
        (["import"], 2, "name at least one file"),
        (["import", "--articles", "missing.csv"], 1, "missing.csv: a file that can be read"),
        (["erase-member", "--member", "nobody"], 1, "there is no member 'nobody'"),
        (["init", "--name", "Again", "--currency", "NOK", "--company-id", "kaffehuset"], 3, "already"),
        (
            ["init", "--name", "X", "--currency", "JPY"],
            1,
            "--currency must be one of DKK, EUR, GBP, KRW, NOK, SEK, USD",
        ),
        (["init", "--name", "X", "--currency", "NOK", "--company-id", "a b"], 1, "--company-id must be"),
        (["dance"], 2, "No such command 'dance'"),
        (["--colour"], 2, "No such option"),
    ],
)
def test_exit_codes_and_what_is_said(config: Path, arguments: list[str], code: int, says: str) -> None:
    done = run(config, *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_exit_codes_without_settings_or_data(tmp_path: Path) -> None:
    nothing = run(tmp_path / "none.toml", "status")
    assert (nothing.returncode, "this file is not there" in nothing.stderr) == (1, True)
    (tmp_path / "server.toml").write_text("[server]\nport = 0\n")
    for command in (["status"], ["run"], ["enrol-code", "--store", "s", "--till-number", "1"]):
        done = run(tmp_path / "server.toml", *command)
        assert done.returncode == 3
        assert "trofast-server init" in done.stderr
    (tmp_path / "server.toml").write_text("[server]\nport = x\n")
    wrong = run(tmp_path / "server.toml", "run")
    assert wrong.returncode == 1
    assert "server.toml, line 2" in wrong.stderr


def test_commands_take_config_after_their_name_too(config: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sync.server", "status", "--config", str(config), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert json.loads(done.stdout) == {"tills": [], "hubs": [], "members": 1, "articles": 0}


def test_import_says_every_mistake_with_its_file_and_line_and_imports_nothing(config: Path) -> None:
    bad = config.parent / "bad.csv"
    bad.write_text("article_id,name,price,vat_code,vat_percent\na,,1,3,25\nb,B,1.999,3,25\nc,C,1,3,25\n")
    done = run(config, "import", "--articles", str(bad))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{bad}, line 2: name: a text is needed",
        f"{bad}, line 3: price: at most 2 decimals, not '1.999'",
        "2 mistakes; nothing was imported",
    ]
    assert status(config)["articles"] == 0


def test_forgettable_erasing_by_command_while_the_server_runs(config: Path, http: httpx.Client) -> None:
    with ServerProcess(config) as server:
        client, till = enrol(config, server, http)
        client.shop.database.close()
        done = run(config, "erase-member", "--member", "member-1")
        assert (done.returncode, done.stdout) == (0, "erased: member-1\n")
        asked = HoldRequest(redemption_id="r", member_id="member-1", account="points", points=1)
        answer = client.send(till, "POST", "/v1/holds", msgspec.msgpack.encode(asked))
        assert answer.status_code == 200
        files = [path.read_bytes() for path in config.parent.glob("server.db*")]
        assert not any(b"Ada Nordmann" in content for content in files)


def test_epoch_changes_by_command(config: Path) -> None:
    first, second = run(config, "new-epoch").stdout, run(config, "new-epoch").stdout
    assert first.startswith("epoch: ")
    assert first != second


def test_help_tells_all_commands_columns_and_exit_codes(config: Path) -> None:
    top = run(config, "--help").stdout
    for word in (
        "init",
        "run",
        "status",
        "enrol-code",
        "import",
        "erase-member",
        "new-epoch",
        "review",
        "Exit codes",
    ):
        assert word in top
    told = run(config, "import", "--help").stdout
    for word in ("organisation_number", "vat_percent", "codes", "card_number", "qualifying_points", "pin"):
        assert word in told
