"""An update of the program on this till, step by step: copy, check, and the way back (WAY-BACK).

Whoever installs the program calls these through ``trofast update`` (see ``pos_app/README.md``); a start takes the way
back by itself, where a power cut left data that only the new release can read.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pos_app.domain.errors import CannotSell
from pos_app.domain.program_update import UpdateNote, UpdateState
from pos_app.storage.before_update import PutBack, keep_copy, put_back
from pos_app.storage.key import read_key
from pos_app.storage.update_note import read_note, write_note
from pos_app.version import version

if TYPE_CHECKING:
    from pos_app.config import Settings
    from pos_app.ui.ports import ProgramNews

_LOG = logging.getLogger(__name__)
_IN_USE = ("second_till", "in-use")
"""Why a check could not be made: the till's window, or its sync, has the data."""


def prepare(settings: Settings, now_ms: int, to: str = "") -> int:
    """Copy the data, for an update to the release ``to`` ("" where that is not known yet); the last record copied.

    Where an earlier update was cut off after it had migrated the data, the way back comes first.
    Raises :class:`~pos_app.domain.errors.CannotSell` and ``OSError``: then there should be no update.
    """
    key = read_key(settings.key_file)
    try:
        sequence = keep_copy(settings.data_folder, key)
    except CannotSell as stop:
        if stop.cause != "newer_data" or not way_back_at_start(settings, now_ms):
            raise
        sequence = keep_copy(settings.data_folder, key)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    write_note(settings.data_folder, UpdateNote(version(), to, UpdateState.PREPARED, "", now_ms, sequence))
    return sequence


def note_checked(settings: Settings, now_ms: int, failed: str = "") -> None:
    """Note what this release found of itself; ``failed`` says why it can not work here.

    A release that is checked again, and was good, keeps the note that it has. A till that was in use could not be
    looked at: that says nothing of the release, and is not noted. Raises ``OSError``.
    """
    if failed.partition(":")[0] in _IN_USE:
        return
    folder, this = settings.data_folder, version()
    last = read_note(folder)
    if last is None:
        last = UpdateNote("", this, UpdateState.PREPARED, "", now_ms)
    elif last.state is UpdateState.CHECKED and last.to == this and not failed:
        return
    elif last.state is not UpdateState.PREPARED and last.to != this:  # nobody prepared this one
        last = replace(last, before=last.to if last.state is UpdateState.CHECKED else last.before)
    state = UpdateState.FAILED if failed else UpdateState.CHECKED
    folder.mkdir(parents=True, exist_ok=True)
    write_note(folder, replace(last, to=this, state=state, reason=failed, at_ms=now_ms))


def way_back(settings: Settings, now_ms: int) -> PutBack:
    """Give this release its data back, if it can not read those that are there, and note it.

    Raises what :func:`~pos_app.storage.before_update.put_back` does.
    """
    came = put_back(settings.data_folder, read_key(settings.key_file))
    if came in (PutBack.DONE, PutBack.NOT_NEEDED):
        last = read_note(settings.data_folder)
        if last is not None and last.state is not UpdateState.WAY_BACK and last.to != version():
            with suppress(OSError):  # a note that could not be written changes nothing
                write_note(settings.data_folder, replace(last, state=UpdateState.WAY_BACK, at_ms=now_ms))
    return came


def program_news(settings: Settings) -> ProgramNews | None:
    """What to tell somebody at the till of the last update, once; ``None`` where they know, or there was none."""
    from pos_app.storage.update_note import note_told, was_told
    from pos_app.ui.ports import ProgramNews

    folder, this = settings.data_folder, version()
    note = read_note(folder)
    if note is None or was_told(folder, note):
        return None
    news = note.news_for(this)
    if news is None:
        return None

    def told() -> None:
        with suppress(OSError):  # then it is told again, which harms nobody
            note_told(folder, note)

    return ProgramNews(this, "" if news is UpdateState.CHECKED else note.to, told)


def way_back_at_start(settings: Settings, now_ms: int) -> bool:
    """A start met data of a newer release: whether they could be put back, so that it may try again.

    That is what a power cut leaves between the new release's check and the moment from which it is the one that runs.
    """
    from pos_app.storage.lock import AlreadyHeld

    try:
        came = way_back(settings, now_ms)
    except (CannotSell, AlreadyHeld, OSError) as error:
        _LOG.info("the way back could not be looked at: %s", type(error).__name__)
        return False
    _LOG.info("the data are of a newer release; the way back: %s", came)
    return came is PutBack.DONE
