"""Running the hub: the same server process in a smaller role, until SIGTERM."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import uvicorn

from sync.client.keys import KeyTrouble
from sync.hub.answers import KeyInForce
from sync.hub.app import make_hub_app
from sync.hub.opening import open_hub
from sync.hub.settings import load_hub_settings
from sync.server.asking import Readiness
from sync.server.problems import CannotRun
from sync.server.serving import DRAIN_S, Announcing, end, listening, only_writer


def serve_hub(path: Path, say: Callable[[str], None]) -> None:
    """Serve the hub of ``hub.toml``; ``say`` gets the line that tells when and where it listens. Raises
    :class:`CannotRun`.
    """
    settings = load_hub_settings(path)
    try:
        key = KeyInForce(settings.key)
    except KeyTrouble as trouble:
        raise CannotRun(trouble.sentence) from trouble
    with (
        only_writer(settings.database),
        listening(settings.host, settings.port) as listener,
        closing(open_hub(settings.database)) as database,
    ):
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        config = uvicorn.Config(
            make_hub_app(database, settings, key),
            log_config=None,
            access_log=False,
            lifespan="on",
            loop="asyncio",
            ws="none",
            timeout_graceful_shutdown=DRAIN_S,
            server_header=False,
        )
        ready = partial(say, f"listening on http://{shown}:{port}")
        Announcing(config, ready, Readiness(), drain_s=0).run(sockets=[listener])
