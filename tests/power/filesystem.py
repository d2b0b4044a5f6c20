"""Serves a :class:`~tests.power.disk.Disk` to the kernel, until the power goes.

Everything a program writes comes here before its call returns, as no write-back cache is asked for; pages of a shared
mapping (SQLite's ``-shm``) come when the kernel sees fit, as on any disk. The process that serves must not touch its
own mount.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.power import kernel
from tests.power.disk import Disk, File, Node, PowerCut
from tests.power.kernel import Asked
from tests.power.mounting import mount, unmount

Handler = Callable[[int, bytes], bytes]


class FileSystem:
    """A mounted disk. Use it as a context manager: leaving unmounts.

    When the disk raises :class:`PowerCut`, ``on_power_cut`` is called before that request is answered (it ends the
    processes), and that one and every later one is answered with EIO and does nothing. A fault of ours ends the same
    way and is kept in :attr:`fault`.
    """

    def __init__(self, disk: Disk, folder: Path, on_power_cut: Callable[[], None]) -> None:
        self.fault: Exception | None = None
        self._disk = disk
        self._folder = folder
        self._on_power_cut = on_power_cut
        self._lock = threading.Lock()
        self._off = False
        self._listings: dict[int, list[tuple[str, Node]]] = {}
        self._handlers: dict[int, Handler] = {
            Asked.LOOKUP: self._look_up,
            Asked.GETATTR: lambda node, body: self._attributes(self._disk.node(node)),
            Asked.SETATTR: self._set_attributes,
            Asked.MKNOD: self._make_node,
            Asked.MKDIR: self._make_folder,
            Asked.UNLINK: self._remove,
            Asked.RMDIR: self._remove,
            Asked.RENAME: self._rename,
            Asked.RENAME2: self._rename_carefully,
            Asked.LINK: self._link,
            Asked.OPEN: lambda node, body: kernel.OPEN_OUT.pack(node, 0, 0),
            Asked.READ: self._read,
            Asked.WRITE: self._write,
            Asked.STATFS: lambda node, body: kernel.STATFS_OUT.pack(
                1 << 20, 1 << 19, 1 << 19, 1 << 20, 1 << 19, 4096, 255, 4096, 0
            ),
            Asked.RELEASE: lambda node, body: b"",
            Asked.FSYNC: self._sync,
            Asked.FLUSH: lambda node, body: b"",
            Asked.INIT: self._init,
            Asked.OPENDIR: self._open_folder,
            Asked.READDIR: self._list,
            Asked.RELEASEDIR: lambda node, body: b"",
            Asked.FSYNCDIR: self._sync,
            Asked.CREATE: self._create,
            Asked.DESTROY: lambda node, body: b"",
        }

    def __enter__(self) -> Self:
        self._device = mount(self._folder)
        self._thread = threading.Thread(target=self._serve, name="disk", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.power_off()
        unmount(self._folder)
        self._thread.join(10)
        os.close(self._device)

    def power_off(self) -> None:
        """Cut the power now; when this returns, nothing reaches the disk any more."""
        with self._lock:
            self._off = True

    def _serve(self) -> None:
        while True:
            try:
                request = os.read(self._device, kernel.READ_BUFFER)
            except OSError as error:
                if error.errno in {errno.EINTR, errno.EAGAIN, errno.ENOENT}:
                    continue  # a request that was taken back
                return  # unmounted
            _, asked, unique, node, *_ = kernel.HEADER.unpack_from(request)
            if asked in kernel.UNANSWERED:
                continue
            with self._lock:
                failure, answer = self._answer(asked, node, request[kernel.HEADER.size :])
            header = kernel.ANSWER.pack(kernel.ANSWER.size + len(answer), -failure, unique)
            try:
                os.write(self._device, header + answer)
            except OSError as error:
                if error.errno != errno.ENOENT:  # whoever asked is gone
                    return

    def _answer(self, asked: int, node: int, body: bytes) -> tuple[int, bytes]:
        """The error's number (0 for none), and the answer."""
        if self._off:
            return errno.EIO, b""
        handler = self._handlers.get(asked)
        if handler is None:
            return errno.ENOSYS, b""
        try:
            return 0, handler(node, body)
        except PowerCut:
            pass
        except OSError as error:
            return error.errno or errno.EIO, b""
        except Exception as error:  # noqa: BLE001 - it is told by the thread that waits for this disk
            self.fault = error
        self._off = True
        self._on_power_cut()
        return errno.EIO, b""

    # --- what the kernel asks, by node number and the bytes after the header

    @staticmethod
    def _init(node: int, body: bytes) -> bytes:
        _, _, read_ahead, flags = kernel.INIT_IN.unpack_from(body)
        wanted = flags & (kernel.BIG_WRITES | kernel.MAX_PAGES)
        most = kernel.MOST_WRITTEN
        return kernel.INIT_OUT.pack(
            kernel.MAJOR, kernel.MINOR, read_ahead, wanted, 16, 12, most, 1, most // 4096, 0, 0, 0
        )

    def _look_up(self, node: int, body: bytes) -> bytes:
        return self._entry(self._disk.look_up(node, kernel.text_of(body)))

    def _set_attributes(self, node: int, body: bytes) -> bytes:
        fields = kernel.SETATTR_IN.unpack_from(body)
        valid, size, mode = fields[0], fields[3], fields[11]
        found = self._disk.node(node)
        if valid & kernel.SET_MODE:
            found.mode = stat.S_IFMT(found.mode) | stat.S_IMODE(mode)
        if valid & kernel.SET_SIZE:
            self._disk.resize(node, size)
        return self._attributes(found)

    def _make_node(self, node: int, body: bytes) -> bytes:
        mode, _, umask, _ = kernel.MKNOD_IN.unpack_from(body)
        name = kernel.text_of(body[kernel.MKNOD_IN.size :])
        return self._entry(self._disk.create(node, name, stat.S_IMODE(mode) & ~umask))

    def _make_folder(self, node: int, body: bytes) -> bytes:
        mode, umask = kernel.MKDIR_IN.unpack_from(body)
        name = kernel.text_of(body[kernel.MKDIR_IN.size :])
        return self._entry(self._disk.make_folder(node, name, stat.S_IMODE(mode) & ~umask))

    def _create(self, node: int, body: bytes) -> bytes:
        _, mode, umask, _ = kernel.CREATE_IN.unpack_from(body)
        name = kernel.text_of(body[kernel.CREATE_IN.size :])
        made = self._disk.create(node, name, stat.S_IMODE(mode) & ~umask)
        return self._entry(made) + kernel.OPEN_OUT.pack(made.number, 0, 0)

    def _remove(self, node: int, body: bytes) -> bytes:
        self._disk.remove(node, kernel.text_of(body))
        return b""

    def _rename(self, node: int, body: bytes) -> bytes:
        (to,) = kernel.RENAME_IN.unpack_from(body)
        return self._give_name(node, to, body[kernel.RENAME_IN.size :], replace=True)

    def _rename_carefully(self, node: int, body: bytes) -> bytes:
        to, flags, _ = kernel.RENAME2_IN.unpack_from(body)
        if flags & ~kernel.NO_REPLACE:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return self._give_name(node, to, body[kernel.RENAME2_IN.size :], replace=not flags)

    def _give_name(self, node: int, to: int, names: bytes, *, replace: bool) -> bytes:
        old, new = names.split(b"\0")[:2]
        self._disk.rename(node, old.decode(), to, new.decode(), replace=replace)
        return b""

    def _link(self, node: int, body: bytes) -> bytes:
        (number,) = kernel.LINK_IN.unpack_from(body)
        return self._entry(self._disk.link(number, node, kernel.text_of(body[kernel.LINK_IN.size :])))

    def _read(self, node: int, body: bytes) -> bytes:
        _, offset, size, *_ = kernel.READ_IN.unpack_from(body)
        return self._disk.read(node, offset, size)

    def _write(self, node: int, body: bytes) -> bytes:
        _, offset, size, *_ = kernel.WRITE_IN.unpack_from(body)
        self._disk.write(node, offset, body[kernel.WRITE_IN.size : kernel.WRITE_IN.size + size])
        return kernel.WRITE_OUT.pack(size, 0)

    def _sync(self, node: int, body: bytes) -> bytes:
        self._disk.sync(node)
        return b""

    def _open_folder(self, node: int, body: bytes) -> bytes:
        names = self._disk.folder(node).live
        handle = len(self._listings) + 1
        self._listings[handle] = [(name, self._disk.node(number)) for name, number in names.items()]
        return kernel.OPEN_OUT.pack(handle, 0, 0)

    def _list(self, node: int, body: bytes) -> bytes:
        handle, offset, size, *_ = kernel.READ_IN.unpack_from(body)
        listing = b""
        for at, (name, found) in enumerate(self._listings[handle][offset:], start=offset + 1):
            entry = kernel.name_entry(found.number, at, name, stat.S_IFMT(found.mode) >> 12)
            if len(listing) + len(entry) > size:
                break
            listing += entry
        return listing

    # --- nodes, as the kernel wants them told

    def _entry(self, node: Node) -> bytes:
        valid = kernel.FOR_EVER_S
        return kernel.ENTRY_OUT.pack(node.number, 0, valid, valid, 0, 0) + _described(node)

    @staticmethod
    def _attributes(node: Node) -> bytes:
        return kernel.ATTR_OUT.pack(kernel.FOR_EVER_S, 0, 0) + _described(node)


def _described(node: Node) -> bytes:
    size = len(node.live) if isinstance(node, File) else 4096
    seconds, nanoseconds = divmod(node.changed_ns, 1_000_000_000)
    times = (seconds,) * 3 + (nanoseconds,) * 3
    return kernel.ATTRIBUTES.pack(
        node.number, size, -(-size // 512), *times, node.mode, 1, os.geteuid(), os.getegid(), 0, 4096, 0
    )
