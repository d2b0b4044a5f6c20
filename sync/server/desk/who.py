"""Finding the member and the programme that somebody at the desk means."""

from __future__ import annotations

from sqlalchemy import Connection, select

from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.numbers import number_hash
from sync.server.book.found_by import owner_of_card
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.programmes import in_force
from sync.server.schema import tables

LONGEST_NAME = 120


def the_member(connection: Connection, company: Company, written: str) -> str:
    """The id of the member whose id or card number that is; raises :class:`NotDone` for nobody, or somebody erased."""
    found = find_member(connection, company, written)
    if found is None:
        raise NotDone(f"There is no member {written[:64]!r}: give a member's id or a card number.")
    return found


def find_member(connection: Connection, company: Company, written: str) -> str | None:
    """The same, or ``None``."""
    member = tables.member.c
    alive = (member.company_id == company.company_id, member.erased_ms == 0)
    by_id = connection.execute(select(member.member_id).where(*alive, member.member_id == written)).scalar()
    if by_id is not None:
        return str(by_id)
    digits = written.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        return None
    return owner_of_card(connection, company.company_id, number_hash(company.card_secret, digits))


def the_programme(connection: Connection, company: Company, written: str = "") -> Programme:
    """The programme with that id, or the company's first; raises :class:`NotDone` when there is none."""
    programmes = in_force(connection, company.company_id)
    if not programmes:
        raise NotDone("No programme is published: import one first.")
    if not written:
        return programmes[0]
    for programme in programmes:
        if programme.programme_id == written:
            return programme
    known = ", ".join(each.programme_id for each in programmes)
    raise NotDone(f"There is no programme {written[:64]!r} here, but {known}.")


def a_name(option: str, written: str) -> str:
    """A person's name or a short text that must not be empty."""
    name = " ".join(written.split())
    if not name or len(name) > LONGEST_NAME:
        raise NotDone(f"{option} must say something, in at most {LONGEST_NAME} characters.")
    return name
