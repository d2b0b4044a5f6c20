"""What is known of prices beside the one in an article's row: changes of the store and the company, what is planned,
and what this till changed and the server has not told back. The port ``ShelfPrices``, laid over the goods.

Few articles have a row here, so all of them are held in memory once somebody asks, and read anew when the sync child
wrote something or a change was journalled at this till.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos_app.domain.catalogue import Article
from pos_app.storage import replica_sql as sql
from pos_app.storage.own_records import OwnRecords
from pos_app.storage.replica_lookup import Lookup
from sync.protocol.v1.compact import pack_id

if TYPE_CHECKING:  # most articles cost what their row says
    from pos_app.domain.comparison_price import Content
    from pos_app.domain.price_history import PriceEntry
    from pos_app.services.price_ports import RulesSince

SINCE_EVER = ""
"""The change id of what an article cost before anybody remembered."""


def _system_now_ms() -> int:
    return time.time_ns() // 1_000_000


class ReplicaPrices:
    """The port on the open replica and this till's own journal."""

    def __init__(self, replica: Lookup, own: OwnRecords, now_ms: Callable[[], int] = _system_now_ms) -> None:
        self._replica = replica
        self._own = own
        self._now_ms = now_ms
        self._set: dict[str, tuple[PriceEntry, ...]] | None = None
        self._rules: tuple[RulesSince, ...] | None = None

    def over(self, article: Article) -> Article:
        """The article at the price that holds now."""
        entries = self._all.get(article.article_id)
        if entries is None:
            return article
        from pos_app.domain.price_history import in_force

        now = in_force(entries, self._now_ms())
        if now is None or now.price_minor == article.price_minor:
            return article
        return replace(article, price_minor=now.price_minor)

    def forget(self) -> None:
        """Rows changed: read them anew when somebody asks."""
        self._set = self._rules = None

    def noted(self) -> None:
        """The port: a change was journalled here."""
        self.forget()

    def entries(self, article_id: str) -> Sequence[PriceEntry]:
        """The port: every price that is remembered or planned; the first reaches back for ever."""
        from pos_app.domain.price_history import PriceEntry

        known = self._all.get(article_id, ())
        if any(each.from_ms == 0 for each in known):
            return known
        row = self._replica.row(sql.ARTICLE_PRICE, (pack_id(article_id),))
        return (PriceEntry(SINCE_EVER, row[0], 0, 0), *known) if row else known

    def content(self, article_id: str) -> Content | None:
        """The port: what is in a piece."""
        from pos_app.domain.comparison_price import Content, Measure

        row = self._replica.row(sql.ARTICLE_CONTENT, (pack_id(article_id),))
        return Content(row[0], Measure(row[1])) if row and row[0] else None

    def code(self, article_id: str) -> str:
        """The port: what stands for one piece of it."""
        row = self._replica.row(sql.ARTICLE_CODE, (pack_id(article_id),))
        return str(row[0]) if row else ""

    def changed(self) -> Sequence[str]:
        """The port: those of which more is remembered."""
        return tuple(self._all)

    def rules(self) -> Sequence[RulesSince]:
        """The port: every version of the programmes."""
        found = self._rules
        if found is None:
            from pos_app.storage.replica_rules import rules_since

            found = self._rules = rules_since(self._replica.rows(sql.PROGRAMME_VERSIONS), self._now_ms())
        return found

    @property
    def _all(self) -> dict[str, tuple[PriceEntry, ...]]:
        found = self._set
        if found is None:
            found = self._set = self._read()
        return found

    def _read(self) -> dict[str, tuple[PriceEntry, ...]]:
        rows = self._replica.rows(sql.ARTICLE_PRICES)
        own = self._own.price_changes()
        if not rows and not own:
            return {}
        import msgspec

        from pos_app.domain.price_history import PriceEntry
        from sync.protocol.v1.price_messages import ArticlePricesRow

        decode = msgspec.msgpack.Decoder(ArticlePricesRow).decode
        found: dict[str, list[PriceEntry]] = {}
        for (encoded,) in rows:
            told = decode(encoded)
            found.setdefault(told.article_id, []).extend(
                PriceEntry(each.change_id, each.price_minor, each.first_ms, each.from_ms, each.planned)
                for each in told.entries
            )
        for entries in found.values():
            entries.sort(key=lambda each: each.from_ms)
        for event in own:
            known = found.setdefault(event.subject, [])
            if all(each.change_id != event.event_id for each in known):
                planned = event.from_ms > event.at_ms
                place = event.from_ms if planned else _after(known, event.at_ms)
                first_ms = event.from_ms if planned else event.at_ms
                known.append(PriceEntry(event.event_id, event.amount_minor, first_ms, place, planned))
        return {article_id: tuple(entries) for article_id, entries in found.items()}


def _after(known: Sequence[PriceEntry], at_ms: int) -> int:
    """What is changed here holds at once, also where this till's clock is behind the server's."""
    return max([at_ms, *(each.from_ms for each in known if not each.planned)])
