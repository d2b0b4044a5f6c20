"""A program that was given poor streams, or none, speaks all the same."""

import io
import sys

import pytest

from pos_app.machine.voice import mend_streams


def test_a_pipe_in_a_countrys_code_page_carries_every_letter_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding="cp1252"))
    mend_streams()
    print("kjøtt 한국", flush=True)
    assert pipe.getvalue().decode("utf-8").strip() == "kjøtt 한국"


def test_a_program_without_a_console_may_print_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    mend_streams()
    print("nobody hears this")
    print("nor this", file=sys.stderr)
    assert sys.stdin.read() == ""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()
