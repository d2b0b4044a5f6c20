"""Errors that a person may see."""

from __future__ import annotations

from pos_app.domain.errors import BadFile, CannotSell, Refusal, Refused


def test_a_refusal_tells_its_reason_and_its_facts() -> None:
    assert str(Refused(Refusal.UNKNOWN_CODE, code="123")) == "unknown_code (code=123)"
    assert str(Refused(Refusal.BASKET_EMPTY)) == "basket_empty"


def test_a_stop_tells_the_cashier_what_to_do() -> None:
    stop = CannotSell("disk_full", "The disk is full. Call the installer.")
    assert (stop.cause, str(stop)) == ("disk_full", "The disk is full. Call the installer.")


def test_a_file_as_a_whole_may_be_wrong() -> None:
    assert str(BadFile("a.csv", None, "text in UTF-8")) == "a.csv: text in UTF-8"


def test_every_refusal_has_a_word_of_its_own() -> None:
    assert len({reason.value for reason in Refusal}) == len(Refusal)
