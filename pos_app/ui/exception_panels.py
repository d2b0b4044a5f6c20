"""How the panels about exceptions are built and tied to their models (:mod:`panel_makers`)."""

from __future__ import annotations

from pos_app.ui.controller import Controller
from pos_app.ui.models import Models
from pos_app.ui.theme import Theme
from pos_app.ui.views.panel import Panel


def return_panel(theme: Theme, models: Models, controller: Controller) -> Panel:
    """Goods come back."""
    from pos_app.ui.views.panels.returning import ReturnPanel

    panel = ReturnPanel(theme)
    models.returning.changed.connect(panel.show_state)
    panel.selected.connect(models.returning.select)
    panel.stepped.connect(models.returning.step_quantity)
    panel.all_wanted.connect(models.returning.take_all)
    panel.slip_changed.connect(models.returning.set_slip)
    panel.chosen.connect(models.returning.choose)
    panel.accepted.connect(controller.returns.accept)
    return panel


def unproven_panel(theme: Theme, models: Models, controller: Controller) -> Panel:
    """Goods come back without a receipt."""
    from pos_app.ui.views.panels.unproven import UnprovenPanel

    panel = UnprovenPanel(theme)
    models.unproven.changed.connect(panel.show_state)
    panel.way_chosen.connect(models.unproven.choose_way)
    panel.reason_chosen.connect(models.unproven.choose_reason)
    panel.chosen.connect(models.unproven.choose)
    panel.slip_changed.connect(models.unproven.set_slip)
    panel.accepted.connect(controller.returns.unproven.accept)
    return panel


def reason_panel(theme: Theme, models: Models, controller: Controller) -> Panel:
    """Why something out of the ordinary is done."""
    from pos_app.ui.views.panels.reason import ReasonPanel

    panel = ReasonPanel(theme)
    models.reasons.changed.connect(panel.show_state)
    panel.chosen.connect(models.reasons.choose)
    panel.accepted.connect(controller.exceptions.accept)
    return panel


def approval_panel(theme: Theme, models: Models, _: Controller) -> Panel:
    """Somebody who may allows it."""
    from pos_app.ui.views.panels.approval import ApprovalPanel

    panel = ApprovalPanel(theme)
    models.approval.changed.connect(panel.show_state)
    panel.chosen.connect(models.approval.choose)
    panel.typed.connect(models.approval.press)
    panel.accepted.connect(models.approval.accept)
    return panel
