"""A set-up desk that does what it is told: answers, troubles and scanners of a test's choosing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from pos_app.ui.set_up_ports import Devices, Place, Printed, SetUpTrouble

PLACE = Place(
    server="https://kasse.kaffehuset.no",
    company_id="kaffehuset",
    store_id="grunerlokka",
    till_number=3,
    key="4f1c09aa72e6b35d",
    language="nb",
)


DEVICES = Devices(printer="Epson TM-m30", scanners=("Zebra DS2208",))


@dataclass
class FakeDesk:
    """``troubles`` are raised one after the other before anything works; ``steps`` are what a load tells."""

    troubles: list[SetUpTrouble] = field(default_factory=list)
    load_troubles: list[SetUpTrouble] = field(default_factory=list)
    steps: tuple[int, ...] = (250, 1000)
    named: Devices = DEVICES
    printed: Printed = "confirmed"
    ports: int = 2
    asked: list[tuple[str, ...]] = field(default_factory=list)
    heard: Callable[[str, str], object] | None = None

    def join(self, typed: str, language: str, port: str) -> Place:
        self.asked.append(("join", typed, language, port))
        self._fail()
        return replace(PLACE, language=language)

    def join_by_file(self, path: Path, language: str) -> Place:
        self.asked.append(("file", path.name, language))
        self._fail()
        return PLACE

    def load(self, tell: Callable[[int], object]) -> Place:
        self.asked.append(("load",))
        if self.load_troubles:
            raise self.load_troubles.pop(0)
        for step in self.steps:
            tell(step)
        language = next((each[2] for each in self.asked if each[0] in {"join", "file"}), "nb")
        return replace(PLACE, store_name="Kaffehuset Grünerløkka", language=language)

    def devices(self) -> Devices:
        return self.named

    def print_test(self) -> Printed:
        self.asked.append(("print",))
        return self.printed

    def listen(self, heard: Callable[[str, str], object], *, everywhere: bool) -> int:
        self.asked.append(("listen", "everywhere" if everywhere else "named"))
        self.heard = heard
        return self.ports

    def stop_listening(self) -> None:
        self.heard = None

    def _fail(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
