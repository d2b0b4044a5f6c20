"""``trofast-server``: what an owner's IT person types. The commands are in :mod:`sync.server.commands`."""

from __future__ import annotations

from sync.server.commands import main

if __name__ == "__main__":
    main()
