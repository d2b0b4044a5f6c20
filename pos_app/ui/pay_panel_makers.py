"""How the panels of paying are built and tied to their models (:mod:`panel_makers`)."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.ui.controller import Controller
from pos_app.ui.models import Models
from pos_app.ui.theme import Theme
from pos_app.ui.views.panel import Panel


def _payment(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.payment import PaymentPanel

    panel = PaymentPanel(theme)
    models.payment.changed.connect(panel.show_state)
    panel.chosen.connect(controller.desk.payment_chosen)
    panel.entered.connect(controller.desk.payment_entered)
    return panel


def _card(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.card import CardPanel

    panel = CardPanel(theme)
    models.payment.card_changed.connect(panel.show_state)
    panel.reference_changed.connect(models.payment.set_reference)
    panel.accepted.connect(controller.desk.card_approved)
    panel.declined.connect(controller.desk.card_declined)
    return panel


def _mobile(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.card import MobilePanel

    panel = MobilePanel(theme)
    models.payment.card_changed.connect(panel.show_state)
    panel.reference_changed.connect(models.payment.set_reference)
    panel.accepted.connect(controller.desk.card_approved)
    panel.declined.connect(controller.desk.mobile_failed)
    return panel


def _terminal(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.terminal import TerminalPanel

    assert models.card_terminal is not None
    panel = TerminalPanel(theme)
    models.card_terminal.changed.connect(panel.show_state)
    panel.chosen.connect(models.card_terminal.choose)
    panel.slip_changed.connect(models.card_terminal.set_slip)
    return panel


def _gift_card(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.gift_card import GiftCardPanel

    panel = GiftCardPanel(theme)
    models.gift_card.changed.connect(panel.show_state)
    panel.number_changed.connect(models.gift_card.set_number)
    panel.asked.connect(models.gift_card.ask)
    panel.accepted.connect(controller.gift_cards.accept)
    return panel


def _invoice(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.invoice import InvoicePanel

    panel, invoice = InvoicePanel(theme), models.invoice
    invoice.changed.connect(panel.show_state)
    panel.named.connect(invoice.set_name)
    panel.numbered.connect(invoice.set_number)
    panel.referred.connect(invoice.set_reference)
    panel.accepted.connect(controller.invoices.accept)
    return panel


PAY_PANELS: dict[str, Callable[[Theme, Models, Controller], Panel]] = {
    "payment": _payment,
    "card": _card,
    "mobile": _mobile,
    "terminal": _terminal,
    "gift_card": _gift_card,
    "invoice": _invoice,
}
"""By the panel's name."""
