"""The member on the sale: the card at the top of the basket, finding somebody, using points."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.redemption import Limit, RedemptionRoom, value_of
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender
from pos_app.services import members, redeeming
from pos_app.services.quoting import points_may_pay, redeemable_programme, redemption_room
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.panel_state import FindMemberState, RedeemState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Choice, ListEntry, MemberCard
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


class MemberModel(QObject):
    """STALE-LABEL: points are only ever shown with their time and with what is pending."""

    card_changed = Signal(object)
    """:class:`MemberCard` or None"""
    found_changed = Signal(object)
    """:class:`FindMemberState`"""

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self.standing: members.Standing | None = None
        self._found: list[Member] = []
        self._query = ""
        self._selected: str | None = None
        sale.member_changed.connect(self.refresh)
        sale.totals_changed.connect(self._show_card)

    def refresh(self) -> None:
        """Another member, or none: show them, and ask the store what is pending."""
        self.standing = None
        self._show_card()
        member = self._sale.member
        if member is not None:
            services = self._ports.services
            self._store.run(lambda: members.standing(services, member), self._stood, self._standing_failed)

    def _stood(self, standing: members.Standing) -> None:
        member = self._sale.member
        if member is not None and member.view.as_of_ms == standing.as_of_ms:
            self.standing = standing
            self._show_card()

    def _standing_failed(self, error: Exception) -> None:
        log.error("pending points could not be read", exc_info=error)

    def _show_card(self, _: object = None) -> None:
        self.card_changed.emit(self.card())

    def card(self) -> MemberCard | None:
        """The card of the member on the sale."""
        member, words = self._sale.member, self._words
        if member is None:
            return None
        view = member.view
        when = words.when(view.as_of_ms)
        as_of = self.tr("as of {time}").format(time=when)
        if self.standing is not None and self.standing.pending:
            pending = self.standing.pending
            signed = f"+{words.count(pending)}" if pending > 0 else words.count(pending)
            as_of = self.tr("as of {time} · {pending} waiting").format(time=when, pending=signed)
        tier, permille, progress = self._progress(member)
        end = member.card_number_end
        return MemberCard(
            initials=_initials(member.display_name),
            name=member.display_name or self.tr("Member"),
            tier=tier,
            note=self.tr("card …{end}").format(end=end) if end else "",
            points_text=words.points(view.points),
            as_of_text=as_of,
            progress_permille=permille,
            progress_text=progress,
        )

    def _progress(self, member: Member) -> tuple[str, int | None, str]:
        """Tier name, how far to the next in thousandths, and the same in words."""
        programmes = self._ports.services.programmes.in_force()
        if not programmes:
            return "", None, ""
        programme, words = programmes[0], self._words
        points = member.view.qualifying_points
        tier = programme.tier_by_code(member.view.tier) or programme.tier_at(points)
        with_sale = points + self._sale.quote.decision.points_earned
        above = programme.next_tier(max(points, tier.from_points if tier else 0))
        texts = []
        permille = 1000 if tier and above is None else None
        if above is not None:
            permille = min(1000, with_sale * 1000 // above.from_points)
            missing = above.from_points - with_sale
            if missing > 0:
                texts.append(
                    self.tr("{count} p to {tier}").format(count=words.count(missing), tier=above.name)
                )
            else:
                texts.append(self.tr("this sale reaches {tier}").format(tier=above.name))
        room = self.room()
        if room is not None and room.most_points:
            texts.append(self.tr("worth {amount} now").format(amount=words.money(room.most_minor)))
        return (tier.name if tier else ""), permille, " · ".join(texts)

    def spendable(self) -> int:
        """What the till may offer to hold."""
        if self._sale.member is None:
            return 0
        return self.standing.spendable if self.standing else max(self._sale.member.view.points, 0)

    def room(self) -> RedemptionRoom | None:
        """How many points may be used on what is left to pay."""
        services = self._ports.services
        due = points_may_pay(services, self._sale.basket, self._sale.quote)
        return redemption_room(services, self.spendable(), due)

    # ---- finding --------------------------------------------------------------------------------------------

    def begin_search(self) -> None:
        """An empty search."""
        self.search("")

    def search(self, text: str) -> None:
        """Look somebody up by card number, phone or the beginning of the name."""
        self._query = text
        text = text.strip()
        self._found = self._ports.services.members.search(text) if len(text) >= 2 else []
        ids = [member.view.member_id for member in self._found]
        self._selected = ids[0] if len(ids) == 1 else (self._selected if self._selected in ids else None)
        if self._selected is None and ids:
            self._selected = ids[0]
        self._show_found()

    def choose(self, member_id: str) -> None:
        """One of those found was touched."""
        self._selected = member_id
        self._show_found()

    def attach(self) -> bool:
        """Put the chosen one on the sale."""
        found = next((member for member in self._found if member.view.member_id == self._selected), None)
        return found is not None and self._sale.set_member(found)

    def _show_found(self) -> None:
        words = self._words
        entries = tuple(
            ListEntry(
                member.view.member_id,
                member.display_name,
                self.tr("card …{end}").format(end=member.card_number_end) if member.card_number_end else "",
                words.points(member.view.points),
                self.tr("as of {time}").format(time=words.when(member.view.as_of_ms)),
            )
            for member in self._found
        )
        nothing = len(self._query.strip()) >= 2 and not entries
        text = self.tr("Nobody found. Check the number; Enter makes them a new member.") if nothing else ""
        attached = self._sale.member.display_name if self._sale.member else ""
        self.found_changed.emit(FindMemberState(self._query, entries, self._selected, text, "look", attached))


class RedeemModel(QObject):
    """How many points? Shows what is possible and why not more, then has them held at the server (HOLD)."""

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
        if redeemable_programme(self._ports.services) is None:
            return Refused(Refusal.NO_PROGRAMME)
        if any(tender.points for tender in self._sale.tenders):
            return Refused(Refusal.POINTS_ALREADY_IN_BASKET)
        return None

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
        """Ask the server to hold them; takes up to two seconds, and nothing waits for it."""
        if self.busy or self._points <= 0:
            return
        services, sale = self._ports.services, self._sale
        member, points = sale.member, self._points
        due = points_may_pay(services, sale.basket, sale.quote)
        spendable = self._member.spendable()
        self.busy = sale.busy = True
        self.show()
        self._line.run(
            lambda: redeeming.redeem(services, member, points, due, spendable), self._held, self._not_held
        )

    def _held(self, tender: Tender) -> None:
        self.busy = self._sale.busy = False
        self.held.emit(tender)

    def _not_held(self, error: Exception) -> None:
        self.busy = self._sale.busy = False
        self._sale.keep()
        if isinstance(error, Refused):
            self._refusal = sentence(error)
        else:
            log.error("points could not be held", exc_info=error)
            self._refusal = sentence(Refused(Refusal.POINTS_NOT_HELD))
        self.show()

    def _card_changed(self, _: object) -> None:
        if self.watched and not self.busy:
            self.show()

    def show(self) -> None:
        """Tell the panel what is possible."""
        card, room, words = self._member.card(), self._member.room(), self._words
        if card is None or room is None:
            return
        choices = tuple(
            Choice(str(points), words.points(points), words.amount(self._worth(points)))
            for points in _choices(room)
        )
        worth, fits, refusal = "", False, self._refusal
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
        self.changed.emit(
            RedeemState(
                balance_text=card.points_text,
                as_of_text=card.as_of_text,
                most_text=most,
                why_not_more=self._why(room),
                worth_text=worth,
                choices=choices,
                can_accept=fits and not self.busy,
                refusal=refusal,
                busy_text=self.tr("Asking the server …") if self.busy else "",
            )
        )

    def _worth(self, points: int) -> int:
        """What so many points are worth here; refused as the domain refuses them."""
        programme = redeemable_programme(self._ports.services)
        if programme is None:
            raise Refused(Refusal.NO_PROGRAMME)
        due = points_may_pay(self._ports.services, self._sale.basket, self._sale.quote)
        return value_of(programme, points, self._member.spendable(), due)

    def _why(self, room: RedemptionRoom) -> str:
        if room.limit is Limit.TO_PAY:
            return self.tr("Not more, because that pays the whole basket.")
        if room.limit is Limit.MINIMUM:
            return self.tr("At least {points} are needed to use points.").format(
                points=self._words.points(max(room.minimum, room.block))
            )
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


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:])) or "?"
