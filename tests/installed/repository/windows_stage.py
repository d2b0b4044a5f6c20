"""A repository for Windows tills, made by the script that publishes, and handed out on loopback."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

from pos_app.machine.windows_update import Source
from tests.architecture import project
from tests.installed.repository.folder_server import FolderServer

SCRIPT = project.ROOT / "packaging" / "repository" / "publish_windows.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("publish_windows", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


publishing = _load()


class WindowsRepository:
    """``folder`` with keys and repository, ``stick`` with the keys that are kept offline."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stick = folder / "tuf", folder / "stick"
        self.metadata = self.folder / "repository" / "metadata"
        self.targets = self.folder / "repository" / "targets"

    def type(self, *words: str) -> int:
        """Run the script with these words."""
        code: int = publishing.main([str(self.folder), *words])
        return code

    def add(self, version: str, contents: bytes) -> int:
        """Publish an installer."""
        installer = self.folder.parent / f"setup-{version}.exe"
        installer.write_bytes(contents)
        return self.type("add", str(installer), "--version", version, "--offline", str(self.stick))

    def let_run_out(self, role: str) -> None:
        """Sign a role so that it has run out already."""
        with publishing._inside(self.folder):
            repository = publishing._open()
            repository.refresh_expiration_date(role, days=-1)
            repository.publish_changes(private_key_dirs=[self.stick, self.folder / "keys"])

    def copy(self, to: Path) -> WindowsRepository:
        """All of it, as it is now."""
        shutil.copytree(self.folder.parent, to, dirs_exist_ok=True)
        return WindowsRepository(to)


class Handed:
    """The repository on loopback; ``folder`` may be changed for another."""

    def __init__(self, repository: WindowsRepository) -> None:
        self.repository = repository
        self.root = (repository.metadata / "root.json").read_bytes()
        self.server = FolderServer(repository.folder / "repository")

    @property
    def source(self) -> Source:
        """What a package carries."""
        return Source(self.server.url, self.root)
