"""Bringing a company's stores, goods, people and programmes in from files.

Every file is read and checked to its end, all mistakes are told with file and line, and either everything is written
in one transaction or nothing is. Importing the same files again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from pos_app.domain.errors import BadFile
from sync.server.book.members import publish_everybody
from sync.server.companies import Company
from sync.server.importing.cashiers import read_cashiers, write_cashiers
from sync.server.importing.goods import read_articles, read_categories, write_articles, write_categories
from sync.server.importing.people import read_members, write_members
from sync.server.importing.places import publish_programmes, read_stores, write_stores
from sync.server.importing.roles import read_roles, role_ids, write_roles


class ImportRefused(Exception):
    """The files have mistakes; nothing was imported. ``mistakes`` names each with its file and line."""

    def __init__(self, mistakes: Sequence[BadFile]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(f"{len(self.mistakes)} mistakes")


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """Which files to bring in. ``remove_missing`` ends categories, articles, roles and cashiers that their
    files lack.
    """

    stores: Sequence[Path] = ()
    categories: Sequence[Path] = ()
    articles: Sequence[Path] = ()
    members: Sequence[Path] = ()
    cashiers: Sequence[Path] = ()
    programmes: Sequence[Path] = ()
    roles: Sequence[Path] = ()
    remove_missing: bool = False


@dataclass(slots=True)
class Imported:
    """How many rows changed, by kind, and what a person should know about the rest."""

    changed: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def import_files(connection: Connection, company: Company, files: ImportFiles, now_ms: int) -> Imported:
    """Import everything in the order in which it depends on each other. Raises :class:`ImportRefused`; the caller's
    transaction must then be undone.
    """
    mistakes: list[BadFile] = []
    done = Imported()

    def step(kind: str, paths: Sequence[Path], work: Callable[[], int]) -> None:
        if paths:
            done.changed[kind] = work()

    def programmes() -> int:
        return publish_programmes(connection, company, files.programmes, now_ms, mistakes)

    def stores() -> int:
        return write_stores(connection, company, read_stores(files.stores, mistakes))

    def categories() -> int:
        rows = read_categories(files.categories, mistakes)
        return write_categories(connection, company, rows, remove_missing=files.remove_missing)

    def articles() -> int:
        rows = read_articles(connection, company, files.articles, mistakes)
        return write_articles(connection, company, rows, now_ms, remove_missing=files.remove_missing)

    grants = read_roles(company, files.roles, mistakes)

    def roles() -> int:
        return write_roles(connection, company, grants, remove_missing=files.remove_missing)

    def cashiers() -> int:
        known = role_ids(connection, company, grants)
        rows = read_cashiers(connection, company, files.cashiers, mistakes, known)
        # Hashing a PIN is slow on purpose: not for files that are refused anyway.
        return (
            0 if mistakes else write_cashiers(connection, company, rows, remove_missing=files.remove_missing)
        )

    def members() -> int:
        rows = read_members(connection, company, files.members, mistakes)
        return 0 if mistakes else write_members(connection, company, rows, now_ms, done.notes)

    step("programmes", files.programmes, programmes)
    step("stores", files.stores, stores)
    step("categories", files.categories, categories)
    step("articles", files.articles, articles)
    step("members", files.members, members)
    step("roles", files.roles, roles)
    step("cashiers", files.cashiers, cashiers)
    if done.changed.get("programmes") and not mistakes:
        publish_everybody(connection, company.company_id, now_ms)  # what rules ask of a member may be new
    if mistakes:
        raise ImportRefused(sorted(mistakes, key=lambda mistake: (mistake.path, mistake.line or 0)))
    return done
