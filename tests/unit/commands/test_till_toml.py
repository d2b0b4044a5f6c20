"""Which till a command is about: what it names, what the environment names, or nothing, and then it says so."""

import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pos_app import __main__ as entry
from pos_app.commands import window
from pos_app.commands.app import make_app
from pos_app.commands.till_toml import TillToml
from pos_app.machine.installed import CONFIG
from pos_app.version import version


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.delenv(CONFIG, raising=False)
    app = typer.Typer()

    @app.command()
    def which(config: TillToml, number: int = 1) -> None:
        typer.echo(f"{config} {number}")

    return app


def test_the_named_settings_are_taken(command: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG, "other/till.toml")
    said = CliRunner().invoke(command, ["--config", "shop/till.toml"])
    assert said.output == "shop/till.toml 1\n"


def test_settings_that_nobody_named_are_the_machine_s(
    command: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONFIG, "shop/till.toml")
    assert CliRunner().invoke(command, ["--number", "2"]).output == "shop/till.toml 2\n"


def test_without_any_it_is_a_wrong_option(command: typer.Typer) -> None:
    said = CliRunner().invoke(command, [])
    assert said.exit_code == 2
    assert "--config TILL_TOML" in said.output


def test_the_program_says_its_version() -> None:
    said = CliRunner().invoke(make_app(), ["--version"])
    assert (said.exit_code, said.output) == (0, f"trofast {version()}\n")


@pytest.mark.parametrize(
    ("words", "named", "opened"),
    [
        (["till", "--config", "shop/till.toml"], "", "shop/till.toml"),
        (["till"], "own/till.toml", "own/till.toml"),
        (["till", "--config", "shop/till.toml"], "own/till.toml", "shop/till.toml"),
    ],
)
def test_the_short_way_to_the_window_needs_no_command_line(
    words: list[str], named: str, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def run_till(config: str) -> int:
        ran.append(config)
        return 0

    monkeypatch.setenv(CONFIG, named)
    monkeypatch.setattr(sys, "argv", ["trofast", *words])
    monkeypatch.setattr(window, "run_till", run_till)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert (ended.value.code, [Path(each) for each in ran]) == (0, [Path(opened)])
