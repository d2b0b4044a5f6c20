"""A fence around the tests: sockets reach this machine and nothing else."""

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave the machine. Not an OSError, so that no code under test takes it for a bad network."""


def is_local(address: object) -> bool:
    """Whether a socket address (a host and port, or a Unix socket's path) stays on this machine."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if not isinstance(host, str) or host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def forbid_the_network(module: ModuleType) -> Iterator[None]:
    """Make connecting, sending and looking names up through `module` (the socket module) fail outside loopback."""

    def guarded(name: str, address_of: Callable[[tuple[Any, ...]], object]) -> Callable[..., Any]:
        real = getattr(module.socket, name)

        def call(self: object, *arguments: Any) -> Any:
            address = address_of(arguments)
            if not is_local(address):
                raise NetworkForbiddenError(f"{name} to {address!r}: tests stay on this machine")
            return real(self, *arguments)

        return call

    real_lookup = module.getaddrinfo

    def look_up(host: object, *arguments: Any, **options: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if not is_local((name,)):
            raise NetworkForbiddenError(f"looking up {name!r}: tests stay on this machine")
        return real_lookup(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(module.socket, name, guarded(name, lambda arguments: arguments[0]), raising=False)
        patch.setattr(
            module.socket, "sendto", guarded("sendto", lambda arguments: arguments[-1]), raising=False
        )
        patch.setattr(module, "getaddrinfo", look_up)
        yield
