"""What is looked up by its id alone, or by its keeper, says the same as the books themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rows = Callable[[str], list[Any]]
_BY_NAME = {
    "hold": "SELECT redemption_id, member_id FROM hold",
    "coupon": "SELECT number, member_id FROM coupon",
    "code": "SELECT code, member_id FROM claimed_code",
    "lease": "SELECT lease_id, holder_id FROM lease",
    "claim": "SELECT sale_id, member_id FROM late_claim",
    "friend": "SELECT member_id, referrer_id FROM referral",
    "card": "SELECT card_hash, member_id FROM member_card",
}
_LEASE = "keeper_id, lease_id, holder_id, revision, state, term_ms, recalled_ms, closing_ms, closing_head"
_RISK = "till_id, floor_after, use_id, member_id, points"
_SAME = (
    (f"SELECT {_LEASE} FROM lease", f"SELECT {_LEASE} FROM keeper_lease"),
    (f"SELECT {_RISK} FROM lease_use WHERE floor_after >= 0", f"SELECT {_RISK} FROM floor_use"),
    (
        "SELECT household_id, member_id FROM member_history WHERE household_id <> ''",
        "SELECT household_id, member_id FROM household_member",
    ),
    (
        "SELECT sale_id, return_id, till_id, sequence, received_ms FROM returned WHERE sale_id <> ''",
        "SELECT sale_id, return_id, till_id, sequence, received_ms FROM return_of_sale",
    ),
)


def check_lookups(rows: Rows) -> None:
    """Compare them all; ``rows`` asks the database."""
    names: set[tuple[str, str]] = set()
    for kind, asked in _BY_NAME.items():
        for name, holder in rows(asked):
            names.add((f"{kind}/{bytes(name).hex() if kind == 'card' else name}", holder))
    known = {(name, holder) for name, holder in rows("SELECT name, holder_id FROM holder_key")}
    told = {each for each in known if not each[0].startswith("secured/")}
    assert told == names, f"whose it is: {sorted(told ^ names)[:5]}"
    for books, lookup in _SAME:
        assert sorted(rows(books)) == sorted(rows(lookup)), lookup
    due = set(rows("SELECT keeper_id, holder_id FROM home_due"))
    for place in rows("SELECT keeper_id, holder_id FROM lease_home WHERE due = 1 AND keeper_id <> ''"):
        assert place in due, f"nobody will look at {place}"
