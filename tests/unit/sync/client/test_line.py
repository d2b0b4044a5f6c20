"""The line: one deadline for everything, no redirect followed, no connection leaked, no server believed unproven."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync.client.answers import read
from sync.client.central import Central
from sync.client.line import Answer, Line
from sync.client.signing import Signer
from sync.client.trouble import Link, SyncTrouble, codes
from sync.protocol.v1.messages import CONTENT_TYPE, Presence
from tests.stage.bad_server import BadServer, Mischief
from tests.stage.good_server import Reply
from tests.unit.sync.client.conftest import Till


def test_a_line_that_ran_out_of_time_again_and_again_works_as_soon_as_the_server_does(till: Till) -> None:
    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        for mischief in [Mischief.SILENT, Mischief.DRIP] * 5:
            till.server.misbehave("/v1/presence", mischief)
            with pytest.raises(SyncTrouble) as caught:
                await central.presence(deadline_ms=60)
            assert caught.value.code == "timeout"
        till.server.behave()
        assert (await central.presence(deadline_ms=2_000)).acked == 0
        await central.close()

    asyncio.run(scenario())


def test_one_connection_is_kept_for_many_requests(till: Till) -> None:
    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        for _ in range(5):
            await central.presence(deadline_ms=2_000)
        listener = till.server._listener
        assert listener is not None
        assert len(listener.open) == 1
        await central.close()

    asyncio.run(scenario())


def test_a_request_that_is_cut_off_does_not_cut_off_the_others(till: Till) -> None:
    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        till.server.misbehave("/v1/changes", Mischief.SILENT, times=1)
        slow = asyncio.create_task(central.changes(0, 1))
        await asyncio.sleep(0.05)
        till.server.misbehave("/v1/presence", Mischief.SILENT, times=1)
        with pytest.raises(SyncTrouble):
            await central.presence(deadline_ms=60)
        assert not slow.done()
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        await central.close()

    asyncio.run(scenario())


def test_a_redirect_is_never_followed_with_a_signed_request(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as thief:
        thief.settimeout(0.2)
        away = Reply(302, b"", {"Location": f"http://127.0.0.1:{thief.getsockname()[1]}/steal"})
        monkeypatch.setattr(BadServer, "twist", lambda *_: away)
        assert till.sync_once().status.detail == "redirect"
        with pytest.raises(TimeoutError):
            thief.accept()


def test_a_server_with_a_certificate_of_its_own_making_is_not_talked_to(tmp_path: Path, till: Till) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        greeted = threading.Thread(target=_greet, args=(listener, context))
        greeted.start()
        line = Line(f"https://127.0.0.1:{listener.getsockname()[1]}")
        central = Central(line, Signer(till.key, "company-1", "till-1", lambda: 0))
        with pytest.raises(SyncTrouble) as caught:
            asyncio.run(central.presence(deadline_ms=5_000))
        greeted.join(10)
    assert (caught.value.code, caught.value.link) == ("certificate", Link.TROUBLE)


def _greet(listener: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listener.accept()
    with connection:
        try:
            context.wrap_socket(connection, server_side=True).close()
        except ssl.SSLError:
            return


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("text", "expected_ms"),
    [
        ("2", 2_000),
        ("0", 0),
        ("", 0),
        ("-3", 0),
        ("soon", 0),
        ("²", 0),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60_000),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ("9" * 400, 999_999_999_000),
    ],
)
def test_retry_after_in_every_form_and_in_none(text: str, expected_ms: int) -> None:
    headers = {"date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": text}
    with pytest.raises(SyncTrouble) as caught:
        read(Answer(503, headers, b""), Presence)
    assert (caught.value.code, caught.value.retry_after_ms) == ("busy", expected_ms)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (204, "unreadable"),
        (304, "redirect"),
        (400, "not_our_server"),
        (407, "not_our_server"),
        (429, "busy"),
        (500, "server_error"),
        (511, "server_error"),
        (999, "server_error"),
    ],
)
def test_an_answer_that_is_no_message_is_judged_by_its_status(status: int, code: str) -> None:
    with pytest.raises(SyncTrouble) as caught:
        read(Answer(status, {}, b""), Presence)
    assert caught.value.code == code


def test_a_clock_refusal_without_a_time_is_read_from_the_answer_s_own_date() -> None:
    body = b"\x82\xa4code\xa5clock\xa6detail\xa0"
    headers = {"content-type": CONTENT_TYPE, "date": "Sun, 06 Nov 1994 08:49:37 GMT"}
    with pytest.raises(SyncTrouble) as caught:
        read(Answer(401, headers, body), Presence)
    assert (caught.value.code, caught.value.server_now_ms) == ("clock", 784_111_777_000)


def test_every_code_has_a_sentence_that_says_what_is_wrong() -> None:
    for code in codes():
        sentence = SyncTrouble(code).sentence
        assert sentence.endswith(".")
        assert len(sentence.split()) > 5
