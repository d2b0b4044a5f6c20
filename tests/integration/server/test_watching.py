"""What those who run the server ask it: alive, ready, figures; and who may see them."""

import base64
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import Connection

from sync.protocol.v1.messages import Presence
from sync.protocol.v1.problems import Code
from sync.server import watching
from sync.server.app import make_app
from sync.server.asking import Readiness
from sync.server.desk import fleet as desk
from sync.server.limits import ENROLLING, PRESENCE
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.sight_tables import pulse, till_sight
from tests.integration.server.http import Client, problem, read
from tests.integration.server.process import ServerProcess
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.stage import START_MS, Shop, open_shop

TOKEN = "a long word"
SEEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def watched(shop: Shop, readiness: Readiness) -> Iterator[Client]:
    app = make_app(shop.database, now_ms=shop.clock, readiness=readiness, token=TOKEN)
    with TestClient(app, raise_server_exceptions=False) as http:
        yield Client(http, shop)


def figures(client: Client) -> dict[str, str]:
    """Each line of the exposition: name with labels to value."""
    answer = client.http.get("/metrics", headers=SEEN)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in lines)


def test_ready_says_that_it_can_write_and_no_while_it_drains(watched: Client, readiness: Readiness) -> None:
    assert watched.http.get("/ready").json() == {"status": "ready"}
    assert [row.at_ms for row in watched.shop.rows(pulse)] == [START_MS]
    readiness.is_draining = True
    assert (watched.http.get("/ready").status_code, watched.http.get("/health").status_code) == (503, 200)


def test_ready_says_no_when_nothing_can_be_written(watched: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_connection: Connection, _now_ms: int) -> None:
        raise Declined(503, Code.BUSY, "full", retry_after_s=2)

    monkeypatch.setattr(watching, "_beat", full)
    answer = watched.http.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "busy"})


def test_figures_tell_what_the_database_holds_and_how_long_requests_took(watched: Client) -> None:
    till = watched.shop.till()
    till.sell(member=watched.shop.member_view())
    till.sell(receipt_number=9)
    till.write("invented", b"")
    watched.pushed(till)
    clock = watched.shop.clock() + 90_000
    target = f"/v1/presence?clock={clock}&waiting=7&software=trofast-9.9.9"
    assert watched.send(till, "GET", target).status_code == 200
    watched.http.get("/nowhere/Ada")
    write_down_of(watched)
    said = figures(watched)
    key = f'company="kaffehuset",store="s1",till="{till.place.till_id}"'
    assert said[f"trofast_till_records{{{key}}}"] == "3.0"
    assert said[f"trofast_till_sales{{{key}}}"] == "2.0"
    assert said[f"trofast_till_parked{{{key}}}"] == "1.0"
    assert said[f"trofast_till_waiting{{{key}}}"] == "7.0"
    assert said[f"trofast_till_clock_offset_seconds{{{key}}}"] == "90.0"
    assert said[f'trofast_till_info{{{key},version="trofast-9.9.9"}}'] == "1.0"
    assert said['trofast_flags{code="receipt-number",company="kaffehuset"}'] == "1.0"
    assert said['trofast_request_seconds_count{route="/v1/records",status="200"}'] == "1.0"
    assert said['trofast_request_seconds_count{route="other",status="404"}'] == "1.0"
    assert not any("Ada" in line for line in said)
    [sight] = watched.shop.rows(till_sight)
    assert (sight.waiting, sight.offset_ms, sight.software) == (7, 90_000, "trofast-9.9.9")


async def watching_down(server) -> None:  # type: ignore[no-untyped-def]
    from sync.server.sightings import write_down

    await write_down(server.writer, server.sightings)


def test_what_a_till_says_of_itself_is_passed_over_when_it_makes_no_sense(watched: Client) -> None:
    till = watched.shop.till()
    for query in (
        "clock=soon",
        "waiting=-3",
        "waiting=99999999999999999999",
        "software=%00%01",
        "clock=1&clock=",
    ):
        assert watched.send(till, "GET", f"/v1/presence?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/status"])
