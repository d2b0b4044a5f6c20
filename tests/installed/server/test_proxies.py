"""Behind the proxies as they are shipped, a till enrols and sends by https, and is counted by its own address."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from sync.client.line import Answer, lines_by
from sync.protocol.v1.messages import CONTENT_TYPE, Enrol
from sync.server.requests import LARGEST_BODY
from tests.installed.server.proxies import behind_caddy, behind_nginx, give_the_authority
from tests.stage.authority import Authority
from tests.stage.site import Site

pytestmark = [pytest.mark.machine]

STORES = "store_id,name,currency,zone,country,language\ntorget,Torget,NOK,Europe/Oslo,NO,nb\n"


@dataclass
class Proxied(Site):
    """A site whose till goes through a proxy at ``address``, with a certificate of ``authority``."""

    address: str = ""
    authority: Path = field(default_factory=Path)

    @property
    def url(self) -> str:
        return self.address

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
        """One request as anybody may make it."""

        async def once() -> Answer:
            line = lines_by(self.authority)(self.url)
            try:
                return await line.send(
                    *(method, target, body, lambda *_: headers), deadline_ms=20_000, most_bytes=1 << 20
                )
            finally:
                await line.close()

        return asyncio.run(once())


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[tuple[str, Path]]:
    authority = Authority.found(folder)
    with behind_nginx(folder, authority, port) as address:
        yield address, authority.certificate


@pytest.fixture(scope="module", params=[nginx, behind_caddy], ids=["nginx", "caddy"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    """A company whose server stands behind a proxy, for all tests here in their order."""
    tmp_path = tmp_path_factory.mktemp("proxied")
    made = Proxied(tmp_path / "site")
    made.server_toml.parent.mkdir(parents=True)
    (tmp_path / "stores.csv").write_text(STORES, encoding="utf-8")
    made.server("init", "--name", "Kaffehuset", "--currency", "NOK")
    made.server("import", "--stores", tmp_path / "stores.csv")
    made.start_server()
    proxy = tmp_path / "proxy"
    proxy.mkdir()
    tmp_path.chmod(0o755)
    try:
        with request.param(proxy, made.port) as (made.address, made.authority):
            yield made
    finally:
        made.close()


def test_a_till_believes_its_shops_authority_and_enrols_and_sends_through_the_proxy(site: Proxied) -> None:
    refused = site.enrol()
    assert refused.returncode == 1
    assert "certificate is not valid" in refused.stderr
    give_the_authority(site.till_toml.parent, site.authority)
    done = site.enrol()
    assert done.returncode == 0, done.stderr
    site.write_records(230)
    sent = site.trofast("sync")
    assert "sent: 230 records" in sent.stdout, sent.stderr
    assert site.status()["last_sequence"] == 230
    assert site.trofast("change-key").returncode == 0
    assert site.trofast("sync").returncode == 0


def test_the_largest_request_passes_and_a_larger_one_is_refused_by_the_server_itself(site: Proxied) -> None:
    for size, status in ((LARGEST_BODY, 400), (LARGEST_BODY + 1, 413)):
        answer = site.ask("POST", "/v1/enrol", bytes(size), **{"content-type": CONTENT_TYPE})
        assert (answer.status, answer.headers["content-type"]) == (status, CONTENT_TYPE), answer.body[:200]


def test_what_only_the_machine_itself_may_see_is_not_shown_through_the_proxy(site: Proxied) -> None:
    for page in ("/status", "/metrics"):
        assert site.ask("GET", page).status == 403
    health = site.ask("GET", "/health")
    assert health.status == 200
    assert health.headers["strict-transport-security"] == "max-age=31536000"
    assert "content-encoding" not in health.headers


def test_whoever_claims_to_be_somebody_else_is_counted_by_the_address_that_the_proxy_saw(
    site: Proxied,
) -> None:
    body = msgspec.msgpack.encode(Enrol(code="AAAA-BBBB-CCCC", public_key=bytes(32), software="trofast"))

    def guess(number: int) -> int:
        claimed = {"x-forwarded-for": f"192.0.2.{number}", "content-type": CONTENT_TYPE}
        return site.ask("POST", "/v1/enrol", body, **claimed).status

    answers = [guess(number) for number in range(30)]
    assert answers[0] not in {200, 429}
    assert answers[-1] == 429
