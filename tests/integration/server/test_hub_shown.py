"""A store's hub where those who run the server look: as its store's hub, with what it keeps, and never as a till."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from sync.server.app import make_app
from sync.server.care.findings import State
from sync.server.care.till_checks import check_tills
from sync.server.commands.tills import _named
from sync.server.desk.hubs import retire_hub
from sync.server.status import ServerStatus, server_status
from sync.server.status_table import print_status
from tests.unit.sync.hub.hub_stage import Hub, hub, push
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.stage import FakeTill, Shop

DAY_MS = 86_400_000
SEEN = {"authorization": "Bearer a long word"}


@pytest.fixture
def kept(shop: Shop, tmp_path: Path) -> Iterator[Hub]:
    made = hub(shop, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def one(shop: Shop, kept: Hub) -> FakeTill:
    """The hub keeps the member's lease and has handed two parts out."""
    made = shop.till(1)
    made.sell(member=shop.member_view())
    push(shop, made)
    kept.follow()
    kept.take(made, 100, "r1")
    kept.take(made, 100, "r2")
    kept.secure(made, "b1")
    kept.free(made, "r1")
    kept.report()
    return made


def status(shop: Shop) -> ServerStatus:
    with shop.database.read() as connection:
        return server_status(connection, shop.company.company_id)


def looked_at(shop: Shop, path: str) -> str:
    with TestClient(make_app(shop.database, now_ms=shop.clock, token="a long word")) as http:
        return http.get(path, headers=SEEN).text


def test_status_tells_a_hub_apart_from_the_tills(
    shop: Shop, kept: Hub, one: FakeTill, capsys: pytest.CaptureFixture[str]
) -> None:
    found = status(shop)
    assert [each.number for each in found.tills] == [1]
    (told,) = found.hubs
    assert (told.hub, told.store, told.frozen) == (kept.hub_id, "s1", "")
    assert (told.leases, told.handed_out) == (1, 2)
    assert told.closing == 1, "things were handed out, and the line is up: it goes back"
    assert msgspec.json.decode(msgspec.json.encode(found))["hubs"][0]["leases"] == 1
    print_status(found, shop.clock() + 5_000)
    printed = capsys.readouterr().out
    assert f"s1 hub {kept.hub_id}: seen 5 s ago, keeps 1 leases (1 asked back, waiting for sales)" in printed
    assert "2 parts handed out" in printed
    assert "1 tills," in printed
    assert (_named(0), _named(3)) == ("hub", "till 3")


def test_the_page_shows_a_hub_with_its_store(shop: Shop, kept: Hub, one: FakeTill) -> None:
    page = looked_at(shop, "/status")
    assert f'title="{kept.hub_id}"' in page
    assert page.count('class="till"') == 2
    assert "keeps 1 leases" in page
    assert "2 parts handed out" in page
    assert "1 of 1" in page, "a hub is no till that is here"


def test_figures_have_the_hub_and_no_till_number_0(shop: Shop, kept: Hub, one: FakeTill) -> None:
    shop.clock.ms += 7_000
    text = looked_at(shop, "/metrics")
    labels = f'{{company="{shop.company.company_id}",hub="{kept.hub_id}",store="s1"}}'
    for line in (f"trofast_hub_leases{labels} 1.0", f"trofast_hub_handed_out{labels} 2.0"):
        assert line in text
    assert f"trofast_hub_unseen_seconds{labels} 7.0" in text
    assert not [each for each in text.splitlines() if "trofast_till" in each and kept.hub_id in each]


def test_doctor_tells_of_a_hub_that_is_not_heard_of_and_what_to_do(
    shop: Shop, kept: Hub, one: FakeTill
) -> None:
    def of_hubs() -> list[tuple[State, str]]:
        with shop.database.read() as connection:
            found = list(check_tills(connection, shop.company.company_id, shop.clock(), 3))
        return [(each.state, each.says) for each in found if "hub" in each.check]

    assert of_hubs() == [(State.OK, "1 hubs, each seen within 3 days")]
    shop.clock.ms += 9 * DAY_MS
    ((state, says),) = of_hubs()
    assert state is not State.OK
    assert says == "the hub of s1 was not heard of for 9 days, and keeps 1 leases"
    do(shop, retire_hub, "s1", by="Kari", reason="gone")
    assert of_hubs() == []
    assert looked_at(shop, "/status").count('class="hub"') == 0
