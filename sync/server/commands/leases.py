"""Commands about what is lent to tills, and about points that wait for a person."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import Config, WhichCompany, at_the_desk, now_ms, program

lease = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What is lent to tills: list, write-off, waiting, give-up, bounded.",
)
program.add_typer(lease, name="lease")
suspense = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Points that wait for a person: list, pay, cancel.",
)
program.add_typer(suspense, name="suspense")
WhichTill = Annotated[str, typer.Option("--till", metavar="ID", help="A till's id (`status --json`).")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; no more of the person than is needed.")]
WhichClaim = Annotated[str, typer.Option("--claim", metavar="ID", help="As `suspense list` says it.")]


@lease.command("list")
def list_leases(
    context: typer.Context,
    till: WhichTill = "",
    member: Annotated[
        str, typer.Option(metavar="ID_OR_CARD", help="Only what this member could use there.")
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """What is out: at which till, whose, how much, and when the server frees it by itself."""
    from sync.server.desk.leasing import MOST_LISTED, leases_out

    with at_the_desk(context, config, company) as (connection, whose):
        found = leases_out(connection, whose, till_id=till, written_member=member)
    for each in found:
        points = ", ".join(f"{points} {account}" for account, points in each.points) or "no points"
        more = ", things" if each.things else ""
        asked = ", asked back" if each.is_recalled else ""
        typer.echo(
            f"{each.lease_id}  {each.store_id} {_named(each.till_number)}  {each.holder_id}: {points}{more};"
            f" free on {each.free_at}{asked}"
        )
    typer.echo(f"{len(found)} out" + (" (and perhaps more)" if len(found) == MOST_LISTED else ""))


@lease.command("write-off")
def write_off(
    context: typer.Context,
    lease_id: Annotated[str, typer.Option("--lease", metavar="ID", help="As `lease list` says it.")],
    by: By,
    reason: Reason,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Give up what a lost till keeps, before its time: it can be used elsewhere at once. What that till sold of it all
    the same waits in suspense, and is counted (`lease bounded`).
    """
    from sync.server.desk import leasing

    with at_the_desk(context, config, company) as (connection, whose):
        points = leasing.write_off(connection, whose, lease_id, by=by, reason=reason, now_ms=now_ms())
    typer.echo(f"written off: {points} are free again")


@lease.command("waiting")
def waiting(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """Who has to report before points can be used again after the server was restored."""
    from sync.server.desk import leasing

    with at_the_desk(context, config, company) as (connection, whose):
        found = leasing.waiting(connection, whose)
    for each in found:
        frozen = f", frozen ({each.frozen})" if each.frozen else ""
        typer.echo(f"{each.till_id}  {each.store_id} {_named(each.till_number)}, seen {each.seen_at}{frozen}")
    typer.echo(f"{len(found)} awaited" if found else "nobody is awaited")


@lease.command("give-up")
def give_up(
    context: typer.Context,
    till: WhichTill,
    by: By,
    reason: Reason = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Wait no longer for a till that will not come back; what it keeps is written off."""
    from sync.server.desk import leasing

    with at_the_desk(context, config, company) as (connection, whose):
        many = leasing.give_up(connection, whose, till, by=by, reason=reason, now_ms=now_ms())
        left = len(leasing.waiting(connection, whose))
    typer.echo(f"given up, {many} leases written off; {left} awaited still")


@lease.command("bounded")
def bounded(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """What was used beyond the books, by cause: the floor, a copied till, a lease written off, a sale after grace, or
    after its hold had run out.
    """
    from sync.server.desk import leasing

    with at_the_desk(context, config, company) as (connection, whose):
        found = leasing.risked(connection, whose)
    for each in found:
        what = f" under lease {each.lease_id}" if each.lease_id else ""
        most = "" if each.at_most is None else f" (at most {each.at_most})"
        typer.echo(f"{each.cause}: {each.points} in {each.uses} sales{what}{most}")
    typer.echo(f"{sum(each.points for each in found)} beyond the books")


def _named(number: int) -> str:
    """A store's hub has no number."""
    return f"till {number}" if number else "hub"


@suspense.command("list")
def list_claims(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """Points that were used and that nobody had held: each waits until somebody says what becomes of it."""
    from sync.server.desk.suspense import claims

    with at_the_desk(context, config, company) as (connection, whose):
        found = claims(connection, whose)
    for each in found:
        typer.echo(f"{each.claim_id}  {each.day}  {each.holder_id}: {each.points} {each.account}")
    typer.echo(f"{len(found)} waiting")


@suspense.command("pay")
def pay(
    context: typer.Context,
    claim: WhichClaim,
    by: By,
    reason: Reason,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """The customer did use these points: take them from what is free; what is missing is owed."""
    from sync.server.desk.suspense import pay as pay_claim

    with at_the_desk(context, config, company) as (connection, whose):
        done = pay_claim(connection, whose, claim, by=by, reason=reason, now_ms=now_ms())
    typer.echo(f"paid: {done.taken} taken, {done.owed} owed")


@suspense.command("cancel")
def cancel(
    context: typer.Context,
    claim: WhichClaim,
    by: By,
    reason: Reason,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Give the claim up: the customer keeps the points."""
    from sync.server.desk.suspense import cancel as cancel_claim

    with at_the_desk(context, config, company) as (connection, whose):
        done = cancel_claim(connection, whose, claim, by=by, reason=reason, now_ms=now_ms())
    typer.echo(f"given up: {done.points} points wait no longer")
