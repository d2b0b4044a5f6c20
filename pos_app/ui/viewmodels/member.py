"""The member on the sale: the card at the top of the basket, and finding somebody."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.redemption import RedemptionRoom
from pos_app.domain.members import Member
from pos_app.services import members
from pos_app.services.quoting import points_may_pay, redeemable_programme, redemption_room
from pos_app.services.whole_members import may_be_whole
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.panel_state import FindMemberState
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import ListEntry, MemberCard, StampRow
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # what a card says is not needed before the first member
    from pos_app.services.member_sheet import CardFacts, RewardNow, StampsNow, TierNow

_STAMPS_DRAWN = 12
"""A card of more stamps does not fit in the row; the member panel draws it whole."""
log = logging.getLogger(__name__)


class MemberModel(QObject):
    """STALE-LABEL: points are only ever shown with their time and with what is pending."""

    card_changed = Signal(object)
    """:class:`MemberCard` or None"""
    found_changed = Signal(object)
    """:class:`FindMemberState`"""
    nobody_has = Signal(str)
    """A whole number was looked for, and no member that this till knows has it."""

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
        sale.network_changed.connect(self.refresh)

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
        tier, permille, progress = "", None, ""
        note = self._card_end(member)
        stamp = None
        if self._ports.services.programmes.in_force():
            from pos_app.services.member_sheet import card_facts

            sale = self._sale
            facts = card_facts(self._ports.services, member, sale.wishes, sale.quote.decision)
            tier = facts.tier.tier if facts.tier else ""
            steps = facts.tier or facts.reward
            permille = steps.permille if steps else None
            progress = self._progress(facts)
            stamp = self._stamp(facts.stamps) if member.whole else None
            if facts.birthday_in is not None:
                note = self.birthday(facts.birthday_in)
        return MemberCard(
            initials=_initials(member.display_name),
            name=member.display_name or self.tr("Member"),
            tier=tier,
            note=note,
            points_text=words.points(view.points),
            as_of_text=as_of,
            stamp=stamp,
            progress_permille=permille,
            progress_text=progress,
        )

    def _card_end(self, member: Member) -> str:
        if not member.whole:
            return self.tr("only points and tier are known here")
        end = member.card_number_end
        return self.tr("card …{end}").format(end=end) if end else ""

    def birthday(self, days: int) -> str:
        """How near the birthday is, as the nearest day in either direction."""
        if days == 0:
            return self.tr("birthday today")
        if days > 0:
            return self.tr("birthday in %n day(s)", "", days)
        return self.tr("birthday %n day(s) ago", "", -days)

    def tier_step(self, tier: TierNow) -> str:
        """How far to the next tier, this sale counted."""
        words = self._words
        if not tier.above:
            return ""
        if not tier.missing:
            return self.tr("this sale reaches {tier}").format(tier=tier.above)
        missing = words.money(tier.missing) if tier.is_money else words.points(tier.missing)
        return self.tr("{missing} to {tier}").format(missing=missing, tier=tier.above)

    def _reward_step(self, reward: RewardNow) -> str:
        words = self._words
        what = reward.words or self.tr("{amount} off").format(amount=words.money(reward.value_minor))
        return self.tr("{missing} to {tier}").format(missing=words.points(reward.missing), tier=what)

    def _progress(self, facts: CardFacts) -> str:
        """The next tier, what the points are worth now, and what is about to be lost."""
        words = self._words
        texts = [self.tier_step(facts.tier)] if facts.tier else []
        if facts.reward is not None and not facts.tier:
            texts.append(self._reward_step(facts.reward))
        room, lost = self.room(), facts.expiring
        if self._sale.line_down and self.standing is not None and not self._redeems_nothing():
            from pos_app.ui.viewmodels.offline_words import kept_briefly

            at_hub = self._sale.hub_answers
            texts.append(kept_briefly(self.standing.offline, self.standing.spendable, words, at_hub=at_hub))
        elif room is not None and room.most_points and lost is None:
            texts.append(self.tr("worth {amount} now").format(amount=words.money(room.most_minor)))
        if lost is not None:
            points = words.money(lost.expiring) if lost.is_money else words.points(lost.expiring)
            texts.append(
                self.tr("{points} expire {day}").format(points=points, day=words.day(lost.expires_on))
            )
        return " · ".join(text for text in texts if text)

    def _stamp(self, card: StampsNow | None) -> StampRow | None:
        if card is None or card.total > _STAMPS_DRAWN:
            return None
        text = self.tr("%n to go", "", max(card.total - card.after, 0))
        if card.free:
            text = self.tr("%n free now", "", card.free)
        return StampRow(card.name, card.after, card.total, text)

    def spendable(self) -> int:
        """What the till may offer to use: while the line is down as much as it may take without the server."""
        if self._sale.member is None:
            return 0
        if self._sale.line_down and not self._sale.hub_answers:
            return min(self.standing.spendable, self.standing.offline.most) if self.standing else 0
        if self.standing is not None:
            return self.standing.spendable
        return members.spendable_as_told(self._ports.services, self._sale.member)

    def kept_sentence(self) -> str:
        """While the line is down: how many points may be used now, and why not more; else nothing."""
        if not self._sale.line_down or self.standing is None or self._redeems_nothing():
            return ""
        from pos_app.ui.viewmodels.offline_words import kept_sentence

        at_hub = self._sale.hub_answers
        return kept_sentence(self.standing.offline, self.standing.spendable, self._words, at_hub=at_hub)

    def why_none(self) -> Refused | None:
        """Why no points may be used while the line is down, or None."""
        if not self._sale.line_down or self.standing is None or self.spendable():
            return None
        from pos_app.services.redeeming import why_refused

        return why_refused(self.standing.offline)

    def _redeems_nothing(self) -> bool:
        return redeemable_programme(self._ports.services) is None

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
        if not self._found and may_be_whole(text):
            self.nobody_has.emit(text)

    def search_again(self, text: str) -> None:
        """More is known than when that number was looked for; whoever looks for something else by now goes on."""
        if self._query.strip() == text and not self._found:
            self.search(self._query)

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
                self._card_end(member),
                words.points(member.view.points),
                self.tr("as of {time}").format(time=words.when(member.view.as_of_ms)),
            )
            for member in self._found
        )
        nothing = len(self._query.strip()) >= 2 and not entries
        text = self.tr("Nobody found. Check the number; Enter makes them a new member.") if nothing else ""
        attached = self._sale.member.display_name if self._sale.member else ""
        self.found_changed.emit(FindMemberState(self._query, entries, self._selected, text, "look", attached))


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:])) or "?"
