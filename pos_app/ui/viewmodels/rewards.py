"""What points buy here: how many to use, what that is worth, why not more; and the coupons that could be used."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.redemption import Limit, RedemptionRoom, value_of
from pos_app.domain.tender import Tender
from pos_app.services import redeeming
from pos_app.services.quoting import points_may_pay, redeemable_programme
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.member import MemberModel
from pos_app.ui.viewmodels.panel_state import RedeemState, SheetRow
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Choice, MemberCard
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # not needed before a member asks what points buy
    from pos_app.services.rewards import CouponWorth

log = logging.getLogger(__name__)


class RedeemModel(QObject):
    """How many points? Shows what is possible and why not more, then has them held at the server (HOLD), or takes them
    from what is kept here while the line is down (LEASE).
    """

    changed = Signal(object)
    """:class:`RedeemState`"""
    filled = Signal(str)
    """A choice that belongs in the number field."""
    held = Signal(object)
    """The :class:`Tender` that the points make."""

    def __init__(
        self,
        ports: TillPorts,
        line: Worker,
        sale: SellingModel,
        member: MemberModel,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._line = line
        self._sale = sale
        self._member = member
        self._words = words
        self._points = 0
        self._refusal = ""
        self.busy = False
        self.watched = False
        """Whether the panel is open: only then is it told of every change."""
        member.card_changed.connect(self._card_changed)

    def why_not(self) -> Refused | None:
        """Why points cannot be used at all now, or None."""
        if self._sale.member is None:
            return Refused(Refusal.NO_MEMBER)
        if self._sale.basket.is_empty:
            return Refused(Refusal.BASKET_EMPTY)
        if any(tender.points for tender in self._sale.tenders):
            return Refused(Refusal.POINTS_ALREADY_IN_BASKET)
        if redeemable_programme(self._ports.services) is None and not self._worths():
            return Refused(Refusal.NO_PROGRAMME)
        return None

    def _worths(self) -> tuple[CouponWorth, ...]:
        """The coupons that could be used; none once something is given, because then nothing changes any more."""
        sale = self._sale
        if sale.member is None or sale.tenders or not sale.member.view.coupons:
            return ()
        from pos_app.services.rewards import coupons_worth

        return coupons_worth(self._ports.services, sale.basket, sale.member, sale.wishes, sale.quote)

    def begin(self) -> None:
        """Nothing typed yet."""
        self._points, self._refusal = 0, ""
        self.show()

    def typed(self, text: str) -> None:
        """The number on the keypad."""
        self._points = int(text) if text.isascii() and text.isdigit() else 0
        self._refusal = ""
        self.show()

    def choose(self, key: str) -> None:
        """A ready-made number of points."""
        self.filled.emit(key)

    def accept(self) -> None:
        """Have them held, or take them; that may last two seconds, and nothing waits for it."""
        if self.busy or self._points <= 0:
            return
        services, sale = self._ports.services, self._sale
        member, points = sale.member, self._points
        due = points_may_pay(services, sale.basket, sale.quote)
        spendable, line_down = self._member.spendable(), sale.line_down
        self.busy = sale.busy = True
        self.show()
        self._line.run(
            lambda: redeeming.redeem(services, member, points, due, spendable, line_down=line_down),
            self._held,
            self._not_held,
        )

    def _held(self, tender: Tender) -> None:
        self.busy = self._sale.busy = False
        self.held.emit(tender)

    def _not_held(self, error: Exception) -> None:
        self.busy = self._sale.busy = False
        self._sale.keep()
        self._member.refresh()
        if isinstance(error, Refused):
            self._refusal = self._say(error)
        elif isinstance(error, CannotSell):
            self._sale.stopped.emit(error)
        else:
            log.error("points could not be held", exc_info=error)
            self._refusal = sentence(Refused(Refusal.POINTS_NOT_HELD))
        self.show()

    def _say(self, refused: Refused) -> str:
        return sentence(refused, until=self._words.until)

    def _card_changed(self, _: object) -> None:
        if self.watched and not self.busy:
            self.show()

    def show(self) -> None:
        """Tell the panel what is possible."""
        card, room = self._member.card(), self._member.room()
        if card is None:
            return
        state = RedeemState(card.points_text, card.as_of_text, self.tr("Points are not money in this shop."))
        if room is not None:
            state = self._points_state(card, room)
        coupons = tuple(self._coupon(worth) for worth in self._worths())
        self.changed.emit(structs.replace(state, coupons=coupons))

    def _points_state(self, card: MemberCard, room: RedemptionRoom) -> RedeemState:
        words = self._words
        choices = tuple(
            Choice(str(points), words.points(points), words.amount(self._worth(points)))
            for points in _choices(room)
        )
        worth, fits, refusal = "", False, self._refusal
        why_none = self._member.why_none()
        if why_none is not None:
            refusal = self._say(why_none)
        if self._points:
            try:
                amount = words.money(self._worth(self._points))
            except Refused as refused:
                refusal = refusal or sentence(refused)
            else:
                fits = True
                worth = self.tr("{points} = {amount}").format(
                    points=words.points(self._points), amount=amount
                )
        most = self.tr("At most {points} = {amount}").format(
            points=words.points(room.most_points), amount=words.money(room.most_minor)
        )
        return RedeemState(
            balance_text=card.points_text,
            as_of_text=card.as_of_text,
            most_text="" if why_none is not None else most,
            why_not_more="" if why_none is not None else self._why(room),
            worth_text=worth,
            choices=choices,
            can_accept=fits and not self.busy,
            refusal=refusal,
            busy_text=self._busy_text(),
        )

    def _busy_text(self) -> str:
        if not self.busy:
            return ""
        return self.tr("One moment …") if self._sale.line_down else self.tr("Asking the server …")

    def _coupon(self, worth: CouponWorth) -> SheetRow:
        """A coupon with what it takes off, to be touched; one that gives nothing here says why."""
        words, coupon = self._words, worth.coupon
        until = self.tr("through {day}").format(day=words.day(coupon.to_day)) if coupon.to_day else ""
        used = coupon.state.value == "on-sale"
        key = "" if coupon.automatic else coupon.number
        if worth.saves_minor:
            return SheetRow(coupon.words, until, words.amount(-worth.saves_minor), "quiet", key, used)
        why = self._sale.why_withheld(f"coupon:{coupon.number}")
        if worth.why_not and not why:
            why = self._sale.explaining.reason(worth.why_not)
        return SheetRow(coupon.words, why or until, "", "look" if used else "quiet", key)

    def _worth(self, points: int) -> int:
        """What so many points are worth here; refused as the domain refuses them."""
        programme = redeemable_programme(self._ports.services)
        if programme is None:
            raise Refused(Refusal.NO_PROGRAMME)
        due = points_may_pay(self._ports.services, self._sale.basket, self._sale.quote)
        return value_of(programme, points, self._member.spendable(), due)

    def _why(self, room: RedemptionRoom) -> str:
        if room.limit is Limit.TO_PAY:
            sale = self._sale
            if (
                points_may_pay(self._ports.services, sale.basket, sale.quote)
                < sale.quote.settlement.due_minor
            ):
                return self.tr("Not more, because points may not pay for the rest.")
            return self.tr("Not more, because that pays the whole basket.")
        kept = self._member.kept_sentence()
        if kept:
            return kept
        if room.limit is Limit.MINIMUM:
            return self.tr("At least {points} are needed to use points.").format(
                points=self._words.points(max(room.minimum, room.block))
            )
        if room.block == 1:
            return self.tr("Not more, because that is all there is; waiting points do not count.")
        return self.tr(
            "Not more, because points are used in blocks of {block}, and waiting points do not count."
        ).format(block=self._words.count(room.block))


def _choices(room: RedemptionRoom) -> list[int]:
    if not room.most_points:
        return []
    blocks = room.most_points // room.block
    wanted = {blocks, max(1, blocks // 2), max(1, blocks // 4), 1}
    smallest = -(-room.minimum // room.block)
    return sorted(count * room.block for count in wanted if count >= smallest)
