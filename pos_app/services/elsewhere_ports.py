"""What returns need of the server: sales of the store's other tills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # nobody brings anything back before the first scan
    from pos_app.domain.returned import Return
    from pos_app.domain.sale import Sale


@dataclass(frozen=True, slots=True)
class SaleElsewhere:
    """A sale of another till as the server has it, and what came back of it; ``body`` is the sale's own record."""

    sale: Sale
    returns: tuple[Return, ...]
    body: bytes


class SalesElsewhere(Protocol):
    """The server. Run off the interface and store threads."""

    def ask(self, sale_id: str) -> SaleElsewhere:
        """The sale with that id of this store. Raises :class:`~pos_app.domain.errors.Refused`:
        ``RETURN_SERVER_AWAY`` without an answer in two seconds, ``RETURN_OTHER_SHOP`` where this store has not sold it.
        """
