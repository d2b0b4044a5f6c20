"""The doctor on the way to the server: real servers on loopback that are down, strange, wrong or refuse."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pos_app.storage.driver import connect
from sync.client.keys import read_key
from tests.stage import goods
from tests.stage.bad_server import BadServer, Mischief
from tests.stage.certificates import Authority
from tests.stage.tills import KEY
from tests.unit.diagnosis.conftest import Patient, standing

HOUR_MS = 3_600_000


@pytest.fixture
def server(patient: Patient) -> Iterator[BadServer]:
    """The server that this till belongs to."""
    key = read_key(patient.till.folder / "device.key")
    with BadServer(key.public_key, goods.COMPANY, goods.TILL) as running:
        patient.till.write_toml(server=running.url)
        del patient.answers["wall_ms"]
        yield running


def test_a_server_that_takes_this_till_s_key_is_well(patient: Patient, server: BadServer) -> None:
    found = patient.examine("network")
    assert {each.standing.value for each in found.values()} == {"ok"}
    assert standing(found, "network.takes") == "ok"


@pytest.mark.parametrize(
    ("mischief", "code"),
    [
        (Mischief.UNKNOWN_TILL, "network.unknown_till"),
        (Mischief.FROZEN, "network.frozen"),
        (Mischief.UPDATE_TILL, "network.update_till"),
        (Mischief.UPDATE_SERVER, "network.update_server"),
        (Mischief.HTML, "network.not_our_server"),
        (Mischief.FAULT, "network.server_error"),
        (Mischief.BUSY, "network.busy"),
        (Mischief.NOTHING, "network.no_answer"),
        (Mischief.STRANGE_REFUSAL, "network.trouble"),
        (Mischief.GARBAGE, "network.trouble"),
    ],
)
def test_a_server_that_refuses_is_told_with_what_to_do(
    patient: Patient, server: BadServer, mischief: Mischief, code: str
) -> None:
    server.misbehave("/v1/presence", mischief)
    assert standing(patient.examine("network"), code) == "wrong"


def test_a_till_that_was_frozen_hears_so_although_presence_is_answered(
    patient: Patient, server: BadServer
) -> None:
    server.misbehave("/v1/changes", Mischief.FROZEN)
    assert standing(patient.examine("network"), "network.frozen") == "wrong"


def test_a_server_that_says_nothing_does_not_hold_anybody_up(patient: Patient, server: BadServer) -> None:
    server.misbehave("/v1/presence", Mischief.SILENT)
    assert standing(patient.examine("network"), "network.timeout") == "wrong"


def test_another_till_s_key_is_refused(patient: Patient, server: BadServer) -> None:
    (patient.till.folder / "device.key").write_bytes(bytes(range(1, 33)))
    assert standing(patient.examine("network"), "network.bad_signature") == "wrong"


@pytest.mark.parametrize(("ahead_ms", "how"), [(10 * 60_000, "look"), (-3 * HOUR_MS, "wrong")])
def test_a_clock_that_is_off_is_told_by_the_server_s(
    patient: Patient, server: BadServer, ahead_ms: int, how: str
) -> None:
    server.clock_ahead_ms = ahead_ms
    found = patient.examine("network")
    assert standing(found, "network.clock_off") == how
    assert ("behind" if ahead_ms > 0 else "ahead of") in found["network.clock_off"].says


def test_a_sign_in_page_of_the_network_is_told(patient: Patient) -> None:
    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://login.invalid/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as portal:
        threading.Thread(target=portal.serve_forever, args=(0.02,), daemon=True).start()
        patient.till.write_toml(server=f"http://127.0.0.1:{portal.server_address[1]}")
        try:
            assert standing(patient.examine("network"), "network.not_our_server") == "wrong"
        finally:
            portal.shutdown()


def test_a_name_that_nobody_knows_and_no_network_at_all_are_told_apart(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    patient.till.write_toml(server="https://kasse.example")
    patient.answers["has_route"] = lambda: False
    assert standing(patient.examine("network"), "network.no_network") == "wrong"
    patient.answers["has_route"] = lambda: True
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    found = patient.examine("network")
    assert standing(found, "network.no_name") == "wrong"
    assert standing(found, "network.proxy") == "look"


def test_a_line_that_others_can_read_is_told(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.2", 0)) as server:
        patient.till.write_toml(server=f"http://127.0.0.2:{server.getsockname()[1]}")
        patient.answers["has_route"] = lambda: True
        monkeypatch.setattr("pos_app.diagnosis.network._signed", lambda *_: ())
        assert standing(patient.examine("network"), "network.not_safe") == "look"


def test_an_address_that_is_none_is_told(patient: Patient) -> None:
    patient.till.write_toml(server="https://")
    assert standing(patient.examine("network"), "network.no_address") == "wrong"


def test_a_hub_is_asked_too(patient: Patient, server: BadServer) -> None:
    patient.till.write_toml(server=server.url, more='\n[hub]\nurl = "http://127.0.0.1:9"\n')
    assert standing(patient.examine("network"), "network.hub_not_named") == "look"
    database = connect(patient.till.data / "till.db", KEY)
    database.execute("INSERT INTO store_hub VALUES (1, 'hub-1', ?)", (bytes(32),))
    database.close()
    assert standing(patient.examine("network"), "network.no_hub") == "look"
    patient.till.write_toml(server=server.url, more=f'\n[hub]\nurl = "{server.url}"\n')
    assert standing(patient.examine("network"), "network.not_the_hub") == "wrong"


# ---- certificates


class Quiet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(500)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("name", "begins", "ends", "is_trusted", "code", "how"),
    [
        ("localhost", -10, 200, True, "network.proven", "ok"),
        ("localhost", -10, 5.5, True, "network.runs_out", "look"),
        ("localhost", -10, -1, True, "network.ran_out", "wrong"),
        ("localhost", 1, 10, True, "network.not_valid_yet", "wrong"),
        ("other.example", -10, 200, True, "network.other_name", "wrong"),
        ("localhost", -10, 200, False, "network.unknown_authority", "wrong"),
    ],
)
def test_a_certificate_is_held_against_name_time_and_authority(
    patient: Patient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    begins: float,
    ends: float,
    is_trusted: bool,
    code: str,
    how: str,
) -> None:
    authority = Authority(tmp_path)
    if is_trusted:
        monkeypatch.setattr("certifi.where", lambda: str(authority.file))
    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        server.socket = authority.context(name, begins, ends).wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        patient.till.write_toml(server=f"https://localhost:{server.server_address[1]}")
        del patient.answers["wall_ms"]
        try:
            found = patient.examine("network")
        finally:
            server.shutdown()
    assert standing(found, code) == how
    if code == "network.runs_out":
        assert "in 5 days" in found[code].says


def test_a_shop_s_own_authority_is_believed_and_nobody_beside_it(patient: Patient, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    own, other = Authority(tmp_path), Authority(tmp_path / "other")
    beside = patient.till.folder / "server-ca.pem"
    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        context = own.context("localhost", -1, 100)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        patient.till.write_toml(server=f"https://localhost:{server.server_address[1]}")
        del patient.answers["wall_ms"]
        try:
            beside.write_bytes(own.file.read_bytes())
            assert standing(patient.examine("network"), "network.proven") == "ok"
            beside.write_bytes(other.file.read_bytes())
            assert standing(patient.examine("network"), "network.other_authority") == "wrong"
            beside.write_bytes(b"no certificate")
            assert standing(patient.examine("network"), "network.no_authority_file") == "wrong"
        finally:
            server.shutdown()


def test_what_takes_the_connection_and_says_nothing_holds_nobody_up(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.diagnosis.network.CONNECT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        patient.till.write_toml(server=f"https://localhost:{server.getsockname()[1]}")
        assert standing(patient.examine("network"), "network.timeout") == "wrong"


def test_what_answers_and_speaks_no_tls_is_told(patient: Patient) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        patient.till.write_toml(server=f"https://localhost:{server.server_address[1]}")
        try:
            assert standing(patient.examine("network"), "network.no_tls") == "wrong"
        finally:
            server.shutdown()
