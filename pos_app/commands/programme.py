"""``trofast programme``: check, try and simulate the loyalty programmes an owner writes, and show the gallery."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.commands.programme_files import FOUND_WRONG, gallery, read_text, stop, tell_problems
from pos_app.commands.programme_simulate import simulate
from pos_app.commands.programme_try import try_it


def check(
    file: Annotated[Path, typer.Argument(help="The programme's TOML file.", metavar="FILE")],
) -> None:
    """Report every problem of a programme with its line, and where its own worked examples come out otherwise; say
    nothing is wrong when nothing is.

    Exit code 0: it can be published. 1: the problems were printed. 3: the file cannot be read.
    """
    from pos_app.domain.loyalty.example_check import check_examples
    from pos_app.domain.loyalty.programme_check import check_programme
    from pos_app.domain.loyalty.programme_draft import read_draft

    text = read_text(file)
    problems = check_programme(text, str(file)) or check_examples(read_draft(text))
    if problems:
        tell_problems(file, problems)
        typer.echo(f"problems: {len(problems)}", err=True)
        stop(FOUND_WRONG)
    typer.echo(f"{file}: nothing is wrong")


def show_gallery(
    check: Annotated[
        bool, typer.Option("--check", help="Run every worked example and print what came out otherwise.")
    ] = False,
    name: Annotated[
        str,
        typer.Option("--print", help="Print one programme's file, to begin your own with.", metavar="NAME"),
    ] = "",
) -> None:
    """List the ready programmes; with --check run all their worked examples.

    Exit code 0: all hold. 1: an example failed. 2: no programme has the name asked for.
    """
    from pos_app.domain.loyalty.example_run import run_example
    from pos_app.domain.loyalty.programme_text import programme_from_text

    files = gallery()
    if name:
        text = dict(files).get(name)
        if text is None:
            raise typer.BadParameter(f"the gallery has {', '.join(each for each, _ in files)}")
        typer.echo(text, nl=False)
        return
    examples = failed = 0
    for file_name, text in files:
        programme = programme_from_text(text, f"{file_name}.toml")
        examples += len(programme.examples)
        typer.echo(f"{file_name:28} {programme.name} ({len(programme.examples)} worked examples)")
        for example in programme.examples if check else ():
            different = run_example(programme, example)
            failed += bool(different)
            for each in different:
                typer.echo(
                    f"  {example.words}\n    step {each.step}, {each.what}: expected {each.expected}, came {each.came}"
                )
    if check:
        typer.echo(f"programmes: {len(files)}, worked examples: {examples}, failed: {failed}")
        if failed:
            stop(FOUND_WRONG)


def make_programme_app() -> typer.Typer:
    """The commands under ``trofast programme``."""
    app = typer.Typer(
        help="Loyalty programmes: check one, try it on a basket, run it over past sales, look at ready ones.",
        no_args_is_help=True,
    )
    app.command("check")(check)
    app.command("gallery")(show_gallery)
    app.command("try")(try_it)
    app.command("simulate")(simulate)
    return app
