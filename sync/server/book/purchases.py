"""A member's purchases as segments look back at them: the day, what was spent, and on what; less what came back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, update
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.reversal import Reversal
from pos_app.domain.loyalty.segment_rules import Part, parts_of
from pos_app.domain.loyalty.taking_back_goods import gone_before
from pos_app.domain.sale import Sale
from sync.server.book.bookkeeping import Entry
from sync.server.book.undoing import Undoing
from sync.server.schema.member_tables import purchase


def parts_of_sale(sale: Sale, steps: Sequence[Reversal] = ()) -> tuple[Part, ...]:
    """What is left of a sale after these returns. Nothing of one whose money cannot be worked out: it is flagged."""
    try:
        return parts_of(sale.basket, sale.decision.line_effects, gone_before(steps))
    except (Refused, ValueError, ArithmeticError):
        return ()


def keep_purchase(entry: Entry, parts: Sequence[Part]) -> None:
    """Remember a purchase on its day; one of protected goods alone counts for nothing (CLASSES)."""
    if parts:
        row = {**entry.key(), "source": entry.source, "on_day": entry.today, **_kept(parts)}
        entry.connection.execute(upsert(purchase).on_conflict_do_nothing(), row)


def lower_purchase(undoing: Undoing, sale: Sale, steps: Sequence[Reversal]) -> None:
    """What is kept after all the ``steps`` of returns counts, on the day of the sale; nothing where all came back."""
    mine = (
        purchase.c.company_id == undoing.company_id,
        purchase.c.member_id == undoing.member_id,
        purchase.c.source == undoing.sale_id,
    )
    left = parts_of_sale(sale, steps)
    change = update(purchase).values(**_kept(left)) if left else delete(purchase)
    undoing.connection.execute(change.where(*mine))


def _kept(parts: Sequence[Part]) -> dict[str, object]:
    rows = [(part.article_id, part.category_id, part.amount_minor) for part in parts]
    return {
        "spent_minor": sum(part.amount_minor for part in parts),
        "parts": msgspec.json.encode(rows).decode(),
    }
