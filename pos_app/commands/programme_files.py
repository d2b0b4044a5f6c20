"""Programme files as the commands read them: from a path, or a gallery programme by its name."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from pos_app.domain.errors import BadFile

if TYPE_CHECKING:  # every command passes here, and few want the rules
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.loyalty.toml_lines import Problem

FOUND_WRONG = 1
BAD_FILE = 3


def gallery() -> list[tuple[str, str]]:
    """The gallery's files: name without ending, and text; by name."""
    folder = resources.files("pos_app.domain.loyalty") / "gallery"
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return sorted((entry.name.removesuffix(".toml"), entry.read_text(encoding="utf-8")) for entry in files)


def read_text(path: Path) -> str:
    """The text of a file. Raises :class:`BadFile` with the reason where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadFile(str(path), None, f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(str(path), None, "the file is not UTF-8 text") from error


def read_programme(path: Path) -> tuple[Programme, str]:
    """A programme and its text; every problem is printed, and the command ends, where it cannot be used."""
    from pos_app.domain.loyalty.programme_check import check_programme
    from pos_app.domain.loyalty.programme_text import programme_from_text

    text = read_text(path)
    problems = check_programme(text, str(path))
    if problems:
        tell_problems(path, problems)
        stop(BAD_FILE)
    return programme_from_text(text, str(path)), text


def tell_problems(path: Path, problems: list[Problem]) -> None:
    """Each problem on a line of its own, as editors and people find it: file, line, what is wrong."""
    for problem in problems:
        typer.echo(f"{path}, line {problem.line}: {problem.words}", err=True)


def stop(code: int) -> NoReturn:
    """End the command."""
    raise typer.Exit(code)
