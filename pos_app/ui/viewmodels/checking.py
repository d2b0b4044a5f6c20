"""The till looks at itself, and a person reads what to do. The look runs on a thread of its own; the till sells on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.services.checkup import Finding, Standing
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.panel_state import CheckState, StatusLine
from pos_app.ui.viewmodels.state import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pos_app.services.checkup import Checkup

log = logging.getLogger(__name__)
_TONES: dict[Standing, Tone] = {Standing.OK: "good", Standing.LOOK: "look", Standing.WRONG: "stop"}
_ORDER = (Standing.WRONG, Standing.LOOK, Standing.OK)


class CheckModel(QObject):
    """``make`` gives the port; it is called on the worker's thread, when first wanted."""

    changed = Signal(object)
    """:class:`CheckState`"""

    def __init__(self, make: Callable[[], Checkup], worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._worker = worker
        self._busy = False
        self._lines: tuple[StatusLine, ...] = ()
        self._title = ""

    def look(self) -> None:
        """Look at everything now; nothing where somebody is looking already."""
        if self._busy:
            return
        self._busy = True
        self._lines = ()
        self._title = self.tr("Looking at everything. It takes a few seconds; you can go on selling.")
        self._show()
        self._worker.run(lambda: self._make().findings(), self._found, self._not_found)

    def write_bundle(self) -> None:
        """Write the file for the support."""
        if self._busy:
            return
        self._busy = True
        self._show(self.tr("Writing the file for support ..."))
        self._worker.run(lambda: self._make().write_bundle(), self._written, self._not_written)

    def _found(self, findings: Sequence[Finding]) -> None:
        self._busy = False
        self._lines = tuple(self._line(each) for how in _ORDER for each in findings if each.standing is how)
        to_do = sum(each.standing is not Standing.OK for each in findings)
        self._title = (
            self.tr("%n thing(s) to do", "", to_do)
            if to_do
            else self.tr("All is well: there is nothing to do.")
        )
        self._show()

    def _line(self, finding: Finding) -> StatusLine:
        words = {
            Standing.OK: self.tr("in order"),
            Standing.LOOK: self.tr("look at it soon"),
            Standing.WRONG: self.tr("wrong"),
        }
        title = f"{finding.title} · {words[finding.standing]}"
        return StatusLine(title, finding.says, finding.do, _TONES[finding.standing])

    def _not_found(self, error: Exception) -> None:
        self._busy = False
        log.info("the till could not look at itself: %s", error)
        self._title = ""
        self._show(self.tr("The till could not be looked at. Try once more, or call support."), "stop")

    def _written(self, path: Path) -> None:
        self._busy = False
        self._show(
            self.tr("The file for support is {path}. It holds nothing of customers or sales.").format(
                path=path
            ),
            "good",
        )

    def _not_written(self, error: Exception) -> None:
        self._busy = False
        log.info("no file for the support: %s", error)
        self._show(self.tr("The file could not be written. Is the disk full? Call support."), "stop")

    def _show(self, text: str = "", tone: Tone = "quiet") -> None:
        self.changed.emit(CheckState(self._lines, self._title, self._busy, text, tone))
