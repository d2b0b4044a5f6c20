"""Applying one record without letting it stop the others (POISON-ASIDE): a savepoint of its own, and a sentence for the
person who looks at it when it cannot be applied.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from sync.server.intake.effects import CannotApply, Effects

log = logging.getLogger("trofast.server")


def attempt(
    connection: Connection, till_id: str, sequence: int, apply: Callable[[], Effects]
) -> tuple[Effects, str]:
    """The record's effects; or none, and why it is parked. Raises only what is wrong with the database itself."""
    try:
        with connection.begin_nested():
            return apply(), ""
    except CannotApply as error:
        return Effects(), str(error)
    except msgspec.MsgspecError:
        return Effects(), "the body is not what its kind and version say"
    except IntegrityError:
        return Effects(), "what it would add is stored already under another record"
    except (OverflowError, DataError):
        return Effects(), "it holds a number or a text that is too large"
    except DBAPIError:
        raise
    except Exception as error:
        log.exception(
            "a record could not be applied and is parked", extra={"till": till_id, "sequence": sequence}
        )
        return Effects(), f"it could not be applied ({type(error).__name__})"
