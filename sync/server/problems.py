"""How the server says no.

::

    Declined     a request that is answered with a Problem: the caller's fault, or "come back later"
    CannotRun    the server cannot work at all: no company, a wrong database, a second writer on the same file
"""

from __future__ import annotations

from sync.protocol.v1.messages import Problem
from sync.protocol.v1.problems import Code


class Declined(Exception):
    """A request answered with HTTP ``status`` and a Problem body.

    ``sentence`` is for a person. ``acked`` and ``now_ms`` go into the Problem, ``retry_after_s``
    into the ``Retry-After`` header.
    """

    def __init__(
        self,
        status: int,
        code: Code,
        sentence: str,
        *,
        acked: int | None = None,
        now_ms: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        self.status = status
        self.retry_after_s = retry_after_s
        self.problem = Problem(code=code, detail=sentence, acked=acked, now_ms=now_ms)
        super().__init__(f"{status} {code}")


class CannotRun(Exception):
    """The server cannot do what it was started for. The text says what happened and what to do."""

    @classmethod
    def newer_schema(cls, where: object, found: int, known: int) -> CannotRun:
        """The data at ``where`` was written by a later version of this program."""
        return cls(
            f"{where} was written by a newer trofast-server (schema {found}, this one knows {known})."
            " Install the newer version."
        )
