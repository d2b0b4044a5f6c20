"""Our bytes as an outside interpreter sees them: emupos, a virtual printer with faults of its own.

Each test gets a simulator of its own on free ports, ended by its process id.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from drivers.devices import build_printer
from drivers.printers.escpos_render import render
from drivers.printers.printer import CONFIRMED, Outcome, Printer
from drivers.printers.profile import profile_from
from drivers.settings import PrinterSettings
from drivers.state import Cause, Condition
from tests.stage.paper_document import RECEIPT_DIGITS, RECEIPT_QR, whole_receipt

pytestmark = pytest.mark.emupos

_STARTING_S = 20


@dataclass
class Emupos:
    """A running simulator: where its printer listens, and its control interface."""

    printer_port: int
    api: str

    def ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self.api}/api/v1{path}", method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            body: bytes = answer.read()
            return body

    def receipts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.ask("/devices/front/receipts"))
        return found

    def picture(self) -> Image.Image:
        return Image.open(BytesIO(self.ask("/devices/front/receipts/latest/image"))).convert("L")

    def text(self) -> str:
        return self.ask("/devices/front/receipts/latest/text").decode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def emupos(tmp_path: Path, emupos_python: Path) -> Iterator[Emupos]:
    api_port, printer_port = free_port(), free_port()
    (tmp_path / "emupos.yaml").write_text(
        "schema: 1\n"
        f"api: {{ host: 127.0.0.1, port: {api_port} }}\n"
        "devices:\n"
        "  - id: front\n"
        "    type: printer\n"
        "    profile: epson-tm-t20iii\n"
        f"    connections: [ {{ tcp: {{ port: {printer_port} }} }} ]\n"
        f"    receipts_dir: {tmp_path / 'receipts'}\n",
        encoding="utf-8",
    )
    log = (tmp_path / "emupos.log").open("wb")
    process = subprocess.Popen(
        [str(emupos_python.parent / "emupos"), "run"], cwd=tmp_path, stdout=log, stderr=log
    )
    simulator = Emupos(printer_port, f"http://127.0.0.1:{api_port}")
    try:
        _wait_for(simulator, process, tmp_path / "emupos.log")
        yield simulator
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait_for(simulator: Emupos, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTING_S
    while True:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            simulator.receipts()
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def settings(emupos: Emupos) -> PrinterSettings:
    return PrinterSettings(host="127.0.0.1", port=emupos.printer_port, code_pages=("cp865", "cp866"))


@pytest.fixture
def printer(settings: PrinterSettings) -> Iterator[Printer]:
    printer = build_printer(settings)
    yield printer
    printer.close()


def test_an_outside_printer_shows_the_receipt_as_it_is_meant(
    emupos: Emupos, printer: Printer, settings: PrinterSettings
) -> None:
    assert printer.send(render(whole_receipt(), profile_from(settings))) == CONFIRMED
    (receipt,) = emupos.receipts()
    assert (receipt["boundary"], receipt["width_dots"]) == ("cut", 576)
    text = emupos.text()
    assert "Kaffe Guji økologisk 250 g                129,00" in text
    assert "Ekspedient: Åse" in text
    assert f"[qr {RECEIPT_QR}]" in text
    assert "?" not in text
    picture = emupos.picture()
    large = picture.resize((picture.width * 2, picture.height * 2))
    assert {RECEIPT_QR, RECEIPT_DIGITS} <= {code.text for code in zxingcpp.read_barcodes(large)}
    if keep := os.environ.get("TROFAST_PICTURES"):
        picture.save(Path(keep) / "receipt-emupos.png")


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("paper-out", Cause.PAPER_OUT), ("cover-open", Cause.COVER_OPEN), ("offline", Cause.OFFLINE)],
)
def test_print_tristate_an_outside_printer_with_a_fault_is_sent_nothing_and_prints_later(
    fault: str, cause: Cause, emupos: Emupos, printer: Printer, settings: PrinterSettings
) -> None:
    data = render(whole_receipt(), profile_from(settings))
    emupos.ask(f"/devices/front/faults/{fault}", "PUT")
    state = printer.state()
    assert (state.condition, state.cause) == (Condition.TROUBLE, cause)
    result = printer.send(data)
    assert (result.outcome, result.cause) == (Outcome.NOT_SENT, cause)
    emupos.ask(f"/devices/front/faults/{fault}", "DELETE")
    assert printer.state().is_ready
    assert emupos.receipts() == []
    assert printer.send(data) == CONFIRMED
    assert len(emupos.receipts()) == 1


def test_paper_near_its_end_is_told_by_an_outside_printer(emupos: Emupos, printer: Printer) -> None:
    emupos.ask("/devices/front/faults/paper-near-end", "PUT")
    assert (printer.state().condition, printer.state().cause) == (Condition.READY, Cause.PAPER_LOW)
