"""Somebody becomes a member in seconds: a card in the scanner, a name or a phone, Enter."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pos_app.domain.enrolment import ConsentGiven, Person
from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services import enrolling, scanning
from pos_app.services.whole_members import may_be_whole
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.member_desk_state import ConsentRow, JoinState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Tone

_DAY_AND_MONTH = re.compile(r"(\d{1,2})[.,/ -]+(\d{1,2})\.?|(\d{2})(\d{2})")
_FEWEST_TO_LOOK_UP = 4
log = logging.getLogger(__name__)


class JoiningModel(QObject):
    """Collects who joins; only after the commit are they a member, and on the sale (DURABLE-FIRST)."""

    changed = Signal(object)
    """:class:`JoinState`"""
    number_typed = Signal(str)
    """A whole number, of the new member or of their friend, that nobody has whom this till knows."""
    joined = Signal(object)
    """The new :class:`Member`: durable."""

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._cashier_id = ""
        self.busy = False
        self._forget()

    def _forget(self) -> None:
        self._person = Person("")
        self._birthday = ""
        self._friend_typed = ""
        self._friend: Member | None = None
        self._friend_trouble = ""
        self._asked: tuple[ConsentGiven, ...] = ()
        self._given: set[str] = set()
        self._notice = ""

    def begin(self, cashier_id: str, card_number: str = "", typed: str = "") -> None:
        """Nobody yet: with the card that was scanned, or with what was looked for and not found."""
        self._forget()
        self._cashier_id = cashier_id
        self._asked = enrolling.consents_asked(self._ports.services)
        typed = typed.strip()
        is_number = bool(typed) and not any(letter.isalpha() for letter in typed)
        if is_number and not card_number:
            card_number = self._new_card(Code(typed, "typed"))
            typed = "" if card_number else typed
        self._person = Person("" if is_number else typed, card_number, typed if is_number else "")
        self.show()

    # ---- what is typed --------------------------------------------------------------------------------------

    def set_name(self, text: str) -> None:
        """What stands in the field for the name; digits alone are the phone."""
        self._changed(replace(self._person, name=text))

    def set_phone(self, text: str) -> None:
        """What stands in the field for the phone."""
        self._ask_whose(text)
        self._changed(replace(self._person, phone=text))

    def set_birthday(self, text: str) -> None:
        """Day and month as people write them: ``29.2``, ``29/2`` or ``2902``."""
        self._birthday = text
        self._changed(self._person)

    def set_friend(self, text: str) -> None:
        """Who brought them: a card or phone number, looked up as it is typed."""
        if text == self._friend_typed:
            return
        self._friend_typed = text
        self._friend, self._friend_trouble = None, ""
        if len(text.strip()) >= _FEWEST_TO_LOOK_UP:
            try:
                self._friend = enrolling.find_referrer(self._ports.services, text, self._person)
            except Refused as refused:
                self._friend_trouble = sentence(refused)
                self._ask_whose(text)
        self._changed(self._person)

    def _ask_whose(self, text: str) -> None:
        """A number that nobody has whom this till knows may be a member's all the same: of another store."""
        text = text.strip()
        if may_be_whole(text) and not self._ports.services.members.search(text, 1):
            self.number_typed.emit(text)

    def number_known(self, text: str) -> None:
        """It is: the friend is found now, and a phone is refused as taken when the member is to be written."""
        if self._friend_typed.strip() == text:
            self._friend_typed = ""
            self.set_friend(text)

    def toggle_consent(self, consent: str) -> None:
        """The member agrees, or no longer does."""
        self._given ^= {consent}
        self.show()

    def _changed(self, person: Person) -> None:
        self._person, self._notice = person, ""
        self.show()

    def take(self, code: Code) -> bool:
        """A scan while the panel is open: an unknown card is the new member's, a known one is the friend's. False for
        everything else, which is rung up as always.
        """
        card = self._new_card(code)
        if card:
            self._changed(replace(self._person, card_number=card))
            return True
        try:
            scanned = self._ports.ring(self._sale.basket, code, 1)
        except Refused:
            return False
        if scanned.member is None:
            return False
        scanning.taken(self._ports.services, scanned)
        self._friend, self._friend_typed, self._friend_trouble = scanned.member, "", ""
        self._changed(self._person)
        return True

    def _new_card(self, code: Code) -> str:
        """The number of a card that nobody holds yet, if the code is one."""
        try:
            self._ports.ring(self._sale.basket, code, 1)
        except Refused as refused:
            if refused.reason is Refusal.UNKNOWN_MEMBER:
                return str(refused.facts.get("card", ""))
        return ""

    # ---- joining --------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Enter: have the member written, or say what is missing."""
        if self.busy:
            return
        services, friend, cashier_id = self._ports.services, self._friend, self._cashier_id
        given = tuple(asked for asked in self._asked if asked.consent in self._given)
        try:
            if self._friend_typed.strip() and friend is None:
                raise Refused(Refusal.REFERRER_UNKNOWN)
            person = enrolling.check_new(services, self._with_birthday())
        except Refused as refused:
            self._refused(refused)
            return
        self.busy = True
        self.show()
        self._store.run(
            lambda: enrolling.enrol(services, cashier_id, person, given, friend),
            self._joined,
            self._not_joined,
        )

    def _with_birthday(self) -> Person:
        text = self._birthday.strip()
        if not text:
            return self._person
        written = _DAY_AND_MONTH.fullmatch(text)
        if written is None:
            raise Refused(Refusal.NO_SUCH_BIRTHDAY, day=text, month="")
        day, month = (int(part) for part in written.groups() if part is not None)
        return replace(self._person, birthday_day=day, birthday_month=month)

    def _joined(self, member: Member) -> None:
        self.busy = False
        self._forget()
        self._sale.set_member(member)
        self.joined.emit(member)

    def _not_joined(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self._refused(error)
            return
        if isinstance(error, CannotSell):
            self._sale.stopped.emit(error)
        else:
            log.error("somebody could not be enrolled", exc_info=error)
        self._notice = self.tr("Nobody was enrolled: what was typed is still here. Try again.")
        self.show()

    def _refused(self, refused: Refused) -> None:
        self._notice = sentence(refused)
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel how far it is."""
        person = self._person
        friend_text, friend_tone = self._friend_words()
        self.changed.emit(
            JoinState(
                name=person.name,
                phone=person.phone,
                birthday=self._birthday,
                friend=self._friend_typed,
                card_text=self._card_words(),
                card_tone="good" if person.card_number else "quiet",
                friend_text=friend_text,
                friend_tone=friend_tone,
                consents=tuple(
                    ConsentRow(asked.consent, asked.wording, asked.consent in self._given)
                    for asked in self._asked
                ),
                notice=self._notice,
                can_accept=bool(person.name.strip() or person.phone.strip()) and not self.busy,
            )
        )

    def _card_words(self) -> str:
        number = self._person.card_number
        if not number:
            return self.tr("Scan a new card, or go on without one.")
        groups = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        return self.tr("Card {number}").format(number=groups)

    def _friend_words(self) -> tuple[str, Tone]:
        if self._friend is not None:
            name = self._friend.display_name or self.tr("Member …{end}").format(
                end=self._friend.card_number_end
            )
            return self.tr("Brought by {name}").format(name=name), "good"
        return self._friend_trouble, "look"
