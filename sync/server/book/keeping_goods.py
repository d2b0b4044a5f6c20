"""What goods leave in a member's book: stamps, memberships, entries in a draw, purchases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, case

from sync.server.book.bookkeeping import Entry
from sync.server.schema.dialects import greater, upsert
from sync.server.schema.member_tables import (
    bought,
    draw_entry,
    member_history,
    membership,
    stamp_card,
    stamp_move,
)

_NEW_MOVE, _NEW_CARD = upsert(stamp_move), upsert(stamp_card)
_NEW_HISTORY = upsert(member_history)
_ONE_MORE = _NEW_HISTORY.on_conflict_do_update(
    index_elements=["company_id", "member_id"],
    set_={
        "purchases": member_history.c.purchases + 1,
        "last_purchase_on": greater(
            member_history.c.last_purchase_on, _NEW_HISTORY.excluded.last_purchase_on
        ),
    },
)
_NEW_BOUGHT = upsert(bought)
_ADD_BOUGHT = _NEW_BOUGHT.on_conflict_do_update(
    index_elements=["company_id", "member_id", "article_id"],
    set_={"times": bought.c.times + _NEW_BOUGHT.excluded.times},
)


def keep_stamps(entry: Entry) -> None:
    """Each change as a move; the card is their sum. Two tills may have filled the same card: then it is below zero,
    and the next stamps fill it up again.
    """
    for change in entry.decision.stamps:
        key = {**entry.key(), "programme_id": change.programme_id, "card": change.card}
        stamps = change.after - change.before
        entry.connection.execute(
            _NEW_MOVE,
            {**key, "source": entry.source, "stamps": stamps, "added": change.added, "free": change.free},
        )
        left = entry.connection.execute(
            _STAMP,
            {**key, "stamps": stamps, "day": entry.today, "stamped_that_day": change.added},
        ).scalar_one()
        if left < 0:
            entry.effects.flag("stamps-overdrawn", f"{change.card}: {-left} more were used than there were")


def keep_memberships(entry: Entry) -> None:
    """Terms and trials as sold. That a trial comes once is a limit like others."""
    for change in entry.decision.memberships:
        key = {**entry.key(), "programme_id": change.programme_id, "code": change.code}
        entry.connection.execute(
            upsert(membership),
            {
                **key,
                "source": entry.source,
                "step": change.step.value,
                "from_day": change.from_day,
                "to_day": change.to_day,
                "from_ms": change.from_ms,
                "to_ms": change.to_ms,
            },
        )


def enter_draws(entry: Entry) -> None:
    """One entry for each sale and draw."""
    for each in entry.decision.entries:
        key = {**entry.key(), "programme_id": each.programme_id, "draw": each.draw}
        row = {**key, "source": entry.source, "on_day": entry.today}
        entry.connection.execute(upsert(draw_entry).on_conflict_do_nothing(), row)


def buy(entry: Entry, articles: Sequence[str]) -> None:
    """One more purchase, on that day, of these articles (one for each line)."""
    entry.connection.execute(_ONE_MORE, {**entry.key(), "purchases": 1, "last_purchase_on": entry.today})
    times = Counter(article for article in articles if 0 < len(article) <= 64)
    if times:
        entry.connection.execute(
            _ADD_BOUGHT,
            [{**entry.key(), "article_id": article, "times": count} for article, count in times.items()],
        )


def _that_day(day: ColumnElement[str], added: ColumnElement[int]) -> ColumnElement[int]:
    """Stamps given on the card's newest day: a fact of an older day, come late, does not touch them."""
    kept = stamp_card.c.stamped_that_day
    return case((day > stamp_card.c.day, added), (day == stamp_card.c.day, kept + added), else_=kept)


_STAMP = _NEW_CARD.on_conflict_do_update(
    index_elements=["company_id", "member_id", "programme_id", "card"],
    set_={
        "stamps": stamp_card.c.stamps + _NEW_CARD.excluded.stamps,
        "day": greater(stamp_card.c.day, _NEW_CARD.excluded.day),
        "stamped_that_day": _that_day(_NEW_CARD.excluded.day, _NEW_CARD.excluded.stamped_that_day),
    },
).returning(stamp_card.c.stamps)
