"""An invitation is read however it is typed, scanned or carried, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import BadFile
from sync.protocol import invitation as module
from sync.protocol.invitation import (
    CODE_ALPHABET,
    MARK,
    Invitation,
    InvitationWrong,
    file_text,
    qr_text,
    read_file,
    read_scanned,
    read_typed,
    server_address,
    written_code,
)

CODE = "K7TQ-M3XW-9FHA"
PLAIN = Invitation("https://kasse.kaffehuset.no", CODE)
DEVICES = '[screen]\nlanguage = "en"\n\n[[scanner]]\nkind = "wedge"\n'


@pytest.mark.parametrize(
    "typed",
    [
        "kasse.kaffehuset.no K7TQ-M3XW-9FHA",
        "  kasse.kaffehuset.no   k7tq m3xw 9fha ",
        "KASSE.kaffehuset.NO k7tqm3xw9fha",
        "https://kasse.kaffehuset.no/ K7TQ–M3XW–9FHA",
        "kasse.kaffehuset.no, K7TQ.M3XW.9FHA",
        "kasse.kaffehuset.no\tK7TQ - M3XW - 9FHA",
    ],
)
def test_a_typed_line_is_read_however_it_is_written(typed: str) -> None:
    assert read_typed(typed) == PLAIN
    assert read_scanned(typed) == PLAIN


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "no_code"),
        ("kasse.kaffehuset.no", "no_code"),
        ("kasse.kaffehuset.no K7TQ-M3XW", "no_code"),
        ("kasse.kaffehuset.no K7TQ-M3XW-9FHA-9FHA", "no_code"),
        (CODE, "no_server"),
        ("kasse.kaffehuset.no K7TQ-M3XW-9FH0", "bad_code"),
        ("ftp://kasse.no K7TQ-M3XW-9FHA", "bad_server"),
        ("https://who:secret@kasse.no K7TQ-M3XW-9FHA", "bad_server"),
        ("kasse.no:99999 K7TQ-M3XW-9FHA", "bad_server"),
        (f"{MARK}123", "damaged"),
        (MARK, "damaged"),
        (MARK + "9" * 4000, "damaged"),
    ],
)
def test_what_is_none_is_told_by_a_word(typed: str, code: str) -> None:
    with pytest.raises(InvitationWrong) as wrong:
        read_scanned(typed)
    assert wrong.value.code == code


def test_a_code_alone_takes_the_address_from_beside_it() -> None:
    assert read_typed(CODE.lower(), "kasse.kaffehuset.no") == PLAIN


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("kasse.no", "https://kasse.no"),
        ("http://kasse.no:8600/", "http://kasse.no:8600"),
        ("192.168.1.20:8600", "http://192.168.1.20:8600"),
        ("localhost:8600", "http://localhost:8600"),
        ("8.8.8.8", "https://8.8.8.8"),
        ("[::1]:8600", "http://[::1]:8600"),
        ("kasse.no/trofast/", "https://kasse.no/trofast"),
    ],
)
def test_an_address_without_a_scheme_is_https_outside_of_the_shop(written: str, address: str) -> None:
    assert server_address(written) == address


@given(st.text("".join(CODE_ALPHABET), min_size=12, max_size=12), st.text(" -", max_size=3))
def test_every_code_is_written_one_way(code: str, between: str) -> None:
    told = written_code(between.join(code).lower())
    assert told.replace("-", "") == code
    assert [len(group) for group in told.split("-")] == [4, 4, 4]


TOLD = st.builds(
    Invitation,
    st.sampled_from(["https://kasse.kaffehuset.no", "http://10.0.0.7:8600", "https://x.no/a/b"]),
    st.just(CODE),
    store_id=st.text('abcæøå-_"\\\n1', max_size=12),
    till_number=st.integers(0, 9999),
    replaces=st.sampled_from(["", "0190a1b2-0000-7000-8000-000000000001"]),
    until=st.sampled_from(["", "2026-11-29T12:00Z"]),
    presets=st.sampled_from(["", DEVICES]),
)


@given(TOLD)
def test_a_file_and_a_qr_say_the_same(told: Invitation) -> None:
    by_file, by_qr = read_file(file_text(told, "Hello\nyou"), "f"), read_scanned(qr_text(told))
    assert replace(by_file, source="", presets="") == replace(told, presets="")
    assert replace(by_qr, source="", presets="") == replace(told, presets="")
    assert by_file.presets.split() == by_qr.presets.split() == told.presets.split()


def test_a_scan_with_a_digit_wrong_is_never_taken_for_another_invitation() -> None:
    digits = qr_text(PLAIN)
    assert digits.startswith(MARK)
    assert digits.isdigit()
    for at in range(len(MARK), len(digits)):
        wrong = f"{digits[:at]}{(int(digits[at]) + 1) % 10}{digits[at + 1 :]}"
        with pytest.raises(InvitationWrong, match="not read well"):
            read_scanned(wrong)


def test_the_words_that_shrink_a_qr_never_change() -> None:
    """What is printed with them is to be read by every later till."""
    printed = (
        "199236308383578346315559332953220865561172802571780865"
        "59893621542786342250941666805645919597036141153500638790068"
    )
    assert read_scanned(printed) == replace(PLAIN, source="QR")
    assert module._KNOWN.endswith(b'until = "2026-')


def test_settings_that_do_not_fit_into_a_qr_are_refused() -> None:
    noise = "\n".join(f"# {n * 7919 % 10007}\nkey{n * n} = {n**3}" for n in range(300))
    with pytest.raises(InvitationWrong, match="make a file instead"):
        qr_text(replace(PLAIN, presets=noise))


def test_a_mistake_in_a_file_is_told_with_its_line() -> None:
    for text, line in (
        ("[screen]\n", 1),
        ('# a\n[provision]\nserver = "kasse.no"\n', 2),
        ('[provision]\nserver = "kasse.no"\ncode = "K7TQ"\n', 3),
        ('[provision]\nserver = "a b"\ncode = "K7TQ-M3XW-9FHA"\n', 2),
        ('[provision]\nserver = "kasse.no"\ncode = "K7TQ-M3XW-9FHA"\nkode = 1\n', 4),
        ('[provision]\nserver = "kasse.no"\ncode = "K7TQ-M3XW-9FHA"\n\n[till]\ntill_number = 1\n', 5),
        ("[provision\n", 1),
    ):
        with pytest.raises(BadFile) as bad:
            read_file(text, "one-time.toml")
        assert (bad.value.path, bad.value.line) == ("one-time.toml", line), text


def test_presets_keep_the_lines_they_had_in_the_file() -> None:
    text = f'# For till 2\n[provision]\nserver = "kasse.no"\ncode = "{CODE}"\n\n{DEVICES}'
    presets = read_file(text, "f").presets
    assert presets.split("\n")[5:] == DEVICES.split("\n")
    assert "till 2" not in presets
