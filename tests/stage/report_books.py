"""A till's file with whatever was sold in it and brought back, on any days: what reports are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pos_app.domain.period_sum import PeriodFact
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.storage.report_book import TillReports
from tests.stage import goods, returns
from tests.stage.tills import ADA, KEY, fact_id, open_store


class Books:
    """A till's file with whatever was sold in it."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder)
        self.reports = TillReports(folder, KEY)
        self.facts: list[PeriodFact] = []

    def keep(self, sale: Sale, minutes: int = 0, cashier: str = "ingrid") -> Sale:
        """The next sale, so many minutes after the first."""
        at_ms = goods.AT_MS + minutes * 60_000
        day = date(1970, 1, 1) + timedelta(days=(at_ms + 3_600_000) // 86_400_000)
        at = replace(sale.context, at_ms=at_ms, business_date=day.isoformat())
        with self.store.unit_of_work() as work:
            number = work.next_receipt_number()
            kept = replace(
                sale,
                receipt_number=number,
                sale_id=fact_id(0x5A000 + number),
                context=at,
                seller=goods.seller(cashier_id=cashier),
                basket=replace(sale.basket, basket_id=fact_id(0xBA000 + number)),
            )
            work.add_sale(kept, ADA if sale.member else None, None)
            work.commit()
        self.facts.append(kept)
        return kept

    def bring_back(self, sale: Sale, wanted: dict[int, int] | list[int], days: int = 1) -> Return:
        """Goods of a sale, so many days later."""
        with self.store.unit_of_work() as work:
            number = work.next_receipt_number()
            before = work.returns_of(sale.sale_id)
            made = returns.returned(
                sale, wanted, before=before, days=days, number=number, receipt_number=number
            )
            work.add_return(made)
            work.commit()
        self.facts.append(made)
        return made

    def bring_unproven(self) -> Return:
        """Goods without a receipt."""
        with self.store.unit_of_work() as work:
            made = returns.unproven(work.next_receipt_number())
            work.add_return(made)
            work.commit()
        self.facts.append(made)
        return made

    def close(self) -> None:
        self.store.close()
