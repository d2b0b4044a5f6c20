"""Measuring for whoever watches the server: how long requests take, by route and status (Prometheus' text format)."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import CollectorRegistry, Histogram

Application = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI application: scope, receive, send."""
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Meters:
    """The meters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "trofast_request_seconds",
            "How long requests took, by route and HTTP status.",
            ["route", "status"],
            buckets=BUCKETS_S,
            registry=self.registry,
        )

    def around(self, app: Application, routes: frozenset[str]) -> Application:
        """The application with each request measured; what is no route of ours is ``other``."""

        async def measured(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            status, began = 500, time.monotonic()

            async def told(message: Any) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, told)
            finally:
                route = scope["path"] if scope["path"] in routes else "other"
                self._requests.labels(route, str(status)).observe(time.monotonic() - began)

        return measured
