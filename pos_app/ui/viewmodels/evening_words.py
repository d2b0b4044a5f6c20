"""What the end-of-day screen says of each step, of what is still open, and of the server's answer."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject

from pos_app.domain.day_close import Outcome
from pos_app.services.closing_day import OpenMatters, card_sum
from pos_app.services.evening import DayAnswer, SoFar, Step
from pos_app.ui.inbox import Link, LinkReport
from pos_app.ui.viewmodels.evening_state import Mark
from pos_app.ui.viewmodels.link_words import why
from pos_app.ui.viewmodels.words import Words

_RECORD = re.compile(r"record (\d+)\b")


class EveningWords(QObject):
    """Sentences that say what was found and what to do."""

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def title(self, step: Step) -> str:
        """The step's name."""
        titles = {
            Step.MATTERS: self.tr("Open matters"),
            Step.COUNT: self.tr("Count"),
            Step.CARDS: self.tr("Card slips"),
            Step.PERIOD: self.tr("Z report"),
            Step.COPY: self.tr("Safe copy"),
            Step.CHECKPOINT: self.tr("Signed checkpoint"),
            Step.SEND: self.tr("To the server"),
            Step.CONFIRM: self.tr("Confirmed"),
        }
        return titles[step]

    def note(self, step: Step, so_far: SoFar, mark: Mark) -> str:
        """What there is to it, short."""
        is_over = mark in ("done", "look")
        match step:
            case Step.MATTERS:
                return self._open_note(so_far.matters)
            case Step.COUNT:
                if so_far.drawers:
                    return self.tr("%n drawer(s) to count", "", len(so_far.drawers))
                return self.tr("Every drawer is counted")
            case Step.CARDS:
                return self._cards_note(so_far)
            case Step.PERIOD:
                if so_far.z is None or so_far.has_period:
                    return self.tr("Closes the period")
                money = self._words.money(so_far.z.totals.net_minor)
                return self.tr("Z {number}: {amount}").format(number=so_far.z.number, amount=money)
            case Step.COPY:
                return self.tr("Every page checked") if is_over else self.tr("All data, checked page by page")
            case Step.CHECKPOINT:
                if is_over and so_far.saved_through:
                    return self.tr("Up to record {number}").format(number=so_far.saved_through)
                return self.tr("Shows if anything is changed later")
            case Step.SEND:
                return self.tr("Everything is there") if is_over else self.tr("What it has not got yet")
            case Step.CONFIRM:
                if is_over:
                    return self.tr("Same counts, same hash")
                return self.tr("The server has the same day")

    def _open_note(self, found: OpenMatters) -> str:
        count = found.parked + found.prints + found.cards
        return self.tr("%n thing(s) to look at", "", count) if count else self.tr("Nothing is open")

    def _cards_note(self, so_far: SoFar) -> str:
        if so_far.cards_off:
            money = self._words.money(abs(so_far.cards_off))
            return self.tr("{amount} apart").format(amount=money)
        if so_far.cards_off == 0:
            return self.tr("The same on both")
        if not so_far.has_period and so_far.z is not None:
            money = self._words.money(card_sum(so_far.z.totals))
            return self.tr("{amount} on the till").format(amount=money)
        return self.tr("The terminal's sum") if so_far.has_cards else self.tr("No card payments")

    def matters(self, found: OpenMatters) -> list[str]:
        """Each open matter, and what becomes of it."""
        told = []
        if found.cards:
            told.append(
                self.tr(
                    "%n card payment(s) are not settled: somebody has to say what the terminal did. Close this "
                    "screen and press Card (F9).",
                    "",
                    found.cards,
                )
            )
        if found.prints:
            told.append(
                self.tr(
                    "Of %n receipt(s) nobody knows whether they were printed. Close this screen and press Receipt "
                    "(F11).",
                    "",
                    found.prints,
                )
            )
        if found.parked:
            told.append(
                self.tr(
                    "%n sale(s) are parked. They stay parked and can be taken back tomorrow.",
                    "",
                    found.parked,
                )
            )
        return told

    def changed(self, what: str) -> str:
        """Before the Z: a record is not as it was written, and can still be summed."""
        text = self.tr(
            "Somebody or something changed the till's journal: {what}. The Z report sums what stands there now, and "
            "no copy is made of it."
        )
        return text.format(what=self._which(what))

    def unreadable(self, what: str) -> str:
        """A record that is none any more."""
        text = self.tr(
            "Somebody or something changed the till's journal, and a record cannot be read any more: {what}. There is "
            "nothing to sum. Count the money and write it down, leave the till as it is, and call whoever looks after "
            "it: the last safe copy has the records as they were."
        )
        return text.format(what=self._which(what))

    def broken(self, what: str) -> str:
        """A record that is not as it was written."""
        text = self.tr(
            "Somebody or something changed the till's journal: {what}. The day is closed; no copy is made over the "
            "good ones, and nothing is signed. Leave the till as it is, and call whoever looks after it: `trofast "
            "verify` names the record, and the last safe copy has it as it was."
        )
        return text.format(what=self._which(what))

    def _which(self, what: str) -> str:
        """The record by its number; the journal's own words for what is wrong with it are for `trofast verify`."""
        found = _RECORD.match(what)
        if found is None:
            return what or self.tr("`trofast verify` names it")
        return self.tr("record {number}").format(number=found[1])

    def answer(self, answer: DayAnswer) -> str:
        """Why a day is not confirmed, in words."""
        found, day = answer.found, self._words.day(answer.day)
        match found.outcome:
            case Outcome.WAITING:
                return self.tr(
                    "%n record(s) are still on their way. Nothing is lost: ask again.", "", found.waiting
                )
            case Outcome.OTHER_JOURNAL:
                text = self.tr(
                    "{day}: the server has other records under this till's numbers. The till may have been copied. "
                    "Do not sell on it, and call whoever looks after the server."
                )
                return text.format(day=day)
            case Outcome.COUNTS_DIFFER:
                text = self.tr(
                    "{day}: the server has every record, but counts otherwise ({what}). Nothing is lost. Call whoever "
                    "looks after the server."
                )
                return text.format(day=day, what=self._differing(answer))
            case _:
                return answer.sentence

    def _differing(self, answer: DayAnswer) -> str:
        names = {
            "sales": self.tr("sales"),
            "sold_minor": self.tr("sold"),
            "tax_minor": self.tr("VAT"),
            "returns": self.tr("returns"),
            "returned_minor": self.tr("returned"),
            "returned_tax_minor": self.tr("VAT of returns"),
        }
        pair = self.tr("{what}: {here} here, {there} there")
        told = []
        for _, what, here, there in answer.found.differing:
            is_money = what.endswith("_minor")
            one, other = (self._words.money(each) if is_money else str(each) for each in (here, there))
            told.append(pair.format(what=names.get(what, what), here=one, there=other))
        return "; ".join(told)

    def why_not(self, answers: tuple[DayAnswer, ...], link: LinkReport) -> str:
        """Why the server cannot be asked now."""
        said = next((each.sentence for each in answers if each.found.outcome is Outcome.NO_ANSWER), "")
        if link.link is Link.OFFLINE:
            return why(link.detail) if link.detail else self.tr("There is no connection now.")
        if link.link is Link.REFUSED:
            return self.tr("The server refuses this till. Call support.")
        if link.link is Link.ERROR:
            return self.tr("Sending to the server has stopped. Call support.")
        return said
