"""Commands about paid memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sync.server.commands.program import (
    Config,
    WhichCompany,
    WhichMember,
    WhichProgramme,
    at_the_desk,
    now_ms,
    program,
)

if TYPE_CHECKING:
    from sync.server.desk.renewing import Term

WhichMembership = Annotated[
    str, typer.Option("--code", metavar="CODE", help="The membership, as its programme calls it.")
]


@program.command("renew-membership")
def renew_membership(
    context: typer.Context,
    member: WhichMember,
    code: WhichMembership,
    reference: Annotated[
        str, typer.Option(help="The payment's own number: the same again changes nothing.")
    ] = "",
    failed: Annotated[
        str, typer.Option(metavar="REASON", help="The payment failed: say why instead of renewing.")
    ] = "",
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A term was paid elsewhere (here is no payment service): it follows the one that runs, or whose grace runs.

    With --failed the payment did not come through: the stated course goes on (tried again, grace, lapse).
    """
    from sync.server.desk.renewing import payment_failed, renew

    with at_the_desk(context, config, company) as (connection, whose):
        if failed:
            term = payment_failed(
                *(connection, whose, member),
                code=code,
                reason=failed,
                now_ms=now_ms(),
                programme_id=programme,
            )
        else:
            term = renew(
                *(connection, whose, member),
                code=code,
                now_ms=now_ms(),
                programme_id=programme,
                reference=reference,
            )
    _tell(term)


@program.command("cancel-membership")
def cancel_membership(
    context: typer.Context,
    member: WhichMember,
    code: WhichMembership,
    withdraw: Annotated[
        bool,
        typer.Option("--withdraw", help="It was sold at a distance and is withdrawn from: it ends today."),
    ] = False,
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A membership is not to be renewed: its benefits stay to the end of what was paid."""
    from sync.server.desk.renewing import cancel, withdraw_from

    with at_the_desk(context, config, company) as (connection, whose):
        how = {"code": code, "programme_id": programme}
        if withdraw:
            passed = withdraw_from(connection, whose, member, now_ms=now_ms(), **how)
            typer.echo(f"ended today; {passed} days of the term had passed")
            return
        term = cancel(connection, whose, member, now_ms=now_ms(), **how)
    _tell(term)


@program.command()
def membership(
    context: typer.Context,
    member: WhichMember,
    code: WhichMembership,
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Where a membership is: its term, its benefits, and whether a payment is tried again."""
    from sync.server.desk.renewing import term_of

    with at_the_desk(context, config, company) as (connection, whose):
        term = term_of(connection, whose, member, code=code, now_ms=now_ms(), programme_id=programme)
    _tell(term)


def _tell(term: Term) -> None:
    typer.echo(f"term: {term.from_day} to {term.to_day}: {term.course.stage.value}")
    typer.echo(
        f"benefits through {term.course.benefits_to}" + ("" if term.course.has_benefits else " (not now)")
    )
    if term.failed:
        tried = f", tried again through {term.course.retried_to}" if term.course.retried_to else ""
        typer.echo(f"payments that failed: {term.failed}{tried}")
