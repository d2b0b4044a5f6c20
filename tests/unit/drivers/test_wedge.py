"""The keyboard wedge: no key of a person is lost, no scan reaches a field or a button."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.wedge import HeldKey, Verdict, WedgeDetector

EAN = "7038010000010"
ENTER = ("\r", True)


@dataclass
class Desk:
    """What an event filter does with a detector, and what came of it, in order of happening."""

    detector: WedgeDetector
    now: int = 0
    typed: list[HeldKey] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def obey(self, verdict: Verdict) -> None:
        self.typed += verdict.keys
        if verdict.scan is not None:
            self.scans.append(verdict.scan)
        if verdict.refused is not None:
            self.refused.append(verdict.refused)

    def press(self, text: str, after_ms: int, *, suffix: bool = False) -> None:
        """A key `after_ms` after the one before; the timer fires first when it is that late."""
        if after_ms > self.detector.wait_ms:
            self.rest()
        self.now += after_ms
        self.obey(self.detector.key(text, self.now, suffix, token=(text, self.now)))

    def scan(self, code: str, gap_ms: int = 5, *, suffix: bool = True) -> None:
        for at, character in enumerate(code):
            self.press(character, 500 if at == 0 else gap_ms)
        if suffix:
            self.press("\r", gap_ms, suffix=True)

    def type(self, text: str, gap_ms: int = 80) -> None:
        for character in text:
            self.press(character, gap_ms, suffix=character == "\r")

    def rest(self) -> None:
        self.obey(self.detector.idle(self.now + self.detector.wait_ms))

    @property
    def written(self) -> str:
        return "".join(key.text for key in self.typed)


def desk(prefix: str = "") -> Desk:
    return Desk(WedgeDetector(prefix))


def test_a_scan_is_a_scan_and_writes_nothing_and_presses_nothing() -> None:
    till = desk()
    till.scan(EAN)
    assert till.scans == [EAN]
    assert till.typed == []


def test_a_person_gets_every_key_and_enter_is_enter() -> None:
    till = desk()
    till.type("kaffe\r")
    till.rest()
    assert till.written == "kaffe\r"
    assert till.typed[-1].is_suffix
    assert till.scans == []


def test_enter_alone_goes_straight_through() -> None:
    verdict = desk().detector.key("\r", 1000, True, token="enter")
    assert verdict.passes_through
    assert [key.token for key in verdict.keys] == ["enter"]


def test_a_rolled_pair_of_keys_is_typing_not_a_scan() -> None:
    till = desk()
    till.press("e", 200)
    till.press("r", 12)
    till.press("\r", 90, suffix=True)
    assert till.written == "er\r"


def test_a_short_number_and_enter_at_machine_speed_is_still_typing() -> None:
    till = desk()
    till.scan("12345")
    assert till.scans == []
    assert till.written == "12345\r"


def test_what_was_typed_before_the_prefix_is_given_back() -> None:
    till = desk("~")
    till.press("4", 500)
    for character in "~" + EAN:
        till.press(character, 5)
    till.press("\r", 5, suffix=True)
    assert till.scans == [EAN]
    assert till.written == "4"


def test_with_a_prefix_fast_keys_without_it_are_typing() -> None:
    till = desk("~")
    till.scan(EAN)
    assert till.scans == []
    assert till.written == EAN + "\r"


def test_a_scan_cut_off_after_its_prefix_is_refused_and_types_nothing() -> None:
    till = desk("~")
    till.scan("~" + EAN[:9], suffix=False)
    till.rest()
    assert till.refused == [EAN[:9]]
    assert till.typed == []


def test_a_fast_burst_without_prefix_or_end_is_given_back_to_the_field() -> None:
    till = desk()
    till.scan(EAN, suffix=False)
    till.rest()
    assert till.written == EAN
    assert till.refused == []


def test_a_late_enter_of_a_scan_presses_nothing() -> None:
    till = desk()
    till.scan(EAN, suffix=False)
    till.press("\r", 90, suffix=True)
    assert till.scans == [EAN]
    assert till.typed == []


def test_four_kilobytes_of_noise_reach_no_field() -> None:
    till = desk()
    till.scan("x" * 4096)
    till.rest()
    assert len(till.refused) == 1
    assert till.scans == []
    assert till.typed == []
    till.scan(EAN)
    assert till.scans == [EAN]


def test_an_arrow_or_a_shortcut_lets_held_keys_go_first() -> None:
    till = desk()
    till.press("a", 500)
    verdict = till.detector.interrupt()
    assert [key.text for key in verdict.keys] == ["a"]
    assert till.detector.interrupt() == Verdict()


def test_idle_before_its_time_gives_nothing_back() -> None:
    till = desk()
    till.press("a", 500)
    assert till.detector.idle(till.now + 10) == Verdict(holding=True)


@pytest.mark.parametrize(("gap", "shortest", "longest"), [(0, 6, 512), (35, 1, 512), (35, 6, 5)])
def test_limits_that_make_no_sense_are_refused(gap: int, shortest: int, longest: int) -> None:
    with pytest.raises(ValueError, match="max_gap_ms"):
        WedgeDetector("", gap, shortest, longest)


presses = st.lists(
    st.tuples(
        st.sampled_from("0123456789a~"), st.integers(1, 200), st.sampled_from([False, False, False, True])
    ),
    max_size=80,
)


@given(presses, st.sampled_from(["", "~"]))
def test_every_key_ends_up_once_and_in_order_typed_scanned_or_refused(
    keys: list[tuple[str, int, bool]], prefix: str
) -> None:
    """The keys given back are a subsequence of those pressed, and what is missing is exactly the scans."""
    till = desk(prefix)
    pressed: list[object] = []
    swallowed = 0
    for text, gap, suffix in keys:
        before = len(till.scans)
        till.press(text, gap, suffix=suffix)
        pressed.append((text, till.now))
        swallowed += (1 + len(prefix)) * (len(till.scans) - before)
    till.rest()
    given_back = [key.token for key in till.typed]
    rest = iter(pressed)
    assert all(token in rest for token in given_back)
    swallowed += sum(len(scan) for scan in till.scans)
    swallowed += sum(len(prefix) + len(text) for text in till.refused)
    assert len(pressed) == len(given_back) + swallowed
    assert not till.refused or prefix


@given(st.lists(st.tuples(st.sampled_from("abc1234\r"), st.integers(40, 400)), max_size=60))
def test_a_person_slower_than_a_scanner_never_loses_a_key(keys: list[tuple[str, int]]) -> None:
    till = desk()
    for text, gap in keys:
        till.press(text, gap, suffix=text == "\r")
    till.rest()
    assert till.written == "".join(text for text, _ in keys)
    assert till.scans == till.refused == []


@given(
    st.text("0123456789ABCxyz:-", min_size=6, max_size=100), st.integers(1, 34), st.sampled_from(["", "~"])
)
def test_every_burst_with_an_end_is_exactly_one_scan(code: str, gap: int, prefix: str) -> None:
    till = desk(prefix)
    till.type("hei")
    till.scan(prefix + code, gap)
    assert till.scans == [code]
    assert till.written == "hei"


@pytest.mark.parametrize("prefix", ["", "~"])
def test_the_longest_code_of_a_members_phone_is_one_scan(prefix: str) -> None:
    code = "1991" + "0123456789" * 62
    till = desk(prefix)
    till.scan(prefix + code, gap_ms=12)
    assert till.scans == [code]
    assert till.typed == []


def test_a_scan_without_end_is_told_as_too_long_and_one_cut_off_is_not() -> None:
    detector = WedgeDetector()
    verdicts = [detector.key("7", at, is_suffix=False) for at in range(700)]
    (long,) = [each for each in verdicts if each.refused is not None]
    assert long.is_too_long
    detector = WedgeDetector("~")
    for at, key in enumerate("~7038010"):
        detector.key(key, at, is_suffix=False)
    cut = detector.idle(1_000)
    assert (cut.refused, cut.is_too_long) == ("7038010", False)
