"""What `enrol-code` writes beside the code: a one-time file, a QR, a sheet to print."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sync.server.desk.refusal import NotDone

if TYPE_CHECKING:
    from sync.server.desk.inviting import Invited

_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Carriers:
    """What the invitation is written to; ``None`` for what is not wanted."""

    file: Path | None = None
    qr: Path | None = None
    sheet: Path | None = None

    def __post_init__(self) -> None:
        if self.qr is not None and self.qr.suffix.lower() not in {".png", ".svg"}:
            raise typer.BadParameter("--qr: a file whose name ends in .png or .svg")
        if self.sheet is not None and self.sheet.suffix.lower() != ".svg":
            raise typer.BadParameter("--sheet: a file whose name ends in .svg; a browser prints it")

    @property
    def any(self) -> bool:
        """Whether something is written at all."""
        return any((self.file, self.qr, self.sheet))


def address_of(server_url: str, public_url: str, *, needed: bool) -> str:
    """How tills reach the server, as it was said now or stands in ``server.toml``; "" where nobody needs it."""
    from sync.protocol.invitation import InvitationWrong, server_address

    if server_url:
        try:
            return server_address(server_url)
        except InvitationWrong as wrong:
            raise NotDone(f"--server-url: {wrong.sentence}") from wrong
    if needed and not public_url:
        raise NotDone(
            "Say how tills reach this server: --server-url https://..., or public_url under [server] in server.toml."
        )
    return public_url


def write_carriers(invited: Invited, carriers: Carriers) -> None:
    """Write what was asked for, each readable by its owner alone: there is a code in it. Raises
    :class:`NotDone` where the settings do not fit into a QR, and ``OSError``.
    """
    from sync.protocol.invitation import InvitationWrong, file_text
    from sync.server.desk.invitation_sheet import picture, sheet

    told = invited.invitation
    comment = (
        f"For till {told.till_number} of store {told.store_id}: works once, until {told.until}.\n"
        "At the till: trofast provision --file THIS_FILE, or the file button of its set-up window.\n"
        "The till deletes it when it is spent."
    )
    try:
        if carriers.qr is not None:
            _write(carriers.qr, picture(invited, carriers.qr.suffix[1:].lower()))
        if carriers.sheet is not None:
            _write(carriers.sheet, sheet(invited).encode())
    except InvitationWrong as wrong:
        raise NotDone(f"--devices: {wrong.sentence}") from wrong
    if carriers.file is not None:
        _write(carriers.file, file_text(told, comment).encode())


def _write(path: Path, content: bytes) -> None:
    aside = path.with_name(path.name + ".part")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb") as file:
        file.write(content)
    aside.replace(path)
