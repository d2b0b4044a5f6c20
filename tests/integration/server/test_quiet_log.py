"""No person's data in the log, whatever goes wrong with it."""

import io
import json
import logging
from collections.abc import Iterator

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy.exc import DBAPIError

from pos_app.domain.enrolment import Person
from sync.protocol.v1 import facts
from sync.protocol.v1.messages import Enrol
from sync.server.app import make_app
from sync.server.intake import apply
from sync.server.logs import log_to_stderr
from tests.integration.server.http import Client
from tests.stage.logs import ExpectedLogs
from tests.unit.sync.server.joining_stage import join
from tests.unit.sync.server.stage import MEMBER, Shop

GRETE = Person("Grete Hemmelig", "5550 1234", "+47 400 55 512", 5, 17)
SECRETS = (
    "Grete",
    "Hemmelig",
    "55501234",
    "5550 1234",
    "40055512",
    "400 55 512",
    "Ada",
    "Nordmann",
    "91234567",
)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log of a server, as `run` sets it up."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    log_to_stderr(stream)
    root.handlers += handlers
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def stumble(*_: object) -> None:
    grete = GRETE
    raise ValueError(f"cannot read {grete.name}, {grete.phone}")


class Quoting(Exception):
    """What PostgreSQL says of a row: the reason, and in the lines behind it the row."""

    def __str__(self) -> str:
        return f"new row violates a check\nDETAIL: Failing row contains ({GRETE.name}, {GRETE.phone})"


def quote(*_: object) -> None:
    raise DBAPIError("INSERT", {"name": GRETE.name}, Quoting(), hide_parameters=True)


def test_forgettable_names_phones_and_cards_go_through_everything_and_none_is_logged(
    shop: Shop, written: io.StringIO, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    monkeypatch.setattr(logging.getLogger("httpx"), "level", logging.WARNING)  # the tills' side of the test
    for sentence in ("a request failed", "could not be applied", "the database refused", "has forked"):
        expected_logs.say(sentence)
    shop.import_texts(
        members=f"member_id,name,card_number,phone,points\ngrete,{GRETE.name},{GRETE.card_number},{GRETE.phone},5\n"
    )
    with TestClient(make_app(shop.database, now_ms=shop.clock), raise_server_exceptions=False) as http:
        client = Client(http, shop)
        till, copy = shop.till(1), None
        join(till, GRETE)
        till.sell(member=shop.member_view())
        client.pushed(till)
        copy = till.twin()
        with monkeypatch.context() as patch:
            patch.setattr(apply, "_HANDLERS", dict.fromkeys(apply._HANDLERS, stumble))
            join(till, GRETE)
            till.write(facts.SALE, GRETE.name.encode())
            client.push(till, 3)
        with monkeypatch.context() as patch:
            patch.setattr(apply, "_HANDLERS", dict.fromkeys(apply._HANDLERS, quote))
            till.sell(member=shop.member_view())
            assert client.push(till, 5).status_code == 503
        with monkeypatch.context() as patch:
            patch.setattr("sync.server.app.ask_hold", stumble)
            body = {"redemption_id": "r", "member_id": MEMBER, "account": "points", "points": 5}
            assert client.send(till, "POST", "/v1/holds", msgspec.msgpack.encode(body)).status_code == 500
        client.send(till, "POST", "/v1/holds", GRETE.name.encode())
        http.get(f"/v1/{GRETE.name}?phone={GRETE.phone}")
        asked = Enrol(
            code=GRETE.name, public_key=till.key.public_key().public_bytes_raw(), software=GRETE.phone
        )
        http.post("/v1/enrol", content=msgspec.msgpack.encode(asked))
        join(copy, GRETE)
        client.push(copy, 3)
    lines = written.getvalue().splitlines()
    told = [json.loads(line) for line in lines]
    events = " ".join(each["event"] for each in told)
    for expected in ("a request failed", "could not be applied", "the database refused", "forked"):
        assert expected in events
    [fault] = [each for each in told if each["event"] == "a request failed"]
    assert fault["faults"][0]["kind"] == "ValueError"
    assert fault["faults"][0]["at"][-1].endswith(" stumble")
    for secret in SECRETS:
        assert secret not in written.getvalue()
