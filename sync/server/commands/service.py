"""Commands of the service itself: make a company, run, begin a new epoch."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import (
    BACKUPS,
    INPUT_WRONG,
    Config,
    WhichCompany,
    config_path,
    fail,
    hub_config,
    now_ms,
    open_data,
    program,
    settings_of,
    told,
)


@program.command()
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What the company is called.")],
    currency: Annotated[str, typer.Option(help="NOK, EUR or KRW: what amounts in its files mean.")],
    company_id: Annotated[
        str, typer.Option(help="The company's id in keys and signatures, for ever; made up when not given.")
    ] = "",
    zone: Annotated[
        str,
        typer.Option(
            help="The IANA zone whose days lots, tiers and memberships end with: Europe/Oslo (the usual for NOK),"
            " Asia/Seoul (KRW), Europe/Sofia (EUR)."
        ),
    ] = "",
    database_url: Annotated[
        str,
        typer.Option(
            help="Where PostgreSQL is, written into a new server.toml: postgresql://trofast@/trofast?host=/run/postgresql."
            " A database file beside it where nothing is said."
        ),
    ] = "",
    host: Annotated[str, typer.Option(help="Written into a new server.toml.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Written into a new server.toml.")] = 8600,
    public_url: Annotated[
        str,
        typer.Option(metavar="URL", help="How tills reach it, written into a new server.toml: https://..."),
    ] = "",
    backups: Annotated[
        str,
        typer.Option(
            metavar="FOLDER",
            envvar=BACKUPS,
            help="Where backups go, written into a new server.toml; better on another disk.",
        ),
    ] = "",
    config: Config = None,
) -> None:
    """Create the database and a company in it; write server.toml where there is none. Needed before anything else."""
    import re

    from pos_app.domain.money import CURRENCIES

    if currency not in CURRENCIES:
        fail(INPUT_WRONG, f"--currency must be one of {', '.join(sorted(CURRENCIES))}")
    if company_id and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", company_id):
        fail(INPUT_WRONG, "--company-id must be letters, digits, . _ - (1 to 64)")
    if not name.strip():
        fail(INPUT_WRONG, "--name must say something")
    if public_url:
        from sync.protocol.invitation import InvitationWrong, server_address

        try:
            public_url = server_address(public_url)
        except InvitationWrong as wrong:
            fail(INPUT_WRONG, f"--public-url: {wrong.sentence}")
    with told():
        import uuid_utils

        from sync.server.calendar.company_days import is_zone
        from sync.server.companies import create_company
        from sync.server.config import write_first_settings

        if zone and not is_zone(zone):
            fail(INPUT_WRONG, f"--zone must be an IANA time zone such as Europe/Oslo, not {zone[:40]!r}")
        path = config_path(context, config)
        write_first_settings(
            path, host=host, port=port, url=database_url, public_url=public_url, backups=backups
        )
        with open_data(context, config, create=True) as database, database.write() as connection:
            made = create_company(
                *(connection, company_id or str(uuid_utils.uuid7()), name.strip(), currency, now_ms()),
                zone=zone,
            )
        typer.echo(f"company: {made.company_id}")
        typer.echo(f"zone: {made.zone}")
        typer.echo(f"settings: {path}")


@program.command()
def run(
    context: typer.Context,
    workers: Annotated[
        int,
        typer.Option(min=1, max=64, help="How many processes answer; more than one needs PostgreSQL."),
    ] = 1,
    role: Annotated[
        str, typer.Option(help="`server`, or `hub`: a store's hub, whose --config is its hub.toml.")
    ] = "server",
    config: Config = None,
) -> None:
    """Serve tills until SIGTERM, then finish what was begun.

    Prints `listening on http://HOST:PORT` when it answers; with port 0 it takes a free one. The log goes to stderr, one
    JSON object per line. Put a TLS proxy before it that keeps paths and headers as they are.
    """
    if role not in {"server", "hub"}:
        fail(INPUT_WRONG, f"--role must be server or hub, not {role[:40]!r}")
    with told():
        from sync.server.logs import log_to_stderr

        log_to_stderr()
        if role == "hub":
            from sync.hub.serving import serve_hub

            given = config or context.obj or hub_config()
            serve_hub(given, lambda line: print(line, flush=True))  # noqa: T201 - the ready line
            return
        from sync.server.serving import serve

        settings = settings_of(context, config)
        serve(settings, lambda line: print(line, flush=True), workers=workers)  # noqa: T201 - the ready line


@program.command("new-epoch")
def new_epoch(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """Say that this database was restored from a backup: tills then send what it lacks and load everything anew."""
    with told():
        from sync.server import companies

        with open_data(context, config) as database, database.write() as connection:
            epoch = companies.new_epoch(
                connection, companies.the_company(connection, company).company_id, now_ms()
            )
        typer.echo(f"epoch: {epoch}")
