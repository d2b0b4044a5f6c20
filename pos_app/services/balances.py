"""What every account of a member holds: never a bare number, always with its time and what is pending (STALE-LABEL)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_app.domain.members import Member
from pos_app.domain.receipt import BalanceLine
from pos_app.services.ports import Ports

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme


def balances(ports: Ports, member: Member, wallet: str) -> tuple[BalanceLine, ...]:
    """The member's accounts, that of the first programme first; ``wallet`` names one in money that has no name.

    What is pending is what this till has decided since and the server has not told back. Run on the store thread.
    """
    view = member.view
    programmes = ports.programmes.in_force()
    names = _names(programmes, wallet)
    main = next(iter(names), "points")
    points = {holding.account: holding.points for holding in view.holdings}
    points.setdefault(main, view.points)
    pending: dict[str, int] = {}
    with ports.store.unit_of_work() as work:
        for each in work.decisions_since(view.member_id):
            for posting in each.postings:
                if not posting.member_id:
                    pending[posting.account] = pending.get(posting.account, 0) + posting.points
    offset = ports.clock.offset_minutes(view.as_of_ms)
    found = []
    for account in dict.fromkeys((main, *names, *points, *pending)):
        name, is_money = names.get(account, (account, False))
        found.append(
            BalanceLine(
                points.get(account, 0),
                view.as_of_ms,
                offset,
                pending.get(account, 0),
                account,
                "" if account == main else name,
                is_money,
            )
        )
    return tuple(found)


def _names(programmes: Sequence[Programme], wallet: str) -> dict[str, tuple[str, bool]]:
    """Each account's name and whether it counts money, in the programmes' order."""
    from pos_app.domain.loyalty.pin import AccountUnit

    names: dict[str, tuple[str, bool]] = {}
    for programme in programmes:
        names.setdefault(programme.account, (programme.name, False))
        for account in programme.accounts:
            names.setdefault(account.code, (account.name, account.unit is AccountUnit.MONEY))
        for cash_back in programme.cash_backs:
            names.setdefault(cash_back.account, (wallet, True))
    return names
