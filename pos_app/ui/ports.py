"""What the interface needs from outside, in one frozen value that ``bootstrap`` builds and tests fake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct, field

from pos_app.domain.basket import Basket
from pos_app.services.ports import Ports
from pos_app.services.scanning import Scanned

if TYPE_CHECKING:  # receipts are not needed before the first sale
    from pos_app.domain.receipt import ReceiptDocument
    from pos_app.services.checkup import Checkup
    from pos_app.services.evening import DayEnd
    from pos_app.services.report_ports import ReportBook
    from pos_app.ui.inbox import Inbox

Origin = Literal["scanner", "wedge", "typed"]


class Code(Struct, frozen=True):
    """A code as it arrived. ``raw`` is the driver's own value where a driver read it; nobody here looks inside.
    ``came_ms`` is set where it had to wait: when it came, by the server's time (ms UTC).
    """

    text: str
    origin: Origin
    raw: object = None
    came_ms: int = 0


class Ring(Protocol):
    """Rings up what a code stands for: :func:`pos_app.services.scanning.scan` with this till's code rules."""

    def __call__(self, basket: Basket, code: Code, pieces: int) -> Scanned:
        """The basket after the code; raises :class:`~pos_app.domain.errors.Refused`."""


class ReceiptPrinter(Protocol):
    """Prints whole documents on a thread of its own and reports through :attr:`Inbox.printed`."""

    def submit(self, job_id: str, document: ReceiptDocument) -> None:
        """Take the document and return at once. Exactly one ``printed`` report must follow for each job."""


class CashDrawer(Protocol):
    """The drawer that opens without a receipt."""

    def open_drawer(self) -> None:
        """Send the pulse and return at once; whether it sprang open the cashier sees."""


class HeldKey(Protocol):
    """A key press that a wedge reader kept back."""

    @property
    def token(self) -> object:
        """The toolkit's own event, for typing it after all."""


class WedgeVerdict(Protocol):
    """What a wedge reader says after a key: see :mod:`pos_app.ui.wedge_filter`."""

    @property
    def keys(self) -> tuple[HeldKey, ...]:
        """Keys that a person typed."""

    @property
    def scan(self) -> str | None:
        """A complete scan."""

    @property
    def refused(self) -> str | None:
        """A scan that went wrong."""

    @property
    def is_too_long(self) -> bool:
        """Whether that is because it had no end; else it was cut off."""

    @property
    def holding(self) -> bool:
        """Whether keys are still kept back, so that a timer must run."""

    @property
    def passes_through(self) -> bool:
        """Whether the key just shown may simply go its way."""


class WedgeReader(Protocol):
    """Tells a keyboard-wedge scanner from a person, key by key."""

    @property
    def wait_ms(self) -> int:
        """How long to wait before calling :meth:`idle`."""

    def key(self, text: str, at_ms: int, is_suffix: bool, token: object = None) -> WedgeVerdict:
        """A key was pressed."""

    def idle(self, at_ms: int) -> WedgeVerdict:
        """Nothing came for :attr:`wait_ms`."""

    def interrupt(self) -> WedgeVerdict:
        """A key came that no scanner sends."""


class Screen(Struct, frozen=True):
    """How the window is set up: the ``[screen]`` table of ``till.toml``.

    ``scale_percent`` enlarges everything on top of the factor that the screen's size gives; ``animated`` is off in
    tests and pictures.
    """

    language: str = "nb"
    palette: str = "light"
    scale_percent: int = 100
    full_screen: bool = False
    sounds: bool = True
    training: bool = False
    animated: bool = True


class Practice(Struct, frozen=True):
    """A till to practise on: ``ports`` reach a store that is thrown away and nobody outside.

    Scans go to the inbox that ``report_to`` is given, until ``end``, which throws everything away; call it once, when
    the practice window's threads have ended.
    """

    ports: TillPorts
    report_to: Callable[[Inbox], None]
    end: Callable[[], None]


def _nobody_listens(_: str) -> None:
    """What is done with a choice that nobody remembers."""


class ProgramNews(Struct, frozen=True):
    """What came of the program's last update: ``version`` runs now; ``failed`` is the one that did not work here, ""
    where the update went well. ``told`` is called once somebody knows (store thread).
    """

    version: str
    failed: str
    told: Callable[[], None]


class TillPorts(Struct, frozen=True):
    """Everything :class:`~pos_app.ui.window.TillWindow` reaches for.

    ``printer`` is ``None`` where the till has no printer: receipts then stay queued and the screen says so. ``drawer``
    is ``None`` where nothing can open one.
    ``retry`` is called when the cashier asks a stopped till to try again; it returns once it has been tried, and
    raises :class:`~pos_app.domain.errors.CannotSell` when the cause is still there (store thread).
    ``practice`` sets a till up to practise on; it raises :class:`~pos_app.domain.errors.CannotSell` where it can not.
    ``day_end`` is what closing a day reaches; ``None`` where no day is closed.
    ``palette_chosen`` hears which palette the cashier switched to, so that it can be remembered.
    """

    services: Ports
    ring: Ring
    printer: ReceiptPrinter | None = None
    drawer: CashDrawer | None = None
    wedge: WedgeReader | None = None
    screen: Screen = field(default_factory=Screen)
    retry: Callable[[], None] | None = None
    palette_chosen: Callable[[str], None] = _nobody_listens
    practice: Callable[[], Practice] | None = None
    reports: Callable[[], ReportBook] | None = None
    """Called when first wanted; ``None`` where there is nothing to report: nobody's practice is counted."""
    report_folder: Path | None = None
    """Where reports are saved."""
    day_end: Callable[[], DayEnd] | None = None
    program_news: Callable[[], ProgramNews | None] | None = None
    """What somebody who closes the day should be told of an update, once; ``None`` where nothing (store thread)."""
    checkup: Callable[[], Checkup] | None = None
    """Looks at everything the till needs; ``None`` in practice, which needs nothing."""
