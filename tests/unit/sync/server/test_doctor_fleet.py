"""Doctor on the releases of the fleet, and on the way that tills come in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sync.server.care.doctor import examine
from sync.server.care.findings import Finding, State
from sync.server.care.fleet_checks import check_fleet
from sync.server.care.reaching import check_reach
from sync.server.config import load_settings
from sync.server.desk import fleet as desk
from tests.stage.certificates import Authority
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.stage import Shop
from tests.unit.sync.server.test_fleet import offer, pilot, told

DAY_MS = 86_400_000
pytestmark = pytest.mark.sqlite


def found_in(shop: Shop) -> dict[str, Finding]:
    with shop.database.read() as connection:
        return {each.check: each for each in check_fleet(connection, shop.company.company_id, shop.clock())}


def test_a_fleet_that_runs_what_it_is_to_run_is_well(shop: Shop) -> None:
    assert found_in(shop)["releases"].state is State.OK
    till = shop.till()
    told(shop, till, "checked:1.0.0:1")
    assert "tills run 1.0.0" in found_in(shop)["releases"].says


def test_a_till_that_stays_behind_is_told_after_some_days(shop: Shop) -> None:
    till = shop.till(1)
    told(shop, till, "")
    offer(shop, "1.1.0")
    shop.clock.ms += 2 * DAY_MS
    assert set(found_in(shop)) == {"releases"}
    shop.clock.ms += 2 * DAY_MS
    assert set(found_in(shop)) == {"releases"}, "it is dark, and a finding of its own"
    told(shop, till, "")
    late = found_in(shop)["tills behind"]
    assert "1 tills do not run" in late.says
    assert "till 1 (1.0.0)" in late.says
    told(shop, till, "checked:1.1.0:1", "trofast-1.1.0")
    assert set(found_in(shop)) == {"releases"}


def test_an_offer_that_is_to_begin_later_keeps_nobody_behind(shop: Shop) -> None:
    told(shop, shop.till(), "")
    offer(shop, "1.1.0", not_before_ms=shop.clock() + 10 * DAY_MS)
    shop.clock.ms += 11 * DAY_MS
    assert set(found_in(shop)) == {"releases"}


def test_a_release_that_failed_is_told_with_the_tills_that_went_back(shop: Shop) -> None:
    till = pilot(shop, shop.till(1))
    told(shop, till, "")
    offer(shop, "1.1.0", "pilot")
    told(shop, till, "way-back:1.1.0:77")
    found = found_in(shop)
    assert "1.1.0 is held for everybody" in found["held release"].says
    assert "1 tills went back" in found["failed updates"].says
    do(shop, desk.release, "1.1.0", by="Ingrid", reason="the disk was full")
    assert "held release" not in found_in(shop)


def test_doctor_has_both_among_what_it_looks_at(shop: Shop) -> None:
    path = shop.folder / "server.toml"
    path.write_text('[files]\ndatabase = "server.db"\n')
    shop.till()
    settings = replace(load_settings(path), public_url="http://127.0.0.1:9")
    checks = {each.check for each in examine(settings, shop.clock())}
    assert {"releases", "reach"} <= checks


# ---- the way in


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(authority: Authority | None, name: str, begins: float, ends: float) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        if authority is not None:
            context = authority.context(name, begins, ends)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def reach(url: str) -> dict[str, Finding]:
    import time

    return {each.check: each for each in check_reach(url, time.time_ns() // 1_000_000)}


@pytest.mark.parametrize(
    ("name", "begins", "ends", "is_trusted", "state", "says"),
    [
        ("localhost", -10, 100.5, True, State.OK, "good for 100 more days"),
        ("localhost", -10, 5.5, True, State.LOOK, "good for 5 more days"),
        ("localhost", -10, -1, True, State.STOP, "has run out"),
        ("other.example", -10, 100, True, State.STOP, "for another name"),
        ("localhost", -10, 100, False, State.LOOK, "does not trust"),
    ],
)
def test_the_certificate_that_tills_see_is_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    begins: float,
    ends: float,
    is_trusted: bool,
    state: State,
    says: str,
) -> None:
    authority = Authority(tmp_path)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with serving(authority, name, begins, ends) as port:
        found = reach(f"https://localhost:{port}")["certificate"]
    assert (found.state, says in found.says) == (state, True), found


def test_an_address_that_is_not_reached_or_not_safe_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reach("") == {}
    assert "is not reached" in reach("https://127.0.0.1:9")["reach"].says
    with serving(None, "", 0, 0) as port:
        assert "without TLS" in reach(f"http://127.0.0.1:{port}")["reach"].says
        assert reach(f"https://127.0.0.1:{port}")["certificate"].state is State.STOP

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert "nobody knows the name" in reach("https://kasse.example")["reach"].says
