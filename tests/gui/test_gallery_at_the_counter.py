"""Every worked example of every ready programme, shown at a real counter: panels, hints and lines have their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from pos_app.commands.programme_files import gallery
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import NO_WISHES, Context
from pos_app.domain.loyalty.example_run import basket_of, book_of, context_of, run_step
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.loyalty.variant import changed
from pos_app.domain.money import CURRENCIES
from pos_app.services.till_store import OpenBasket
from pos_app.ui.keys import Act
from pos_app.ui.views.panels.member_sheet import MemberSheetPanel
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import Stage

PROGRAMMES = {name: programme_from_text(text, name) for name, text in gallery()}


def sales(programme: Programme) -> Iterator[tuple[str, Programme, Basket, MemberView, Context]]:
    """Each sale of each example as its member comes to it; then the example's own book takes it on."""
    for example in programme.examples:
        if example.nobody:
            continue
        rules = programme
        for other in example.instead:
            rules = changed(rules, other.key, other.says)
        book = book_of(rules, example.member, date.fromisoformat(example.steps[0].on))
        for step in example.steps:
            if step.buy:
                book.come(date.fromisoformat(step.on))
                context = context_of(step, rules)
                basket = basket_of(step, rules.currency, has_member=True)
                yield example.words, rules, basket, book.view(context.at_ms), context
            run_step(RuleBook([rules]), rules, book, step)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_example_has_its_words_at_the_counter(
    make_till: Callable[..., Till], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    programme = PROGRAMMES[name]
    stage = Stage(currency=CURRENCIES[programme.currency], language="en")
    till = make_till(stage=stage, size=(1024, 768)).sign_in()
    sale, shown = till.window.models.sale, 0
    for words, rules, basket, view, context in sales(programme):
        stage.programmes.programmes = (rules,)
        stage.members.people = [goods.known_member(view)]
        stage.clock.at_ms = context.at_ms
        sale.start_next(OpenBasket(basket, wishes=context.wishes or NO_WISHES))
        till.controller.act(Act.MEMBER.value)
        panel = till.panel
        assert isinstance(panel, MemberSheetPanel), words
        assert all(each.row.title for each in panel.area.rows), words
        for act in (Act.LINE, Act.POINTS):
            till.deck.close()
            till.controller.act(act.value)
        till.deck.close()
        assert all(note.text for note in till.selling.basket.totals.shown.notes), words
        shown += 1
    till.settle()
    assert shown
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
