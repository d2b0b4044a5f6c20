"""Commands about gift cards."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import INPUT_WRONG, Config, WhichCompany, at_the_desk, fail, now_ms, program


@program.command("gift-card")
def gift_card(
    context: typer.Context,
    number: Annotated[str, typer.Option(metavar="NUMBER", help="The number on the card.")],
    block: Annotated[bool, typer.Option("--block", help="It was lost: it pays nothing from now on.")] = False,
    unblock: Annotated[bool, typer.Option("--unblock", help="It was found again.")] = False,
    move_to: Annotated[
        str, typer.Option(metavar="NUMBER", help="Move what is left to this new card, and block the old one.")
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Say what is on a gift card; block a lost one, and move its money to another. It is never paid out in cash."""
    from pos_app.domain import formatting
    from pos_app.domain.money import CURRENCIES
    from sync.server.desk import gift_cards

    if block + unblock + bool(move_to) > 1:
        fail(INPUT_WRONG, "Say one of --block, --unblock and --move-to.")
    with at_the_desk(context, config, company) as (connection, whose):
        if move_to:
            looked = gift_cards.replace_gift_card(connection, whose, number, move_to, now_ms())
        elif block or unblock:
            looked = gift_cards.block(connection, whose, number, blocked=block, now_ms=now_ms())
        else:
            looked = gift_cards.look_at(connection, whose, number)
    state = " (blocked)" if looked.is_blocked else ""
    typer.echo(f"gift card ending in {looked.number_end}{state}")
    for each in looked.money:
        amount = formatting.amount(each.minor, CURRENCIES[each.currency], formatting.EN)
        typer.echo(f"  {amount} {each.currency} through {each.ends_on}")
    if not looked.money:
        typer.echo("  empty")
