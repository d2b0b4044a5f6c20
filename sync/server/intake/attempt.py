"""Applying one record without letting it stop the others (POISON-ASIDE): a savepoint of its own, and a sentence for the
person who looks at it when it cannot be applied.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress

import msgspec
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from sync.server.intake.effects import CannotApply, Effects
from sync.server.schema.dialects import is_too_large
from sync.server.slate.gathered import OneByOne
from sync.server.slate.slate import Slate

log = logging.getLogger("trofast.server")


def attempt(slate: Slate, till_id: str, sequence: int, apply: Callable[[], Effects]) -> tuple[Effects, str]:
    """The record's effects; or none, and why it is parked. Raises only what is wrong with the database itself, and
    :class:`~sync.server.slate.gathered.OneByOne`.
    """
    try:
        return _applied(slate, apply), ""
    except OneByOne:
        raise
    except CannotApply as error:
        return Effects(), str(error)
    except msgspec.MsgspecError:
        return Effects(), "the body is not what its kind and version say"
    except IntegrityError:
        return Effects(), "what it would add is stored already under another record"
    except (OverflowError, DataError):
        return Effects(), "it holds a number or a text that is too large"
    except DBAPIError as error:
        if not is_too_large(error):
            raise
        return Effects(), "it holds a number or a text that is too large"
    except Exception as error:
        log.exception(
            "a record could not be applied and is parked", extra={"till": till_id, "sequence": sequence}
        )
        return Effects(), f"it could not be applied ({type(error).__name__})"


def _applied(slate: Slate, apply: Callable[[], Effects]) -> Effects:
    """What another transaction wrote while this one looked is there when this one looks again."""
    if slate.is_beside:
        with suppress(IntegrityError), slate.one_record():
            return apply()
    with slate.one_record():
        return apply()
