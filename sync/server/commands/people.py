"""Commands about one member."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    WhichMember,
    at_the_desk,
    fail,
    now_ms,
    open_data,
    program,
    settings_of,
    told,
)


@program.command("erase-member")
def erase_member(
    context: typer.Context,
    member: Annotated[str, typer.Option(metavar="MEMBER_ID", help="The member's pseudonymous id.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Forget a person for ever: name, phone, cards and the key to their sealed fields, here and at every till.

    Sales and points stay under the pseudonymous id, so that the books still add up. Backups made before still hold
    the person: let them run out.
    """
    with told():
        from sync.server.book import members
        from sync.server.companies import the_company
        from sync.server.snapshots.shelf import forget_snapshots

        with open_data(context, config) as database:
            with database.write() as connection:
                company_id = the_company(connection, company).company_id
                erased = members.erase_member(connection, company_id, member, now_ms())
            database.forget_old_pages()
        forget_snapshots(settings_of(context, config).snapshots)
        if not erased:
            fail(INPUT_WRONG, f"--member: there is no member {member!r}, or they were erased before")
        typer.echo(f"erased: {member}")


@program.command("replace-card")
def replace_card(
    context: typer.Context,
    member: WhichMember,
    lost: Annotated[
        str,
        typer.Option(metavar="NUMBER", help="The card that is lost; all their cards where nothing is said."),
    ] = "",
    new: Annotated[str, typer.Option(metavar="NUMBER", help="The card that takes its place.")] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Block a lost card for ever and link another: the balance, the tier and everything else stay the member's."""
    from sync.server.desk import cards

    with at_the_desk(context, config, company) as (connection, whose):
        blocked = cards.replace_card(connection, whose, member, lost=lost, new=new, now_ms=now_ms())
    typer.echo(f"cards blocked: {blocked}" + ("; the new card is linked" if new else ""))
