"""What the start of the till imports of the drivers costs next to nothing; a process is asked, not this
one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("PIL", "barcode", "biip", "escpos", "qrcode", "segno", "serial", "stdnum", "yaml")
ROOT = Path(__file__).parents[3]


def loaded_by(code: str, folder: Path) -> list[str]:
    script = f"{code}\nimport sys\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return run.stdout.split()


@pytest.mark.parametrize(
    "module",
    [
        "drivers.state",
        "drivers.settings",
        "drivers.devices",
        "drivers.scanners.codes",
        "drivers.scanners.wedge",
        "drivers.scanners.serial_reader",
        "drivers.printers.worker",
        "drivers.printers.network",
        "drivers.printers.escpos_render",
        "drivers.printers.picture",
        "drivers.terminals.worker",
        "drivers.terminals.zvt.terminal",
    ],
)
def test_importing_a_driver_imports_no_library(module: str, tmp_path: Path) -> None:
    assert loaded_by(f"import {module}", tmp_path) == []


def test_a_first_receipt_leaves_no_file_no_log_handler_and_no_output(tmp_path: Path) -> None:
    """The library's import leaves all three; ours takes them away."""
    code = (
        "import logging\n"
        "from drivers.devices import warm_up\n"
        "warm_up()\n"
        "assert not logging.getLogger().handlers\n"
        "import os\n"
        "assert 'ESCPOS_CAPABILITIES_FILE' not in os.environ\n"
    )
    assert "escpos" in loaded_by(code, tmp_path)
    assert list(tmp_path.iterdir()) == []
