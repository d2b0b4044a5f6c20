"""The server over HTTP, in this process: signed requests, good answers, and a Problem for everything else."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from sqlalchemy import Connection

from pos_app.domain.basket import add_article
from pos_app.domain.catalogue import Protection
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.pricing import OUTSIDE_VAT
from sync.protocol.v1 import signing
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.lease_messages import LeaseAnswer, LeaseReport, LeaseReturned
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import (
    Changes,
    Enrol,
    Enrolled,
    HoldReply,
    HoldVoid,
    NotSecured,
    PushReply,
    Secure,
    Secured,
    SecureVoid,
    StoreRow,
    Want,
)
from sync.protocol.v1.problems import Code
from sync.server.app import make_app
from sync.server.enrol import make_code
from sync.server.problems import Declined
from sync.server.requests import LARGEST_BODY
from sync.server.schema import tables
from tests.integration.server.http import Client, problem, read
from tests.stage import goods
from tests.unit.sync.server.stage import MEMBER, Shop, new_key

ENDPOINTS = [
    ("GET", "/v1/presence"),
    ("POST", "/v1/records"),
    ("GET", "/v1/changes"),
    ("GET", "/v1/day?date=2026-03-01"),
    ("POST", "/v1/holds"),
    ("POST", "/v1/holds/void"),
    ("POST", "/v1/secure"),
    ("POST", "/v1/secure/void"),
    ("POST", "/v1/gift-cards"),
    ("POST", "/v1/leases"),
]
TAKE_A_MESSAGE = [
    "/v1/records",
    "/v1/holds",
    "/v1/holds/void",
    "/v1/secure",
    "/v1/secure/void",
    "/v1/leases",
]


def test_health_says_the_server_is_there(client: Client) -> None:
    answer = client.http.get("/health")
    assert answer.json() == {"status": "ok", "companies": 1, "now_ms": client.shop.clock()}


def test_a_till_enrols_sells_and_learns_what_changed(client: Client) -> None:
    shop = client.shop
    key, public = new_key()
    with shop.database.write() as connection:
        code = make_code(connection, shop.company.company_id, "s1", 3, shop.clock()).code
    body = msgspec.msgpack.encode(Enrol(code=code, public_key=public, software="till"))
    place = read(client.http.post("/v1/enrol", content=body), Enrolled)
    assert place.till_number == 3

    till = shop.till()
    till.place, till.key = place, key
    first = read(client.send(till, "GET", "/v1/changes?cursor=0&limit=100"), Changes)
    assert {type(row) for row in first.rows} >= {StoreRow, MemberRow}
    till.sell(member=shop.member_view())
    assert client.pushed(till).acked == 1
    seen = client.presence(till)
    assert (seen.acked, seen.epoch, seen.now_ms) == (1, first.epoch, shop.clock())
    assert seen.cursor > first.cursor
    then = read(client.send(till, "GET", f"/v1/changes?cursor={first.cursor}"), Changes)
    [row] = then.rows
    assert isinstance(row, MemberRow)
    assert (row.member_id, row.points) == (MEMBER, 594)


def test_what_a_sale_uses_up_is_kept_and_let_go_over_http(client: Client) -> None:
    till, another = client.shop.till(1), client.shop.till(2)
    wanted = Want("once:poeng:bursdag", "poeng", "bursdag", 1, "year", "2026-01-01")
    asked = msgspec.msgpack.encode(Secure(member_id=MEMBER, wants=(wanted,)))
    said = read(client.send(till, "POST", "/v1/secure", asked), Secured)
    assert (said.granted, said.refused) == ((wanted.key,), ())
    assert said.expires_ms > said.as_of_ms
    later = read(client.send(another, "POST", "/v1/secure", asked), Secured)
    assert (later.granted, later.refused) == ((), (NotSecured(wanted.key, "held-elsewhere"),))
    body = msgspec.msgpack.encode(SecureVoid(member_id=MEMBER))
    assert read(client.send(till, "POST", "/v1/secure/void", body), Secured).granted == ()
    assert read(client.send(another, "POST", "/v1/secure", asked), Secured).granted == (wanted.key,)


def test_hold_is_given_settled_and_voided_over_http(client: Client) -> None:
    till = client.shop.till()
    assert client.hold(till, "r1", 200).outcome == "held"
    till.sell(member=client.shop.member_view(), redeem=("r1", 200))
    assert client.pushed(till).fates == ()
    client.hold(till, "r2", 100)
    body = msgspec.msgpack.encode(HoldVoid(redemption_id="r2"))
    assert read(client.send(till, "POST", "/v1/holds/void", body), HoldReply).outcome == "voided"


def test_key_effect_a_reply_that_was_lost_is_given_again(client: Client) -> None:
    till = client.shop.till()
    till.sell(member=client.shop.member_view())
    till.write("unknown", b"")
    lost, again = client.push(till), client.push(till)
    assert lost.content == again.content
    assert client.shop.count(tables.sale) == 1


@pytest.mark.parametrize(("method", "target"), ENDPOINTS)
def test_every_endpoint_refuses_an_unsigned_request(client: Client, method: str, target: str) -> None:
    assert problem(client.http.request(method, target), 401).code == Code.BAD_SIGNATURE


@pytest.mark.parametrize(("method", "target"), ENDPOINTS)
def test_every_endpoint_refuses_an_unknown_till(client: Client, method: str, target: str) -> None:
    till = client.shop.till()
    till.place = msgspec.structs.replace(till.place, till_id="somebody")
    assert problem(client.send(till, method, target), 401).code == Code.UNKNOWN_TILL


def test_a_till_of_one_company_cannot_act_for_another(client: Client) -> None:
    till = client.shop.till()
    till.place = msgspec.structs.replace(till.place, company_id="other")
    assert problem(client.send(till, "GET", "/v1/presence"), 401).code == Code.UNKNOWN_TILL


@pytest.mark.parametrize("what", ["method", "target", "body", "at_ms", "nonce", "signature"])
def test_a_request_signature_covers_everything(client: Client, what: str) -> None:
    till = client.shop.till()
    at_ms = client.shop.clock()
    headers = till.headers("GET", "/v1/presence", b"", at_ms=at_ms)
    method, target, body = "GET", "/v1/presence", b""
    if what == "method":
        method, target = "POST", "/v1/records"
    elif what == "target":
        target = "/v1/changes?cursor=0"
    elif what == "body":
        body = b"x"
    elif what == "at_ms":
        headers[signing.AT_MS] = str(at_ms + 1)
    elif what == "nonce":
        headers[signing.NONCE] = "f" * 32
    else:
        headers[signing.SIGNATURE] = "AAAA"
    answer = client.http.request(method, target, content=body, headers=headers)
    assert problem(answer, 401).code == Code.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (signing.AT_MS, "soon"),
        (signing.AT_MS, "-5"),
        (signing.AT_MS, "9" * 400),
        (signing.NONCE, "short"),
        (signing.NONCE, "G" * 32),
        (signing.SIGNATURE, "not base64!"),
        (signing.SIGNATURE, ""),
    ],
)
def test_malformed_signature_headers_are_refused(client: Client, header: str, value: str) -> None:
    headers = client.shop.till().headers("GET", "/v1/presence", at_ms=client.shop.clock())
    headers[header] = value
    assert problem(client.http.get("/v1/presence", headers=headers), 401).code == Code.BAD_SIGNATURE


@pytest.mark.parametrize("off_ms", [-signing.SKEW_MS - 1, signing.SKEW_MS + 1])
def test_server_order_a_wrong_clock_is_told_the_servers_time(client: Client, off_ms: int) -> None:
    till = client.shop.till()
    said = problem(client.send(till, "GET", "/v1/presence", at_ms=client.shop.clock() + off_ms), 401)
    assert (said.code, said.now_ms) == (Code.CLOCK, client.shop.clock())
    assert said.now_ms is not None
    answer = client.send(till, "GET", "/v1/presence", at_ms=said.now_ms)
    assert answer.status_code == 200


def test_a_request_cannot_be_replayed(client: Client) -> None:
    till = client.shop.till()
    headers = till.headers("GET", "/v1/presence", at_ms=client.shop.clock())
    assert client.http.get("/v1/presence", headers=headers).status_code == 200
    assert problem(client.http.get("/v1/presence", headers=headers), 401).code == Code.NONCE_SEEN
    client.shop.clock.ms += signing.SKEW_MS
    assert problem(client.http.get("/v1/presence", headers=headers), 401).code == Code.NONCE_SEEN
    client.shop.clock.ms += 2 * signing.SKEW_MS + 1
    assert problem(client.http.get("/v1/presence", headers=headers), 401).code == Code.CLOCK


def test_fork_a_frozen_till_is_refused_everywhere_and_its_records_are_kept(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    till = client.shop.till()
    clone = till.twin()
    till.write()
    clone.sell()
    client.pushed(till)
    assert problem(client.push(clone), 409).code == Code.FORK
    assert "forked" in caplog.text
    assert problem(client.send(till, "GET", "/v1/presence"), 409).code == Code.FROZEN
    till.sell()
    assert problem(client.push(till, 2), 409).code == Code.FROZEN
    assert client.shop.count(tables.quarantine) == 2


def test_a_gap_is_answered_with_what_is_stored(client: Client) -> None:
    till = client.shop.till()
    for _ in range(3):
        till.write()
    client.pushed(till, 1, 1)
    said = problem(client.push(till, 3), 409)
    assert (said.code, said.acked) == (Code.GAP, 1)


@pytest.mark.parametrize(
    ("method", "target", "status", "code"),
    [
        ("GET", "/", 404, Code.NOT_FOUND),
        ("GET", "/v2/presence", 426, Code.UPDATE_SERVER),
        ("POST", "/v1/presence", 405, Code.NOT_FOUND),
        ("DELETE", "/v1/records", 405, Code.NOT_FOUND),
        ("GET", "/v1/%00%ff", 404, Code.NOT_FOUND),
    ],
)
def test_an_address_that_is_not_there_is_a_problem(
    client: Client, method: str, target: str, status: int, code: Code
) -> None:
    assert problem(client.http.request(method, target), status).code == code


@pytest.mark.parametrize(
    "query",
    [
        "cursor=-1",
        "cursor=x",
        "limit=0",
        "limit=100000",
        "cursor=1&cursor=2",
        "cursor=" + "9" * 400,
        "cursor=",
    ],
)
def test_a_changes_query_that_makes_no_sense_is_malformed(client: Client, query: str) -> None:
    answer = client.send(client.shop.till(), "GET", f"/v1/changes?{query}")
    assert problem(answer, 400).code == Code.MALFORMED


def test_herd_a_body_too_large_is_refused_before_it_is_read(client: Client) -> None:
    till = client.shop.till()
    answer = client.send(till, "POST", "/v1/records", b"x" * (LARGEST_BODY + 1))
    assert problem(answer, 413).code == Code.TOO_LARGE


def test_herd_too_many_records_are_refused(client: Client) -> None:
    till = client.shop.till()
    for _ in range(501):
        till.write()
    assert problem(client.push(till), 413).code == Code.TOO_LARGE


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), where=st.sampled_from(TAKE_A_MESSAGE))
def test_a_malformed_body_is_a_problem_and_never_a_fault(client: Client, body: bytes, where: str) -> None:
    till = client.till()
    assert problem(client.send(till, "POST", where, body), 400).code == Code.MALFORMED


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 600), flip=st.integers(0, 255))
def test_a_batch_cut_or_changed_is_a_problem_and_stores_nothing(client: Client, cut: int, flip: int) -> None:
    till = client.till()
    if not till.records:
        till.sell()
    body = bytearray(msgspec.msgpack.encode(till.batch()))
    place = cut % len(body)
    changed = (
        bytes(body[:place])
        if flip == 0
        else bytes(body[:place] + bytes([body[place] ^ flip]) + body[place + 1 :])
    )
    answer = client.send(till, "POST", "/v1/records", changed)
    assert answer.status_code in {400, 401}, answer.content
    assert client.shop.count(tables.record) == 0


def test_a_fault_of_ours_is_a_problem_without_a_traceback(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.server import app

    def fault(*_: object) -> None:
        raise RuntimeError("Ada Nordmann")

    monkeypatch.setattr(app, "page", fault)
    answer = client.send(client.shop.till(), "GET", "/v1/changes")
    said = problem(answer, 500)
    assert said.code == Code.INTERNAL
    assert b"Ada" not in answer.content
    assert "a request failed" in caplog.text


def test_herd_a_full_queue_says_when_to_come_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(make_app(shop.database, now_ms=shop.clock, most_waiting=1)) as http:
        client, till = Client(http, shop), shop.till()
        till.write()
        server = http.app.state.server
        let_go, written = threading.Event(), shop.database.written

        def slowly(work: Callable[[Connection], Any], *, beside: bool = False) -> Any:
            let_go.wait(20)
            return written(work, beside=beside)

        monkeypatch.setattr(shop.database, "written", slowly)
        with http.portal() as portal:
            busy, looks = [], 0
            while looks < 10:  # every writer has something to do, and one more waits and goes on waiting
                looks = looks + 1 if server.writer._queue.qsize() else 0
                if not looks:
                    busy.append(portal.start_task_soon(partial(server.writer.write, lambda _: None)))
                threading.Event().wait(0.02)
            refused = client.push(till)
            let_go.set()
            for each in busy:
                with suppress(Declined):
                    each.result()
        said = problem(refused, 503)
        assert said.code == Code.BUSY
        assert int(refused.headers["retry-after"]) > 0
        while (taken := client.push(till)).status_code == 503:
            threading.Event().wait(0.02)
        assert read(taken, PushReply).acked == 1


def test_hold_a_gift_cards_money_is_asked_for_over_http_and_let_go_like_points(client: Client) -> None:
    till = client.till()
    card = GiftCard("ab" * 16, "4242", "2029-03-01")
    load = goods.article("Gavekort", None, vat=OUTSIDE_VAT, protection=Protection.GIFT_CARD)
    bought = add_article(goods.basket(), load, price_minor=5_000, gift_card=card)
    till.sell(till.make_sale(bought))
    client.pushed(till)
    asked = GiftCardHold(redemption_id="g1", card_id=card.card_id, currency="NOK", most_minor=9_000)
    body = msgspec.msgpack.encode(asked)
    reply = read(client.send(till, "POST", "/v1/gift-cards", body), GiftCardReply)
    assert (reply.outcome, reply.held_minor, reply.balance_minor) == ("held", 5_000, 0)
    let_go = msgspec.msgpack.encode(HoldVoid(redemption_id="g1"))
    assert read(client.send(till, "POST", "/v1/holds/void", let_go), HoldReply).balance == 5_000


def test_lease_is_reported_over_http_and_presence_tells_when_it_is_asked_back(client: Client) -> None:
    home = client.till()
    away = client.shop.till(2, "s2")
    home.sell(member=client.shop.member_view())
    client.pushed(home)
    assert client.presence(home).leases == 0

    def report(epoch: str, revision: int, *returned: LeaseReturned) -> LeaseAnswer:
        said = LeaseReport(epoch=epoch, revision=revision, head=1, returned=returned)
        return read(client.send(home, "POST", "/v1/leases", msgspec.msgpack.encode(said)), LeaseAnswer)

    epoch = report("", 0).epoch
    granted = report(epoch, 0)
    (lent,) = granted.leases
    assert (lent.holder_id, lent.points[0].granted) == (MEMBER, 594)
    assert client.presence(home).leases == granted.revision
    assert client.presence(away).leases == 0
    few = client.hold(away, "r1", 594)
    assert (few.outcome, few.recalled) == ("too-few-points", True)
    assert client.presence(home).leases > granted.revision
    (asked,) = report(epoch, granted.revision).leases
    assert asked.recalled
    over = report(epoch, asked.revision, LeaseReturned(lent.lease_id, (("points", 594),), closed=True))
    assert over.leases[0].closed
    assert client.hold(away, "r1", 594).outcome == "held"
