"""A till process that asks its card terminal: ``python -m tests.integration.bootstrap.paying_till TILL_TOML``.

It keeps a basket, has the terminal asked for it, and says ``approved`` when that is on the disk. A test cuts its power
in the middle.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.services import card_payments, selling
from tests.stage import goods

PRICE = 4900
BASKET_ID = "0190b5a0-0000-7000-8000-0000000000ba"


def main(toml: Path) -> None:
    """Open the till and pay."""
    till = open_till(load_settings(toml))
    assert till.terminal is not None
    till.terminal.start(lambda _: None)
    selling.keep_basket(till.ports, goods.basket(goods.CAPPUCCINO, basket_id=BASKET_ID), ())
    intent = card_payments.pay(till.ports, BASKET_ID, PRICE)
    print(intent.state.value, flush=True)
    till.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
