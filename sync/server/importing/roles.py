"""What the company's roles may do at the counter, from files: one line for each right of each role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from pos_app.domain.errors import BadFile
from pos_app.domain.rights import CASHIER, MANAGER, SHIFT_LEADER, Right
from sync.protocol.v1.messages import GrantV1, RoleRow
from sync.server.changes import Publication, gone, publish
from sync.server.companies import Company
from sync.server.importing.csv_files import Cells, Columns, read_rows
from sync.server.importing.goods import published_ids

ROLE_COLUMNS = Columns(
    required=("role_id", "right"), optional=("name", "up_to", "up_to_percent", "two_people")
)
_NO_RIGHT = "none"
"""Written where a role has no right at all."""


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One right of one role as a file says; ``grant`` is ``None`` for a role without any."""

    role_id: str
    name: str
    grant: GrantV1 | None


def read_roles(company: Company, paths: Sequence[Path], mistakes: list[BadFile]) -> list[GrantLine]:
    """The rights in the files; amounts are in the company's currency."""
    seen: set[tuple[str, str]] = set()

    def make(cells: Cells) -> GrantLine:
        role_id = cells.identifier("role_id")
        right = cells.choice("right", (*(right.value for right in Right), _NO_RIGHT), "")
        if not right:
            cells.wrong("right", f"one of {', '.join(right.value for right in Right)}, {_NO_RIGHT}")
        if (role_id, right) in seen:
            cells.wrong("right", f"{right!r} stands there twice for {role_id!r}")
        seen.add((role_id, right))
        grant = GrantV1(
            right,
            cells.price("up_to", company.currency),
            cells.percent("up_to_percent"),
            cells.yes_no("two_people", default=False),
        )
        name = cells.text("name", most=60, empty=True)
        return GrantLine(role_id, name, None if right == _NO_RIGHT else grant)

    return read_rows(paths, ROLE_COLUMNS, mistakes, make)


def write_roles(
    connection: Connection, company: Company, lines: Sequence[GrantLine], *, remove_missing: bool
) -> int:
    """Publish the roles to every till; returns how many changed. A role has exactly the rights that the files say."""
    rows: dict[str, RoleRow] = {}
    for line in lines:
        known = rows.get(line.role_id) or RoleRow(line.role_id, "", ())
        grants = known.grants if line.grant is None else (*known.grants, line.grant)
        rows[line.role_id] = RoleRow(line.role_id, line.name or known.name, grants)
    publications = [Publication("role", role_id, row) for role_id, row in rows.items()]
    if remove_missing:
        before = published_ids(connection, company, "role")
        publications += [gone("role", role_id) for role_id in sorted(before - set(rows))]
    return publish(connection, company.company_id, publications)


def role_ids(connection: Connection, company: Company, lines: Sequence[GrantLine]) -> set[str]:
    """The roles that a cashier may have: ours, the company's, and those that this import brings."""
    own = {line.role_id for line in lines}
    return {CASHIER, SHIFT_LEADER, MANAGER, *published_ids(connection, company, "role"), *own}
