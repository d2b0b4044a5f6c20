"""A programme with everything that a member may want beside goods, and a member who can have all of it."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.loyalty.member_view import MembershipHeld
from pos_app.domain.loyalty.play_rules import Cause, Code
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.status_rules import Event, Membership, Partner
from pos_app.domain.members import Member
from tests.stage import goods

TODAY = "2026-03-01"


def club_programme() -> Programme:
    """Grünerløkka Poeng with star codes, a cause, a partner, an event of today and a club with a trial."""
    return replace(
        goods.programme(),
        codes=(Code("stars", "Stjernekode fra posen", 25, "STAR-"),),
        causes=(Cause("trees", "Trær på Løkka", 100, 500), Cause("far", "Langt borte", 5000)),
        partners=(Partner("sky", "Skyselskapet", "sky-miles", 200, 50), Partner("bare", "Uten bytte")),
        events=(
            Event("tasting", "Kaffesmaking", "friends", TODAY, 40),
            Event("later", "Senere", "friends", "2026-03-02"),
            Event("closed", "Lukket", "board", TODAY),
        ),
        memberships=(
            Membership("club", "Kaffeklubben", "club-fee", trial_days=30, trial_article="club-trial"),
        ),
    )


def club_member() -> Member:
    """Ada, invited, linked, and a paying member of the club to the end of March."""
    view = replace(
        goods.member(),
        segments=("friends",),
        partners=("sky", "bare"),
        memberships=(
            MembershipHeld("poeng", "club", "2025-04-01", "2026-03-31"),
            MembershipHeld("poeng", "club", "2024-04-01", "2025-03-31"),
        ),
    )
    return goods.known_member(view)
