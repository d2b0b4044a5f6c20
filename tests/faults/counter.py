"""``python -m tests.faults.counter FOLDER``: a till that serves one customer for each line that it reads.

It says what it could have told a cashier, as :mod:`tests.power.till` does; a refused sale as
``["refused", cause, sentence]``. A till that can not open its data says that and ends.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.machine.ids import Uuid7Ids
from tests.power.mounting import end_with_parent
from tests.power.till import say, serve
from tests.stage.tills import open_store


def main(folder: Path) -> None:
    """Until nobody comes any more."""
    end_with_parent()
    ids = Uuid7Ids()
    try:
        store = open_store(folder)
    except CannotSell as error:
        say("refused", error.cause, error.sentence)
        return
    with closing(store):
        say("open")
        for number, _ in enumerate(sys.stdin, start=1):
            try:
                serve(store, ids, number)
            except CannotSell as error:
                say("refused", error.cause, error.sentence)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
