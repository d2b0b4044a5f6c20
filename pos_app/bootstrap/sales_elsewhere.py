"""Sales of other tills that goods come back of: the question over the network, the answer read."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused, TillError

if TYPE_CHECKING:  # most days nobody asks
    from pos_app.services.elsewhere_ports import SaleElsewhere
    from sync.client.sales_elsewhere import SalesElsewhereClient
    from sync.protocol.v1.sale_messages import SaleTold

_LOG = logging.getLogger(__name__)


class LateSalesElsewhere:
    """The port ``SalesElsewhere``; its client is made when it is first needed: HTTP and TLS cost the start 100 ms."""

    def __init__(self, make: Callable[[], SalesElsewhereClient]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: SalesElsewhereClient | None = None

    def ask(self, sale_id: str) -> SaleElsewhere:
        """See the port. A till without its device key asks nobody."""
        try:
            told = self._real().ask(sale_id)
        except TillError as error:
            _LOG.info("a sale could not be asked for: %s", type(error).__name__)
            told = None
        if told is None:
            raise Refused(Refusal.RETURN_SERVER_AWAY)
        return _read(told)

    def close(self) -> None:
        """Hang up, where a line was ever made; it may be made again."""
        with self._making:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _real(self) -> SalesElsewhereClient:
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made


def _read(told: SaleTold) -> SaleElsewhere:
    import msgspec

    from pos_app.services.elsewhere_ports import SaleElsewhere
    from sync.protocol.v1 import facts, return_facts

    if not told.sale:
        raise Refused(Refusal.RETURN_OTHER_SHOP)
    try:
        returns = tuple(return_facts.decode_return(each) for each in told.returns)
        return SaleElsewhere(facts.decode_sale(told.sale), returns, told.sale)
    except msgspec.MsgspecError:
        _LOG.info("a sale of another till can not be read here: its till is newer")
        raise Refused(Refusal.RETURN_UNKNOWN_SALE) from None
