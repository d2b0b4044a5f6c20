"""Who may sign in and what they may do, from the replica: the port ``Staff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.members import Cashier
from pos_app.storage import replica_sql as sql
from pos_app.storage.replica_lookup import Lookup
from sync.protocol.v1.numbers import number_hash

if TYPE_CHECKING:  # nobody asks for rights before the first paint
    from pos_app.domain.rights import Role

_FEWEST_DIGITS = 4
"""A card's number has at least so many digits: a shorter one is something else that was scanned."""


class ReplicaStaff:
    """``card_secret`` keys the hashes of card numbers, as those of members."""

    def __init__(self, replica: Lookup, card_secret: bytes) -> None:
        self._replica = replica
        self._card_secret = card_secret

    def cashiers(self) -> list[Cashier]:
        """All cashiers of this store by name."""
        return [Cashier(*row) for row in self._replica.rows(sql.CASHIERS)]

    def by_card(self, card_number: str) -> Cashier | None:
        """The cashier whose own card it is."""
        if sum("0" <= character <= "9" for character in card_number) < _FEWEST_DIGITS:
            return None
        row = self._replica.row(sql.CASHIER_BY_CARD, (number_hash(self._card_secret, card_number),))
        return Cashier(*row) if row else None

    def roles(self) -> list[Role]:
        """The roles that the company defined; a right that this version does not know is passed over."""
        import msgspec

        from pos_app.domain.rights import Grant, Right, Role
        from sync.protocol.v1.messages import RoleRow

        known = {right.value: right for right in Right}
        found = []
        for (row,) in self._replica.rows(sql.ROLES):
            told = msgspec.msgpack.decode(row, type=RoleRow)
            grants = tuple(
                Grant(known[each.right], each.up_to_minor, each.up_to_bp, each.two_people)
                for each in told.grants
                if each.right in known
            )
            found.append(Role(told.role_id, told.name, grants))
        return found
