"""``trofast doctor``: look at everything the till needs, and say what to do."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pos_app.commands.till_toml import TillToml

FOUND_SOMETHING = 1


def doctor(
    config: TillToml,
    as_json: Annotated[
        bool, typer.Option("--json", help="A list with area, code, standing, title, says, do.")
    ] = False,
    thorough: Annotated[
        bool,
        typer.Option(
            "--thorough", help="Look through all of the till's file and every record; takes longer."
        ),
    ] = False,
    language: Annotated[Literal["en", "nb"], typer.Option(help="The language of what is said.")] = "en",
) -> None:
    """Look at everything this till needs, and say what is wrong and what to do.

    Nothing is changed, and the till may sell meanwhile: a device that its window has is asked of the window. It takes
    a few seconds, 15 at most. Each finding is `ok`, `look` (it works; do something about it soon) or `wrong`.

    Exit code 0: all is well. 1: there is something to do, and the text says what.
    """
    import msgspec

    from pos_app.bootstrap.own_place import place_of
    from pos_app.diagnosis.case import Case
    from pos_app.diagnosis.examine import examine
    from pos_app.services.checkup import Standing

    found = examine(Case(config, place_of, is_thorough=thorough), language=language)
    to_do = [each for each in found if each.standing is not Standing.OK]
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        for each in found:
            typer.echo(f"{each.standing:<5} {each.title}: {each.says}")
            if each.do:
                typer.echo(f"      {each.do}")
        typer.echo(f"{len(to_do)} to do" if to_do else "all is well")
    if to_do:
        raise typer.Exit(FOUND_SOMETHING)
