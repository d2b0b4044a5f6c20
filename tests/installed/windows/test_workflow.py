"""The workflow for a Windows runner can not be run here; what it names is there, at least."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.installed.windows.wine import ROOT

FILE = ROOT / ".github" / "workflows" / "windows-till.yml"


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    jobs = yaml.safe_load(FILE.read_text("utf-8"))["jobs"]
    assert all(job["timeout-minutes"] <= 40 for job in jobs.values())
    return [step for job in jobs.values() for step in job["steps"]]


def commands(steps: list[dict[str, Any]]) -> str:
    return "\n".join(step["run"] for step in steps if "run" in step).replace("\\", "/")


def test_every_action_is_pinned_by_a_commit_and_says_its_release(steps: list[dict[str, Any]]) -> None:
    text = FILE.read_text("utf-8")
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) >= 6
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", each) for each in used)
    assert text.count("uses: ") == len(
        re.findall(r"uses: \S+ # v[0-9]+\.[0-9]+\.[0-9]+$", text, re.MULTILINE)
    )


def test_every_file_of_ours_that_it_names_is_there(steps: list[dict[str, Any]]) -> None:
    named = set(re.findall(r"packaging/[\w./-]+", commands(steps)))
    assert "packaging/windows/build-installer" in named
    assert "packaging/requirements/till-windows.txt" in named
    assert not {path for path in named if not (ROOT / path).is_file()}


def test_it_installs_pinned_libraries_only(steps: list[dict[str, Any]]) -> None:
    installs = [line for line in commands(steps).splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line and "--no-deps" in line for line in installs)


def test_the_programs_and_commands_that_it_tries_exist(steps: list[dict[str, Any]]) -> None:
    from typer.main import get_command

    from pos_app.commands.app import make_app

    spec = (ROOT / "packaging" / "till" / "trofast.spec").read_text("utf-8")
    asked = commands(steps)
    for program in set(re.findall(r"dist/trofast/([\w-]+)\.exe", asked)):
        assert f'name="{program}"' in spec
    app: Any = get_command(make_app())
    for words in re.findall(r"trofast(?:\.exe|\.cmd\") ([a-z][a-z -]*)$", asked, re.MULTILINE):
        found = app
        for word in words.split():
            found = found.commands[word]


def test_the_exit_code_that_it_expects_of_an_open_window_is_the_installers(
    steps: list[dict[str, Any]],
) -> None:
    script = (ROOT / "packaging" / "windows" / "trofast.nsi").read_text("utf-8")
    expected = re.search(r"ExitCode -ne ([0-9]{2})\)", commands(steps))
    assert expected
    assert f"!define IN_USE {expected[1]} " in script
