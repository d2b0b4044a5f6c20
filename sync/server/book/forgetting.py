"""What else hangs on a person when they are erased (FORGETTABLE, LOYALTY §6): everything that is theirs goes, what the
company must be able to show stays without them.
"""

from __future__ import annotations

import uuid_utils
from sqlalchemy import Connection, delete, insert, select, update

from sync.server.book.code_revocations import forget_codes_of
from sync.server.book.holders import behind, set_household
from sync.server.book.referrals import forget_referrals
from sync.server.schema.desk_tables import adjustment, failed_payment, lost_card
from sync.server.schema.member_tables import (
    bought,
    consent,
    household,
    member_birthday,
    member_history,
    partner_link,
    purchase,
    segment_member,
)


def forget_ties(connection: Connection, company_id: str, member_id: str, now_ms: int) -> set[str]:
    """Cut every tie of a member who is being erased. Returns the members who shared an account with them: the account
    stays, and one of the others owns it.

    Consents stay as proof that so many agreed to which words, under an id that leads nowhere. A lost card stays lost,
    nobody's.
    """
    forget_codes_of(connection, company_id, member_id)
    for table in (member_birthday, segment_member, partner_link, bought, purchase, failed_payment):
        connection.execute(
            delete(table).where(table.c.company_id == company_id, table.c.member_id == member_id)
        )
    forget_referrals(connection, company_id, member_id)
    mine = (consent.c.company_id == company_id, consent.c.member_id == member_id)
    connection.execute(update(consent).where(*mine, consent.c.withdrawn_ms == 0).values(withdrawn_ms=now_ms))
    proofs = connection.execute(select(consent).where(*mine)).all()
    connection.execute(delete(consent).where(*mine))
    nobody = {"member_id": f"erased-{uuid_utils.uuid4()}"}
    if proofs:
        connection.execute(insert(consent), [{**proof._mapping, **nobody} for proof in proofs])
    connection.execute(
        update(lost_card)
        .where(lost_card.c.company_id == company_id, lost_card.c.member_id == member_id)
        .values(member_id="", number_end="")
    )
    connection.execute(
        update(adjustment)
        .where(adjustment.c.company_id == company_id, adjustment.c.member_id == member_id)
        .values(reason="")
    )
    return _leave_household(connection, company_id, member_id)


def _leave_household(connection: Connection, company_id: str, member_id: str) -> set[str]:
    history = member_history.c
    shared = connection.execute(
        select(history.household_id).where(history.company_id == company_id, history.member_id == member_id)
    ).scalar_one_or_none()
    if not shared:
        return set()
    set_household(connection, company_id, member_id, "")
    others = behind(connection, company_id, [shared]) - {shared}
    left = list(
        connection.execute(
            select(history.member_id)
            .where(history.company_id == company_id, history.member_id.in_(others))
            .order_by(history.joined_on, history.member_id)
        ).scalars()
    )
    if left:
        connection.execute(
            update(household)
            .where(
                household.c.company_id == company_id,
                household.c.household_id == shared,
                household.c.owner_id == member_id,
            )
            .values(owner_id=left[0])
        )
    return set(left)
