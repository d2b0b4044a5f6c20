"""A programme from the text that the server sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pos_app.domain.errors import BadFile

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme

_LOG = logging.getLogger(__name__)


def read_programme(programme_id: str, text: str) -> Programme | None:
    """The programme, or ``None`` for a text that is none here: that is logged, and the others hold."""
    from pos_app.domain.loyalty.programme_text import programme_from_text

    try:
        return programme_from_text(text, f"programme {programme_id}")
    except BadFile as error:
        _LOG.error("a programme from the server can not be read and is left out: %s", error)
        return None
