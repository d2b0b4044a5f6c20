"""What the rules decided, in sentences: refusals on their lines, promises, and what would nearly have been given.

The sentences are those of the receipt and of the command line (``domain/loyalty/explain``). The rules' words are
loaded by the first decision that has something to tell: a start meets none of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Decision, Outcome, Promise, Reason, Wishes
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import Quote
from pos_app.services.whole_members import only_known
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.viewmodels.state import NoteRow
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:
    from pos_app.domain.loyalty.explain import Explainer

_ROWS = 2
_MOST_PIECES = 3
# What moves a customer to put one thing more into the basket comes first; the rest is told on the member panel.
_HINTED = ("offer", "bonus", "tier", "referral", "earn", "stamp")
# What is worth saying aloud once the sale is paid.
_NEWS = ("tier", "coupon", "challenge", "membership", "referral", "code", "event", "cause", "partner")
_HINT_UNITS = ("minor", "pieces", "coupon", "points")
# Why something could not be secured, by the server's stable words.
NOT_SECURED: dict[str, str] = {
    "offline": QT_TRANSLATE_NOOP("NotSecured", "The server does not answer; it is kept for another time."),
    "used": QT_TRANSLATE_NOOP("NotSecured", "It has been used already."),
    "held-elsewhere": QT_TRANSLATE_NOOP("NotSecured", "Another till is using it just now."),
    "leased-elsewhere": QT_TRANSLATE_NOOP(
        "NotSecured", "Another store keeps it for the member; it comes back when its line is up."
    ),
    "no-lease": QT_TRANSLATE_NOOP(
        "NotSecured", "The outside line is down, and this shop does not keep it for the member."
    ),
    "at-another-till": QT_TRANSLATE_NOOP(
        "NotSecured",
        "The outside line is down, and the member used something at another till of this shop: it is"
        " had there, or when the line is back.",
    ),
    "view-too-old": QT_TRANSLATE_NOOP(
        "NotSecured", "The outside line is down, and this till has not heard the newest of the member."
    ),
    "needs-the-line": QT_TRANSLATE_NOOP("NotSecured", "It needs the outside line, which is down."),
    "clock-unsure": QT_TRANSLATE_NOOP("NotSecured", "The shop's hub does not know the time for certain."),
    "restored": QT_TRANSLATE_NOOP(
        "NotSecured",
        "The server was restored and waits for its tills; it can be had again when all have reported.",
    ),
    "expired": QT_TRANSLATE_NOOP("NotSecured", "It has expired."),
    "not-yet": QT_TRANSLATE_NOOP("NotSecured", "It is not valid yet."),
    "unknown": QT_TRANSLATE_NOOP("NotSecured", "The server does not know it."),
    "of-another": QT_TRANSLATE_NOOP("NotSecured", "It belongs to somebody else."),
    "limit": QT_TRANSLATE_NOOP("NotSecured", "The limit is reached."),
    "too-few-points": QT_TRANSLATE_NOOP("NotSecured", "There are too few points."),
    "not-invited": QT_TRANSLATE_NOOP("NotSecured", "The member is not on the list."),
    "member-unknown": QT_TRANSLATE_NOOP("NotSecured", "The server does not know this member."),
    "member-blocked": QT_TRANSLATE_NOOP("NotSecured", "This member's card is blocked."),
    "no-member": QT_TRANSLATE_NOOP("NotSecured", "There is no member on the sale."),
    "refused": QT_TRANSLATE_NOOP("NotSecured", "The server did not agree."),
}
log = logging.getLogger(__name__)
translate = QCoreApplication.translate


class Explaining:
    """Bound to a till and its screen's language."""

    def __init__(self, services: Ports, words: Words, language: str) -> None:
        self._services = services
        self._words = words
        self._language = language
        self._explainer: Explainer | None = None
        self._programmes: Sequence[object] = ()

    def refusals(self, decision: Decision, basket: Basket) -> dict[int, str]:
        """Why a line may not be sold to this customer, by line id."""
        return {
            refused.line_id: self._say(lambda to, refused=refused: to.refusal(refused, basket))  # type: ignore[misc]
            for refused in decision.refused
        }

    def promises(self, decision: Decision) -> tuple[str, ...]:
        """What the cashier hands over or promises."""
        return tuple(dict.fromkeys(self._promise(each) for each in decision.promises))

    def news(self, decision: Decision) -> tuple[str, ...]:
        """What the member may be congratulated on, and what they take home: at most three sentences."""
        gave = [each for each in decision.reasons if each.outcome is Outcome.GAVE and _family(each) in _NEWS]
        gave.sort(key=lambda reason: _NEWS.index(_family(reason)))
        return tuple(text for text in dict.fromkeys(map(self.reason, gave)) if text)[:3]

    def notes(self, quote: Quote, waiting: str = "", member: Member | None = None) -> tuple[NoteRow, ...]:
        """Two rows under the total: what has to wait, that nothing is earned, what is promised, what is nearly given
        (the closest first).

        Nearly is what at most this basket once more would give: what is further away stands on the member panel.
        """
        decision = only_known(quote.decision, member)
        rows = [NoteRow(waiting, "look")] if waiting else []
        rows += [
            NoteRow(self.reason(each), "look", "points")
            for each in decision.reasons
            if _family(each) == "sales"
        ]
        rows += [NoteRow(text, "good") for text in self.promises(decision)]
        hints = [
            reason
            for reason in decision.reasons
            if reason.outcome is Outcome.NEARLY and _family(reason) in _HINTED and _is_near(reason, quote)
        ]
        hints.sort(
            key=lambda reason: (_HINT_UNITS.index(reason.missing_unit), _HINTED.index(_family(reason)))
        )
        rows += [NoteRow(self.reason(reason), "quiet") for reason in hints[:_ROWS]]
        return tuple(row for row in rows if row.text)[:_ROWS]

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence; empty where it has none."""
        return self._say(lambda to: to.reason(reason))

    def about(self, decision: Decision, code: str) -> str:
        """What became of a coupon or code that was shown: what it gave, or why it gave nothing."""
        used = next((each for each in decision.coupons_used if each.number == code), None)
        for reason in decision.reasons:
            family, _, name = reason.rule.partition(":")
            gave = reason.outcome is Outcome.GAVE and used is not None and name == used.rule
            passed = reason.outcome is Outcome.PASSED_BY and family == "coupon" and name == code
            if gave or passed:
                return self.reason(reason)
        return ""

    def line(
        self, basket: Basket, member: Member | None, wishes: Wishes, decision: Decision, line_id: int
    ) -> tuple[str, ...]:
        """Why a line costs and earns what it does: each offer on it, its points, and what it never counts for."""
        from pos_app.services.explaining import line_story

        story = line_story(self._services, basket, member, wishes, decision, line_id)
        told = [self.reason(reason) for reason in story.offers]
        if story.points > 0:
            told.append(
                translate("Explaining", "{points} with this line").format(
                    points=self._words.points(story.points)
                )
            )
        elif story.points < 0:
            told.append(
                translate("Explaining", "{points} fewer with this line").format(
                    points=self._words.points(-story.points)
                )
            )
        elif member is not None and story.protection is None:
            told.append(translate("Explaining", "No points with this line"))
        if story.protection is not None:
            told.append(
                translate(
                    "Explaining", "Protected goods: no discount, no points, no stamps, whatever the offer"
                )
            )
        return tuple(text for text in told if text)

    def waiting(self, keys: Iterable[str], member: Member | None) -> str:
        """What would be given and cannot be used up without the network; nothing where nothing waits."""
        things = dict.fromkeys(self._thing(key, member) for key in keys)
        if not things:
            return ""
        return translate("Explaining", "Waits for the network: {things}").format(things=", ".join(things))

    def taken_out(self, refused: Mapping[str, str], member: Member | None) -> str:
        """What could not be secured and is not used now, with why; of several with one reason a list."""
        by_reason: dict[str, list[str]] = {}
        for key, why in refused.items():
            by_reason.setdefault(why, []).append(self._thing(key, member))
        return " ".join(
            translate("Explaining", "Not used now: {things}. {why}").format(
                things=", ".join(dict.fromkeys(things)), why=self.why(why)
            )
            for why, things in by_reason.items()
        )

    def used_anyway(self, refused: Mapping[str, str], member: Member | None) -> str:
        """What was kept for this sale once, is perhaps somebody else's by now, and was used when it was paid."""
        things = dict.fromkeys(self._thing(key, member) for key in refused)
        return translate(
            "Explaining",
            "The payment took long: {things} was no longer kept, and the office will look at it.",
        ).format(things=", ".join(things))

    def why(self, word: str) -> str:
        """The server's stable word for why something was not secured, or that nobody answered, as a sentence."""
        return translate("NotSecured", NOT_SECURED.get(word, NOT_SECURED["refused"]))

    def _thing(self, key: str, member: Member | None) -> str:
        """What a key of the rules stands for, as people call it."""
        from pos_app.services.explaining import name_of_used_up

        return name_of_used_up(self._services, member, key)

    def _promise(self, promise: Promise) -> str:
        """A gift is named as its shelf names it."""
        if promise.article_id:
            article = self._services.catalogue.by_id(promise.article_id)
            promise = replace(promise, article_id=article.name if article else promise.article_id)
        return self._say(lambda to: to.promise(promise))

    def _say(self, say: Callable[[Explainer], str]) -> str:
        """A reason without a sentence is a bug of ours, and never one that stops a sale."""
        try:
            return say(self._now())
        except (KeyError, ValueError):
            log.exception("a reason has no sentence")
            return ""

    def _now(self) -> Explainer:
        programmes = self._services.programmes.in_force()
        if self._explainer is None or programmes is not self._programmes:
            from pos_app.domain.loyalty.explain import Explainer

            self._programmes = programmes
            self._explainer = Explainer(programmes, self._words.currency, self._language)
        return self._explainer


def _family(reason: Reason) -> str:
    return reason.rule.partition(":")[0]


def _is_near(reason: Reason, quote: Quote) -> bool:
    """Whether a customer can be told of it: money and points within reach of a basket like this one."""
    within = {"minor": quote.priced.total_minor, "points": quote.decision.points_earned}
    return reason.missing_unit in _HINT_UNITS and reason.missing <= within.get(
        reason.missing_unit, _MOST_PIECES
    )
