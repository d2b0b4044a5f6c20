"""What a member agrees to, asked about at the counter: given or withdrawn after the wording was read (LOYALTY §6).

It works without a network: what was said is on the disk at once, and this till goes by it from the next scan on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import programmes_here

if TYPE_CHECKING:
    from pos_app.domain.visit import ConsentChanged

PARTNER_CONSENT = "partner-"
"""What the consent to being known by a partner is called, before the partner's code."""


class ConsentNow(Struct, frozen=True):
    """One consent and how it stands. ``wording`` is what is read to the member, empty where the shop no longer asks for
    it; then ``partner`` names who knows the member by it, if anybody. ``since_ms`` is 0 where the day is not known,
    ``reworded`` says that the member agreed to an earlier wording, and ``brings`` what a yes is worth, once.
    """

    consent: str
    wording: str
    given: bool = False
    since_ms: int = 0
    reworded: bool = False
    brings: str = ""
    partner: str = ""


def consents_of(ports: Ports, member: Member) -> tuple[ConsentNow, ...]:
    """What the shop asks for, each once, then what the member agreed to before and the shop no longer asks: that too
    can be withdrawn.
    """
    agreed = {each.consent: each for each in member.agreed}
    wordings: dict[str, str] = {}
    brings: dict[str, str] = {}
    partners: dict[str, str] = {}
    for programme in programmes_here(ports):
        for consent in programme.consents:
            wordings.setdefault(consent.code, consent.words)
        for coupon in programme.coupons:
            if coupon.consent:
                brings.setdefault(coupon.consent, coupon.words)
        partners |= {f"{PARTNER_CONSENT}{each.code}": each.name for each in programme.partners}
    found = []
    for code in dict.fromkeys((*wordings, *member.view.consents)):
        held = agreed.get(code)
        found.append(
            ConsentNow(
                code,
                wordings.get(code, ""),
                code in member.view.consents,
                held.given_ms if held else 0,
                held.reworded if held else False,
                brings.get(code, ""),
                partners.get(code, ""),
            )
        )
    return tuple(found)


def change_consent(ports: Ports, cashier_id: str, member: Member, asked: ConsentNow) -> ConsentChanged:
    """The member answered: what they did not agree to they do now, or the other way round. Durable when it returns.

    ``asked`` is what was read to them, as :func:`consents_of` said it. Raises
    :class:`~pos_app.domain.errors.Refused` ``NO_SUCH_CONSENT`` where the shop asks otherwise by now, or the answer
    came from elsewhere meanwhile. Run on the store thread.
    """
    from pos_app.domain.visit import ConsentChanged

    now = next((each for each in consents_of(ports, member) if each.consent == asked.consent), None)
    if now is None or (now.wording, now.given) != (asked.wording, asked.given):
        raise Refused(Refusal.NO_SUCH_CONSENT)
    changed = ConsentChanged(
        ports.ids.new_id(),
        ports.counter.seller(cashier_id),
        member.view.member_id,
        asked.consent,
        asked.wording,
        not asked.given,
        ports.clock.now_ms(),
    )
    with ports.store.unit_of_work() as work:
        work.add_consent_change(changed)
        work.commit()
    return changed
