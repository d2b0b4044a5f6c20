"""The commands of ``trofast-server``, in the order of its help."""

from __future__ import annotations

from importlib import import_module

from sync.server.commands.program import program

__all__ = ["main", "program", "register"]

_IN_THE_ORDER_OF_THE_HELP = (
    *("service", "doctor", "backups", "bringing_in", "looking", "parked", "days"),
    *(
        "points",
        "memberships",
        "households",
        "lists",
        "draws",
        "people",
        "tills",
        "member_codes",
        "gift_cards",
    ),
    *("leases", "hubs", "fleet"),
)


def register() -> None:
    """Make every command known to the program."""
    for name in _IN_THE_ORDER_OF_THE_HELP:
        import_module(f"{__name__}.{name}")


def main() -> None:
    """The program ``trofast-server``."""
    register()
    program(prog_name="trofast-server")
