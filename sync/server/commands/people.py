"""Commands about one member."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    fail,
    now_ms,
    open_data,
    program,
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
        from sync.server import members
        from sync.server.companies import the_company

        with open_data(context, config) as database:
            with database.write() as connection:
                company_id = the_company(connection, company).company_id
                erased = members.erase_member(connection, company_id, member, now_ms())
            database.forget_old_pages()
        if not erased:
            fail(INPUT_WRONG, f"--member: there is no member {member!r}, or they were erased before")
        typer.echo(f"erased: {member}")
