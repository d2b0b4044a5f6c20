"""``trofast labels``: labels for shelves as sheets of A4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos_app.commands.till_toml import TillToml
from pos_app.domain.errors import TillError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.config import Settings
    from pos_app.domain.catalogue import Article
    from pos_app.domain.shelf_label import ShelfLabel
    from pos_app.domain.store import Store
    from pos_app.services.labels import LabelSources

NOT_FOUND, CANNOT_LOOK = 1, 3


def labels(
    config: TillToml,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="The file to write, whole or not at all: .pdf.", metavar="FILE.pdf"
        ),
    ],
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLE...", help="Codes as they are scanned, or article ids."),
    ] = None,
    changed_since: Annotated[
        str,
        typer.Option(
            help="Every article whose price changed on that day or later, 2026-03-01.", metavar="DAY"
        ),
    ] = "",
) -> None:
    """Write the labels of the articles that are named, of all whose price changed, or both: sheets of A4 with 24 labels
    of 70 x 37 mm, each with price, comparison price and barcode; a reduction with the lowest price of the 30 days
    before it.

    The till may go on selling meanwhile. Exit code 0: done, also when no price changed and nothing is written. 1: an
    article is not known or has no price of its own, and nothing is written. 2: the options are wrong. 3: the data can
    not be looked at or the file not written.
    """
    if out.suffix.lower() != ".pdf":
        raise typer.BadParameter("a file that ends with .pdf", param_hint="--output")
    if not articles and not changed_since:
        raise typer.BadParameter("articles, or --changed-since DAY", param_hint="ARTICLE...")
    if changed_since:
        from datetime import date

        try:
            date.fromisoformat(changed_since)
        except ValueError:
            raise typer.BadParameter("a day such as 2026-03-01", param_hint="--changed-since") from None
    from pos_app.config import load_settings

    try:
        written = _run(load_settings(config), articles or [], changed_since, out)
    except TillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    except OSError as error:
        typer.echo(f"{error.filename or out}: {error.strerror}", err=True)
        raise typer.Exit(CANNOT_LOOK) from error
    raise typer.Exit(0 if written else NOT_FOUND)


def _run(settings: Settings, names: list[str], since: str, out: Path) -> bool:
    from pos_app.config import read_secret
    from pos_app.machine.clock import SystemClock
    from pos_app.services.labels import LabelSources, labels_of
    from pos_app.services.ports import Counter
    from pos_app.storage.key import read_key
    from pos_app.storage.replica import ReplicaReader

    secret = read_secret(settings.card_secret_file, 32, "the company's secret for card numbers")
    replica = ReplicaReader(settings.data_folder, read_key(settings.key_file), secret)
    try:
        shop = replica.store()
        counter = Counter(shop, settings.till_id, settings.till_number)
        clock = SystemClock(shop.zone)
        sources = LabelSources(counter, clock, replica, replica.goods, replica.prices)
        wanted = _named(sources, names)
        if wanted is None:
            return False
        wanted += [each for each in _changed(sources, since) if each not in wanted]
        made = labels_of(sources, wanted)
    finally:
        replica.close()
    if not made:
        typer.echo(f"no price changed since {since}: no label is needed")
        return True
    _write(out, made, shop)
    return True


def _named(sources: LabelSources, names: list[str]) -> list[Article] | None:
    """The articles of these names; ``None``, and said why, where one has no label."""
    from pos_app.services.labels import named_article

    found: list[Article] = []
    for name in names:
        article = named_article(sources.catalogue, name)
        if article is None:
            typer.echo(f"{name}: no article has that code or id", err=True)
            return None
        if article.price_minor is None:
            typer.echo(
                f"{name}: {article.name} has no price of its own; it is asked for at the sale", err=True
            )
            return None
        found.append(article)
    return found


def _changed(sources: LabelSources, since: str) -> list[Article]:
    from pos_app.services.labels import changed_prices, day_began_ms

    return [each.article for each in changed_prices(sources, day_began_ms(sources, since))] if since else []


def _write(out: Path, made: Sequence[ShelfLabel], shop: Store) -> None:
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pos_app.ui.app import make_app
    from pos_app.ui.label_pdf import PER_SHEET, as_label_sheets
    from pos_app.ui.report_files import write_whole

    make_app()
    write_whole(out, as_label_sheets(made, shop))
    typer.echo(f"{out}: labels {len(made)}, sheets {-(-len(made) // PER_SHEET)}")
