"""Ids of facts, in the order of their birth."""

from __future__ import annotations

import uuid_utils


class Uuid7Ids:
    """The port ``Ids``: UUIDv7, so that newer rows lie behind older ones in every index."""

    def new_id(self) -> str:
        """A new id as its 36-character text."""
        return str(uuid_utils.uuid7())
