"""A till's folder in one small file, byte for byte: encrypted databases do not pack, so their pages are opened for it.

SQLCipher 4 with a raw key: AES-256-CBC page by page; each page ends with its IV and HMAC, and page 1 begins with 16
bytes of salt. With those kept, sealing the pages again gives the very bytes that the release wrote.
"""

from __future__ import annotations

import io
import lzma
import tarfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_IV, _TAIL, _SALT = 16, 80, 16
_OPENED = ".opened"


def pack(folder: Path, key: bytes | None = None) -> bytes:
    """Everything in ``folder``, its databases opened with ``key`` where one is given."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_dir():
                _add(archive, name, None, 0o700)
            elif path.is_file():
                content, mode = path.read_bytes(), path.stat().st_mode & 0o777
                if key is not None and path.suffix == ".db":
                    name, content = name + _OPENED, opened(content, key)
                _add(archive, name, content, mode)
    return lzma.compress(out.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def unpack(packed: bytes, folder: Path, key: bytes | None = None) -> Path:
    """The way back, into a folder that is made."""
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(packed))) as archive:
        for member in archive:
            path = folder / member.name.removesuffix(_OPENED)
            if member.isdir():
                path.mkdir(mode=0o700)
                continue
            file = archive.extractfile(member)
            assert file is not None
            content = file.read()
            if member.name.endswith(_OPENED):
                assert key is not None
                content = sealed(content, key)
            path.write_bytes(content)
            path.chmod(member.mode)
    return folder


def opened(content: bytes, key: bytes) -> bytes:
    """A database's pages in clear, then what sealing them again takes."""
    clear, rest = [], [content[:_SALT]]
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        tail = page[PAGE - _TAIL :]
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(tail[:_IV])).decryptor()
        clear.append(decryptor.update(page[_SALT if start == 0 else 0 : PAGE - _TAIL]) + decryptor.finalize())
        rest.append(tail)
    return b"".join((*clear, *rest))


def sealed(content: bytes, key: bytes) -> bytes:
    """The way back."""
    pages = len(content) // PAGE
    clear, rest = content[: pages * (PAGE - _TAIL) - _SALT], content[pages * (PAGE - _TAIL) - _SALT :]
    made, at = [rest[:_SALT]], 0
    for number in range(pages):
        length = PAGE - _TAIL - (_SALT if number == 0 else 0)
        tail = rest[_SALT + number * _TAIL : _SALT + (number + 1) * _TAIL]
        encryptor = Cipher(algorithms.AES256(key), modes.CBC(tail[:_IV])).encryptor()
        made += [encryptor.update(clear[at : at + length]) + encryptor.finalize(), tail]
        at += length
    return b"".join(made)


def _add(archive: tarfile.TarFile, name: str, content: bytes | None, mode: int) -> None:
    told = tarfile.TarInfo(name)
    told.mode = mode
    if content is None:
        told.type = tarfile.DIRTYPE
    else:
        told.size = len(content)
    archive.addfile(told, None if content is None else io.BytesIO(content))