def test_only_who_has_the_token_sees_how_tills_stand(watched: Client, path: str) -> None:
    def asked(header: str) -> httpx.Response:
        return watched.http.get(path, headers={"authorization": header} if header else {})

    wrong = base64.b64encode(b"me:wrong").decode()
    right = base64.b64encode(f"me:{TOKEN}".encode()).decode()
    for header in ("", "Bearer wrong", "Bearer", f"Basic {wrong}", "Basic ***", "Digest x"):
        answer = asked(header)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")
    assert asked(f"Basic {right}").status_code == asked(f"Bearer {TOKEN}").status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/status"])
@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.7"}, 403),
        ("127.0.0.1", {"forwarded": "for=203.0.113.7"}, 403),
        ("203.0.113.7", {}, 403),
    ],
)
def test_without_a_token_only_this_machine_sees_how_tills_stand(
    shop: Shop, path: str, peer: str, headers: dict[str, str], status: int
) -> None:
    with TestClient(make_app(shop.database, now_ms=shop.clock)) as http:
        http.app = _from(http.app, peer)
        transport = httpx.ASGITransport(app=http.app)

        async def ask() -> int:
            async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
                return (await client.get(path, headers=headers)).status_code

        with http.portal() as portal:
            assert portal.call(ask) == status


def _from(app, peer: str):  # type: ignore[no-untyped-def]
    async def asked(scope, receive, send):  # type: ignore[no-untyped-def]
        await app({**scope, "client": (peer, 50_000)}, receive, send)

    return asked


def test_herd_a_till_that_floods_is_told_when_to_come_back_and_its_sales_are_taken(watched: Client) -> None:
    till = watched.shop.till()
    till.sell()
    answers = [watched.send(till, "GET", "/v1/presence") for _ in range(PRESENCE.at_once + 20)]
    late = [answer for answer in answers if answer.status_code != 200]
    assert late
    assert problem(late[-1], 429).code == Code.BUSY
    assert int(late[-1].headers["retry-after"]) >= 1
    assert watched.pushed(till).acked == 1
    assert watched.shop.count(tables.sale) == 1


def test_the_page_says_what_the_database_says(watched: Client, caplog: pytest.LogCaptureFixture) -> None:
    shop = watched.shop
    shop.import_texts(
        stores="store_id,name,currency,zone,country,language\ns3,<b>Tromsø</b>,NOK,Europe/Oslo,NO,nb\n"
    )
    till, other, copy = watched.till(), shop.till(4), None
    till.sell()
    till.write("invented", b"")
    watched.pushed(till)
    copy = other.twin()
    other.sell()
    copy.sell()
    watched.pushed(other)
    watched.push(copy)
    assert "forked" in caplog.text
    clock = shop.clock() - 600_000
    watched.send(till, "GET", f"/v1/presence?clock={clock}&waiting=3&software=trofast-9.9.9")
    write_down_of(watched)
    page = watched.http.get("/status", headers=SEEN)
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    text = page.text
    rows = {row.till_id: row for row in shop.rows(tables.till)}
    for each in rows.values():
        assert f'title="{each.till_id}"' in text
        assert f"<code>{each.head.hex()[:8]}</code>" in text
    row = _cells(text, till.place.till_id)
    assert row == ["1", "here", "now", "3", "1", "2", "1", "10 min behind", "9.9.9", till.hashes[1].hex()[:8]]
    assert _cells(text, other.place.till_id)[1] == "frozen: fork"
    assert "<b>1 of 2</b>" in text
    assert "&lt;b&gt;Tromsø&lt;/b&gt;" in text
    assert "No till yet" in text
    assert "Ada" not in text
    shop.clock.ms += 3 * 86_400_000
    later = watched.http.get("/status", headers=SEEN).text
    assert _cells(later, till.place.till_id)[1:3] == ["away", "3 days ago"]


