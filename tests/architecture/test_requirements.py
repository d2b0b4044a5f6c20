"""What is declared, what is asked for and what is pinned are the same things."""

import re
import tomllib

import pytest

from tests.architecture import project

REQUIREMENTS = project.ROOT / "packaging" / "requirements"


ELSEWHERE = 'sys_platform == "win32"'
"""What is asked for with this is pinned for Windows alone."""


def asked(role: str, *, here: bool = False) -> set[str]:
    """The names in a role's `.in` file; ``here``: on Linux."""
    lines = (REQUIREMENTS / f"{role}.in").read_text(encoding="utf-8").splitlines()
    return {
        name(line)
        for line in lines
        if line and not line.startswith(("#", "-")) and not (here and ELSEWHERE in line)
    }


def pinned(role: str) -> dict[str, str]:
    """Name to exact version in a role's `.txt` file."""
    text = (REQUIREMENTS / f"{role}.txt").read_text(encoding="utf-8")
    return {
        name(found): version for found, version in re.findall(r"^([\w.-]+)==([^\s\\]+)", text, re.MULTILINE)
    }


def name(requirement: str) -> str:
    """A requirement's name as registries compare names."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_the_project_declares_what_the_till_and_the_server_ask_for() -> None:
    declared = tomllib.loads((project.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]
    assert {name(requirement) for requirement in declared} == asked("till") | asked("server")


def test_the_till_ships_no_server_and_the_server_no_qt() -> None:
    assert not {"litestar", "uvicorn", "psycopg"} & set(pinned("till"))
    assert not {found for found in pinned("server") if found.startswith(("pyside6", "shiboken6"))}


@pytest.mark.parametrize("role", ["till", "server", "build", "repository"])
def test_one_environment_can_hold_every_role(role: str) -> None:
    assert asked(role, here=True) <= set(pinned(role))
    assert pinned(role).items() <= pinned("dev").items()


@pytest.mark.parametrize("role", ["till", "bundle"])
def test_windows_gets_the_same_versions_and_what_only_windows_needs(role: str) -> None:
    here, windows = pinned(role), pinned(f"{role}-windows")
    assert asked(role) <= set(windows)
    assert {each: windows[each] for each in here.keys() & windows.keys()} == {
        each: here[each] for each in here.keys() & windows.keys()
    }
    assert not {"litestar", "uvicorn", "psycopg"} & set(windows)
    assert asked(role) - asked(role, here=True) <= set(windows) - set(here)


WINDOWS = ["till-windows", "bundle-windows"]


@pytest.mark.parametrize(
    "role", ["till", "server", "build", "repository", "bundle", "dev", "emupos", *WINDOWS]
)
def test_every_pin_has_hashes_and_no_registry_is_named(role: str) -> None:
    text = (REQUIREMENTS / f"{role}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
