"""Every module of the program, imported once: a library that was left out of a package is found here, not by a cashier.

Most of ours are imported inside the functions that need them, so that a till starts fast; a package that lacks one
would open, sell, and fail on the day when somebody takes something back.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

OURS = ("pos_app", "drivers", "sync.client", "sync.protocol")
_NEED_MORE = (
    "pos_app.demo",
    "pos_app.commands.demo",
    "pos_app.commands.played_till",
    "pos_app.storage.migrations",
)
"""The demo and its till need a server or a tool of the tests, migrations run inside a migration alone."""
_RUN = "__main__"


def missing() -> Iterator[str]:
    """What can not be imported, each as ``module: why``."""
    for name in OURS:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if found.name.startswith(_NEED_MORE) or found.name.endswith(_RUN):
                continue
            try:
                importlib.import_module(found.name)
            except ImportError as error:
                yield f"{found.name}: {error}"
