"""A folder handed out on loopback, by a server that may hang up in the middle."""

from __future__ import annotations

import functools
import http.server
import threading
from pathlib import Path


class FolderServer:
    """``asked`` is every path that was asked for. After ``cut_after`` bytes of a file that ends in one of
    :data:`LARGE` the line goes dead.
    """

    LARGE = (".deb", ".exe")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cut_after: int | None = None
        self.asked: list[str] = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        """Nobody answers any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, of: FolderServer, *rest: object) -> None:
        self._of = of
        super().__init__(*rest, directory=str(of.folder))  # type: ignore[arg-type]

    def copyfile(self, source, outputfile) -> None:  # type: ignore[no-untyped-def]
        cut = self._of.cut_after
        if cut is None or not self.path.endswith(self._of.LARGE):
            super().copyfile(source, outputfile)
            return
        outputfile.write(source.read(cut))
        outputfile.flush()
        self.close_connection = True

    def log_message(self, *_said: object) -> None:
        self._of.asked.append(self.path)
