"""``python -m tests.faults.seller TILL_TOML``: a till that sells to Ada for ever, to be killed.

It says ``["sold", sequence, sale_id]`` for each sale after its commit returned (DURABLE-FIRST).
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.tender import card
from pos_app.services import scanning, selling
from pos_app.services.quoting import quote
from tests.power.mounting import end_with_parent
from tests.power.till import say

ADA_CARD, COFFEE = "4206660000000017", "k1"
PACE_S = 0.01
"""Between two customers: a server keeps up with the tills of a whole shop at that pace."""


def sell_coffee(till: OpenTill) -> tuple[int, str]:
    """One coffee to Ada, through the services that the window uses; its sequence and the sale's id."""
    ports = till.ports
    ada, article = ports.members.by_card(ADA_CARD), ports.catalogue.by_id(COFFEE)
    assert ada is not None
    assert article is not None
    basket = scanning.show_member(selling.new_basket(ports), ada).basket
    basket = scanning.add(basket, article, quantity_milli=1000).basket
    due = quote(ports, basket, ada).settlement.due_minor
    tenders = (card(due, "1"),)
    selling.keep_basket(ports, basket, tenders)
    done = selling.sell(ports, "ingrid", basket, ada, tenders)
    return done.sequence, done.sale.sale_id


def main(config: Path) -> None:
    """Until it is killed."""
    end_with_parent()
    with closing(open_till(load_settings(config))) as till:
        while True:
            say("sold", *sell_coffee(till))
            time.sleep(PACE_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
