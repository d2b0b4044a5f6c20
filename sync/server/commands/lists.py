"""Commands about what members are on: consents, segments, partners."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    WhichMember,
    at_the_desk,
    fail,
    now_ms,
    program,
)

consent = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="What a member agreed to: give, withdraw."
)
program.add_typer(consent, name="consent")
segment = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Segments, guest lists and ambassadors: add, remove. A rule names the segment it is for.",
)
program.add_typer(segment, name="segment")
WhichConsent = Annotated[str, typer.Option("--consent", metavar="ID", help="As programmes call it.")]
WhichSegment = Annotated[str, typer.Option("--segment", metavar="ID", help="As programmes call it.")]
Members = Annotated[
    list[str] | None, typer.Option("--member", metavar="ID_OR_CARD", help="A member; several are possible.")
]
MembersFile = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="TEXT", help="Members' ids or card numbers, one a line; # begins a remark."
    ),
]


@consent.command()
def give(
    context: typer.Context,
    member: WhichMember,
    consent_id: WhichConsent,
    wording: Annotated[
        str, typer.Option(help="What they were shown; the programme's own words where nothing is said.")
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A member agrees: kept with wording and time; the coupon for it comes once."""
    from sync.server.desk import lists

    with at_the_desk(context, config, company) as (connection, whose):
        given = lists.give(connection, whose, member, consent_id, wording, now_ms())
    typer.echo("recorded" if given else "they agree already; nothing was changed")


@consent.command()
def withdraw(
    context: typer.Context,
    member: WhichMember,
    consent_id: WhichConsent,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A member no longer agrees; a link to a partner that rested on it is cut."""
    from sync.server.desk import lists

    with at_the_desk(context, config, company) as (connection, whose):
        lists.withdraw(connection, whose, member, consent_id, now_ms())
    typer.echo("withdrawn")


@segment.command()
def add(
    context: typer.Context,
    segment_id: WhichSegment,
    member: Members = None,
    file: MembersFile = None,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Put members into a segment: guests of an event, ambassadors, those who were drawn."""
    _change(context, config, company, segment_id, member, file, is_adding=True)


@segment.command()
def remove(
    context: typer.Context,
    segment_id: WhichSegment,
    member: Members = None,
    file: MembersFile = None,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Take members out of a segment."""
    _change(context, config, company, segment_id, member, file, is_adding=False)


@program.command("link-partner")
def link_partner(
    context: typer.Context,
    member: WhichMember,
    partner: Annotated[str, typer.Option(metavar="CODE", help="The partner, as its programme calls it.")],
    wording: Annotated[str, typer.Option(help="What the member agreed to.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Cut the link; the consent ends with it.")] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Link a member to a partner's programme, with their consent: partners get nothing without it."""
    from sync.server.desk import lists

    with at_the_desk(context, config, company) as (connection, whose):
        if remove:
            lists.unlink_partner(connection, whose, member, partner, now_ms())
            typer.echo("cut")
            return
        linked = lists.link_partner(connection, whose, member, partner, wording, now_ms())
    typer.echo("linked" if linked else "linked already; nothing was changed")


def _change(
    context: typer.Context,
    config: Path | None,
    company: str,
    segment_id: str,
    member: list[str] | None,
    file: Path | None,
    *,
    is_adding: bool,
) -> None:
    from sync.server.desk import lists
    from sync.server.desk.who import the_member

    if not member and file is None:
        raise typer.BadParameter("name members with --member or --file")
    with at_the_desk(context, config, company) as (connection, whose):
        ids = [the_member(connection, whose, written) for written in member or ()]
        if file is not None:
            try:
                ids += lists.members_in_file(connection, whose, file)
            except lists.WrongLines as wrong:
                for mistake in wrong.mistakes:
                    typer.echo(str(mistake), err=True)
                fail(INPUT_WRONG, f"{len(wrong.mistakes)} mistakes; nothing was changed")
        change = lists.put_in_segment if is_adding else lists.take_from_segment
        listed = change(connection, whose, segment_id, list(dict.fromkeys(ids)), now_ms())
    typer.echo(f"{listed.changed} changed, {listed.as_before} as before")
