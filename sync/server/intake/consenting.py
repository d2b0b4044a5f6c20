"""A consent that was given or withdrawn at a till: recorded with its time and the wording that was read."""

from __future__ import annotations

from sqlalchemy import Connection

from sync.protocol.envelope import Envelope
from sync.protocol.v1 import member_facts
from sync.server.book.consents import MOST_CODE, give_consent, withdraw_consent
from sync.server.book.keeping import AHEAD_MS
from sync.server.book.members import is_erased, is_known
from sync.server.calendar.company_days import company_day
from sync.server.intake.effects import Effects, Place, check_seller


def apply_consent_changed(connection: Connection, place: Place, envelope: Envelope) -> Effects:
    """Record what the member said, with what a yes brings. A till's clock orders it, but nothing is said tomorrow."""
    changed = member_facts.decode_consent_changed(envelope.body)
    effects = Effects()
    check_seller(place, changed.seller, effects)
    company_id, member_id, code = place.company_id, changed.member_id, changed.consent[:MOST_CODE]
    if not is_known(connection, company_id, member_id) or is_erased(connection, company_id, member_id):
        effects.flag(
            "member-unknown", "the company knows no such member, or has erased them; nothing was recorded"
        )
        return effects
    if changed.at_ms > place.now_ms + AHEAD_MS:
        effects.flag("future-date", "said ahead of the server's clock; it counts from now")
    at_ms = min(max(changed.at_ms, 1), place.now_ms)
    if changed.given:
        asked = {each.code for programme in place.programmes for each in programme.consents}
        if code not in asked:
            effects.flag("consent-unknown", f"no programme asks for a consent {code!r}; it was recorded")
        give_consent(
            *(connection, company_id, member_id, code, changed.wording, place.programmes),
            *(company_day(connection, company_id, place.now_ms), place.now_ms),
            agreed_ms=at_ms,
        )
    else:
        withdraw_consent(
            *(connection, company_id, member_id, code, place.now_ms),
            wording=changed.wording,
            withdrawn_ms=at_ms,
        )
    effects.members.add(member_id)
    return effects
