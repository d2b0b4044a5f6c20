"""The server's log: JSON lines on stderr, and nothing in them that names a person.

Of a fault its kind is logged and where it happened, never what it says nor what stood in variables: both may quote
the data that it stumbled over.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

MOST_FRAMES = 30


def log_to_stderr(stream: TextIO | None = None) -> None:
    """Send every record at INFO or above to stderr (or ``stream``) as one JSON object per line."""
    import structlog

    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _faults_without_words,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _faults_without_words(_logger: WrappedLogger, _method: str, said: EventDict) -> EventDict:
    found = said.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        said["faults"] = list(_faults(error))
    return said


def _faults(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """The fault and what led to it, each with its kind and its places, the innermost last."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
        yield {
            "kind": type(error).__name__,
            "at": [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames],
        }
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
