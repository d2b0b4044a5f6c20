"""The packaged program itself leads a till from every release, without any Python around it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pos_app.storage.database import Database
from pos_app.storage.verify import verify_database
from tests.integration.releases.conftest import Released, each_release

pytestmark = [pytest.mark.installed, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def program(till_deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    subprocess.run(["dpkg-deb", "--extract", str(till_deb), str(folder)], check=True)
    return folder / "opt" / "trofast" / "app" / "trofast"


def update(program: Path, step: str, toml: Path) -> subprocess.CompletedProcess[str]:
    """As the package's scripts ask it: nothing of this environment comes along."""
    return subprocess.run(
        [str(program), "update", step, "--config", str(toml)],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": str(toml.parent), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@each_release("sqlite")
def test_the_packaged_program_opens_what_every_release_wrote(
    released: Released, program: Path, tmp_path: Path
) -> None:
    toml = released.till(tmp_path / "till") / "till.toml"
    for step in ("prepare", "start-up-check", "way-back", "status"):
        done = update(program, step, toml)
        assert done.returncode == 0, (step, done.stderr)
    report = verify_database(toml.parent / "data", released.key)
    assert (report.ok, report.records) == (True, released.told["records"])
    ready = update(program, "ready", toml)
    assert (ready.returncode, "stand on the counter" in ready.stdout) == (1, True)


@each_release("sqlite")
def test_the_packaged_program_can_migrate(released: Released, program: Path, tmp_path: Path) -> None:
    """Migrations are read as files, by a library that only they need: both could be left out of a package unseen."""
    till = released.till(tmp_path / "till")
    (till / "data" / "till.db").unlink()
    older = Database.open(till / "data" / "till.db", released.key, create=True)
    older.sql("CREATE TABLE of_schema_0 (id INTEGER PRIMARY KEY) STRICT")
    older.close()
    done = update(program, "start-up-check", till / "till.toml")
    assert done.returncode == 0, done.stderr
    assert (till / "data" / "till-before-schema-1.db").exists()
    assert verify_database(till / "data", released.key).ok
