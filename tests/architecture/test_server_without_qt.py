"""A server has no screen: every module of it loads where Qt cannot be imported."""

import subprocess
import sys

from tests.architecture import project

LOAD_EVERYTHING = """
import importlib, importlib.abc, pkgutil, sys

class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(f"{name} is blocked here")
        return None

sys.meta_path.insert(0, Blocked())
import sync.server

for module in pkgutil.walk_packages(sync.server.__path__, "sync.server."):
    # Migrations are scripts that alembic runs inside a context of its own.
    if ".migrations." not in module.name:
        importlib.import_module(module.name)
till = sorted(name for name in sys.modules if name.startswith(("pos_app.", "drivers")))
print("\\n".join(name for name in till if not f"{name}.".startswith("pos_app.domain.")))
"""


def test_the_server_loads_with_qt_blocked_and_nothing_else_of_the_till() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD_EVERYTHING], cwd=project.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
