"""Types of columns as migrations write them. In both databases texts are compared byte by byte, not by some language's
alphabet, and an id that is too long is for the code to see: neither cuts it off or refuses it.
"""

from typing import Any

import sqlalchemy as sa

_BY_BYTES = sa.Text(collation="C")
ID = sa.String(length=64).with_variant(_BY_BYTES, "postgresql")
TEXT = sa.Text().with_variant(_BY_BYTES, "postgresql")


def only_where(condition: str) -> dict[str, Any]:
    """What makes an index hold only the rows for which that is true."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
