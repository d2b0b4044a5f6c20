"""The words of ``/dev/fuse``: what the kernel asks and how it wants to be answered.

The layouts are those of Linux' ``include/uapi/linux/fuse.h``, protocol 7.31, little more than a till needs of them.
Talking to the device itself takes no library and no package, only the right to mount.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

MAJOR, MINOR = 7, 31
BIG_WRITES = 1 << 5
MAX_PAGES = 1 << 22
MOST_WRITTEN = 128 * 1024
READ_BUFFER = MOST_WRITTEN + 64 * 1024
FOR_EVER_S = 3600
"""How long the kernel may believe what it was told: nobody else changes these files."""


class Asked(IntEnum):
    """Requests that are answered; for any other the answer is ENOSYS, and the kernel does without."""

    LOOKUP = 1
    FORGET = 2
    GETATTR = 3
    SETATTR = 4
    MKNOD = 8
    MKDIR = 9
    UNLINK = 10
    RMDIR = 11
    RENAME = 12
    LINK = 13
    OPEN = 14
    READ = 15
    WRITE = 16
    STATFS = 17
    RELEASE = 18
    FSYNC = 20
    FLUSH = 25
    INIT = 26
    OPENDIR = 27
    READDIR = 28
    RELEASEDIR = 29
    FSYNCDIR = 30
    CREATE = 35
    INTERRUPT = 36
    DESTROY = 38
    BATCH_FORGET = 42
    RENAME2 = 45


UNANSWERED = {Asked.FORGET, Asked.BATCH_FORGET, Asked.INTERRUPT}
SET_MODE = 1 << 0
SET_SIZE = 1 << 3
NO_REPLACE = 1

# Requests
HEADER = Struct("<IIQQIIIHH")  # length, request, unique, node, user, group, process, extensions, padding
INIT_IN = Struct("<IIII")  # major, minor, read-ahead, flags
SETATTR_IN = Struct(
    "<IIQQQQQQIIIIIIII"
)  # valid, -, handle, size, owner, 3 times, 3 parts of times, mode, -, ids, -
MKNOD_IN = Struct("<IIII")  # mode, device, umask, padding
MKDIR_IN = Struct("<II")  # mode, umask
RENAME_IN = Struct("<Q")  # new folder
RENAME2_IN = Struct("<QII")  # new folder, flags, padding
LINK_IN = Struct("<Q")  # node
READ_IN = Struct("<QQIIQII")  # handle, offset, size, flags, owner, open flags, padding
WRITE_IN = Struct("<QQIIQII")  # handle, offset, size, flags, owner, open flags, padding
CREATE_IN = Struct("<IIII")  # flags, mode, umask, open flags

# Answers
ANSWER = Struct("<IiQ")  # length, error, unique
INIT_OUT = Struct(
    "<IIIIHHIIHHII24x"
)  # ..., max write, time grain, max pages, alignment, flags 2, stack depth
ATTRIBUTES = Struct(
    "<QQQQQQIIIIIIIIII"
)  # number, size, blocks, 3 times, 3 parts, mode, links, user, group, -, block, -
ENTRY_OUT = Struct("<QQQQII")  # node, generation, valid seconds of name and attributes, and their nanoseconds
ATTR_OUT = Struct("<QII")  # valid seconds, nanoseconds, padding
OPEN_OUT = Struct("<QIi")  # handle, flags, backing
WRITE_OUT = Struct("<II")  # size, padding
STATFS_OUT = Struct(
    "<QQQQQIIII24x"
)  # blocks, free, available, files, free files, block, name length, fragment, -
NAME_OUT = Struct("<QQII")  # number, offset of the next, length of the name, type


def text_of(name: bytes) -> str:
    """A name as the kernel hands it over, ended by a zero byte."""
    return name.split(b"\0", 1)[0].decode()


def name_entry(number: int, following: int, name: str, kind: int) -> bytes:
    """One line of a folder's listing, padded to eight bytes."""
    encoded = name.encode()
    entry = NAME_OUT.pack(number, following, len(encoded), kind) + encoded
    return entry + bytes(-len(entry) % 8)
