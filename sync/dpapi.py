"""Windows' Data Protection API: bytes that open on the computer that locked them.

**For the computer, not for an account** (``CRYPTPROTECT_LOCAL_MACHINE``). A lock for an account is lost with it: when
somebody sets a new password for a local account, when the profile is made anew, when the till moves to a kiosk account;
and every sale that was not sent yet is lost with the lock. Nor could the one who updates the till at night (the
system's own account) check the new release against the real data. What keeps other accounts away is the folder's
access list, as a mode of 0600 does elsewhere. Neither helps against somebody who takes the whole disk: that is what
encryption of the disk (BitLocker) is for.

No dialog ever (``CRYPTPROTECT_UI_FORBIDDEN``): nobody may sit there. The extra word binds the lock to this program's
files; it is no secret. Errors are pywin32's, known by their number alone, so that no class of its own is needed here.
"""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from sync.secret_file import Cause, LockTrouble

UI_FORBIDDEN = 0x1
LOCAL_MACHINE = 0x4
DESCRIPTION = "Trofast till"
EXTRA_WORD = b"trofast till secret 1"

_ACCESS_DENIED = 5
_INVALID_DATA = 13
_ELSEWHERE = (
    "was locked by Windows on another computer, or before Windows was installed anew. Bring it back to the computer "
    "that it was made on. If that is gone, give this till its place anew with a new code; sales that were not sent yet "
    "come back from the till's last copy"
)
_CAUSES = {
    _ACCESS_DENIED: (
        Cause.DENIED,
        "can not be unlocked: Windows denies it to this account. Start the till from its own account",
    ),
    _INVALID_DATA: (Cause.DAMAGED, "is damaged: what stands in it is not what was locked"),
    0x80090005: (Cause.DAMAGED, "is damaged: what stands in it is not what was locked"),  # NTE_BAD_DATA
    0x8009000B: (Cause.ELSEWHERE, _ELSEWHERE),  # NTE_BAD_KEY_STATE
    2: (Cause.ELSEWHERE, _ELSEWHERE),  # the computer's own key, which locked it, is not there
}


class Library(Protocol):
    """What is used of pywin32's ``win32crypt``."""

    def CryptProtectData(  # noqa: N802 - the library's own name
        self, data: bytes, description: str, entropy: bytes, reserved: None, prompt: None, flags: int, /
    ) -> bytes:
        """Bytes that only this computer opens."""
        ...

    def CryptUnprotectData(  # noqa: N802 - as above
        self, data: bytes, entropy: bytes, reserved: None, prompt: None, flags: int, /
    ) -> tuple[str, bytes]:
        """The description and the bytes."""
        ...


class Dpapi:
    """The :class:`~sync.secret_file.Lock` of Windows. ``library`` is pywin32's, unless a test brings another."""

    def __init__(self, library: Library | None = None) -> None:
        self._library = library or _pywin32()

    def lock(self, plain: bytes) -> bytes:
        """See :meth:`sync.secret_file.Lock.lock`."""
        try:
            return self._library.CryptProtectData(
                plain, DESCRIPTION, EXTRA_WORD, None, None, UI_FORBIDDEN | LOCAL_MACHINE
            )
        except Exception as error:
            raise _trouble(error) from error

    def unlock(self, locked: bytes) -> bytes:
        """See :meth:`sync.secret_file.Lock.unlock`."""
        try:
            _, plain = self._library.CryptUnprotectData(locked, EXTRA_WORD, None, None, UI_FORBIDDEN)
        except Exception as error:
            raise _trouble(error) from error
        return plain


def _pywin32() -> Library:
    """The library; the first import puts the file that both need where a packaged program finds it."""
    importlib.import_module("pywintypes")
    return cast("Library", importlib.import_module("win32crypt"))


def _trouble(error: Exception) -> Exception:
    """What Windows said, in words; an error that has no number of Windows is our own bug and stays what it is."""
    number = getattr(error, "winerror", None)
    if not isinstance(number, int):
        return error
    said = number & 0xFFFFFFFF  # pywin32 tells these as signed numbers
    cause, detail = _CAUSES.get(said, (Cause.DENIED, f"can not be unlocked: Windows says {said:#x}"))
    return LockTrouble(cause, detail)
