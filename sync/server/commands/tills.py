"""Commands about tills: which there are, and one that was lost or stolen."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from sync.server.commands.program import Config, WhichCompany, at_the_desk, now_ms, program

till = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Tills and their keys: list, revoke; one that was copied: forks, take-in, thaw.",
)
program.add_typer(till, name="till")


@till.command("list")
def list_tills(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """Every till and hub by store and number, with the fingerprint of its key (the till shows the same), and whether
    it is believed.
    """
    from sync.server.desk.tills import tills

    with at_the_desk(context, config, company) as (connection, whose):
        found = tills(connection, whose.company_id)
    for each in found:
        state = f"frozen ({each.frozen})" if each.frozen else "in use"
        if each.revoked_ms:
            state = f"revoked by {each.revoked_by}: {each.reason}"
        typer.echo(
            f"{each.till_id}  {each.store_id} {_named(each.till_number)}  key {each.fingerprint}"
            f"  {each.acked} records  {state}"
        )


def _named(number: int) -> str:
    """A store's hub stands among the tills without a number."""
    return f"till {number}" if number else "hub"


@till.command("revoke")
def revoke(
    context: typer.Context,
    till_id: Annotated[str, typer.Option("--till", metavar="ID", help="As `till list` says it.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: stolen, lost, sold.")],
    sales_until: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Until when it was in honest hands (2026-03-01 14:30, in the company's zone): what it sold until then"
            " and did not send yet is still taken, each flagged.",
        ),
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Believe a till no more: it is told of no goods and no members, holds no points, and what it sends is kept aside.

    What the server has of it stays. Say it again with another `--sales-until` to decide anew. A till cannot be taken
    back: enrol it anew, in a new folder.
    """
    from sync.server.desk import tills

    with at_the_desk(context, config, company) as (connection, whose):
        until_ms = a_moment("--sales-until", sales_until, whose.zone) if sales_until else 0
        tills.revoke(
            connection,
            whose.company_id,
            till_id,
            by=by,
            reason=reason,
            sales_until_ms=until_ms,
            now_ms=now_ms(),
        )
    typer.echo(
        f"revoked: {till_id}; "
        + (f"sales until {sales_until} are taken" if sales_until else "nothing new is taken")
    )


@till.command("replaced")
def replaced(
    context: typer.Context,
    till_id: Annotated[str, typer.Option("--till", metavar="ID", help="The one that died.")],
    by_till: Annotated[str, typer.Option(metavar="ID", help="The one that stands in its place.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Say that one till took another's place, where its code did not (`enrol-code --replaces`), or longer than thirty
    days ago: it may open that one's copies again, for thirty days.
    """
    from sync.server.desk import tills

    with at_the_desk(context, config, company) as (connection, whose):
        tills.say_replaced(connection, whose.company_id, till_id, by_till, by=by, now_ms=now_ms())
    typer.echo(f"{by_till} stands in the place of {till_id}; at the till: trofast recover --from FOLDER")


@till.command("retire")
def retire(
    context: typer.Context,
    till_id: Annotated[str, typer.Option("--till", metavar="ID", help="As `till list` says it.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: its disk is dead, it was sold.")] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A till will not come again and nothing more was found of it: it is believed no more, and no restore waits for it.

    What it sold until now and somebody still finds is taken, each flagged. What it keeps for members is free at term
    and grace, or at once by `lease write-off`. `trofast recover` says the same by itself when it has sent all it found.
    """
    from sync.server.desk import tills

    with at_the_desk(context, config, company) as (connection, whose):
        many = tills.retire(connection, whose, till_id, by=by, reason=reason or "retired", now_ms=now_ms())
    typer.echo(f"retired: {till_id}" + (f"; {many} leases written off" if many else ""))


def a_moment(option: str, text: str, zone: str) -> int:
    """A local time in ms UTC; what is none is refused in the option's name."""
    from zoneinfo import ZoneInfo

    from sync.server.desk.refusal import NotDone

    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise NotDone(f"{option}: {text!r} is no time such as 2026-03-01 14:30") from None
    local = said if said.tzinfo else said.replace(tzinfo=ZoneInfo(zone))
    return int(local.timestamp()) * 1000
