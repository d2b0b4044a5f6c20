"""What goods leave in a member's book: stamps, memberships, entries in a draw, purchases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sync.server.book.bookkeeping import Entry
from sync.server.schema.dialects import upsert
from sync.server.schema.member_tables import (
    bought,
    draw_entry,
    member_history,
    membership,
    stamp_card,
    stamp_move,
)
from sync.server.slate.slate import Line


def keep_stamps(entry: Entry) -> None:
    """Each change as a move; the card is their sum. Two tills may have filled the same card: then it is below zero,
    and the next stamps fill it up again.
    """
    for change in entry.decision.stamps:
        key = {**entry.key(), "programme_id": change.programme_id, "card": change.card}
        stamps = change.after - change.before
        entry.slate.add(
            stamp_move,
            {**key, "source": entry.source, "stamps": stamps, "added": change.added, "free": change.free},
        )
        card = entry.slate.line(stamp_card, entry.member_id, change.programme_id, change.card)
        before = card or {"stamps": 0, "day": "", "stamped_that_day": 0}
        left = before["stamps"] + stamps
        entry.slate.put(
            stamp_card,
            {
                **key,
                "stamps": left,
                "day": max(before["day"], entry.today),
                "stamped_that_day": _that_day(entry.today, change.added, before),
            },
        )
        if left < 0:
            entry.effects.flag("stamps-overdrawn", f"{change.card}: {-left} more were used than there were")


def _that_day(day: str, added: int, before: Line) -> int:
    """Stamps given on the card's newest day: a fact of an older day, come late, does not touch them."""
    if day > before["day"]:
        return added
    kept: int = before["stamped_that_day"]
    return kept + added if day == before["day"] else kept


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
    before = entry.slate.line(member_history, entry.member_id)
    if before is None:
        first = {"joined_on": "", "purchases": 1, "last_purchase_on": entry.today, "household_id": ""}
        entry.slate.put(member_history, {**entry.key(), **first})
    else:
        entry.slate.change(
            member_history,
            before,
            purchases=before["purchases"] + 1,
            last_purchase_on=max(before["last_purchase_on"], entry.today),
        )
    times = Counter(article for article in articles if 0 < len(article) <= 64)
    for article, count in times.items():
        entry.slate.count(bought, {**entry.key(), "article_id": article, "times": count}, "times")
