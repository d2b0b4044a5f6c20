"""Becoming a member at the counter, in seconds and without a network: durable first, then on the basket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now

if TYPE_CHECKING:  # nobody joins before the first paint
    from pos_app.domain.enrolment import ConsentGiven, Person

PERSONAL_KEY_BYTES = 32
CARD_DIGITS_SHOWN = 4


def consents_asked(ports: Ports) -> tuple[ConsentGiven, ...]:
    """What a new member may agree to here, with the wording of the programmes in force; each consent once."""
    from pos_app.domain.enrolment import ConsentGiven

    asked: dict[str, ConsentGiven] = {}
    for programme in ports.programmes.in_force():
        for consent in programme.consents:
            asked.setdefault(consent.code, ConsentGiven(consent.code, consent.words))
    return tuple(asked.values())


def check_new(ports: Ports, person: Person) -> Person:
    """The person as they will be kept, after the till has looked whether they are a member already.

    Raises :class:`~pos_app.domain.errors.Refused` as :func:`pos_app.domain.enrolment.checked` does, and
    ``CARD_TAKEN`` or ``PHONE_TAKEN`` where this till knows whose it is. Another till may have taken the same card in
    the same hour: then the server keeps the member and leaves the card where it was.
    """
    from pos_app.domain.enrolment import checked

    fit = checked(person)
    if fit.card_number and ports.members.by_card(fit.card_number) is not None:
        raise Refused(Refusal.CARD_TAKEN)
    if fit.phone and ports.members.search(fit.phone, 1):
        raise Refused(Refusal.PHONE_TAKEN)
    return fit


def find_referrer(ports: Ports, number: str, person: Person | None = None) -> Member:
    """The friend whose card or phone ``number`` is. Raises ``REFERRER_UNKNOWN`` for nobody or a blocked card, and
    ``SELF_REFERRAL`` where it is the new member's own.
    """
    bare = _digits(number)
    if not bare:
        raise Refused(Refusal.REFERRER_UNKNOWN)
    if person is not None and bare in (_digits(person.card_number), _digits(person.phone)):
        raise Refused(Refusal.SELF_REFERRAL)
    found = ports.members.search(bare, 1)
    if not found or found[0].blocked:
        raise Refused(Refusal.REFERRER_UNKNOWN)
    return found[0]


def enrol(
    ports: Ports,
    cashier_id: str,
    person: Person,
    consents: Sequence[ConsentGiven] = (),
    referrer: Member | None = None,
) -> Member:
    """Make ``person`` a member, in one transaction, and return them once that is durable (DURABLE-FIRST).

    The till gives the member their id and their personal key; both are the member's for good. What joining is worth
    is the server's to give; what they buy now accrues now. Raises :class:`~pos_app.domain.errors.Refused` as
    :func:`check_new` does, ``NO_SUCH_CONSENT`` for a wording that is not asked for any more, ``REFERRER_UNKNOWN`` for
    a blocked friend, and :class:`~pos_app.domain.errors.CannotSell` when the file can not take it. Run on the store
    thread.
    """
    import secrets

    from pos_app.domain.enrolment import Enrolment, first_agreed, first_view

    fit = check_new(ports, person)
    if not set(consents) <= set(consents_asked(ports)):
        raise Refused(Refusal.NO_SUCH_CONSENT)
    if referrer is not None and referrer.blocked:
        raise Refused(Refusal.REFERRER_UNKNOWN)
    context = context_now(ports)
    enrolment = Enrolment(
        enrolment_id=ports.ids.new_id(),
        member_id=ports.ids.new_id(),
        seller=ports.counter.seller(cashier_id),
        at_ms=context.at_ms,
        offset_minutes=context.offset_minutes,
        joined_on=context.business_date,
        consents=tuple(consents),
        referrer_id=referrer.view.member_id if referrer else "",
        by_ambassador=referrer is not None and _is_ambassador(ports, referrer),
    )
    personal_key = secrets.token_bytes(PERSONAL_KEY_BYTES)
    with ports.store.unit_of_work() as work:
        work.add_enrolment(enrolment, fit, personal_key)
        work.commit()
    return Member(
        first_view(enrolment, fit),
        fit.name,
        fit.card_number[-CARD_DIGITS_SHOWN:],
        personal_key=personal_key,
        agreed=first_agreed(enrolment),
    )


def _is_ambassador(ports: Ports, referrer: Member) -> bool:
    return any(
        programme.referral is not None
        and bool(programme.referral.ambassador_segment)
        and programme.referral.ambassador_segment in referrer.view.segments
        for programme in ports.programmes.in_force()
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())
