"""Status bytes: each bit a printer can set is told by its most useful cause, and noise is told from
answers.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printers.status import is_done, is_status, read_status
from drivers.state import READY, Cause, Condition, DeviceState


@pytest.mark.parametrize(
    ("answers", "condition", "cause"),
    [
        ("12121212", Condition.READY, Cause.NONE),
        ("1212121e", Condition.READY, Cause.PAPER_LOW),
        ("1a32127e", Condition.TROUBLE, Cause.PAPER_OUT),
        ("1a321212", Condition.TROUBLE, Cause.PAPER_OUT),
        ("1a161272", Condition.TROUBLE, Cause.COVER_OPEN),
        ("1a521a12", Condition.TROUBLE, Cause.CUTTER),
        ("1a523212", Condition.TROUBLE, Cause.HARDWARE_ERROR),
        ("1a521212", Condition.TROUBLE, Cause.HARDWARE_ERROR),
        ("1a121212", Condition.TROUBLE, Cause.OFFLINE),
        ("1a1a1212", Condition.TROUBLE, Cause.OFFLINE),
        ("121212", Condition.TROUBLE, Cause.BAD_ANSWER),
        ("1212121212", Condition.TROUBLE, Cause.BAD_ANSWER),
        ("48545450", Condition.TROUBLE, Cause.BAD_ANSWER),
    ],
)
def test_the_answers_are_read_as_the_manuals_say(answers: str, condition: Condition, cause: Cause) -> None:
    state = read_status(bytes.fromhex(answers))
    assert (state.condition, state.cause) == (condition, cause)


@given(st.integers(0, 255))
def test_no_byte_is_both_a_status_and_the_word_that_a_document_is_done(byte: int) -> None:
    assert not (is_status(byte) and is_done(byte))


def test_a_state_names_its_sentence() -> None:
    assert READY.key == "ready"
    assert DeviceState(Condition.TROUBLE, Cause.PAPER_OUT).key == "trouble.paper_out"
