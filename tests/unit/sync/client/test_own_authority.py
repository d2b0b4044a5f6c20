"""A server whose certificate comes from the shop's own authority is believed by whoever was given that alone."""

import asyncio
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.config import load_settings
from sync.client.line import lines_by
from sync.client.trouble import Link, SyncTrouble
from sync.hub.settings import load_hub_settings, settings_text
from tests.stage.authority import Authority


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


class Listener(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Who does not believe the certificate hangs up: that is what is tested."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.found(tmp_path)


@pytest.fixture
def url(authority: Authority) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.sign())
    with Listener(("127.0.0.1", 0), Quiet) as listener:
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
        serving = threading.Thread(target=listener.serve_forever, args=(0.02,))
        serving.start()
        yield f"https://127.0.0.1:{listener.server_address[1]}"
        listener.shutdown()
        serving.join()


def ask(url: str, server_ca: Path | None) -> bytes:
    async def once() -> bytes:
        line = lines_by(server_ca)(url)
        try:
            answer = await line.send("GET", "/", b"", lambda *_: {}, deadline_ms=5_000, most_bytes=100)
        finally:
            await line.close()
        return answer.body

    return asyncio.run(once())


def test_the_shops_own_authority_is_believed_where_it_was_given(url: str, authority: Authority) -> None:
    assert ask(url, authority.certificate) == b"ok"


@pytest.mark.parametrize("given", ["nothing", "another", "no file", "no certificate"])
def test_nobody_else_is(given: str, url: str, tmp_path: Path) -> None:
    (tmp_path / "notes.pem").write_text("no certificate")
    server_ca = {
        "nothing": None,
        "another": Authority.found(tmp_path, "another").certificate,
        "no file": tmp_path / "gone.pem",
        "no certificate": tmp_path / "notes.pem",
    }[given]
    with pytest.raises(SyncTrouble) as caught:
        ask(url, server_ca)
    assert (caught.value.code, caught.value.link) == ("certificate", Link.TROUBLE)


def test_a_till_and_a_hub_find_it_beside_their_settings(tmp_path: Path) -> None:
    till, hub = tmp_path / "till.toml", tmp_path / "hub.toml"
    till.write_text("", encoding="utf-8")
    place = {"company_id": "c", "store_id": "s", "hub_id": "h", "server_url": "https://shop.example"}
    hub.write_text(settings_text(**place, host="127.0.0.1", port=0), encoding="utf-8")
    assert load_settings(till).server_ca_file is None
    assert load_hub_settings(hub).server_ca is None
    (tmp_path / "server-ca.pem").write_text("")
    assert load_settings(till).server_ca_file == tmp_path / "server-ca.pem"
    assert load_hub_settings(hub).server_ca == tmp_path / "server-ca.pem"
    till.write_text('[files]\nserver_ca = "elsewhere/ca.pem"\n', encoding="utf-8")
    assert load_settings(till).server_ca_file == tmp_path / "elsewhere" / "ca.pem"
