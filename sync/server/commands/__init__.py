"""The commands of ``trofast-server``, in the order of its help."""

from __future__ import annotations

from importlib import import_module

from sync.server.commands.program import program

_IN_THE_ORDER_OF_THE_HELP = ("service", "bringing_in", "looking", "days", "people")


def main() -> None:
    """The program ``trofast-server``."""
    for name in _IN_THE_ORDER_OF_THE_HELP:
        import_module(f"{__name__}.{name}")
    program(prog_name="trofast-server")
