"""The published document and the real server: whatever the document allows is answered as the document says."""

import base64
import json
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar.routes import HTTPRoute

from sync.protocol.v1.messages import CONTENT_TYPE, Problem
from sync.protocol.v1.openapi import FILE, ROUTES, Route, document, written
from sync.protocol.v1.problems import Code
from sync.server.app import make_app
from tests.integration.server.http import Client
from tests.unit.sync.server.stage import Shop

MOST_EXAMPLES = max(5, settings.default.max_examples // 20) if settings.default else 5
"""Five usually, five hundred in the ``deep`` profile."""


@schemathesis.serializer(CONTENT_TYPE)
def as_msgpack(_context: object, value: Any) -> bytes:
    return msgspec.msgpack.encode(value)


@schemathesis.deserializer(CONTENT_TYPE)
def from_msgpack(_context: object, response: Any) -> object:
    return _as_json(msgspec.msgpack.decode(response.content))


def _as_json(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {key: _as_json(each) for key, each in value.items()}
    return [_as_json(each) for each in value] if isinstance(value, list) else value


def to_msgpack(said: object, kind: type[msgspec.Struct]) -> bytes:
    """JSON as the document describes it, in the form that travels; what is no such message as it is."""
    try:
        return msgspec.msgpack.encode(msgspec.json.decode(json.dumps(said), type=kind))
    except (msgspec.MsgspecError, ValueError):
        return msgspec.msgpack.encode(said)


@pytest.fixture(scope="module")
def described() -> Any:
    return schemathesis.openapi.from_dict(document())


def test_the_file_is_what_the_messages_say_and_what_the_server_hands_out(client: Client) -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "run: python -m sync.protocol.v1.openapi"
    answer = client.http.get("/openapi.json")
    assert (answer.status_code, answer.json()) == (200, json.loads(written()))


def test_every_route_of_the_server_is_described_and_no_other(shop: Shop) -> None:
    app = make_app(shop.database)
    served = {
        (method.lower(), route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/v1/")
        for method in route.methods - {"OPTIONS"}
    }
    assert served == {(route.method, route.path) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_whatever_the_document_allows_is_answered_as_the_document_says(
    client: Client, described: Any, route: Route
) -> None:
    operation = described[route.path][route.method.upper()]
    till = client.till()

    @settings(
        max_examples=MOST_EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        body = to_msgpack(case.body, route.asked) if route.asked else b""
        target = str(
            client.http.build_request("GET", route.path, params=case.query or None).url.raw_path, "ascii"
        )
        if route.is_signed:
            answer = client.send(till, route.method.upper(), target, body)
        else:
            answer = client.http.post(target, content=body)
        assert answer.status_code < 500, answer.content
        case.validate_response(answer, excluded_checks=list(_ABOUT_WHAT_WAS_SENT))
        if answer.status_code != 200:
            said = msgspec.msgpack.decode(answer.content, type=Problem)
            assert said.code in route.refusals[answer.status_code]

    ask()


_ABOUT_WHAT_WAS_SENT = [
    check
    for name, check in ((each, getattr(schemathesis.checks, each, None)) for each in dir(schemathesis.checks))
    if name
    in {"ignored_auth", "negative_data_rejection", "positive_data_acceptance", "missing_required_header"}
]
"""A body that is no message is sent on purpose, and a good one may be refused for what the books say."""


@pytest.mark.parametrize("route", [each for each in ROUTES if each.asked], ids=lambda route: route.path)
@settings(max_examples=MOST_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    noise=st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=5) | st.binary(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=8,
    )
)
def test_whatever_else_is_sent_is_refused_in_a_way_that_is_described(
    client: Client, route: Route, noise: object
) -> None:
    body = noise if isinstance(noise, bytes) else msgspec.msgpack.encode(noise)
    answer = (
        client.send(client.till(), "POST", route.path, body)
        if route.is_signed
        else client.http.post(route.path, content=body)
    )
    said = msgspec.msgpack.decode(answer.content, type=Problem)
    assert said.code in route.refusals[answer.status_code]


def test_every_code_is_in_the_document_of_some_route_or_of_every_address() -> None:
    told = {code for route in ROUTES for codes in route.refusals.values() for code in codes}
    assert set(Code) - told == {Code.UPDATE_TILL, Code.UPDATE_SERVER}
