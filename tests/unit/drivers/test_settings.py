"""Device settings: what makes no sense is refused by its field, and each kind builds its device."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drivers.devices import build_printer, build_wedge
from drivers.printers.file import FilePrinter
from drivers.printers.network import NetworkPrinter
from drivers.printers.serial_port import SerialPrinter
from drivers.settings import PrinterSettings, ScannerSettings, SettingsError


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "laser", "host": "p"}),
        ("host", {"kind": "network"}),
        ("port", {"host": "p", "port": 0}),
        ("port", {"host": "p", "port": 65536}),
        ("path", {"kind": "serial"}),
        ("path", {"kind": "file"}),
        ("baud", {"host": "p", "baud": 9601}),
        ("parity", {"host": "p", "parity": "mark"}),
        ("flow", {"host": "p", "flow": "yes"}),
        ("columns", {"host": "p", "columns": 10}),
        ("dots", {"host": "p", "dots": 10_000}),
        ("cut", {"host": "p", "cut": "tear"}),
        ("drawer_pin", {"host": "p", "drawer_pin": 3}),
        ("timeout_ms", {"host": "p", "timeout_ms": 60_000}),
        ("stored_logo", {"host": "p", "stored_logo": "logo"}),
    ],
)
def test_a_printer_setting_that_makes_no_sense_is_named(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as raised:
        PrinterSettings(**values)
    assert raised.value.field == field
    assert raised.value.expected


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "camera"}),
        ("path", {"kind": "serial"}),
        ("baud", {"path": "p", "baud": 1}),
        ("parity", {"path": "p", "parity": "space"}),
        ("suffix", {"path": "p", "suffix": "enter"}),
        ("max_gap_ms", {"kind": "wedge", "max_gap_ms": 1000}),
        ("min_length", {"kind": "wedge", "min_length": 1}),
    ],
)
def test_a_scanner_setting_that_makes_no_sense_is_named(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as raised:
        ScannerSettings(**values)
    assert raised.value.field == field


def test_each_kind_of_printer_is_built_and_none_is_opened(tmp_path: Path) -> None:
    away = str(tmp_path / "away")
    assert isinstance(build_printer(PrinterSettings(host="printer.example")), NetworkPrinter)
    assert isinstance(build_printer(PrinterSettings(kind="serial", path=away)), SerialPrinter)
    assert isinstance(build_printer(PrinterSettings(kind="file", path=away, name="spool")), FilePrinter)
    assert build_printer(PrinterSettings(kind="file", path=away, name="spool")).name == "spool"


def test_a_wedge_is_built_with_what_was_set() -> None:
    wedge = build_wedge(ScannerSettings(kind="wedge", prefix="~", max_gap_ms=50, min_length=8))
    assert wedge.wait_ms == 51
    with pytest.raises(SettingsError, match="kind"):
        build_wedge(ScannerSettings(path="p"))
