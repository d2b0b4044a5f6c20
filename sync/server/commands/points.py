"""Commands about points: moved by hand, explained, settled with others."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import (
    Config,
    WhichCompany,
    WhichMember,
    WhichProgramme,
    a_day,
    at_the_desk,
    now_ms,
    program,
)


@program.command()
def adjust(
    context: typer.Context,
    member: WhichMember,
    points: Annotated[int, typer.Option(help="How many to give; below zero to take (--points=-50).")],
    reason: Annotated[str, typer.Option(help="Why; no more of the person than is needed.")],
    asked_by: Annotated[str, typer.Option(help="Who asks for it.")],
    approved_by: Annotated[str, typer.Option(help="Who approves it: somebody else.")],
    reference: Annotated[
        str, typer.Option(help="A name of your own for it: the same again changes nothing.")
    ] = "",
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Give a member points by hand, or take points that are free: goodwill and corrections, within the programme's
    limit (adjustments.most_points). They do not count towards a tier.
    """
    from sync.server.desk.adjusting import adjust as adjust_points

    with at_the_desk(context, config, company) as (connection, whose):
        done = adjust_points(
            *(connection, whose, member, points),
            reason=reason,
            asked_by=asked_by,
            approved_by=approved_by,
            now_ms=now_ms(),
            programme_id=programme,
            reference=reference,
        )
    owed = f", {done.owed} owed" if done.owed else ""
    typer.echo(f"adjusted by {done.points} points: {done.balance} now{owed} (reference {done.reference})")


@program.command()
def points(
    context: typer.Context,
    member: WhichMember,
    as_json: Annotated[
        bool, typer.Option("--json", help="A list of accounts with movements and parcels.")
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Explain every point of a member: each movement in words, what is left of each lot and until when."""
    from sync.server.desk.telling import tell_points

    with at_the_desk(context, config, company) as (connection, whose):
        accounts = tell_points(connection, whose, member, now_ms())
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(accounts)).decode())
        return
    for account in accounts:
        typer.echo(f"{account.account} ({account.holder})")
        for moved in account.movements:
            typer.echo(f"  {moved.day}  {moved.points:>+8}  {moved.balance:>8}  {moved.words}")
        for parcel in account.parcels:
            until = f"through {parcel.expires_on}" if parcel.expires_on else "for ever"
            typer.echo(f"  {parcel.points} points earned on {parcel.earned_on}, valid {until}")
        lent = f" {account.leased} lent to a till," if account.leased else ""
        typer.echo(
            f"  {account.balance} points, {account.owed} owed, {account.held} held for a payment,"
            f"{lent} {account.suspense} waiting for a person"
        )
    if not accounts:
        typer.echo("no point was ever moved")


@program.command()
def settlement(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day (2026-03-01).")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day (2026-03-31).")],
    as_json: Annotated[bool, typer.Option("--json", help="A list; amounts in minor units.")] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """What partners are owed for points that were taken to them, and causes for points that were given, between two
    days of the company's calendar.
    """
    from sync.server.desk.settling import settlement as settle

    with at_the_desk(context, config, company) as (connection, whose):
        owed = settle(connection, whose, a_day("--from", first), a_day("--to", last))
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(owed)).decode())
        return
    from pos_app.domain.formatting import locale_for, money
    from pos_app.domain.money import CURRENCIES

    for each in owed:
        amount = money(each.amount_minor, CURRENCIES[each.currency], locale_for("en"))
        typer.echo(
            f"{each.programme_id}: {each.kind} {each.name} ({each.code}): {each.points} points in"
            f" {each.movements} movements: {amount}"
        )
    typer.echo(f"{len(owed)} to settle")
