"""The gallery's worked examples through the server: what its books say is what the member's book in memory says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.example import Example
from pos_app.domain.loyalty.example_run import (
    basket_of,
    context_of,
    history_of,
    member_view,
    tenders_of,
)
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.variant import changed
from pos_app.domain.pricing import price
from sync.protocol.v1.messages import ProgrammeRow
from sync.server.programmes import publish_programme
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.beside_book import Beside, published
from tests.unit.sync.server.stage import Shop

GALLERY = Path(__file__).resolve().parents[4] / "pos_app" / "domain" / "loyalty" / "gallery"


def examples() -> Iterator[tuple[Programme, Example]]:
    """Every example of a member of ours."""
    for path in sorted(GALLERY.glob("*.toml")):
        programme = programme_from_text(path.read_text(encoding="utf-8"), path.name)
        for example in programme.examples:
            if not (example.nobody or example.member.company):
                yield programme, example


@pytest.mark.parametrize(
    ("programme", "example"),
    [pytest.param(*each, id=f"{each[0].programme_id}: {each[1].words}") for each in examples()],
)
def test_the_servers_books_say_what_the_worked_example_says(
    shop: Shop, programme: Programme, example: Example
) -> None:
    for other in example.instead:
        programme = changed(programme, other.key, other.says)
    first = date.fromisoformat(example.steps[0].on)
    with published(shop, programme):
        is_new = example.steps[0].joins
        view = member_view(programme, example.member)
        history = history_of(example.member)
        beside = Beside.begin(shop, programme, view, first, is_new=is_new, history=history)
        for step in example.steps:
            day = date.fromisoformat(step.on)
            beside.come(day)
            if step.joins:
                beside.join(day)
            for consent in step.consents:
                beside.consent(consent, day)
            beside.agree()
            if not step.buy:
                continue
            basket, context = basket_of(step, programme.currency), context_of(step, programme)
            view = beside.book.view(context.at_ms)
            before = evaluate(basket, (), view, [programme], context)
            tenders = tenders_of(step.pay, price(basket, before.line_effects).total_minor)
            beside.sell(basket, tenders, context, [buy.article for buy in step.buy])
            beside.agree()
    audit(shop.database)
    assert shop.flags() - {"gift-card-unnamed"} == set()  # the examples give their gift cards no numbers


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_named_programme_can_be_published(shop: Shop, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    with shop.database.write() as connection:
        assert publish_programme(connection, shop.company.company_id, text, path.name, shop.clock())
        assert not publish_programme(connection, shop.company.company_id, text, path.name, shop.clock())
    assert any(
        isinstance(row, ProgrammeRow) and (row.text, row.from_ms) == (text, shop.clock())
        for row in shop.changes().rows
    )
