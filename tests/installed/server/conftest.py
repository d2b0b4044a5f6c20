"""The server's package, and a machine on which it is really installed, under a systemd of its own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage import server_package
from tests.stage.machine import Machine


@pytest.fixture(scope="session")
def server_deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package; built once for these sources. A copy of it: a run of other sources throws the kept one away."""
    return Path(shutil.copy(server_package.built(), tmp_path_factory.mktemp("package")))


@pytest.fixture(scope="session")
def unpacked(server_deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the package."""
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "--extract", str(server_deb), str(folder)], check=True)
    return folder


@pytest.fixture
def machine(server_deb: Path) -> Iterator[Machine]:
    """A machine with the package on it, booted, with nothing set up."""
    with Machine((server_deb,)) as booted:
        yield booted
