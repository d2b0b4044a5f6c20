"""Commands about prize draws that anybody can check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    WhichProgramme,
    at_the_desk,
    fail,
    now_ms,
    program,
)

if TYPE_CHECKING:
    from sync.server.desk.drawing import DrawTold

draw = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Prize draws: publish the seed's SHA-256, hold the draw, show it, check it.

How to check a draw without this program: hash `seed`, a line feed, the beacon (or nothing), a line feed and an entry
(`member blank source`) with SHA-256, for every entry of the list. The lowest hashes win, one prize for each member.""",
)
program.add_typer(draw, name="draw")
WhichDraw = Annotated[str, typer.Option("--draw", metavar="ID", help="The draw, as its programme calls it.")]


@draw.command()
def publish(
    context: typer.Context,
    draw_id: WhichDraw,
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Choose the seed and print its SHA-256: publish that before entries close. The seed itself stays secret."""
    from sync.server.desk.drawing import publish_seed

    with at_the_desk(context, config, company) as (connection, whose):
        told = publish_seed(connection, whose, draw_id=draw_id, now_ms=now_ms(), programme_id=programme)
    typer.echo(told.seed_hash)


@draw.command()
def hold(
    context: typer.Context,
    draw_id: WhichDraw,
    beacon: Annotated[
        str, typer.Option(help="A text nobody could know before entries closed (a lottery's numbers).")
    ] = "",
    segment: Annotated[str, typer.Option(help="Put the winners into this segment.")] = "",
    entries_to: Annotated[
        Path | None,
        typer.Option("--entries-to", metavar="TEXT", help="Write the list of entries, to publish it."),
    ] = None,
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Draw the winners, once, on the day of the draw or later, and print seed and winners."""
    from sync.server.desk.drawing import hold_draw, listed_entries

    with at_the_desk(context, config, company) as (connection, whose):
        told = hold_draw(
            *(connection, whose),
            draw_id=draw_id,
            now_ms=now_ms(),
            programme_id=programme,
            beacon=beacon,
            segment=segment,
        )
        if entries_to is not None:
            lines = listed_entries(connection, whose, draw_id=draw_id, programme_id=programme)
            entries_to.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    _tell(told)


@draw.command()
def show(
    context: typer.Context,
    draw_id: WhichDraw,
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A draw as it may be told: before it was held only the seed's SHA-256."""
    from sync.server.desk.drawing import tell_draw

    with at_the_desk(context, config, company) as (connection, whose):
        told = tell_draw(connection, whose, draw_id=draw_id, programme_id=programme)
    _tell(told)


@draw.command()
def check(
    context: typer.Context,
    draw_id: WhichDraw,
    entries: Annotated[
        Path | None,
        typer.Option(metavar="TEXT", help="The published list; what is stored where nothing is said."),
    ] = None,
    programme: WhichProgramme = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Draw once more and compare; exit code 1 when it does not come to the same winners."""
    from sync.server.desk.drawing import check_draw

    try:
        listed = None if entries is None else entries.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        fail(INPUT_WRONG, f"--entries: {entries} cannot be read as text")
    with at_the_desk(context, config, company) as (connection, whose):
        drawn = check_draw(connection, whose, draw_id=draw_id, programme_id=programme, listed=listed)
    typer.echo(f"the same {len(drawn.winners)} winners of {drawn.entries} entries")


def _tell(told: DrawTold) -> None:
    typer.echo(f"{told.words}: {told.prizes} prizes")
    typer.echo(f"seed SHA-256: {told.seed_hash}")
    if not told.drawn_ms:
        typer.echo("not held yet")
        return
    typer.echo(f"seed: {told.seed}")
    typer.echo(f"beacon: {told.beacon or 'none'}")
    typer.echo(f"entries: {told.entries} (SHA-256 of their list {told.entries_hash})")
    for place, winner in enumerate(told.winners, start=1):
        typer.echo(f"{place}. {winner}")
