"""A till to practise on: a store of its own in a folder that is thrown away, and slips that say what they are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from pos_app.bootstrap.opening import OpenTill
from pos_app.services.practice import practice_ports
from pos_app.storage.leases import TillLeases
from pos_app.storage.opening import open_till_store
from pos_app.ui.ports import Practice, ReceiptPrinter, TillPorts

if TYPE_CHECKING:
    from pos_app.domain.receipt import ReceiptDocument
    from pos_app.ui.inbox import Inbox

FOLDER = "practice"
"""In the till's data folder; emptied before practice begins and when it is over."""
MARK = "practice-"
"""Before the id of a print job of practice, so that what became of it is told to nobody else."""


class SlipPrinter:
    """The till's own printer, for slips that are no receipts."""

    def __init__(self, printer: ReceiptPrinter) -> None:
        self._printer = printer

    def submit(self, job_id: str, document: ReceiptDocument) -> None:
        """Print it as what it is."""
        from pos_app.domain.training_slip import training_slip

        self._printer.submit(f"{MARK}{job_id}", training_slip(document))


def set_up_practice(
    till: OpenTill, real: TillPorts, ring: Callable[..., object], report_to: Callable[[Inbox | None], None]
) -> Practice:
    """A till to practise on beside ``till``, whose window has ``real``. ``ring`` makes the port ``Ring`` for ports;
    ``report_to`` is told whose inbox the scanners report to, and ``None`` when it is the till's own again.

    Its data are sealed with a key that is never written down: what a crash leaves behind nobody can read. Raises
    :class:`~pos_app.domain.errors.CannotSell` and ``OSError``.
    """
    folder = till.settings.data_folder / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    key = os.urandom(32)
    counter = till.ports.counter
    store = open_till_store(folder, key, company_id=counter.store.company_id, till_id=counter.till_id)
    leases = TillLeases(folder, key)
    ports = practice_ports(till.ports, store, leases)
    printer = SlipPrinter(real.printer) if real.printer is not None else None

    def end() -> None:
        report_to(None)
        leases.close()
        store.close()
        shutil.rmtree(folder, ignore_errors=True)

    made = msgspec.structs.replace(
        real,
        services=ports,
        ring=ring(ports),
        printer=printer,
        drawer=None,
        screen=msgspec.structs.replace(real.screen, training=True),
        retry=None,
        practice=None,
        reports=None,
        day_end=None,
        program_news=None,
        checkup=None,
    )
    return Practice(made, report_to, end)
