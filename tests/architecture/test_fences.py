"""The fences that hold for every test really hold."""

import logging
import socket

import pytest

from tests.stage.logs import ExpectedLogs
from tests.stage.network import NetworkForbiddenError


def record(message: str) -> logging.LogRecord:
    return logging.LogRecord("till.printer", logging.WARNING, __file__, 1, message, None, None)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "trofast.example"])
def test_a_socket_cannot_leave_the_machine(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as stream:
        with pytest.raises(NetworkForbiddenError):
            stream.connect((host, 443))
        with pytest.raises(NetworkForbiddenError):
            stream.connect_ex((host, 443))
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams, pytest.raises(NetworkForbiddenError):
        datagrams.sendto(b"", (host, 53))
    with pytest.raises(NetworkForbiddenError):
        socket.getaddrinfo(host, 443)


def test_a_socket_reaches_this_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        client.sendall(b"scan")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(4) == b"scan"


def test_a_record_nobody_expected_is_a_complaint() -> None:
    assert ExpectedLogs().complaints([record("paper out")]) == [
        "unexpected log record: WARNING till.printer: paper out"
    ]


def test_an_expected_record_that_never_comes_is_a_complaint() -> None:
    expected = ExpectedLogs()
    expected.say("paper out")
    assert expected.complaints([]) == ["the log never said: paper out"]
    assert expected.complaints([record("paper out")]) == []


def test_the_fence_sees_what_a_logger_says(expected_logs: ExpectedLogs) -> None:
    expected_logs.say("^till.scanner: unplugged$")
    logging.getLogger("till.scanner").warning("unplugged")
