"""What is in the server's package, and what is not."""

import json
import re
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.machine, pytest.mark.timeout(900)]

LIBRARY = Path("usr/lib/trofast-server")
UNITS = ("server", "hub", "backup", "doctor", "drill")
MOST_MB, MOST_INSTALLED_MB = 30, 110


def files(unpacked: Path) -> set[str]:
    return {
        str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file() or path.is_symlink()
    }


def test_lintian_has_nothing_to_say(server_deb: Path) -> None:
    looked = subprocess.run(
        ["lintian", "--allow-root", "--fail-on", "error,warning", str(server_deb)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (looked.returncode, looked.stdout, looked.stderr) == (0, "", "")


def test_it_holds_the_server_and_of_the_till_only_the_rules(unpacked: Path) -> None:
    library = unpacked / LIBRARY
    own = {path.name for path in (library / "pos_app").iterdir()}
    assert own == {"__init__.py", "version.py", "VERSION", "domain"}
    names = {path.name.lower() for path in library.iterdir()}
    strangers = ("pyside6", "shiboken6", "drivers", "escpos", "serial", "pytest", "tests", "bin")
    assert not [name for name in names if name.startswith(strangers)]
    documents = {path for path in library.rglob("*.md") if "licenses" not in path.parts}
    assert documents | set(library.rglob("*.pyc")) | set(library.rglob("*Qt*")) == set()
    assert list((library / "sync/server/migrations/versions").glob("v0001_*.py"))
    assert (library / "sync/server/pages/status.html").is_file()


def test_it_is_small(server_deb: Path) -> None:
    told = subprocess.run(
        ["dpkg-deb", "--field", str(server_deb), "Installed-Size"], capture_output=True, text=True, check=True
    )
    assert server_deb.stat().st_size < MOST_MB * 1_000_000
    assert int(told.stdout) < MOST_INSTALLED_MB * 1_000


def test_every_file_is_its_own_so_that_it_fits_beside_the_till(unpacked: Path) -> None:
    unit = re.compile(r"lib/systemd/system/trofast-(server|hub|backup|doctor|drill|letter@)\.(service|timer)")
    shared = [name for name in files(unpacked) if "trofast-server" not in name and not unit.fullmatch(name)]
    assert shared == []


def test_every_library_is_named_with_its_licence(unpacked: Path) -> None:
    documents = unpacked / "usr/share/doc/trofast-server"
    told = (documents / "copyright").read_text(encoding="utf-8")
    [listed] = documents.glob("*.cdx.json")
    parts = json.loads(listed.read_text(encoding="utf-8"))["components"]
    assert all(part["licenses"] for part in parts)
    libraries = {
        re.sub(r"[-_.]+", "-", path.name.split("-")[0]) for path in unpacked.glob(f"{LIBRARY}/*.dist-info")
    }
    assert (
        libraries == {part["name"] for part in parts if part.get("purl", "").startswith("pkg:pypi/")} != set()
    )
    machine_code = {part["name"] for part in parts if "purl" not in part}
    assert machine_code >= {"openssl", "sqlcipher", "sqlite", "libpq"}
    assert {part["version"] for part in parts if part["name"] == "sqlite"} == {"3.53.4"}
    for path in unpacked.glob(f"{LIBRARY}/*.dist-info"):
        assert f"/{path.relative_to(unpacked)}/*" in told
    for text in re.findall(r"The text: (.+)", told):
        for place in text.split():
            assert place.startswith("/usr/share/common-licenses/") or (unpacked / place.lstrip("/")).is_file()


def test_the_manual_page_reads_without_a_warning(unpacked: Path) -> None:
    page = unpacked / "usr/share/man/man8/trofast-server.8.gz"
    read = subprocess.run(
        ["man", "--warnings=w", "--local-file", str(page)],
        env={"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (read.returncode, read.stderr) == (0, "")
    for said in ("restore-drill", "trofast-backup.timer", "/etc/default/trofast-server", "EXIT STATUS"):
        assert said in read.stdout


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_closed_to_all_but_its_own_work(name: str, unpacked: Path) -> None:
    """systemd's own measure: 10 is open, below 2 it says OK."""
    unit = unpacked / "lib/systemd/system" / f"trofast-{name}.service"
    looked = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert looked.returncode == 0, looked.stdout
    print(looked.stdout.strip().splitlines()[-1])


def test_systemd_finds_no_mistake_in_the_units(unpacked: Path) -> None:
    units = sorted((unpacked / "lib/systemd/system").iterdir())
    assert len(units) == 9
    looked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={unpacked}", *(unit.name for unit in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    missing = re.compile(r"Failed to load unit|Unit \S+ not found|Command \S+ is not executable|^$")
    assert [line for line in looked.stderr.splitlines() if not missing.search(line)] == []
