"""What only a real Windows can answer, asked of it: ``python packaging/windows/try_here.py``.

Locks a secret and opens it again, lists ports and print queues, asks each queue how it is. Prints what it found; ends
with exit code 1 where something that every Windows has did not work.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from drivers.printers.windows_queue import WindowsQueuePrinter, queues
from drivers.serial_ports import list_ports
from pos_app.machine.clock import SystemClock
from sync.secret_file import read_secret_file, write_secret_file


def main() -> None:
    """Ask everything."""
    if os.name != "nt":
        print("this is no Windows: there is nothing to ask")
        sys.exit(1)
    secret = os.urandom(32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "till.key"
        write_secret_file(path, secret)
        assert secret not in path.read_bytes(), "the secret lies there as it is"
        assert read_secret_file(path, 32) == secret, "the secret does not open again"
        plain = Path(folder) / "plain.key"
        plain.write_bytes(secret)
        assert read_secret_file(plain, 32) == secret
        assert plain.read_bytes() != secret, "a plain file is not locked when it is read"
    print("locks: a secret was locked and opened again")
    print("time: Oslo is", SystemClock("Europe/Oslo").offset_minutes(0), "minutes ahead of UTC in 1970")
    for port in list_ports():
        print(f"port: {port.device}: {port.description}: path = {port.path!r}")
    for queue in queues():
        print(f"queue: {queue}: {WindowsQueuePrinter(queue).state()}")


if __name__ == "__main__":
    main()
