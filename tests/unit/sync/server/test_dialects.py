"""One construct for both databases, whatever each of them calls it."""

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from sync.server.schema import tables
from sync.server.schema.dialects import greater, upsert

DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_row_that_is_there_is_added_to_instead_in_the_words_of_both_databases(name: str) -> None:
    balance, new = tables.balance, upsert(tables.balance)
    statement = new.on_conflict_do_update(
        index_elements=["company_id", "member_id", "account"],
        set_={"points": balance.c.points + new.excluded.points},
    ).returning(balance.c.points)
    words = str(statement.compile(dialect=DIALECTS[name]()))
    assert (
        "ON CONFLICT (company_id, member_id, account) DO UPDATE SET points = (balance.points + excluded.points)"
        in words
    )
    assert "RETURNING" in words
    passed_over = str(upsert(balance).on_conflict_do_nothing().compile(dialect=DIALECTS[name]()))
    assert passed_over.endswith("ON CONFLICT DO NOTHING")


@pytest.mark.parametrize(("name", "word"), [("sqlite", "max"), ("postgresql", "greatest")])
def test_the_greater_of_two_values_has_its_own_name_in_each(name: str, word: str) -> None:
    balance = tables.balance
    statement = select(greater(balance.c.points, balance.c.debt))
    assert f"{word}(balance.points, balance.debt)" in str(statement.compile(dialect=DIALECTS[name]()))
