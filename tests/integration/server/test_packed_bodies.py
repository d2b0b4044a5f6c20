"""Compressed bodies over HTTP: both ways, bounded, and only from those who proved who they are."""

import gzip

import msgspec
import pytest

from sync.protocol.compression import pack, unpack
from sync.protocol.v1.messages import Changes, PushReply
from sync.protocol.v1.problems import Code
from sync.server.requests import LARGEST_BODY
from tests.integration.server.http import Client, problem, read

ARTICLES = "article_id,name,price,vat_code,vat_percent,codes\n"


def batch(client: Client, records: int = 3) -> bytes:
    till = client.till()
    for _ in range(records):
        till.write()
    return msgspec.msgpack.encode(till.batch())


@pytest.mark.parametrize(("coding", "packed_by"), [("zstd", pack), ("gzip", gzip.compress)])
def test_a_packed_batch_is_taken(client: Client, coding: str, packed_by: object) -> None:
    assert callable(packed_by)
    body = packed_by(batch(client))
    answer = client.send_encoded(client.till(), "/v1/records", body, coding)
    assert read(answer, PushReply).acked == 3
    assert answer.headers["accept-encoding"] == "zstd, gzip"


def test_what_is_signed_is_the_body_as_it_travels(client: Client) -> None:
    till, body = client.till(), batch(client)
    headers = till.headers("POST", "/v1/records", body, at_ms=client.shop.clock())
    headers["content-encoding"] = "zstd"
    answer = client.http.post("/v1/records", content=pack(body), headers=headers)
    assert problem(answer, 401).code == Code.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("coding", "body", "status", "code"),
    [
        ("zstd", pack(bytes(LARGEST_BODY + 1)), 413, Code.TOO_LARGE),
        ("gzip", gzip.compress(bytes(LARGEST_BODY + 1)), 413, Code.TOO_LARGE),
        ("zstd", b"noise", 400, Code.MALFORMED),
        ("gzip", b"noise", 400, Code.MALFORMED),
        ("br", b"noise", 415, Code.MALFORMED),
        ("zstd, gzip", b"noise", 415, Code.MALFORMED),
    ],
)
def test_bombs_noise_and_other_compressions_are_refused(
    client: Client, coding: str, body: bytes, status: int, code: Code
) -> None:
    answer = client.send_encoded(client.till(), "/v1/records", body, coding)
    assert problem(answer, status).code == code


def test_a_bomb_of_somebody_unknown_is_not_even_looked_at(client: Client) -> None:
    bomb = pack(bytes(LARGEST_BODY + 1))
    answer = client.http.post("/v1/records", content=bomb, headers={"content-encoding": "zstd"})
    assert problem(answer, 401).code == Code.BAD_SIGNATURE


def test_a_long_page_is_packed_for_who_reads_it(client: Client) -> None:
    client.shop.import_texts(articles=ARTICLES + "".join(f"a{n},Vare {n},42.00,3,25,\n" for n in range(200)))
    till = client.till()
    plain = client.send(till, "GET", "/v1/changes")
    assert "content-encoding" not in plain.headers
    headers = till.headers("GET", "/v1/changes", b"", at_ms=client.shop.clock())
    headers["accept-encoding"] = "zstd"
    with client.http.stream("GET", "/v1/changes", headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "zstd"
    assert len(raw) * 3 < len(plain.content)
    assert unpack(raw, most_bytes=LARGEST_BODY) == plain.content
    assert len(msgspec.msgpack.decode(plain.content, type=Changes).rows) > 200
