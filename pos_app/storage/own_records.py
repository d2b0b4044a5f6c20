"""What this till itself knows of members and the replica does not yet: who joined here, and what was decided here.

Read on a connection of its own, which no writer holds up; it is opened with the first member that is looked for.
"""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pos_app.domain.members import Member
from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.statement import Statement
from sync.protocol.envelope import open_envelope
from sync.protocol.v1.facts import ArticleV1
from sync.protocol.v1.loyalty_facts import ContextV1, DecisionV1

if TYPE_CHECKING:  # the rules are not needed before the first scan
    from pos_app.domain.counter_event import CounterEvent
    from pos_app.domain.enrolment import Person
    from pos_app.domain.loyalty.since import Unseen

_TILL_DB = "till.db"
_CARD_DIGITS_SHOWN = 4
UNSEEN_KINDS = 5
"""How many kinds of fact ``SEEN_SINCE`` looks a member up in: sales, visits, returns, cancellations, consents."""
_LOG = logging.getLogger(__name__)


class _Line(msgspec.Struct, frozen=True):
    article: ArticleV1


class _Lines(msgspec.Struct, frozen=True):
    lines: tuple[_Line, ...]


class _Decided(msgspec.Struct, frozen=True):
    """What a sale and a visit have in common, as far as it matters here; a visit has no basket."""

    context: ContextV1
    decision: DecisionV1
    basket: _Lines | None = None


_decided = msgspec.msgpack.Decoder(_Decided)


class OwnRecords:
    """``till.db`` in ``folder``, read only. Safe on any thread; a till without the file knows nothing."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / _TILL_DB
        self._key = key
        self._lock = threading.Lock()
        self._database: Database | None = None

    def close(self) -> None:
        """Close the file; a later question opens it again."""
        with self._lock:
            if self._database is not None:
                self._database.close()
            self._database = None

    def decisions_since(self, member_id: str) -> list[Unseen]:
        """What this till did with a member and the server has not told back, oldest first."""
        return read_unseen(self._rows(sql.SEEN_SINCE, (member_id,) * UNSEEN_KINDS))

    def price_changes(self) -> list[CounterEvent]:
        """The shelf prices that were changed here and the replica does not show yet, oldest first."""
        from pos_app.storage import price_sql

        rows = self._rows(price_sql.UNSEEN_PRICE_CHANGES, ())
        if not rows:
            return []
        from sync.protocol.v1.counter_facts import decode_counter_event

        return [decode_counter_event(open_envelope(envelope).body) for (envelope,) in rows]

    def taken(self, number: str, since_ms: int) -> int | None:
        """The port ``DepositSlips``."""
        from pos_app.storage import deposit_slip_sql

        rows = self._rows(deposit_slip_sql.SLIP_TAKEN, (number, since_ms))
        return int(rows[0][0]) if rows else None

    def by_card(self, number: str) -> Member | None:
        """The member who joined here with that card."""
        wanted = _digits(number)
        return next(
            (made for made, who in self._people() if wanted and _digits(who.card_number) == wanted), None
        )

    def by_id(self, member_id: str) -> Member | None:
        """The member who joined here under that id."""
        return next((made for made, _ in self._people() if made.view.member_id == member_id), None)

    def search(self, text: str) -> list[Member]:
        """Members who joined here: words of the name beginning as typed, or a whole phone or card number."""
        people = list(self._people())
        if any(character.isdigit() for character in text):
            wanted = _digits(text)
            return [made for made, who in people if wanted in (_digits(who.phone), _digits(who.card_number))]
        typed = _words(text)
        return [
            made
            for made, who in people
            if typed and all(any(word.startswith(begun) for word in _words(who.name)) for begun in typed)
        ]

    def _people(self) -> Iterator[tuple[Member, Person]]:
        """Everybody who joined here, as far as their key still opens what was said of them."""
        rows = self._rows(sql.LOCAL_MEMBERS, ())
        if not rows:
            return
        from pos_app.domain.enrolment import first_agreed, first_view
        from pos_app.storage.sealing import open_text
        from sync.protocol.v1 import member_facts

        for member_id, encoded, sealed, key in rows:
            envelope = open_envelope(encoded)
            text = open_text(sealed, key, envelope.fact_id)
            if text is None:
                continue  # another key of the same member
            try:
                person = member_facts.decode_person(text)
                enrolment = member_facts.decode_enrolled(envelope.body)
            except msgspec.MsgspecError:
                _LOG.error("the enrolment of member %s can not be read and is left out", member_id)
                continue
            yield (
                Member(
                    first_view(enrolment, person),
                    person.name,
                    _digits(person.card_number)[-_CARD_DIGITS_SHOWN:],
                    personal_key=key,
                    agreed=first_agreed(enrolment),
                ),
                person,
            )

    def _rows(self, statement: Statement, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._database is None:
                if not self._path.exists():
                    return []
                self._database = Database.open(self._path, self._key, read_only=True)
            return self._database.rows(statement, values)


def read_unseen(rows: list[tuple[Any, ...]]) -> list[Unseen]:
    """What journal records say of a member: rows of their kind and their envelope."""
    return [_unseen(kind, open_envelope(encoded).body) for kind, encoded in rows]


def _unseen(kind: str, body: bytes) -> Unseen:
    from pos_app.domain.loyalty.decision import Decision
    from pos_app.domain.loyalty.since import ConsentSaid, NotRenewed, Since, TakenBack
    from sync.protocol.v1 import member_facts, return_facts

    if kind == return_facts.RETURN:
        return TakenBack(return_facts.decode_return(body).reversal)
    if kind == member_facts.MEMBERSHIP_CANCELLED:
        stopped = member_facts.decode_cancelled(body)
        return NotRenewed(stopped.programme_id, stopped.code)
    if kind == member_facts.CONSENT_CHANGED:
        said = member_facts.decode_consent_changed(body)
        return ConsentSaid(said.consent, said.given, said.at_ms)
    told = _decided.decode(body)
    decision = msgspec.convert(told.decision, Decision, from_attributes=True)
    bought = () if told.basket is None else tuple(line.article.article_id for line in told.basket.lines)
    return Since(decision, told.context.business_date, bought, told.basket is not None)


def _digits(text: str) -> str:
    return "".join(character for character in text if "0" <= character <= "9")


def _words(text: str) -> list[str]:
    """Words without accents and case, cut at everything that is neither letter nor number."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        c if unicodedata.category(c)[0] in "LN" else "" if unicodedata.combining(c) else " " for c in plain
    )
    return kept.split()
