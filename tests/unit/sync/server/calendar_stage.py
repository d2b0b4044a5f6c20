"""A shop whose days pass: rules written for a test, members with points of chosen days, and the clock moved on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import insert

from pos_app.domain.loyalty.calendar_days import lot_last_day
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from sync.server.book.ledger import Balance, Movement, Purse, balance_of, earn
from sync.server.book.standings import add_gain, set_standing
from sync.server.calendar.days import DaysRun, run_days
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from tests.unit.sync.server.stage import Shop

TODAY = date(2026, 3, 1)
"""The day on which the shop of the tests begins, in Oslo."""


def noon_ms(day: date) -> int:
    """An instant in the middle of that day in Oslo."""
    return int(datetime(day.year, day.month, day.day, 11, tzinfo=UTC).timestamp()) * 1000


def rules(shop: Shop, text: str, name: str = "klubb") -> Programme:
    """Publish a programme in NOK that says ``text`` besides its head, behind those that are there."""
    whole = (
        f'programme = "{name}"\nversion = 1\nname = "Klubben"\ncurrency = "NOK"\naccount = "{name}"\n{text}'
    )
    programme = programme_from_text(whole, "test")
    with shop.database.write() as connection:
        connection.execute(
            insert(tables.programme),
            {
                "company_id": shop.company.company_id,
                "programme_id": name,
                "version": 1,
                "digest": programme.digest,
                "text": whole,
                "priority": 50,
                "published_ms": shop.clock(),
            },
        )
    return programme


def give(shop: Shop, programme: Programme, member_id: str, points: int, on: date, source: str = "") -> None:
    """Points earned under the programme on that day, with what they count towards the tier."""
    with shop.database.write() as connection:
        company_id, name = shop.company.company_id, source or f"given-{on}"
        movement = Movement(f"{name}/0", programme.programme_id, name, noon_ms(on))
        earn(
            AtOnce(connection, company_id),
            Purse(company_id, member_id, programme.account),
            movement,
            points,
            earned_on=on.isoformat(),
            expires_on=lot_last_day(programme.expiry, on),
        )
        add_gain(AtOnce(connection, company_id), member_id, programme.programme_id, name, on, points)


def stands(shop: Shop, programme: Programme, member_id: str, tier: str, until: date | None) -> None:
    """The tier that is kept."""
    with shop.database.write() as connection:
        set_standing(
            AtOnce(connection, shop.company.company_id),
            member_id,
            programme.programme_id,
            tier,
            until.isoformat() if until else "",
        )


def pass_days(shop: Shop, to: date, most_members: int = 500) -> list[DaysRun]:
    """Let days pass to noon of ``to`` and run what they bring to its end; each piece that was done."""
    shop.clock.ms = noon_ms(to)
    pieces: list[DaysRun] = []
    while not pieces or not pieces[-1].is_done:
        with shop.database.write() as connection:
            pieces.append(run_days(connection, shop.company.company_id, shop.clock(), most_members))
    return pieces


def have(shop: Shop, programme: Programme, member_id: str) -> Balance:
    """What the member has in the programme's account."""
    with shop.database.read() as connection:
        return balance_of(connection, Purse(shop.company.company_id, member_id, programme.account))


def tier_of(shop: Shop, programme: Programme, member_id: str) -> tuple[str, str]:
    """The tier that is kept and its last day."""
    [row] = shop.rows(tables.standing, member_id=member_id, programme_id=programme.programme_id)
    return row.tier, row.until


def in_books(shop: Shop, change: Callable[..., object], *arguments: object, **named: object) -> object:
    """Call a function of the server with a connection and the company, in one transaction."""
    with shop.database.write() as connection:
        return change(connection, shop.company.company_id, *arguments, **named)
