"""Clients of other versions at the real server: they work, or hear plainly which end to update."""

import msgspec
import pytest

from sync.protocol.v1.messages import Changes, Presence, PushReply
from sync.protocol.v1.problems import Code
from sync.protocol.versions import HEADER
from sync.server.schema import tables
from tests.integration.server.http import Client, problem, read


@pytest.mark.parametrize(
    ("version", "code"), [("v0", Code.UPDATE_TILL), ("v2", Code.UPDATE_SERVER), ("v17", Code.UPDATE_SERVER)]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "presence"), ("POST", "records"), ("POST", "enrol")])
def test_a_client_of_another_version_hears_which_end_to_update(
    client: Client, version: str, code: Code, method: str, path: str
) -> None:
    answer = client.send(client.till(), method, f"/{version}/{path}")
    said = problem(answer, 426)
    assert said.code == code
    assert answer.headers[HEADER] == "1"
    assert "sales" in said.detail
    assert ("update the till" in said.detail) is (code == Code.UPDATE_TILL)


@pytest.mark.parametrize("path", ["/v1/hologram", "/version/1", "/v1x/presence", "/"])
def test_an_address_that_is_none_is_no_other_version(client: Client, path: str) -> None:
    assert problem(client.send(client.till(), "GET", path), 404).code == Code.NOT_FOUND


def test_every_answer_says_which_versions_are_spoken(client: Client) -> None:
    till = client.till()
    assert client.send(till, "GET", "/v1/presence").headers[HEADER] == "1"
    assert client.http.get("/v1/presence").headers[HEADER] == "1"


def test_a_newer_till_s_fields_are_passed_over_and_its_facts_are_kept_for_later(client: Client) -> None:
    till = client.till()
    till.write("hologram", b"\x00what only a newer server can read", version=9)
    till.write()
    body = msgspec.msgpack.decode(msgspec.msgpack.encode(till.batch()))
    body["mood"] = [1, None]
    for record in body["records"]:
        record["scent"] = b"coffee"

    reply = read(client.send(till, "POST", "/v1/records", msgspec.msgpack.encode(body)), PushReply)

    assert (reply.acked, [fate.fate for fate in reply.fates]) == (2, ["parked"])
    assert client.shop.count(tables.record) == 2


def test_an_older_till_reads_what_it_knows_of_every_answer(client: Client) -> None:
    class OldPresence(msgspec.Struct):
        epoch: str
        now_ms: int
        cursor: int
        acked: int

    till = client.till()
    answer = client.send(till, "GET", "/v1/presence")
    old = msgspec.msgpack.decode(answer.content, type=OldPresence)
    new = read(answer, Presence)
    assert (old.epoch, old.cursor, old.acked) == (new.epoch, new.cursor, new.acked)
    assert read(client.send(till, "GET", "/v1/changes"), Changes).rows
