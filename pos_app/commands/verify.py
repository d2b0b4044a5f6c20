"""``trofast verify``: prove that nothing was changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.domain.errors import TillError
from pos_app.machine.installed import default_config

FOUND_WRONG = 1
CANNOT_LOOK = 3


def verify(
    config: Annotated[
        Path | None,
        typer.Option(
            help="The till's till.toml. Its database is checked: first the files themselves, cipher included, "
            "then every record of the journal.",
            metavar="TILL_TOML",
        ),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(
            help="Check an exported journal instead (`trofast journal export`). Needs no till and no key: this is "
            "what an auditor runs.",
            metavar="FILE",
        ),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            help="A checkpoint that the till signed. With it a journal whose end was cut off is found out too.",
            metavar="FILE",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Prove that nothing in the journal was changed, swapped, dropped or cut off; name the first record that was.

    Exit code 0: all well. 1: something is wrong, the text names the first bad record. 2: wrong options. 3: the data
    can not be looked at; the text says why.
    """
    if journal is None and config is None:
        config = default_config()
    if (config is None) == (journal is None):
        raise typer.BadParameter("give either --config TILL_TOML or --journal FILE")
    import json

    from pos_app.storage.report import VerifyReport

    def look() -> VerifyReport:
        if journal is not None:
            from pos_app.storage.journal_file import verify_journal

            return verify_journal(journal, checkpoint)
        from pos_app.config import load_settings
        from pos_app.storage.checkpoint import read_checkpoint
        from pos_app.storage.key import read_key
        from pos_app.storage.verify import verify_database

        assert config is not None
        settings = load_settings(config)
        signed = read_checkpoint(checkpoint) if checkpoint else None
        return verify_database(settings.data_folder, read_key(settings.key_file), signed)

    try:
        report = look()
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    typer.echo(json.dumps(report.as_json()) if as_json else report.sentence())
    if report.ok and report.checkpoint_key and not as_json:
        typer.echo(f"checkpoint: signed by key {report.checkpoint_key} (compare it with the server's)")
    if not report.ok:
        raise typer.Exit(FOUND_WRONG)
