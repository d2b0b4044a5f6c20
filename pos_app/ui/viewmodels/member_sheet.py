"""The member on the sale, whole: tier, balance with its time, rewards, stamps, coupons, offers, and what runs out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.ui.keys import BY_ACT, Act
from pos_app.ui.ports import TillPorts
from pos_app.ui.viewmodels.member import MemberModel
from pos_app.ui.viewmodels.panel_state import MemberSheetState, SheetRow, SheetSection
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # the sheet is not needed before somebody opens it
    from pos_app.services import member_sheet as sheets
    from pos_app.ui.viewmodels.state import MemberCard

_OFFERS = 8
ACT_KEY = "act:"
"""Before the key of a row that is an act of the key table, and no coupon."""
CONSENT_KEY = "consent:"
"""Before the key of a row that is a consent."""


class MemberSheetModel(QObject):
    """Follows the sale while the panel is open. Touched coupons are the sale's to take on or off."""

    changed = Signal(object)
    """:class:`MemberSheetState`"""

    def __init__(
        self,
        ports: TillPorts,
        sale: SellingModel,
        member: MemberModel,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._sale = sale
        self._member = member
        self._words = words
        self.watched = False
        """Whether the panel is open: only then is it told of every change."""
        member.card_changed.connect(self._card_changed)

    def _card_changed(self, _: object) -> None:
        if self.watched:
            self.show()

    def show(self) -> None:
        """Tell the panel."""
        self.changed.emit(self.state())

    def state(self) -> MemberSheetState:
        """Everything about the member on the sale, in words; nothing when there is none."""
        card, sale = self._member.card(), self._sale
        if card is None or sale.member is None:
            return MemberSheetState()
        from pos_app.services.member_sheet import sheet

        made = sheet(self._ports.services, sale.member, sale.wishes, sale.quote.decision)
        if not sale.member.whole:
            return self._brief(card, made)
        sections = (
            SheetSection(self.tr("Points and tier"), tuple(self._points(made))),
            SheetSection(self.tr("Stamp cards"), tuple(self._stamp(each) for each in made.stamps)),
            SheetSection(self.tr("Coupons"), tuple(self._coupon(each) for each in made.coupons)),
            SheetSection(self.tr("For this member now"), tuple(self._offers(made))),
            SheetSection(self.tr("Challenges"), tuple(self._challenge(each) for each in made.challenges)),
            SheetSection(self.tr("Memberships"), tuple(self._memberships(made))),
            SheetSection(self.tr("Consents"), self._consents()),
            SheetSection(self.tr("Without buying"), (self._visit(),)),
        )
        return MemberSheetState(
            balance_text=card.points_text,
            as_of_text=card.as_of_text,
            sections=tuple(section for section in sections if section.rows),
        )

    def _brief(self, card: MemberCard, made: sheets.MemberSheet) -> MemberSheetState:
        """Of somebody who was never here while the line was up: nothing is said of what is not known."""
        unknown = (
            SheetRow(self.tr("Name, stamps, coupons, offers and consents"), tone="look"),
            SheetRow(self.tr("Purchases count. What hangs on these waits until the server has been asked.")),
        )
        sections = (
            SheetSection(self.tr("Points and tier"), tuple(self._points(made))),
            SheetSection(self.tr("Not known at this till"), unknown),
        )
        return MemberSheetState(
            balance_text=card.points_text,
            as_of_text=card.as_of_text,
            sections=tuple(section for section in sections if section.rows),
        )

    # ---- the rows -------------------------------------------------------------------------------------------

    def _visit(self) -> SheetRow:
        """The way to everything that is no purchase."""
        what = self.tr("Codes, events, giving points, cancelling a membership")
        return SheetRow(what, right=BY_ACT[Act.VISIT].shown, key=f"{ACT_KEY}{Act.VISIT.value}")

    def _consents(self) -> tuple[SheetRow, ...]:
        """What the member agrees to, or may agree to; a touch asks."""
        from pos_app.ui.viewmodels.consents import consent_rows

        member = self._sale.member
        return consent_rows(self._ports.services, member, self._words) if member is not None else ()

    def _points(self, made: sheets.MemberSheet) -> Iterator[SheetRow]:
        words = self._words
        kept = self._member.kept_sentence()
        if kept:
            yield SheetRow(kept, tone="look")
        for place, account in enumerate(made.accounts):
            amount = words.money(account.amount) if account.is_money else words.points(account.amount)
            if place:
                yield SheetRow(account.name, right=amount)
            if account.expiring:
                lost = words.money(account.expiring) if account.is_money else words.points(account.expiring)
                day = words.day(account.expires_on)
                yield SheetRow(self.tr("{points} expire on {day}").format(points=lost, day=day), tone="look")
        for tier in made.tiers:
            yield self._tier(tier, several=len(made.tiers) > 1)
        for reward in made.rewards:
            what = reward.words or self.tr("{amount} off").format(amount=words.money(reward.value_minor))
            left = self.tr("{points} to go").format(points=words.points(reward.missing))
            yield SheetRow(
                self.tr("Next reward: {what}").format(what=what), right=left, permille=reward.permille
            )

    def _tier(self, tier: sheets.TierNow, *, several: bool) -> SheetRow:
        title = tier.tier or self.tr("No tier yet")
        if several:
            title = f"{tier.programme}: {title}"
        note = self.tr("kept through {day}").format(day=self._words.day(tier.until)) if tier.until else ""
        return SheetRow(title, note, self._member.tier_step(tier), permille=tier.permille)

    def _stamp(self, card: sheets.StampsNow) -> SheetRow:
        left = card.total - card.after
        right = self.tr("{count} of {total}").format(count=card.after, total=card.total)
        if card.waits:
            note = self.tr("a free one waits: it cannot be given without the network")
        elif card.free:
            note = self.tr("%n free on this sale", "", card.free)
        elif left <= 0:
            note = self.tr("Full: the next one is free")
        else:
            note = self.tr("%n more to a free one", "", left)
        coming = min(card.added, card.after)
        return SheetRow(
            card.name,
            note,
            right,
            "good" if card.free else "quiet",
            "",
            False,
            None,
            card.after,
            coming,
            card.total,
        )

    def _coupon(self, coupon: sheets.CouponNow) -> SheetRow:
        words = self._words
        note = self.tr("number {number}").format(number=coupon.number)
        if coupon.to_day:
            note = self.tr("through {day}").format(day=words.day(coupon.to_day))
        match coupon.state.value:
            case "on-sale":
                given = any(each.number == coupon.number for each in self._sale.quote.decision.coupons_used)
                why = "" if given else self._sale.explaining.about(self._sale.quote.decision, coupon.number)
                right = self.tr("on this sale") if given else self.tr("shown")
                return SheetRow(
                    coupon.words, why or note, right, "good" if given else "look", coupon.number, given
                )
            case "waits":
                why = self._sale.why_withheld(f"coupon:{coupon.number}")
                return SheetRow(coupon.words, why, "", "look", coupon.number)
            case "later":
                right = self.tr("from {day}").format(day=words.day(coupon.from_day))
                return SheetRow(coupon.words, note, right)
            case _:
                right = self.tr("by itself") if coupon.automatic else self.tr("Use")
                return SheetRow(coupon.words, note, right, key="" if coupon.automatic else coupon.number)

    def _offers(self, made: sheets.MemberSheet) -> Iterator[SheetRow]:
        if made.birthday_in is not None:
            day = self._member.birthday(made.birthday_in)
            note = self.tr("birthday offers hold now") if made.birthday_window else ""
            yield SheetRow(day[:1].upper() + day[1:], note, tone="good")
        for offer in made.offers[:_OFFERS]:
            note = self._sale.explaining.reason(offer.reason) if offer.reason and not offer.is_given else ""
            right = self.tr("personal") if offer.personal and not offer.is_given else ""
            if offer.is_given and offer.reason and offer.reason.amount_minor:
                right = self._words.amount(-offer.reason.amount_minor)
            yield SheetRow(offer.words, note, right, "good" if offer.is_given else "quiet", on=offer.is_given)
        if made.partners:
            yield SheetRow(self.tr("Linked: {names}").format(names=", ".join(made.partners)))

    def _challenge(self, task: sheets.ChallengeNow) -> SheetRow:
        words = self._words
        is_money = task.unit.value == "spend"
        count, goal = (
            words.money(each) if is_money else words.count(each)
            for each in (min(task.after, task.goal), task.goal)
        )
        right = self.tr("{count} of {total}").format(count=count, total=goal)
        if task.done:
            right = self.tr("done")
        permille = min(1000, task.after * 1000 // task.goal) if task.goal else 1000
        note = self.tr("through {day}").format(day=words.day(task.until)) if task.until else ""
        return SheetRow(
            task.words, note, right, "good" if task.done else "quiet", on=task.done, permille=permille
        )

    def _memberships(self, made: sheets.MemberSheet) -> Iterator[SheetRow]:
        for each in made.memberships:
            day = self._words.day(each.to_day)
            if each.begins:
                note = self.tr("with this sale through {day}").format(day=day)
            elif not each.active:
                note = self.tr("ended on {day}").format(day=day)
            elif each.cancelled:
                note = self.tr("cancelled, benefits through {day}").format(day=day)
            else:
                note = self.tr("through {day}").format(day=day)
            trial = self.tr("trial") if each.is_trial else ""
            yield SheetRow(
                each.name, note, trial, "good" if each.begins else "quiet" if each.active else "look"
            )
