"""Which schema a replica has. Nothing here needs SQLAlchemy."""

from __future__ import annotations

REPLICA_SCHEMA = 1
"""What ``PRAGMA user_version`` reads. A replica of another schema is not migrated but loaded anew."""
