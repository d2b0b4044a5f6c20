"""``trofast provision``: one file, one scan or one line that somebody types, and this till has its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pos_app.commands.till_toml import TillToml

if TYPE_CHECKING:
    from pos_app.bootstrap.provisioning import Provisioned
    from sync.protocol.invitation import Invitation

REFUSED, USAGE, DATA, OFFLINE = 1, 2, 3, 4


def provision(
    config: TillToml,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            help="A one-time file from `trofast-server enrol-code --file`; deleted when it is spent.",
        ),
    ] = None,
    code: Annotated[
        str,
        typer.Option(
            "--code", help="Address and code in one line, as people type them: shop.example K7TQ-M3XW-9FHA."
        ),
    ] = "",
    qr: Annotated[
        str,
        typer.Option(
            "--qr", help="What a scanner reads off the printed sheet; `-` reads it from standard input."
        ),
    ] = "",
    server: Annotated[
        str, typer.Option("--server", help="The server's address, where --code has the code alone.")
    ] = "",
    wait: Annotated[
        bool, typer.Option("--wait", help="Fetch goods and members too, so that the till can sell at once.")
    ] = False,
    silent: Annotated[
        bool, typer.Option("--silent", help="For fleet tools: nothing but one JSON line on standard output.")
    ] = False,
) -> None:
    """Give this till its place: server, store and number, and what an installer knew of its devices.

    The till makes its own keys and sends only the public half; compare the key's fingerprint with the server's. A
    mistake in a file is told with its line before the server is asked, and then no code is spent. Broken off, run it
    again with the same code. A till that has this place already is left as it is, and that counts as done.

    Exit codes: 0 the till has its place (with --wait: and its goods); 1 the server refused the code, or answered as it
    should not; 2 the options are wrong, or the code is none; 3 a file can not be used, or this till has another place;
    4 the server can not be reached.
    """
    told = _Telling(silent)
    if sum((file is not None, bool(code), bool(qr))) != 1:
        told.fail(USAGE, "usage", "say one of --file, --code and --qr")
    from pos_app.bootstrap.provisioning import has_goods, load_goods, spend_file
    from pos_app.bootstrap.provisioning import provision as take_place
    from pos_app.domain.errors import BadFile, CannotSell
    from sync.client.keys import KeyTrouble
    from sync.client.trouble import Link, SyncTrouble
    from sync.protocol.invitation import InvitationWrong

    try:
        done = take_place(config, _invitation(file, code, qr, server))
        left = ""
        if file is not None:
            left = "deleted" if spend_file(file) else "left"
        told.place(done, left)
        if wait and not has_goods(done.settings):
            told.loaded(load_goods(done.settings, told.progress))
    except InvitationWrong as wrong:
        told.fail(USAGE, wrong.code, wrong.sentence)
    except SyncTrouble as trouble:
        code_of = OFFLINE if trouble.link is Link.OFFLINE else REFUSED
        told.fail(code_of, trouble.code, trouble.fact)
    except BadFile as error:
        told.fail(DATA, "bad_file", str(error))
    except KeyTrouble as error:
        told.fail(DATA, "key", error.sentence)
    except CannotSell as error:
        told.fail(DATA, error.cause, error.sentence)
    except OSError as error:
        told.fail(DATA, "file", f"{error.filename}: {error.strerror}")
    told.done(has_goods(done.settings))


def _invitation(file: Path | None, code: str, qr: str, server: str) -> Invitation:
    from sync.protocol.invitation import read_file, read_scanned, read_typed

    if file is not None:
        return read_file(_text_of(file), str(file))
    if code:
        return read_typed(code, server)
    return read_scanned(sys.stdin.readline() if qr == "-" else qr, server)


def _text_of(file: Path) -> str:
    from pos_app.domain.errors import BadFile

    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(str(file), error.object.count(b"\n", 0, error.start) + 1, "text in UTF-8") from error


class _Telling:
    """What is said on the way: sentences for a person, or one line of JSON at the end."""

    def __init__(self, silent: bool) -> None:
        self._silent = silent
        self._facts: dict[str, Any] = {"result": "failed"}
        self._shown = -1

    def place(self, done: Provisioned, file: str) -> None:
        """The till has its place."""
        settings = done.settings
        self._facts |= {
            "result": "provisioned" if done.is_new else "already",
            "server": settings.server_url,
            "company": settings.company_id,
            "store": settings.store_id,
            "till_number": settings.till_number,
            "till": settings.till_id,
            "key": done.fingerprint,
        }
        had = "" if done.is_new else " (it had this place already)"
        self._say(
            f"till {settings.till_number} of store {settings.store_id}, company {settings.company_id}{had}"
        )
        self._say(f"key: {done.fingerprint}")
        if file:
            self._facts["file"] = file
            self._say(
                "The one-time file is spent and was deleted."
                if file == "deleted"
                else "The one-time file is spent; it could not be deleted from where it lies."
            )

    def progress(self, rows: int, done: int, pieces: int) -> None:
        """So much was fetched: a line for each tenth."""
        tenth = 10 * done // pieces if pieces else rows // 10_000
        if tenth != self._shown:
            self._shown = tenth
            self._say(f"fetching: {done * 100 // pieces} %" if pieces else f"fetching: {rows} rows")

    def loaded(self, rows: int) -> None:
        """Everything was fetched."""
        self._facts["rows"] = rows
        self._say(f"goods and members are here: {rows} rows")

    def fail(self, code: int, cause: str, sentence: str) -> NoReturn:
        """End with that exit code."""
        self._facts |= {"cause": cause, "sentence": sentence}
        if self._silent:
            typer.echo(json.dumps(self._facts, ensure_ascii=False))
        else:
            typer.echo(f"trofast: {sentence}", err=True)
        raise typer.Exit(code)

    def done(self, can_sell: bool) -> None:
        """All went well."""
        self._facts["can_sell"] = can_sell
        if self._silent:
            typer.echo(json.dumps(self._facts, ensure_ascii=False))
        elif not can_sell:
            self._say("Goods and members come with the first start.")

    def _say(self, sentence: str) -> None:
        if not self._silent:
            typer.echo(sentence)
