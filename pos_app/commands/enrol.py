"""``trofast enrol``: gives this till its place at the company's server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.commands.till_toml import TillToml

TROUBLE, DATA, OFFLINE = 1, 3, 4


def enrol(
    config: TillToml,
    server: Annotated[
        str, typer.Option("--server", help="The server's address, such as https://till.example.com.")
    ] = "",
    code: Annotated[
        str, typer.Option("--code", help="The one-time code from `trofast-server enrol-code`; asked for.")
    ] = "",
    show_key: Annotated[
        bool,
        typer.Option(
            "--show-key", help="Only make the till's key and print its fingerprint, to be named by `--key`."
        ),
    ] = False,
) -> None:
    """Give this till its place: company, store and number, from a one-time code.

    The till makes its own key and sends only the public half; the server and the till both show the key's fingerprint,
    which should be compared. When the answer is lost on the way, run it again with the same code.

    Exit codes: 0 enrolled; 1 the server refused the code, or answered as it should not; 2 the options are wrong; 3 a
    file can not be read or written, or this till is enrolled already; 4 the server can not be reached.
    """
    from pos_app.bootstrap.provisioning import provision
    from pos_app.config import load_settings
    from pos_app.domain.errors import BadFile
    from sync.client.keys import KeyTrouble
    from sync.client.trouble import Link, SyncTrouble
    from sync.protocol.invitation import Invitation
    from sync.secret_file import SecretTrouble

    server = server.rstrip("/")
    if show_key:
        _show_key(config)
        return
    if not server.startswith(("http://", "https://")):
        raise typer.BadParameter("an address that begins with https:// (or http:// within the shop)")
    code = code or typer.prompt("Code")
    try:
        if config.exists() and load_settings(config).is_enrolled:
            raise BadFile(str(config), None, "this till is enrolled already; a new place needs a new folder")
        place = provision(config, Invitation(server, code.strip()))
    except SyncTrouble as trouble:
        typer.echo(f"trofast: {trouble.fact}", err=True)
        raise typer.Exit(OFFLINE if trouble.link is Link.OFFLINE else TROUBLE) from trouble
    except (BadFile, KeyTrouble, SecretTrouble) as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    except OSError as error:
        typer.echo(f"trofast: {error.filename}: {error.strerror}", err=True)
        raise typer.Exit(DATA) from error
    settings = place.settings
    typer.echo(
        f"enrolled: till {settings.till_number} of store {settings.store_id}, company {settings.company_id}"
    )
    typer.echo(f"key: {place.fingerprint}")


def _show_key(config: Path) -> None:
    """The key that this till will join with, before it has a place: whoever makes the code can bind it to that."""
    from pos_app.config import load_settings
    from pos_app.domain.errors import BadFile
    from pos_app.storage.replica_files import make_folder
    from sync.client.keys import KeyTrouble, read_or_make_key

    try:
        make_folder(config.parent)
        if not config.exists():
            config.touch()
        key = read_or_make_key(load_settings(config).device_key_file)
    except (BadFile, KeyTrouble) as error:
        typer.echo(f"trofast: {error}", err=True)
        raise typer.Exit(DATA) from error
    except OSError as error:
        typer.echo(f"trofast: {error.filename}: {error.strerror}", err=True)
        raise typer.Exit(DATA) from error
    typer.echo(key.fingerprint)
