"""Commands about families that share an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sync.server.commands.program import (
    Config,
    WhichCompany,
    WhichMember,
    at_the_desk,
    now_ms,
    program,
)

if TYPE_CHECKING:
    from sync.server.desk.households import Shared

household = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Families that share an account: make, join, leave, owner.",
)
program.add_typer(household, name="household")
WhichHousehold = Annotated[str, typer.Option("--household", metavar="ID", help="The household's id.")]


@household.command()
def make(
    context: typer.Context, member: WhichMember, company: WhichCompany = "", config: Config = None
) -> None:
    """A member's account becomes one that others can join; the member owns it. Prints the household's id first."""
    from sync.server.desk.households import make_household

    with at_the_desk(context, config, company) as (connection, whose):
        shared = make_household(connection, whose, member, now_ms())
    _tell(shared)


@household.command()
def join(
    context: typer.Context,
    household_id: WhichHousehold,
    member: WhichMember,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A member joins with all their points (and what they owe); points keep their last days."""
    from sync.server.desk.households import join_household

    with at_the_desk(context, config, company) as (connection, whose):
        shared = join_household(connection, whose, household_id, member, now_ms())
    _tell(shared)


@household.command()
def leave(
    context: typer.Context, member: WhichMember, company: WhichCompany = "", config: Config = None
) -> None:
    """A member leaves, with nothing or with an equal share, as the first programme says (household.leaving)."""
    from sync.server.desk.households import leave_household

    with at_the_desk(context, config, company) as (connection, whose):
        shared = leave_household(connection, whose, member, now_ms())
    _tell(shared)


@household.command()
def owner(
    context: typer.Context,
    household_id: WhichHousehold,
    member: WhichMember,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Another of its members owns the account: they answer for it, and get its coupons."""
    from sync.server.desk.households import own_household

    with at_the_desk(context, config, company) as (connection, whose):
        shared = own_household(connection, whose, household_id, member, now_ms())
    _tell(shared)


def _tell(shared: Shared) -> None:
    typer.echo(shared.household_id)
    typer.echo(f"owner: {shared.owner_id}")
    typer.echo(f"members: {', '.join(shared.members) or 'none'}")
