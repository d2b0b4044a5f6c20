"""What the server told of the company's accounts: the port ``Accounts``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_app.storage import replica_sql as sql
from pos_app.storage.replica_lookup import Lookup

if TYPE_CHECKING:  # only a report asks
    from pos_app.domain.account_day import AccountDay


class ReplicaAccounts:
    """The port on the open replica."""

    def __init__(self, replica: Lookup) -> None:
        self._replica = replica

    def days(self) -> Sequence[AccountDay]:
        """The port: some months of days for each account."""
        import msgspec

        from pos_app.domain.account_day import AccountDay
        from sync.protocol.v1.account_messages import AccountMonthRow

        decode = msgspec.msgpack.Decoder(AccountMonthRow).decode
        months = [decode(encoded) for (encoded,) in self._replica.rows(sql.ACCOUNT_MONTHS)]
        return tuple(
            AccountDay(month.account, each.day, each.expired, each.outstanding, each.debt, each.suspense)
            for month in months
            for each in month.days
        )
