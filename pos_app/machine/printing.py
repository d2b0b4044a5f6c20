"""Receipts on their way to paper: rendered first, on a thread of their own, then sent once (PRINT-TRISTATE)."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.devices import build_printer
from drivers.settings import PrinterSettings
from drivers.state import DeviceState

if TYPE_CHECKING:
    from drivers.printers.printer import SendResult
    from pos_app.domain.receipt import ReceiptDocument

_LOG = logging.getLogger(__name__)
_DRAWER = "drawer"
"""In the place of a job's id: a pulse is no print job, and nobody waits for what became of it."""


class ReceiptPrinting:
    """The one receipt printer of a till.

    ``on_result(job_id, result)`` follows each :meth:`submit` exactly once; ``on_state`` tells how the printer stands;
    ``on_unrendered(job_id, text)`` tells that a document could not be made into bytes: our bug, nothing was sent.
    All three are called on threads of this class.
    """

    def __init__(
        self,
        settings: PrinterSettings,
        *,
        on_result: Callable[[str, SendResult], None],
        on_state: Callable[[DeviceState], None],
        on_unrendered: Callable[[str, str], None],
    ) -> None:
        from drivers.printers.profile import profile_from
        from drivers.printers.worker import PrinterWorker

        self._profile = profile_from(settings)
        self._on_result = on_result
        self._worker = PrinterWorker(build_printer(settings), on_result=self._reported, on_state=on_state)
        self._on_unrendered = on_unrendered
        self._documents: queue.Queue[tuple[str, ReceiptDocument | None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._render_all, name="receipts", daemon=True)

    def start(self) -> None:
        """Begin to watch the printer; returns at once."""
        self._worker.start()
        self._thread.start()

    def submit(self, job_id: str, document: ReceiptDocument) -> None:
        """Print a document; returns at once."""
        self._documents.put((job_id, document))

    def open_drawer(self) -> None:
        """Send the pulse that opens the drawer, after what is being printed; returns at once, reports nothing."""
        self._documents.put((_DRAWER, None))

    def stop(self) -> None:
        """Finish what is being sent and let go of the printer."""
        self._documents.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._worker.stop()

    def _reported(self, job_id: str, result: SendResult) -> None:
        if job_id != _DRAWER:
            self._on_result(job_id, result)

    def _render_all(self) -> None:
        while (each := self._documents.get()) is not None:
            job_id, document = each
            try:
                self._worker.submit(job_id, self._pulse() if document is None else self._render(document))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one document, the next must print
                _LOG.exception("a receipt could not be rendered")
                self._on_unrendered(job_id, str(error))

    def _pulse(self) -> bytes:
        from drivers.printers.escpos_render import drawer_pulse

        return drawer_pulse(self._profile)

    def _render(self, document: ReceiptDocument) -> bytes:
        from drivers.printers.escpos_render import render
        from drivers.printers.fonts import FontMissingError

        try:
            return render(document, self._profile)
        except FontMissingError as error:
            _LOG.info("a receipt prints with spelled-out characters: %s", error)
            return render(document, self._profile, spell_missing=True)
