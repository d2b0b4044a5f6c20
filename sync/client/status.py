"""What ``trofast sync --follow`` says: one JSON object a line, which the till shows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sync.client.trouble import Link, SyncTrouble


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands. ``detail`` is a stable word and ``sentence`` the same for a person; both "" when all is well.

    ``replica`` is the number of the catalogue in use, ``cursor`` the last change in it (in the one being loaded, while
    one is). ``difference_ms`` is what the server's clock shows more than this machine's; ``None`` while nobody answers.
    ``hub`` tells that the store's hub answers in its stead.
    """

    link: Link
    detail: str = ""
    sentence: str = ""
    waiting_records: int = 0
    waiting_sales: int = 0
    replica: int = 0
    cursor: int = 0
    difference_ms: int | None = None
    hub: bool = False

    @classmethod
    def of(
        cls,
        trouble: SyncTrouble | None,
        *,
        waiting_records: int = 0,
        waiting_sales: int = 0,
        replica: int = 0,
        cursor: int = 0,
        difference_ms: int | None = None,
        hub: bool = False,
    ) -> Status:
        """With the words of a trouble, or of none."""
        return cls(
            trouble.link if trouble else Link.ONLINE,
            trouble.code if trouble else "",
            trouble.sentence if trouble else "",
            waiting_records,
            waiting_sales,
            replica,
            cursor,
            difference_ms,
            hub,
        )

    def line(self, at_ms: int) -> str:
        """The line, without its end; ``at_ms`` (ms UTC) is when it was true."""
        return json.dumps({**asdict(self), "at_ms": at_ms}, ensure_ascii=False)
