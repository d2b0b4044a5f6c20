"""Whether the server has a till's day as the till has it."""

from dataclasses import replace
from typing import Any

import pytest

from pos_app.domain.day_close import Confirmation, DayCount, DayHere, DayThere, Outcome, compare

HEAD = b"\x07" * 32
NOK = DayCount("NOK", 3, 30_000, 5_000, 1, 2_500, 400)
HERE = DayHere("2026-03-01", 9, HEAD, (NOK,))
THERE = DayThere(9, HEAD, (NOK,))


def test_a_day_is_confirmed_when_journal_and_counts_are_the_same() -> None:
    assert compare(HERE, THERE) == Confirmation(Outcome.CONFIRMED)
    assert compare(HERE, replace(THERE, acked=12)).outcome is Outcome.CONFIRMED, "sold on meanwhile"
    nothing = DayHere("2026-03-02", 9, HEAD, ())
    assert compare(nothing, replace(THERE, counts=(DayCount("NOK"),))).outcome is Outcome.CONFIRMED


def test_chain_records_on_their_way_are_waited_for_and_another_journal_is_none() -> None:
    assert compare(HERE, DayThere(7, b"", ())) == Confirmation(Outcome.WAITING, waiting=2)
    assert compare(HERE, replace(THERE, head=bytes(32))) == Confirmation(Outcome.OTHER_JOURNAL)


@pytest.mark.parametrize(
    "what", ["sales", "sold_minor", "tax_minor", "returns", "returned_minor", "returned_tax_minor"]
)
def test_every_count_that_differs_is_named_with_both_numbers(what: str) -> None:
    changed: dict[str, Any] = {what: 0}
    less = replace(NOK, **changed)
    found = compare(HERE, replace(THERE, counts=(less,)))
    assert found.outcome is Outcome.COUNTS_DIFFER
    assert found.differing == (("NOK", what, getattr(NOK, what), 0),)


def test_a_currency_that_only_one_of_them_has_differs() -> None:
    found = compare(HERE, replace(THERE, counts=(NOK, DayCount("EUR", sales=1, sold_minor=100))))
    assert found.differing == (("EUR", "sales", 0, 1), ("EUR", "sold_minor", 0, 100))