def test_the_page_and_the_figures_say_which_till_is_to_be_updated_and_what_is_held(watched: Client) -> None:
    shop, till, other = watched.shop, watched.shop.till(1, group="pilot"), watched.shop.till(2)
    do(shop, desk.offer, "10.0.0", (), not_before_ms=0, hold_after=1, by="Ingrid")
    presence = "/v1/presence?clock=1&waiting=0&software=trofast-9.9.9"
    for each in (till, other):
        assert read(watched.send(each, "GET", presence), Presence).wanted == "10.0.0"
    write_down_of(watched)
    text = watched.http.get("/status", headers=SEEN).text
    assert '<b>2</b><span class="soft">to update</span>' in text
    assert _cells(text, other.place.till_id)[8] == "9.9.9to be 10.0.0"
    assert '<div class="soft">pilot</div>' in text
    key = f'company="kaffehuset",store="s1",till="{till.place.till_id}"'
    due = (
        f'trofast_till_update_due{{company="kaffehuset",group="pilot",store="s1",till="{till.place.till_id}"'
    )
    assert figures(watched)[f'{due},version="10.0.0"}}'] == "1.0"
    watched.send(till, "GET", f"{presence}&update=way-back:10.0.0:5")
    write_down_of(watched)
    text = watched.http.get("/status", headers=SEEN).text
    assert _cells(text, till.place.till_id)[8] == "9.9.9went back from 10.0.0"
    assert "Held for everybody else: 10.0.0 went back at 1 till of group" in text
    assert figures(watched)[f'trofast_till_went_back{{{key},version="10.0.0"}}'] == "1.0"
    assert figures(watched)['trofast_update_held{company="kaffehuset",version="10.0.0"}'] == "1.0"
    assert read(watched.send(other, "GET", presence), Presence).wanted == ""


def _cells(page: str, till_id: str) -> list[str]:
    """What the row of a till says, cell by cell."""
    row = page.partition(f'title="{till_id}"')[2].partition("</tr>")[0]
    number = page.partition(f'title="{till_id}"')[0].rpartition('class="till">')[2].partition("<")[0]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return [number, *(re.sub(r"<[^>]*>", "", cell).strip() for cell in cells)]


def write_down_of(watched: Client) -> None:
    server = watched.http.app.state.server  # type: ignore[attr-defined]
    with watched.http.portal() as portal:  # type: ignore[attr-defined]
        portal.call(watching_down, server)


def test_enrolment_codes_are_guessed_only_so_often_from_one_address(watched: Client) -> None:
    statuses = [
        watched.http.post("/v1/enrol", content=b"\xc0").status_code for _ in range(ENROLLING.at_once + 1)
    ]
    assert statuses == [400] * ENROLLING.at_once + [429]
    from_the_proxy = {"x-forwarded-for": "203.0.113.7"}
    assert watched.http.post("/v1/enrol", content=b"\xc0", headers=from_the_proxy).status_code == 429


def test_a_server_that_is_told_to_end_says_so_while_it_still_answers(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    shop.database.close()
    config = tmp_path / "server.toml"
    config.write_text(
        '[server]\nport = 0\ndrain_seconds = 20\nstatus_token = "word"\n[files]\ndatabase = "server.db"\n'
    )
    with ServerProcess(config) as server, httpx.Client(base_url=server.url) as http:
        assert http.get("/ready").json() == {"status": "ready"}
        assert http.get("/metrics").status_code == 401
        server.process.send_signal(signal.SIGTERM)
        while (answer := http.get("/ready")).status_code == 200:
            pass
        assert answer.json() == {"status": "draining"}
        assert http.get("/health").json()["status"] == "ok"
        server.process.send_signal(signal.SIGINT)  # in a hurry: do not wait for others to see it
        assert server.process.wait(20) == 0
