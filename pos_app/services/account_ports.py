"""What reports need to know of accounts that no till sees whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # nobody asks before somebody looks at a report
    from pos_app.domain.account_day import AccountDay


class Accounts(Protocol):
    """What the server told of the company's accounts. Safe on any thread."""

    def days(self) -> Sequence[AccountDay]:
        """Every day of every account that is remembered, by account, then by day; nothing where none was told yet."""
