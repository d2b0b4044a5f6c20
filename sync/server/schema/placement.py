"""Where rows live on a database that spreads over several hosts: by which column each table is split.

``company_id`` begins every key; the column named here is the other half. Rows of one company with the same value lie on
one host, so a statement that names both (``=`` or ``IN``) asks only the hosts that have an answer. A member's purse may
also be a household's or a gift card's: then that id stands in the column. Tests hold every key, every statement that
the server runs, and the table in ``sync/server/README.md`` to what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["BY_ID", "BY_MEMBER", "BY_TILL", "COMPANY", "EVERYWHERE", "split_by"]

COMPANY = "company_id"

BY_TILL: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("record", "review", "quarantine", "care"), "till_id"),
        **dict.fromkeys(("sale", "sale_line", "sale_tender", "day_total"), "till_id"),
        **dict.fromkeys(("returned", "returned_line", "returned_tender", "counter_event"), "till_id"),
        **dict.fromkeys(("drawer_count", "period_report"), "till_id"),
        "floor_use": "till_id",
        **dict.fromkeys(("till", "till_sight", "former_key", "revoked_till", "nonce_seen"), "till_id"),
        **dict.fromkeys(("till_group", "update_failure", "replaced_till"), "till_id"),
        **dict.fromkeys(("lease_keeper", "keeper_lease", "home_due"), "keeper_id"),
    }
)
"""What a till brings, and what is known of it."""

BY_MEMBER: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("member", "member_person", "member_birthday", "member_history", "personal"), "member_id"
        ),
        **dict.fromkeys(("member_card", "member_code", "household_ever", "member_store"), "member_id"),
        **dict.fromkeys(("posting_group", "posting", "lot", "lot_use", "balance", "hold"), "member_id"),
        **dict.fromkeys(("standing", "qualifying_gain", "membership", "failed_payment"), "member_id"),
        **dict.fromkeys(
            ("stamp_card", "stamp_move", "coupon", "challenge", "usage", "usage_move"), "member_id"
        ),
        **dict.fromkeys(("bought", "purchase", "claimed_code", "late_claim", "store_visit"), "member_id"),
        **dict.fromkeys(("consent", "partner_link", "segment_member", "draw_entry", "secured"), "member_id"),
        **dict.fromkeys(("adjustment", "suspense_decision"), "member_id"),
        **dict.fromkeys(("lease", "lease_points", "lease_use", "lease_home"), "holder_id"),
        "referral": "referrer_id",
    }
)
"""The book of a member, or of whoever has a purse."""

BY_ID: Mapping[str, str] = MappingProxyType(
    {
        "company": "company_id",
        "account_day": "account",
        "fact_key": "fact_id",
        "holder_key": "name",
        "phone_key": "phone_hash",
        "return_of_sale": "sale_id",
        "household": "household_id",
        "household_member": "household_id",
        "awaiting": "subject",
        "gift_card": "card_id",
        "lost_card": "card_hash",
        "deposit_slip": "number",
        "published": "row_id",
        "turn": "name",
    }
)
"""What is looked up one by one, by its own id."""

EVERYWHERE = frozenset(
    {
        *("programme", "article_code", "vat_rate", "issuer_key", "draw_held"),
        *("enrol_code", "store_device", "lease_awaited", "days_kept", "door", "pulse"),
        *("update_offer", "update_hold", "recovery_key"),
    }
)
"""Small and seldom written: every host has a copy."""

_SPLIT = {**BY_TILL, **BY_MEMBER, **BY_ID}


def split_by(table: str) -> str | None:
    """The column beside ``company_id`` by which a table is split; None for one that is everywhere.

    Raises :class:`KeyError` for a table that nobody placed.
    """
    return None if table in EVERYWHERE else _SPLIT[table]
