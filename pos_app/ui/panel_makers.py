"""How each panel is built and tied to its model. Imported modules are loaded when a panel is first shown."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.ui.controller import Controller
from pos_app.ui.exception_panels import approval_panel, reason_panel, return_panel, unproven_panel
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.pay_panel_makers import PAY_PANELS
from pos_app.ui.price_panels import labels_panel, price_panel
from pos_app.ui.theme import Theme
from pos_app.ui.views.panel import Panel


def register_all(deck: PanelDeck, theme: Theme, models: Models, controller: Controller) -> None:
    """Tell the deck how to build every panel."""
    makers: dict[str, Callable[[Theme, Models, Controller], Panel]] = {
        "member": _member,
        "join": _join,
        "visit": _visit,
        "membership": _membership,
        "consent": _consent,
        "claim": _claim,
        "sheet": _sheet,
        "redeem": _redeem,
        "discount": _discount,
        "parked": _parked,
        "done": _done,
        "drawer": _drawer,
        "reports": _reports,
        "evening": _evening,
        "line": _line,
        "measure": _measure,
        "age": _age,
        "price": price_panel,
        "labels": labels_panel,
        "status": _status,
        "check": _check,
        "messages": _messages,
        "approval": approval_panel,
        "return": return_panel,
        "unproven": unproven_panel,
        "reason": reason_panel,
        "menu": _menu,
        "help": _help,
        **PAY_PANELS,
    }
    for name, maker in makers.items():
        deck.register(name, lambda maker=maker: maker(theme, models, controller))  # type: ignore[misc]


def _member(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.member import MemberPanel

    panel = MemberPanel(theme)
    models.member.found_changed.connect(panel.show_state)
    panel.searched.connect(models.member.search)
    panel.chosen.connect(models.member.choose)
    panel.removed.connect(controller.member_removed)
    panel.accepted.connect(controller.member_attached)
    panel.join_wanted.connect(lambda text: controller.members.join(typed=text))
    return panel


def _join(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.join import JoinPanel

    panel = JoinPanel(theme)
    joining = models.joining
    joining.changed.connect(panel.show_state)
    panel.named.connect(joining.set_name)
    panel.phoned.connect(joining.set_phone)
    panel.born.connect(joining.set_birthday)
    panel.befriended.connect(joining.set_friend)
    panel.consent_toggled.connect(joining.toggle_consent)
    panel.accepted.connect(joining.accept)
    joining.joined.connect(controller.members.joined)
    return panel


def _sheet(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.member_sheet import MemberSheetPanel

    panel = MemberSheetPanel(theme)
    models.sheet.changed.connect(panel.show_state)
    panel.touched.connect(controller.sheet_touched)
    panel.other_wanted.connect(controller.find_member)
    panel.removed.connect(controller.member_removed)
    panel.accepted.connect(controller.deck.close)
    return panel


def _visit(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.visit import VisitPanel

    panel = VisitPanel(theme)
    visit = models.visit
    visit.changed.connect(panel.show_state)
    panel.code_entered.connect(visit.add_code)
    panel.points_changed.connect(visit.set_points)
    panel.points_entered.connect(visit.add_points)
    panel.chosen.connect(visit.choose)
    panel.taken_off.connect(visit.take_off)
    panel.accepted.connect(visit.accept)
    visit.done.connect(controller.members.visited)
    visit.ride.connect(controller.members.ride)
    visit.cancelling.connect(controller.members.cancel_membership)
    return panel


def _membership(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.membership import MembershipPanel

    panel = MembershipPanel(theme)
    models.membership.changed.connect(panel.show_state)
    models.membership.done.connect(controller.members.told)
    panel.cancelled.connect(models.membership.accept)
    panel.accepted.connect(controller.deck.close)
    return panel


def _consent(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.consent import ConsentPanel

    panel = ConsentPanel(theme)
    models.consents.changed.connect(panel.show_state)
    models.consents.done.connect(controller.members.consented)
    panel.accepted.connect(models.consents.accept)
    return panel


def _claim(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.claim import ClaimPanel

    panel = ClaimPanel(theme)
    models.claiming.changed.connect(panel.show_state)
    panel.accepted.connect(models.claiming.accept)
    return panel


def _redeem(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.redeem import RedeemPanel

    panel = RedeemPanel(theme)
    models.redeem.changed.connect(panel.show_state)
    panel.chosen.connect(models.redeem.choose)
    panel.touched.connect(models.sale.touch_coupon)
    panel.accepted.connect(controller.desk.use_points)
    return panel


def _discount(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.discount import DiscountPanel

    panel = DiscountPanel(theme)
    models.discount.changed.connect(panel.show_state)
    panel.target_chosen.connect(models.discount.choose_target)
    panel.kind_chosen.connect(models.discount.choose_kind)
    panel.reason_chosen.connect(models.discount.choose_reason)
    panel.accepted.connect(controller.goods.give_discount)
    return panel


def _parked(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.parked import ParkedPanel

    panel = ParkedPanel(theme)
    models.parked.changed.connect(panel.show_state)
    panel.chosen.connect(models.parked.choose)
    panel.accepted.connect(models.parked.recall)
    return panel


def _done(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.done import DonePanel

    panel = DonePanel(theme)
    models.receipt.changed.connect(panel.show_state)
    panel.chosen.connect(controller.exceptions.receipt_chosen)
    panel.accepted.connect(controller.deck.close)
    return panel


def _drawer(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.drawer import DrawerPanel

    panel, drawer = DrawerPanel(theme), models.drawer
    drawer.changed.connect(panel.show_state)
    panel.chosen.connect(controller.drawer.choose)
    panel.row_touched.connect(drawer.select)
    panel.stepped.connect(drawer.step)
    panel.went_back.connect(drawer.back)
    panel.accepted.connect(controller.drawer.accept)
    return panel


def _reports(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.reports import ReportsPanel

    panel, reports = ReportsPanel(theme), models.reports
    reports.changed.connect(panel.show_state)
    panel.chosen.connect(reports.choose)
    panel.turned.connect(reports.turn)
    panel.selected.connect(reports.select)
    panel.stepped.connect(reports.step)
    panel.went_back.connect(reports.back)
    panel.out_wanted.connect(reports.take_out)
    panel.accepted.connect(reports.accept)
    return panel


def _evening(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.evening import EveningPanel

    panel, evening = EveningPanel(theme), models.evening
    evening.changed.connect(panel.show_evening)
    panel.chosen.connect(controller.evening.choose)
    panel.row_touched.connect(evening.select)
    panel.stepped.connect(evening.step_by)
    panel.went_back.connect(evening.back)
    panel.accepted.connect(controller.evening.accept)
    return panel


def _line(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.line import LinePanel

    panel = LinePanel(theme)
    models.line_panel.changed.connect(panel.show_state)
    panel.stepped.connect(models.sale.step_quantity)
    panel.removed.connect(controller.goods.remove_line)
    panel.discounted.connect(controller.goods.open_discount)
    panel.repriced.connect(controller.exceptions.price)
    panel.accepted.connect(controller.goods.line_accepted)
    return panel


def _measure(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.measure import MeasurePanel

    panel = MeasurePanel(theme)
    models.measure.changed.connect(panel.show_state)
    panel.accepted.connect(controller.goods.measure_accepted)
    return panel


def _age(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.age import AgePanel

    panel = AgePanel(theme)
    models.age.changed.connect(panel.show_state)
    panel.accepted.connect(controller.ages.confirmed)
    panel.evident.connect(controller.ages.evident)
    panel.refused.connect(controller.ages.refused)
    return panel


def _status(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.status import StatusPanel

    panel = StatusPanel(theme)
    models.status.panel_changed.connect(panel.show_state)
    panel.check_wanted.connect(controller.check_till)
    return panel


def _check(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.check import CheckPanel

    panel = CheckPanel(theme)
    models.checking.changed.connect(panel.show_state)
    panel.accepted.connect(models.checking.look)
    panel.file_wanted.connect(models.checking.write_bundle)
    return panel


def _messages(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.messages import MessagesPanel

    panel = MessagesPanel(theme)
    models.messages_changed.connect(panel.show_state)
    models.messages.history_changed.connect(models.show_messages)
    return panel


def _menu(theme: Theme, models: Models, controller: Controller) -> Panel:
    from pos_app.ui.views.panels.menu import MenuPanel

    panel = MenuPanel(theme)
    panel.show_state(models.help.menu())
    panel.chosen.connect(controller.menu_chosen)
    return panel


def _help(theme: Theme, models: Models, _: Controller) -> Panel:
    from pos_app.ui.views.panels.help import HelpPanel

    panel = HelpPanel(theme)
    models.help.changed.connect(panel.show_state)
    panel.page_chosen.connect(models.help.choose)
    return panel
