"""What a live connection says of itself: the settings that decide what a comparison is worth."""

from __future__ import annotations

from pos_app.storage.driver import Connection, pragma, sqlite_version

_READ_BACK = (
    "journal_mode",
    "synchronous",
    "foreign_keys",
    "recursive_triggers",
    "secure_delete",
    "temp_store",
    "page_size",
    "cache_size",
    "mmap_size",
    "wal_autocheckpoint",
    "query_only",
    "cipher_version",
    "cipher_page_size",
    "kdf_iter",
    "cipher_hmac_algorithm",
    "cipher_kdf_algorithm",
    "cipher_use_hmac",
)


def pragmas_of(connection: Connection) -> dict[str, int | str]:
    """The settings of ``connection`` as it reads them back, and the SQLite it runs on."""
    settings = {name: pragma(connection, name) for name in _READ_BACK}
    return {"sqlite": ".".join(map(str, sqlite_version())), **settings}


def count_rows(connection: Connection, *tables: str) -> int:
    """How many rows those tables hold together."""
    return sum(int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]) for table in tables)
