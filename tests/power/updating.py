"""An update with the power cut under it (WAY-BACK): the program that is cut, and the look at what is left.

Until the new release was found good it is the one before that runs: it has to open its data with every record in them,
taking the way back where the new one had migrated them already.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.domain.program_update import UpdateNote, UpdateState
from pos_app.machine.ids import Uuid7Ids
from pos_app.storage.before_update import PutBack, keep_copy, put_back
from pos_app.storage.opening import TILL_DB
from pos_app.storage.update_note import FILE, read_note, write_note
from tests.power.after_selling import look_at_sales
from tests.power.finding import Finding, Said
from tests.power.plan import Weakness
from tests.stage.later_schema import open_later
from tests.stage.tills import KEY, open_store

_ROUNDS = 4
_SALES = 3


def update_and_go_back(folder: Path, weakness: Weakness) -> None:
    """Sell, copy, let the next release migrate, go back; so many times."""
    from tests.power.till import open_till, say, serve

    ids = Uuid7Ids()
    for number in range(1, _ROUNDS + 1):
        with closing(open_till(folder, weakness)) as store:
            for sale in range(_SALES):
                serve(store, ids, number * _SALES + sale)
        sequence = keep_copy(folder, KEY)
        write_note(folder, UpdateNote("1", "", UpdateState.PREPARED, "", number, sequence))
        say("prepared", number)
        with closing(open_later(folder)) as later:
            if number == _ROUNDS:  # what was written is in the log when the power goes
                later.database.sql("PRAGMA wal_autocheckpoint = 0")
        write_note(folder, UpdateNote("1", "2", UpdateState.FAILED, "window", number, sequence))
        say("checked", number)
        came = put_back(folder, KEY)
        assert came is PutBack.DONE, came
        write_note(folder, UpdateNote("1", "2", UpdateState.WAY_BACK, "window", number, sequence))
        say("back", number)


def look_at_update(folder: Path, said: Sequence[Said]) -> Finding:
    """Start the release before, which may have to take the way back, and hold its data against what was said."""
    problem = ""
    if (folder / TILL_DB).exists():
        try:
            open_store(folder).close()
        except CannotSell as stop:
            problem = stop.cause if stop.cause != "newer_data" else _way_back(folder)
    finding = look_at_sales(folder, [each for each in said if each[0] in ("kept", "sold")], [])
    finding.torn += [f"the release before can not start: {problem}"] if problem else []
    told = [each for each in said if each[0] in ("prepared", "checked", "back")]
    if told and read_note(folder) is None:
        finding.lost.append(f"{FILE}, although {told[-1][0]} was said")
    return finding


def _way_back(folder: Path) -> str:
    try:
        came = put_back(folder, KEY)
    except CannotSell as stop:
        return stop.cause
    return "" if came is PutBack.DONE else str(came)
