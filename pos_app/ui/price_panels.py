"""How the panels about prices are built and tied to their models (:mod:`panel_makers`)."""

from __future__ import annotations

from pos_app.ui.controller import Controller
from pos_app.ui.models import Models
from pos_app.ui.theme import Theme
from pos_app.ui.views.panel import Panel


def price_panel(theme: Theme, models: Models, controller: Controller) -> Panel:
    """What an article costs."""
    from pos_app.ui.views.panels.price_check import PriceCheckPanel

    panel, prices = PriceCheckPanel(theme), controller.prices
    models.price_check.changed.connect(panel.show_state)
    panel.chosen.connect(prices.choose)
    panel.accepted.connect(controller.deck.close)
    return panel


def labels_panel(theme: Theme, models: Models, _: Controller) -> Panel:
    """The labels that shelves need."""
    from pos_app.ui.views.panels.labels import LabelsPanel

    panel, labels = LabelsPanel(theme), models.labels
    labels.changed.connect(panel.show_state)
    panel.since_chosen.connect(labels.choose)
    panel.row_touched.connect(labels.touch)
    panel.saving.connect(labels.save)
    panel.accepted.connect(labels.print_all)
    return panel
