"""The till's RSA key for the tax office: 1024 bits and SHA-1 with PKCS#1 v1.5, as SAF-T Cash Register 1.00 asks.

Both are weak by today's measure and wanted all the same; what really guards the journal is its own chain of SHA-256
and Ed25519. The key stands in a file beside the till's other keys, guarded as they are (:mod:`sync.secret_file`), and
never leaves it. Taken away, or put aside for a new one, it is followed by another; the till counts their versions, and
the chain goes on.
"""

from __future__ import annotations

import base64
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.errors import CannotSell
from sync.secret_file import SecretTrouble, read_secret_file, write_secret_file

if TYPE_CHECKING:  # the library waits for the cashier who signs in
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS = 1024
KEY_FILE = "signing.key"


class RsaTransactionSigner:
    """The port ``Signer`` on a key file, which is made when it is not there. May be asked from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._key: RSAPrivateKey | None = None
        self._public = ""

    def warm_up(self) -> None:
        """Import the library and have the key ready, so that no customer waits for it.

        Raises :class:`~pos_app.domain.errors.CannotSell` ``unreadable_key``; whoever sells is told then.
        """
        self.public_key()

    def public_key(self) -> str:
        """The public half, as PEM. Raises :class:`~pos_app.domain.errors.CannotSell` ``unreadable_key``."""
        self._private()
        return self._public

    def sign(self, text: str) -> str:
        """The signature over the text's UTF-8, in base64. Raises as :meth:`public_key` does."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        made = self._private().sign(text.encode(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - asked for
        return base64.b64encode(made).decode("ascii")

    def _private(self) -> RSAPrivateKey:
        if self._key is None:
            with self._lock:
                if self._key is None:
                    key = read_or_make_key(self._path)
                    self._public = public_pem(key)
                    self._key = key
        return self._key


def read_or_make_key(path: Path) -> RSAPrivateKey:
    """The key in that file, or a new one in it. Raises :class:`~pos_app.domain.errors.CannotSell` ``unreadable_key``
    where the file is something else or can not be written: it is never overwritten.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        stored = _read_or_make(path)
        key = serialization.load_pem_private_key(stored, password=None)
    except SecretTrouble as trouble:
        raise _unreadable(path, f"it {trouble.detail}") from trouble
    except OSError as error:
        raise _unreadable(path, str(error.strerror)) from error
    except (ValueError, TypeError) as error:
        raise _unreadable(path, "it is no key") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _unreadable(path, "it is a key of another kind")
    return key


def public_pem(key: RSAPrivateKey) -> str:
    """The public half as PEM (SubjectPublicKeyInfo)."""
    from cryptography.hazmat.primitives import serialization

    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode("ascii")
    )


def _make() -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read_or_make(path: Path) -> bytes:
    """The key's bytes: on the disk before anything is signed with them."""
    if not path.exists():
        made = _make()
        try:
            write_secret_file(path, made)
        except FileExistsError:  # another process was faster
            return read_secret_file(path)
        return made
    return read_secret_file(path)


def _unreadable(path: Path, why: str) -> CannotSell:
    return CannotSell(
        "unreadable_key",
        f"The key that signs sales for the tax office can not be used: {path.name}: {why}. Delete nothing, and ask the "
        "person who set this till up to put the file back, or to move it away: the till then makes a new one.",
    )
