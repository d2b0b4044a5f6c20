"""`doctor` looks at what waits for a person: records, copied tills, leases after a restore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection

from sync.server.care.findings import Finding, look, ok
from sync.server.holding.lease_epochs import how_many_awaited
from sync.server.intake.awaiting import WAITING
from sync.server.intake.fate import PARKED
from sync.server.intake.keeping_aside import BROKEN, FORK, FROZEN
from sync.server.status import matters, server_status


def check_matters(connection: Connection, company_id: str) -> Iterator[Finding]:
    """All that `review` lists, by what is to be done about it."""
    many = Counter(each.what for each in matters(connection, company_id))
    found = list(_of_records(many))
    tills = server_status(connection, company_id).tills
    copied = [each for each in tills if each.frozen == FORK]
    if copied and many[FORK] + many[FROZEN]:
        found.append(
            look(
                "copied tills",
                f"{len(copied)} tills have a second history, {many[FORK] + many[FROZEN]} records of it are kept aside",
                "See `trofast-server till forks`; put the sales into the books with `till take-in`, enrol one machine"
                " anew, and `till thaw` the other.",
            )
        )
    broken = [each for each in tills if each.frozen in BROKEN]
    if broken:
        found.append(
            look(
                "broken journals",
                f"{len(broken)} tills are frozen: a record in their journal does not fit the ones before it",
                "See `trofast-server till forks`; put the sales into the books with `till take-in`, and enrol each of"
                " these machines anew.",
            )
        )
    awaited = how_many_awaited(connection, company_id)
    if awaited:
        found.append(
            look(
                "leases",
                f"{awaited} tills have not reported since the restore: no points can be used meanwhile",
                "See `trofast-server lease waiting`; `lease give-up` one that will not come back.",
            )
        )
    yield from found or [ok("people", "nothing waits for a person")]


def _of_records(many: Counter[str]) -> Iterator[Finding]:
    if many[PARKED]:
        yield look(
            "parked",
            f"{many[PARKED]} records could not be applied",
            "See `trofast-server parked list` and `show`; after an upgrade `release` them, or `set-aside`.",
        )
    if many[WAITING]:
        yield look(
            "waiting",
            f"{many[WAITING]} facts wait for another that has not come (a till that is dark)",
            "They are done by themselves when it comes; if it never will: `trofast-server parked set-aside`.",
        )
    flags = sum(many.values()) - sum(many[each] for each in (PARKED, WAITING, FORK, FROZEN))
    if flags:
        yield look(
            "flags",
            f"{flags} flags on sales and records kept aside",
            "See `trofast-server review`, and settle each with `review settle` when somebody has looked.",
        )
