"""What all tables of ``till.db`` belong to, and how their constraints are called."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, MetaData

metadata = MetaData(
    naming_convention={"pk": "%(table_name)s_key", "fk": "%(table_name)s_of_%(referred_table_name)s"}
)


def check(rule: str, name: str) -> CheckConstraint:
    """A rule that the database keeps, under its name."""
    return CheckConstraint(rule, name=name)
