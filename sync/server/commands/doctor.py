"""The command that looks whether all is well."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sync.server.commands.program import Config, now_ms, program, settings_of, told

if TYPE_CHECKING:
    from sync.server.care.findings import Finding


@program.command()
def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="A list with check, state, says, do.")] = False,
    unseen_days: Annotated[
        int, typer.Option(min=1, metavar="N", help="After how many days a till is missed.")
    ] = 3,
    thorough: Annotated[
        bool,
        typer.Option("--thorough", help="Look at every page and index of a database file; takes longer."),
    ] = False,
    config: Config = None,
) -> None:
    """Look at everything that you can do something about, and say what. Exit code 1 when there is something to do.

    Nothing is changed, and the server may run meanwhile. States: `ok`, `look` (it works; look at it), `stop` (mend it).
    """
    with told():
        from sync.server.care.doctor import examine

        found = examine(settings_of(context, config), now_ms(), unseen_days=unseen_days, is_thorough=thorough)
        tell_findings(found, as_json=as_json)


def tell_findings(found: list[Finding], *, as_json: bool) -> None:
    """Print them, and end with code 1 when there is something to do."""
    import msgspec

    from sync.server.care.findings import State

    to_do = sum(each.state is not State.OK for each in found)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        for each in found:
            typer.echo(f"{each.state:<5} {each.check}: {each.says}")
            if each.do:
                typer.echo(f"      {each.do}")
        typer.echo(f"{to_do} to do" if to_do else "all is well")
    if to_do:
        sys.exit(1)
