"""Commands about codes that the company signs for its members, and about the keys it signs them with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sync.server.commands.program import (
    CANNOT_RUN,
    INPUT_WRONG,
    Config,
    WhichCompany,
    WhichMember,
    at_the_desk,
    fail,
    now_ms,
    program,
)

if TYPE_CHECKING:
    from sync.server.desk.member_codes import IssuedCode

member_code = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Codes signed for members, which nobody can make up: issue, list, revoke.",
)
issuer_key = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The keys that sign members' codes: list, rotate, withdraw.",
)
program.add_typer(member_code, name="member-code")
program.add_typer(issuer_key, name="issuer-key")


@member_code.command()
def issue(
    context: typer.Context,
    member: WhichMember,
    days: Annotated[int, typer.Option(help="How long the code is good.")] = 365,
    phone_key: Annotated[
        str,
        typer.Option(
            "--phone-key",
            metavar="HEX",
            help="The phone's public key: a code that changes every half minute.",
        ),
    ] = "",
    picture: Annotated[
        Path | None,
        typer.Option("--qr", metavar="FILE", help="Write the QR there, as .png or .svg."),
    ] = None,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Sign a code for a member, and print its id, its last moment and the code itself.

    Without --phone-key the code is a card: whoever has a picture of it can show it. With it, what is printed belongs on
    that phone alone, and the phone makes the QR.
    """
    from sync.server.desk.member_codes import issue_code

    if picture is not None and (picture.suffix.lower() not in {".png", ".svg"} or phone_key):
        fail(INPUT_WRONG, "--qr takes a .png or .svg file, and no --phone-key: a phone draws its own code.")
    try:
        key = bytes.fromhex(phone_key)
    except ValueError:
        fail(INPUT_WRONG, "--phone-key must be the raw Ed25519 public key of a phone, 64 hexadecimal digits.")
    with at_the_desk(context, config, company) as (connection, whose):
        issued = issue_code(connection, whose, member, now_ms=now_ms(), days=days, phone_key=key)
    _tell(issued)
    if picture is not None:
        _draw(issued, picture)


@member_code.command("list")
def list_(
    context: typer.Context, member: WhichMember, company: WhichCompany = "", config: Config = None
) -> None:
    """A member's codes: id, kind, from when to when, and whether it was revoked."""
    from sync.server.desk.member_codes import list_codes

    with at_the_desk(context, config, company) as (connection, whose):
        codes = list_codes(connection, whose, member)
    for each in codes:
        state = f"revoked {_moment(each.revoked_ms // 1000)}" if each.revoked_ms else "good"
        typer.echo(
            f"{each.token_id}  {each.kind.name.lower()}  {_moment(each.issued_s)} to {_moment(each.ends_s)}  {state}"
        )


@member_code.command()
def revoke(
    context: typer.Context,
    token: Annotated[str, typer.Option("--token", metavar="ID", help="One code, as `list` names it.")] = "",
    member: Annotated[
        str, typer.Option("--member", metavar="ID_OR_CARD", help="All codes that this member has now.")
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """A code counts no more. Tills hear of it at once; one without the network when it is back."""
    from sync.server.desk.member_codes import revoke_code, revoke_codes_of

    if bool(token) == bool(member):
        fail(INPUT_WRONG, "Say which code with --token, or whose with --member.")
    with at_the_desk(context, config, company) as (connection, whose):
        if token:
            revoke_code(connection, whose, token, now_ms=now_ms())
            revoked = 1
        else:
            revoked = revoke_codes_of(connection, whose, member, now_ms=now_ms())
    typer.echo(f"revoked: {revoked}")


@issuer_key.command("list")
def list_keys_(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """The keys: id, public half, since when, until when, and how many codes of it are about."""
    from sync.server.desk.issuer_keys import list_keys

    with at_the_desk(context, config, company) as (connection, whose):
        keys = list_keys(connection, whose)
    for each in keys:
        until = f"until {_moment(each.until_ms // 1000)}" if each.until_ms else "signs now"
        since = _moment(each.from_ms // 1000)
        typer.echo(f"{each.key_id}  {each.public_key.hex()}  since {since}  {until}  codes: {each.codes}")


@issuer_key.command()
def rotate(context: typer.Context, company: WhichCompany = "", config: Config = None) -> None:
    """A new key signs from now on; codes of the old one stay good until they end. Once a year is a good habit."""
    from sync.server.desk.issuer_keys import rotate_key

    with at_the_desk(context, config, company) as (connection, whose):
        made = rotate_key(connection, whose, now_ms=now_ms())
    typer.echo(made.key_id)


@issuer_key.command()
def withdraw(
    context: typer.Context,
    key: Annotated[str, typer.Option("--key", metavar="ID", help="The key, as `list` names it.")],
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """The key may have been copied: every code it signed is dead, and members need new ones."""
    from sync.server.desk.issuer_keys import withdraw_key

    with at_the_desk(context, config, company) as (connection, whose):
        dead = withdraw_key(connection, whose, key)
    typer.echo(f"codes that are dead now: {dead}")


def _tell(issued: IssuedCode) -> None:
    from pos_app.domain.member_code import Kind, text_of

    typer.echo(f"id: {issued.token_id}")
    typer.echo(f"good until: {_moment(issued.ends_s)}")
    if issued.kind is Kind.ROTATING:
        typer.echo(f"for the phone: {issued.raw.hex()}")
    else:
        typer.echo(f"code: {text_of(issued.raw)}")


def _draw(issued: IssuedCode, picture: Path) -> None:
    from pos_app.domain.member_code import text_of
    from sync.server.desk.code_pictures import qr_picture

    try:
        picture.write_bytes(qr_picture(text_of(issued.raw), picture.suffix.lower().removeprefix(".")))
    except OSError as error:
        fail(CANNOT_RUN, f"{picture}: {error.strerror}; the code was issued, and is printed above")


def _moment(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
