"""Commands about a store's hub: give it its place, change its key, end it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sync.server.commands.doctor import tell_findings
from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    at_the_desk,
    fail,
    hub_config,
    now_ms,
    program,
    told,
)

hub = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The store's hub, by which its tills share points while the outside line is down: enrol, change-key, doctor, "
    "retire.",
)
program.add_typer(hub, name="hub")


@hub.command("enrol")
def enrol(
    server: Annotated[str, typer.Option("--server", metavar="URL", help="The central server's address.")],
    code: Annotated[str, typer.Option("--code", help="From `trofast-server enrol-code --hub --store ID`.")],
    config: Annotated[
        Path, typer.Option("--config", metavar="HUB_TOML", help="The hub's settings, written there.")
    ] = hub_config(),  # noqa: B008 - what the environment says does not change while a command runs
    host: Annotated[str, typer.Option(help="On which address of this PC the tills reach it.")] = "0.0.0.0",  # noqa: S104 - the tills are elsewhere in the shop
    port: Annotated[int, typer.Option(min=0, max=65535, help="Its port.")] = 8700,
) -> None:
    """On the PC that is to be the hub: give it its place, its own key and its settings. Then `run --role hub`."""
    with told():
        from sync.hub.enrolling import enrol_hub

        place = enrol_hub(config, server_url=server, code=code, host=host, port=port)
    typer.echo(f"hub of: {place.store_id}")
    typer.echo(f"fingerprint: {place.fingerprint}")
    typer.echo(f"settings: {config}")


@hub.command("change-key")
def change_key(
    config: Annotated[
        Path, typer.Option("--config", metavar="HUB_TOML", help="The hub's settings.")
    ] = hub_config(),  # noqa: B008
) -> None:
    """On the hub's PC: make a new key and have the server take it; the old one dies. It works while the hub runs, and
    its tills believe the new key as soon as they hear of it from the server. Broken off, it may be run again.
    """
    with told():
        from sync.hub.enrolling import change_hub_key

        key = change_hub_key(config)
    typer.echo(f"key: {key}")


@hub.command("doctor")
def doctor(
    config: Annotated[
        Path, typer.Option("--config", metavar="HUB_TOML", help="The hub's settings.")
    ] = hub_config(),  # noqa: B008 - as above
    as_json: Annotated[bool, typer.Option("--json", help="A list with check, state, says, do.")] = False,
) -> None:
    """On the hub's PC: look at everything that you can do something about, and say what. Exit code 1 when there is
    something to do. Nothing is changed, and the hub may run meanwhile.
    """
    with told():
        from sync.hub.examining import examine_hub

        tell_findings(examine_hub(config), as_json=as_json)


@hub.command("retire")
def retire(
    context: typer.Context,
    store: Annotated[str, typer.Option(help="The store's id.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides this.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """At the server: end a store's hub that was lost, stolen or is replaced. Its tills believe it no more as soon
    as they hear of it. What it keeps is written off: it can be used elsewhere at once, and what tills sold of it all
    the same waits in suspense and is counted (`lease bounded`).
    """
    if not store.strip():
        fail(INPUT_WRONG, "--store must name a store")
    from sync.server.desk.hubs import retire_hub

    with at_the_desk(context, config, company) as (connection, whose):
        hub_id, many = retire_hub(connection, whose, store, by=by, reason=reason, now_ms=now_ms())
    typer.echo(f"retired: {hub_id}; {many} leases written off")
