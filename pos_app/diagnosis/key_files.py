"""Are the till's keys there, whole, and nobody else's to read?"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pos_app.config import Settings, read_secret
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, look, ok, wrong
from pos_app.domain.errors import BadFile, CannotSell, TillError
from pos_app.machine.transaction_signer import KEY_FILE, RsaTransactionSigner

AREA = Area("keys", "Keys", "Nøkler")

ALL_THERE = Words(
    "keys.there",
    "{files} are there, whole, and only the till's own user can read them. This till's key is {fingerprint}.",
    "",
    "{files} er der, hele, og bare kassens egen bruker kan lese dem. Kassens nøkkel er {fingerprint}.",
    "",
)
MISSING = Words(
    "keys.missing",
    "{file} is missing: {needs}.",
    "Delete nothing. Put the file back from where it was kept, or have the till set up again.",
    "{file} mangler: {needs_nb}.",
    "Slett ingenting. Legg filen tilbake fra der den var tatt vare på, eller få kassen satt opp på nytt.",
)
NOT_READABLE = Words(
    "keys.not_readable",
    "{file} can not be read by the user {user}.",
    "Run this as the till's own user. Is it that user: give the file back to it (chown), with mode 600.",
    "{file} kan ikke leses av brukeren {user}.",
    "Kjør dette som kassens egen bruker. Er det den: gi den filen tilbake (chown), med rettighet 600.",
)
OPEN_TO_OTHERS = Words(
    "keys.open_to_others",
    "{file} may be read by other users (mode {mode}).",
    "Run: chmod 600 {file}. Who else could log in here may have a copy: ask for a new key (`trofast change-key`).",
    "{file} kan leses av andre brukere (rettighet {mode}).",
    "Kjør: chmod 600 {file}. Andre som kan logge inn her, kan ha en kopi: be om ny nøkkel (`trofast change-key`).",
)
DAMAGED = Words(
    "keys.damaged",
    "{file} is damaged: {size} bytes are not what a key has.",
    "Delete nothing. Put the file back from where it was kept, or have the till set up again.",
    "{file} er skadet: {size} byte er ikke det en nøkkel har.",
    "Slett ingenting. Legg filen tilbake fra der den var tatt vare på, eller få kassen satt opp på nytt.",
)
NOT_UNLOCKED = Words(
    "keys.not_unlocked",
    "Windows does not unlock {file}.",
    "Delete nothing. It opens on the computer that it was made on, from the till's own account. Is that gone, have the "
    "till replaced: what was not sent comes back from its last copy (`trofast recover`).",
    "Windows låser ikke opp {file}.",
    "Slett ingenting. Den åpnes på datamaskinen den ble laget på, fra kassens egen konto. Er den borte, få kassen "
    "erstattet: det som ikke er sendt, kommer tilbake fra den siste kopien (`trofast recover`).",
)
OTHER_OWNER = Words(
    "keys.other_owner",
    "{file} belongs to another user than the till's data.",
    "Give it to the user whose data it is: chown --reference={folder} {file}",
    "{file} eies av en annen bruker enn kassens data.",
    "Gi den til brukeren som eier dataene: chown --reference={folder} {file}",
)
LEFT_OVER = Words(
    "keys.left_over",
    "A change of the till's key broke off: {file} is still there.",
    "Run `trofast change-key` again; until then the till signs with the key that the server takes.",
    "Et bytte av kassens nøkkel ble avbrutt: {file} ligger der ennå.",
    "Kjør `trofast change-key` igjen; til da signerer kassen med den nøkkelen serveren godtar.",
)

_NEEDS = {
    "key_file": (
        "without it nothing that is in the till's file can be opened",
        "uten den kan ikke kassens fil åpnes",
    ),
    "device_key_file": (
        "without it the server takes nothing from this till",
        "uten den tar ikke serveren imot noe",
    ),
    "card_secret_file": ("without it no member's card is found", "uten den finnes ikke noe medlemskort"),
    KEY_FILE: (
        "without it sales are not signed for the tax office",
        "uten den signeres ikke salg for skattemyndighetene",
    ),
}


def check(case: Case) -> Iterator[Found]:
    """Look at each file as those read it who need it."""
    settings = case.settings
    if settings is None:
        return
    found = [*_each(settings)]
    yield from found
    if not any(each.standing.value == "wrong" for each in found):
        files = ", ".join(path.name for path, _, _ in _files(settings))
        yield ok(ALL_THERE, files=files, fingerprint=_fingerprint(settings))


def _files(settings: Settings) -> tuple[tuple[Path, str, Callable[[], object]], ...]:
    from pos_app.storage.key import read_key
    from sync.client.keys import read_key as read_device_key

    secret, signing = settings.card_secret_file, settings.key_file.parent / KEY_FILE
    own: tuple[tuple[Path, str, Callable[[], object]], ...] = ()
    if signing.exists():  # made by the first sale that wants it
        own = ((signing, KEY_FILE, lambda: RsaTransactionSigner(signing).public_key()),)
    return (
        (settings.key_file, "key_file", lambda: read_key(settings.key_file)),
        (settings.device_key_file, "device_key_file", lambda: read_device_key(settings.device_key_file)),
        (
            secret,
            "card_secret_file",
            lambda: read_secret(secret, 32, "the company's secret for card numbers"),
        ),
        *own,
    )


def _each(settings: Settings) -> Iterator[Found]:
    for path, needed_as, read in _files(settings):
        needs, needs_nb = _NEEDS[needed_as]
        try:
            found = path.stat()
            with path.open("rb"):
                pass
        except FileNotFoundError:
            yield wrong(MISSING, file=path.name, needs=needs, needs_nb=needs_nb)
            continue
        except OSError:
            yield wrong(NOT_READABLE, file=path.name, user=_user())
            continue
        mode = stat.S_IMODE(found.st_mode)
        if os.name == "posix" and mode & 0o077:
            yield wrong(OPEN_TO_OTHERS, file=str(path), mode=f"{mode:04o}")
            continue
        try:
            read()
        except (TillError, CannotSell, BadFile) as error:
            if _is_not_unlocked(error):
                yield wrong(NOT_UNLOCKED, file=path.name)
                continue
            yield wrong(DAMAGED, file=path.name, size=found.st_size)
            continue
        if settings.data_folder.exists() and found.st_uid != settings.data_folder.stat().st_uid:
            yield look(OTHER_OWNER, file=str(path), folder=str(settings.data_folder))
    from sync.client.keys import next_key_file

    if (waiting := next_key_file(settings.device_key_file)).exists():
        yield look(LEFT_OVER, file=waiting.name)


def _is_not_unlocked(error: BaseException) -> bool:
    from sync.secret_file import Cause, SecretTrouble

    behind = error.__cause__
    return isinstance(behind, SecretTrouble) and behind.cause in {Cause.ELSEWHERE, Cause.DENIED}


def _fingerprint(settings: Settings) -> str:
    from sync.client.keys import read_key

    return read_key(settings.device_key_file).fingerprint


def _user() -> str:
    if sys.platform == "win32":
        return os.environ.get("USERNAME", "?")
    else:  # noqa: RET505 - so that the type checker sees which system has what
        import pwd

        try:
            return pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            return str(os.geteuid())
