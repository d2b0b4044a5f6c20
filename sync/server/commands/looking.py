"""Commands that only look: what the server has, and what waits for a person."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import Config, WhichCompany, now_ms, open_data, program, told


@program.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: see the keys below.")] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """What the server has of each till, whether it runs or not.

    JSON: `tills` is a list with `till`, `company`, `store`, `number`, `sales`, `last_sequence`, `chain_head` (hex),
    `parked`, `flagged`, `aside`, `frozen`, `seen_ms`, `software`; beside it `members` and `articles`.
    """
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.status import server_status

        with open_data(context, config) as database, database.read() as connection:
            found = server_status(connection, the_company(connection, company).company_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        from sync.server.status_table import print_status

        print_status(found, now_ms())


@program.command()
def review(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="A list with till, sequence, what, detail.")
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """List what waits for a person: parked records, flags on sales, records kept aside."""
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.status import matters

        with open_data(context, config) as database, database.read() as connection:
            found = matters(connection, the_company(connection, company).company_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        for matter in found:
            typer.echo(f"{matter.till} {matter.sequence}: {matter.what}: {matter.detail}")
        typer.echo(f"{len(found)} to look at")
