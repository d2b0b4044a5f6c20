"""Setting a till up, step by step: a code, its place, the first goods, its devices. Without widgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.ui.set_up_ports import Devices, Place, Printed, SetUpDesk, SetUpTrouble
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.evening_state import Mark, StepRow
from pos_app.ui.viewmodels.set_up_words import is_known, words_for

Step = Literal["code", "place", "goods", "devices"]
_STEPS: tuple[Step, ...] = ("code", "place", "goods", "devices")
GOES_ON_S = 30
"""So long the devices are shown before the till goes on to sign-in, unless somebody does something with them."""
_SHOWN = 24
"""Characters of a scan that are shown: enough to know it again."""


class Heard(Struct, frozen=True):
    """A scanner spoke: by which way (a port or the scanner's name; "" for one that types), and what."""

    source: str
    text: str


class SetUpState(Struct, frozen=True):
    """The whole window. ``happened`` and ``todo`` are empty while all is well; ``detail`` is shown as it is. ``ports``
    is how many ports are listened to, ``None`` while nobody asked for it. ``left_s`` counts down to sign-in; 0: it
    waits.
    """

    step: Step = "code"
    is_busy: bool = False
    happened: str = ""
    todo: str = ""
    detail: str = ""
    place: Place | None = None
    permille: int = 0
    ports: int | None = None
    devices: Devices = Devices()
    heard: Heard | None = None
    printed: Printed | Literal["printing", ""] = ""
    left_s: int = 0


class SetUp(QObject):
    """``changed`` follows each change of :attr:`state`; ``finished`` comes once, when the till can be signed in to."""

    changed = Signal()
    finished = Signal()
    spoke = Signal(str)
    """The language that the till is to speak from now on."""
    _told = Signal(int)
    _scanned = Signal(str, str)

    def __init__(self, desk: SetUpDesk, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._language = language
        self._worker = Worker("set-up", self)
        self._is_over = False
        self.state = SetUpState()
        self._told.connect(lambda permille: self._show(permille=permille))
        self._scanned.connect(self._take_scan)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)

    @property
    def language(self) -> str:
        """``nb`` or ``en``."""
        return self._language

    def speak(self, language: str) -> None:
        """The window speaks that language now, and so will the till."""
        if language != self._language:
            self._language = language
            self.spoke.emit(language)

    def enter(self, typed: str) -> None:
        """What was typed, or scanned by a scanner that types."""
        if self.state.step == "code" and not self.state.is_busy and typed.strip():
            self._join(lambda: self._desk.join(typed, self._language, ""))

    def open_file(self, path: Path) -> None:
        """A one-time file."""
        if self.state.step == "code" and not self.state.is_busy:
            self._join(lambda: self._desk.join_by_file(path, self._language))

    def find_scanner(self) -> None:
        """Listen to every port: the one that reads the sheet is the till's scanner."""
        if self.state.step == "code" and not self.state.is_busy:
            desk, scanned = self._desk, self._scanned.emit
            self._run(
                lambda: desk.listen(scanned, everywhere=True),
                lambda ports: self._show(is_busy=False, ports=ports),
            )

    def retry(self) -> None:
        """Fetch the goods once more."""
        if self.state.step == "goods" and not self.state.is_busy:
            self._load()

    def print_test(self) -> None:
        """Print the test slip."""
        if self.state.step == "devices" and self.state.printed != "printing":
            self.stay()
            self._show(printed="printing")
            self._worker.run(
                self._desk.print_test,
                lambda printed: self._show(printed=printed),
                lambda _error: self._show(printed="not_sent"),
            )

    def type_scan(self, text: str) -> None:
        """A scanner that types has spoken while the devices are looked at."""
        self._take_scan("", text)

    def stay(self) -> None:
        """Somebody looks at the devices: do not go on by itself."""
        self._clock.stop()
        self._show(left_s=0)

    def finish(self) -> None:
        """On to sign-in."""
        if self.state.step == "devices" and not self._is_over:
            self._is_over = True
            self._clock.stop()
            self._run(self._desk.stop_listening, lambda _: self.finished.emit())

    def shut_down(self) -> None:
        """Let go of the ports and end the worker."""
        self._clock.stop()
        self._worker.run(self._desk.stop_listening)
        self._worker.stop()

    def steps(self) -> tuple[StepRow, ...]:
        """The four steps with their marks."""
        at = _STEPS.index(self.state.step)
        titles = (self.tr("Code"), self.tr("Place"), self.tr("Goods and members"), self.tr("Devices"))
        return tuple(
            StepRow(number + 1, title, self._note(number), self._mark(number, at))
            for number, title in enumerate(titles)
        )

    def _mark(self, number: int, at: int) -> Mark:
        if number != at:
            return "done" if number < at else "todo"
        return "stop" if self.state.happened else "now"

    def _note(self, number: int) -> str:
        place = self.state.place
        if number == 1 and place is not None:
            return self.tr("Till {number}, {store}").format(
                number=place.till_number, store=place.store_name or place.store_id
            )
        if number == 2 and self.state.step == "goods" and not self.state.happened:
            return f"{self.state.permille // 10} %"
        return ""

    def _join(self, work: Callable[[], Place]) -> None:
        self._show(is_busy=True, happened="", todo="", detail="", ports=None)
        self._run(lambda: _after(self._desk.stop_listening, work), self._go_on)

    def _go_on(self, place: Place) -> None:
        self.speak(place.language)
        self._show(place=place, step="goods", permille=0)
        self._load()

    def _load(self) -> None:
        self._show(is_busy=True, happened="", todo="", detail="")
        desk, tell = self._desk, self._told.emit
        self._run(lambda: (desk.load(tell), desk.devices()), self._loaded)

    def _loaded(self, found: tuple[Place, Devices]) -> None:
        place, devices = found
        self._show(
            place=place, devices=devices, step="devices", is_busy=False, permille=1000, left_s=GOES_ON_S
        )
        desk, scanned = self._desk, self._scanned.emit
        self._worker.run(lambda: desk.listen(scanned, everywhere=False), failed=lambda _error: None)
        self._clock.start()

    def _take_scan(self, source: str, text: str) -> None:
        if self.state.step == "code" and not self.state.is_busy:
            self._join(lambda: self._desk.join(text, self._language, source))
        elif self.state.step == "devices":
            self.stay()
            shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
            self._show(heard=Heard(source, shown))

    def _tick(self) -> None:
        if self.state.left_s > 1:
            self._show(left_s=self.state.left_s - 1)
        else:
            self.finish()

    def _run(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        self._worker.run(work, lambda result: _said(then, result), self._failed)

    def _failed(self, error: Exception) -> None:
        trouble = error if isinstance(error, SetUpTrouble) else SetUpTrouble("fault", type(error).__name__)
        away = self.state.step == "goods" and trouble.code in {"unreachable", "timeout", "no_answer"}
        happened, todo = words_for("goods_away" if away else trouble.code)
        detail = trouble.detail if is_known(trouble.code) else trouble.detail or trouble.code
        self._show(is_busy=False, happened=happened, todo=todo, detail=detail)

    def _show(self, **changes: object) -> None:
        was, self.state = self.state, replace(self.state, **changes)
        if was != self.state:
            self.changed.emit()


def _said(then: Callable[..., object], result: object) -> None:
    then(result)


def _after(first: Callable[[], object], work: Callable[[], Place]) -> Place:
    first()
    return work()
