"""The selling screen's wires: what the models say to its parts, and what a touch on them asks of the controller."""

from __future__ import annotations

from pos_app.ui.controller import Controller
from pos_app.ui.keys import Act
from pos_app.ui.models import Models
from pos_app.ui.views.selling import SellingView


def connect_states(view: SellingView, models: Models) -> None:
    """Let ``view`` follow the models, and show what they know already."""
    models.sale.basket_changed.connect(view.basket.lines.show_state)
    models.sale.totals_changed.connect(view.basket.totals.show_totals)
    models.sale.keypad_changed.connect(view.keypad.show_keypad)
    models.member.card_changed.connect(view.basket.member.show_card)
    models.entry.changed.connect(view.keypad.show_entry)
    models.products.changed.connect(view.products.show_products)
    models.messages.changed.connect(view.products.banner.show_banner)
    models.status.header_changed.connect(view.header.show_header)
    view.keypad.show_entry(models.entry.state())
    view.products.banner.show_banner(models.messages.banner)
    view.basket.member.show_card(models.member.card())
    models.products.refresh()
    models.sale.show()
    models.status.show()


def connect_touches(view: SellingView, models: Models, controller: Controller) -> None:
    """Hand touches on ``view`` to the controller, and what the controller turns or fills back to ``view``."""
    products, keypad = view.products, view.keypad
    products.search_changed.connect(models.products.search)
    products.search_entered.connect(lambda: controller.search_entered(products.search.edit.text()))
    products.picked.connect(controller.pick)
    products.banner_touched.connect(lambda act: controller.act(act or Act.MESSAGES.value))
    keypad.acted.connect(controller.act)
    keypad.quick_chosen.connect(controller.desk.quick_cash)
    view.basket.member.touched.connect(lambda: controller.act(Act.MEMBER.value))
    view.header.menu_touched.connect(lambda: controller.act(Act.MENU.value))
    view.header.status_touched.connect(lambda: controller.act(Act.STATUS.value))
    controller.search_wanted.connect(products.search.edit.setFocus)
    controller.category_stepped.connect(products.tabs.step)
    controller.page_turned.connect(products.grid.turn_page)
