"""What members are on: consents, segments (guest lists and ambassadors among them), partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete

from pos_app.domain.errors import BadFile
from sync.server.book.consents import (
    MOST_WORDING,
    PARTNER_CONSENT,
    cut_link,
    give_consent,
    withdraw_consent,
)
from sync.server.book.members import publish_members
from sync.server.calendar.company_days import company_day
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import find_member, the_member
from sync.server.programmes import in_force
from sync.server.schema.dialects import put_if_new
from sync.server.schema.member_tables import partner_link, segment_member

MOST_LINES = 1_000_000
MOST_SEGMENTS = 50
"""Segments of one member: each is told to every till."""


class WrongLines(Exception):
    """A file has mistakes; nothing was changed. ``mistakes`` names each with its line."""

    def __init__(self, mistakes: Sequence[BadFile]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(f"{len(self.mistakes)} mistakes")


@dataclass(frozen=True, slots=True)
class Listed:
    """How many members a list has changed for, and how many it held as they were."""

    changed: int
    as_before: int


def give(
    connection: Connection, company: Company, written_member: str, consent: str, wording: str, now_ms: int
) -> bool:
    """Record that a member agreed. Without ``wording`` it is the programmes' own for that consent. ``False`` when they
    agree already.
    """
    code = _code("--consent", consent)
    programmes = in_force(connection, company.company_id)
    words = " ".join(wording.split()) or next(
        (each.words for programme in programmes for each in programme.consents if each.code == code), ""
    )
    if not words or len(words) > MOST_WORDING:
        raise NotDone(f"--wording must say what the member agreed to: no programme has words for {code!r}.")
    member = the_member(connection, company, written_member)
    day = company_day(connection, company.company_id, now_ms)
    given = give_consent(connection, company.company_id, member, code, words, programmes, day, now_ms)
    publish_members(connection, company.company_id, [member], now_ms)
    return given


def withdraw(
    connection: Connection, company: Company, written_member: str, consent: str, now_ms: int
) -> None:
    """Record that a member no longer agrees; a link to a partner that rested on it is cut."""
    code = _code("--consent", consent)
    member = the_member(connection, company, written_member)
    if not withdraw_consent(connection, company.company_id, member, code, now_ms):
        raise NotDone(f"{member} has not agreed to {code!r}.")
    publish_members(connection, company.company_id, [member], now_ms)


def put_in_segment(
    connection: Connection, company: Company, segment: str, members: Sequence[str], now_ms: int
) -> Listed:
    """Put these members (ids) into a segment. A guest list, the winners of a draw and a programme's ambassadors are
    segments that its rules name.
    """
    code = _by_hand(connection, company, segment)
    changed = [member for member in members if _put(connection, company, code, member)]
    for member in changed:
        _refuse_if_too_many(connection, company, member)
    publish_members(connection, company.company_id, changed, now_ms)
    return Listed(len(changed), len(members) - len(changed))


def take_from_segment(
    connection: Connection, company: Company, segment: str, members: Sequence[str], now_ms: int
) -> Listed:
    """Take these members (ids) out of a segment."""
    code = _by_hand(connection, company, segment)
    changed = []
    for member in members:
        gone = connection.execute(
            delete(segment_member).where(
                segment_member.c.company_id == company.company_id,
                segment_member.c.member_id == member,
                segment_member.c.segment == code,
            )
        )
        if gone.rowcount:
            changed.append(member)
    publish_members(connection, company.company_id, changed, now_ms)
    return Listed(len(changed), len(members) - len(changed))


def members_in_file(connection: Connection, company: Company, path: Path) -> list[str]:
    """The members that a file names: an id or a card number a line; empty lines and those that begin with # are passed
    over. Raises :class:`WrongLines` with every line that names nobody.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise WrongLines([BadFile(str(path), None, "text in UTF-8")]) from None
    if len(lines) > MOST_LINES:
        raise WrongLines([BadFile(str(path), None, f"at most {MOST_LINES} lines")])
    mistakes, found = [], []
    for number, line in enumerate(lines, start=1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        member = find_member(connection, company, written)
        if member is None:
            mistakes.append(BadFile(str(path), number, "a member's id or card number that the company knows"))
        else:
            found.append(member)
    if mistakes:
        raise WrongLines(mistakes)
    return list(dict.fromkeys(found))


def link_partner(
    connection: Connection, company: Company, written_member: str, partner: str, wording: str, now_ms: int
) -> bool:
    """Link a member to a partner's programme, with their consent: partners get nothing without it. ``False`` when they
    are linked already.
    """
    code = _code("--partner", partner)
    programmes = in_force(connection, company.company_id)
    if not any(each.code == code for programme in programmes for each in programme.partners):
        raise NotDone(f"No programme has a partner {code!r}.")
    words = " ".join(wording.split())
    if not words or len(words) > MOST_WORDING:
        raise NotDone("--wording must say what the member agreed to: partners get nothing without consent.")
    member = the_member(connection, company, written_member)
    day = company_day(connection, company.company_id, now_ms)
    consent = f"{PARTNER_CONSENT}{code}"
    give_consent(connection, company.company_id, member, consent, words, programmes, day, now_ms)
    link = {"company_id": company.company_id, "member_id": member, "partner": code, "linked_ms": now_ms}
    is_new = put_if_new(connection, partner_link, link)
    publish_members(connection, company.company_id, [member], now_ms)
    return is_new


def unlink_partner(
    connection: Connection, company: Company, written_member: str, partner: str, now_ms: int
) -> None:
    """Cut a member's link to a partner; the consent ends with it."""
    code = _code("--partner", partner)
    member = the_member(connection, company, written_member)
    if not cut_link(connection, company.company_id, member, code):
        raise NotDone(f"{member} is not linked to {code!r}.")
    withdraw_consent(connection, company.company_id, member, f"{PARTNER_CONSENT}{code}", now_ms)
    publish_members(connection, company.company_id, [member], now_ms)


def _by_hand(connection: Connection, company: Company, segment: str) -> str:
    """The segment's name, unless a programme's conditions say who belongs to it."""
    code = _code("--segment", segment)
    for programme in in_force(connection, company.company_id):
        if any(each.code == code for each in programme.kept_segments):
            raise NotDone(
                f"{code!r} is kept by the conditions of {programme.programme_id!r}: members come and go by what they"
                " buy. For a list of your own use another name, with by_hand = true in the programme."
            )
    return code


def _put(connection: Connection, company: Company, segment: str, member: str) -> bool:
    row = {"company_id": company.company_id, "member_id": member, "segment": segment}
    return put_if_new(connection, segment_member, row)


def _refuse_if_too_many(connection: Connection, company: Company, member: str) -> None:
    table = segment_member.c
    found = connection.execute(
        segment_member.select().where(table.company_id == company.company_id, table.member_id == member)
    ).all()
    if len(found) > MOST_SEGMENTS:
        raise NotDone(f"{member} would be in more than {MOST_SEGMENTS} segments.")


def _code(option: str, written: str) -> str:
    code = written.strip()
    if not 0 < len(code) <= 56 or any(letter.isspace() for letter in code):
        raise NotDone(f"{option} must be a short name without blanks, as programmes write it.")
    return code
