"""Commands about the fleet: which till is in which group, which release is offered to whom, and how that goes."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import Config, WhichCompany, at_the_desk, now_ms, open_data, program, told
from sync.server.commands.tills import a_moment, till

update = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Releases of the till: offer one to a group or to everybody, withdraw it, let a held one go on; list, status.",
)
program.add_typer(update, name="update")

_Version = Annotated[str, typer.Option("--version", metavar="V", help="The release, such as 1.2.0.")]
_Groups = Annotated[
    list[str] | None,
    typer.Option("--group", metavar="NAME", help="Only this group; may be given several times."),
]
_By = Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")]
_AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@till.command("group")
def group(
    context: typer.Context,
    till_id: Annotated[str, typer.Option("--till", metavar="ID", help="As `till list` says it.")],
    name: Annotated[
        str, typer.Option("--group", metavar="NAME", help="Such as pilot; with '' it is in none.")
    ],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Put a till into a group: releases are offered to a group first, and to everybody when they proved themselves.

    The till that takes its place one day goes on in the same group.
    """
    from sync.server.desk import fleet

    with at_the_desk(context, config, company) as (connection, whose):
        fleet.put_till_into(connection, whose, till_id, name, now_ms=now_ms())
    typer.echo(f"{till_id}: " + (f"in group {name}" if name else "in no group"))


@update.command("offer")
def offer(
    context: typer.Context,
    version: _Version,
    by: _By,
    groups: _Groups = None,
    not_before: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="Not before that time (2026-03-01 20:00, in the company's zone); else at once.",
        ),
    ] = "",
    hold_after: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            max=1000,
            help="Hold it by itself when it failed at so many tills of one group.",
        ),
    ] = 1,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Offer a release: without --group to every till. Each takes it when its day is closed.

    A release that fails its start-up check at a till is undone there, and held for all others until somebody says
    `update release`. Withdrawn or held, a till that runs it keeps it. Tills never go back to an older release.
    """
    from sync.server.desk import fleet

    with at_the_desk(context, config, company) as (connection, whose):
        from_ms = a_moment("--not-before", not_before, whose.zone) if not_before else 0
        held = fleet.offer(
            *(connection, whose, version, groups or ()),
            not_before_ms=from_ms,
            hold_after=hold_after,
            by=by,
            now_ms=now_ms(),
        )
    whom = f"group {', '.join(sorted(groups))}" if groups else "every till"
    typer.echo(f"offered: {version} to {whom}" + (f", from {not_before}" if not_before else ""))
    if held:
        typer.echo(f"It is held ({held}): nobody gets it before `update release`.", err=True)


@update.command("withdraw")
def withdraw(
    context: typer.Context,
    version: _Version,
    by: _By,
    groups: _Groups = None,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Offer a release no more; without --group to nobody. A till that runs it keeps it."""
    from sync.server.desk import fleet

    with at_the_desk(context, config, company) as (connection, whose):
        many = fleet.withdraw(connection, whose, version, groups or (), by=by, now_ms=now_ms())
    typer.echo(f"withdrawn: {version}, {many} {'offer' if many == 1 else 'offers'}")


@update.command("release")
def release(
    context: typer.Context,
    version: _Version,
    by: _By,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What was found out; kept for good.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Let a release go on that was held by itself. Tills that went back from it are offered it again, too."""
    from sync.server.desk import fleet

    with at_the_desk(context, config, company) as (connection, whose):
        fleet.release(connection, whose, version, by=by, reason=reason, now_ms=now_ms())
    typer.echo(f"released: {version}")


@update.command("list")
def list_offers(
    context: typer.Context, as_json: _AsJson = False, company: WhichCompany = "", config: Config = None
) -> None:
    """What is offered to whom, withdrawn ones too, and what is held and why.

    JSON: `offers` with `version`, `group` ("" for every till), `not_before_ms`, `hold_after`, `offered_ms`,
    `offered_by`, `withdrawn_ms`, `withdrawn_by`; `holds` with `version`, `held_ms`, `reason`, `released_ms`,
    `released_by`, `released_why`.
    """
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.fleet.offers import holds_of, offers_of

        with open_data(context, config) as database, database.read() as connection:
            company_id = the_company(connection, company).company_id
            offers = offers_of(connection, company_id, withdrawn_too=True)
            holds = list(holds_of(connection, company_id).values())
        if as_json:
            found = msgspec.json.encode({"offers": offers, "holds": holds})
            typer.echo(msgspec.json.format(found).decode())
            return
        from sync.server.fleet.tables_for_people import print_offers

        print_offers(offers, holds, now_ms())


@program.command("fleet")
@update.command("status")
def fleet(
    context: typer.Context, as_json: _AsJson = False, company: WhichCompany = "", config: Config = None
) -> None:
    """Every till: its group, the release it runs and the one it is to run, when it was seen, what waits there, and how
    its last update ended. Revoked tills are left out.

    JSON: `tills` with `till`, `store`, `number`, `group`, `version`, `wanted`, `is_due`, `seen_ms`, `waiting`,
    `outcome` (prepared, checked, failed, way-back), `outcome_version`, `outcome_ms` by the till's clock, `went_back`,
    `failed` (releases it ever went back from), `frozen`; beside them `offers` and `holds` as in `update list`.
    """
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.fleet.standing import fleet_of

        at_ms = now_ms()
        with open_data(context, config) as database, database.read() as connection:
            found = fleet_of(connection, the_company(connection, company).company_id, at_ms)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        from sync.server.fleet.tables_for_people import print_fleet

        print_fleet(found, at_ms)
