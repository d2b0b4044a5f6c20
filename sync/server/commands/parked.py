"""Commands about records that wait for a person: parked ones, a copied till's histories."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import (
    Config,
    WhichCompany,
    at_the_desk,
    now_ms,
    open_data,
    program,
    told,
)
from sync.server.commands.tills import till

parked = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Records that could not be applied: list, show, release, set-aside.",
)
program.add_typer(parked, name="parked")
WhichTill = Annotated[str, typer.Option("--till", metavar="ID", help="A till's id (`status`).")]
WhichRecord = Annotated[
    int, typer.Option("--sequence", metavar="N", min=1, help="Which record of that till (`parked list`).")
]
By = Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; nothing about a person that is not needed.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@parked.command("list")
def list_parked(
    context: typer.Context, as_json: AsJson = False, company: WhichCompany = "", config: Config = None
) -> None:
    """What is parked, and why. JSON: a list with `till`, `sequence`, `what`, `detail`."""
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.intake.fate import PARKED
        from sync.server.status import matters

        with open_data(context, config) as database, database.read() as connection:
            found = [
                each
                for each in matters(connection, the_company(connection, company).company_id)
                if each.what == PARKED
            ]
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        for each in found:
            typer.echo(f"{each.till} {each.sequence}: {each.detail}")
        typer.echo(f"{len(found)} parked")


@parked.command("show")
def show(
    context: typer.Context,
    till_id: WhichTill,
    sequence: WhichRecord,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """What stands in a record, decoded as far as it can be. Names, telephone and card numbers are never shown."""
    with told():
        from sync.server.care.contents import contents
        from sync.server.care.releasing import the_record
        from sync.server.companies import the_company

        with open_data(context, config) as database, database.read() as connection:
            record = the_record(connection, the_company(connection, company), till_id, sequence)
        typer.echo(f"{record.fate or 'stored'}{': ' if record.detail else ''}{record.detail}")
        for line in contents(record.envelope):
            typer.echo(line)


@parked.command("release")
def release(
    context: typer.Context,
    till_id: WhichTill,
    sequence: WhichRecord,
    by: By,
    reason: Reason,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Apply a record again, by the rules of the version that runs now. What cannot be applied still stays parked
    (exit code 1). A released record does nothing when it is released again.
    """
    from sync.server.care import releasing

    with at_the_desk(context, config, company) as (connection, whose):
        became = releasing.release(
            connection, whose, till_id, sequence, by=by, reason=reason, now_ms=now_ms()
        )
    typer.echo(f"released{'; ' if became else ''}{became}")


@parked.command("set-aside")
def set_aside(
    context: typer.Context,
    till_id: WhichTill,
    sequence: WhichRecord,
    by: By,
    reason: Reason,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A parked record, or one that waits in vain for another, is to have no effect. It is kept, and may be released
    later all the same.
    """
    from sync.server.care import releasing

    with at_the_desk(context, config, company) as (connection, whose):
        releasing.set_aside(connection, whose, till_id, sequence, by=by, reason=reason, now_ms=now_ms())
    typer.echo("set aside")


@till.command("forks")
def forks(
    context: typer.Context,
    till_id: WhichTill = "",
    as_json: AsJson = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Both histories of every copied till, side by side, from where they part.

    JSON: a list with `till`, `store`, `number`, `frozen`, `places`; each place has `sequence`, `stored` and `aside`.
    """
    with told():
        import msgspec

        from sync.server.care.side_by_side import forks as find_forks
        from sync.server.companies import the_company
        from sync.server.status_table import print_forks

        with open_data(context, config) as database, database.read() as connection:
            found = find_forks(connection, the_company(connection, company).company_id, till_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        print_forks(found)


@till.command("take-in")
def take_in(
    context: typer.Context,
    till_id: WhichTill,
    by: By,
    reason: Reason,
    unchained: Annotated[
        bool,
        typer.Option("--unchained", help="Also what follows nothing here, when no more will come."),
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Put the sales of both histories of a copied till into the books, each once. The till stays frozen.

    The same for a till whose journal is broken: what it made behind that place.
    """
    from sync.server.care import histories

    with at_the_desk(context, config, company) as (connection, whose):
        done = histories.take_in(
            *(connection, whose, till_id), by=by, reason=reason, now_ms=now_ms(), unchained=unchained
        )
    typer.echo(
        f"taken in: {done.own} of its own history, {done.others} of the other; {done.left} fit nowhere"
    )


@till.command("thaw")
def thaw(
    context: typer.Context,
    till_id: WhichTill,
    by: By,
    reason: Reason,
    copy_is_gone: Annotated[
        bool,
        typer.Option("--copy-is-gone", help="The other machine will never speak again: its disk was wiped."),
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Take records from a copied till again, after the other machine was enrolled anew (`enrol-code`) or wiped.

    The machine that stays must be the one whose history stands on the left in `till forks`.
    """
    from sync.server.care import histories

    with at_the_desk(context, config, company) as (connection, whose):
        histories.thaw(
            *(connection, whose, till_id),
            by=by,
            reason=reason,
            copy_is_gone=copy_is_gone,
            now_ms=now_ms(),
        )
    typer.echo("thawed: the till may send again")
