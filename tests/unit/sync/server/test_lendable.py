"""What may be lent: lots that live through the term, the programme's share, accounts that pay at the counter. And what
days bring meanwhile: lots that end wait for what was sold, and leases are freed by the server's clock.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date

import pytest

from pos_app.domain.loyalty.programme_text import programme_from_text
from sync.server.book.ledger import Movement, Purse, earn
from sync.server.calendar.days import MOST_DAYS_ALONE
from sync.server.holding.freeing_leases import free_leases, free_some
from sync.server.holding.lease_granting import terms_of
from sync.server.slate.at_once import AtOnce
from sync.server.writer import Writer
from tests.unit.sync.server.calendar_stage import noon_ms, pass_days
from tests.unit.sync.server.lease_stage import GRACE_MS, HOUR_MS, TERM_MS, at_home, counters, standing, states
from tests.unit.sync.server.stage import MEMBER, PROGRAMME_TEXT, Shop
from tests.unit.sync.server.test_following_days import _wait as wait_until

HEAD = 'programme = "p{0}"\nversion = 1\nname = "P"\ncurrency = "NOK"\naccount = "{1}"\n{2}\n'
EARN = '[[earn]]\nid = "e"\npoints = 1\nper = "1.00"\n'
PAYS = EARN + '[redemption]\nblock = 100\nvalue = "1.00"\n'
CAUSE = EARN + '[[cause]]\ncode = "c"\nname = "C"\nper_points = 100\nvalue = "1.00"\n'
REWARDS = PAYS + '[[reward]]\nid = "r"\npoints = 100\nvalue = "5.00"\nwords = "R"\n'


@pytest.mark.parametrize(
    ("texts", "shares"),
    [
        ([("points", PAYS)], {"points": 100}),
        ([("points", CAUSE)], {"points": 100}),
        ([("points", EARN)], {}),
        ([("points", REWARDS)], {}),
        ([("points", PAYS + "[offline]\nshare_percent = 40\n")], {"points": 40}),
        ([("points", PAYS + "[offline]\nshare_percent = 0\n")], {}),
        ([("points", PAYS), ("points", CAUSE + "[offline]\nshare_percent = 40\n")], {"points": 40}),
        ([("points", PAYS), ("miles", CAUSE)], {"points": 100, "miles": 100}),
    ],
)
def test_lease_what_pays_at_the_counter_is_lent_and_what_becomes_a_reward_is_not(
    texts: list[tuple[str, str]], shares: dict[str, int]
) -> None:
    programmes = [
        programme_from_text(HEAD.format(number, account, text), "test")
        for number, (account, text) in enumerate(texts)
    ]
    assert dict(terms_of(programmes).shares) == shares


def test_lease_the_shortest_term_and_the_longest_grace_hold() -> None:
    one, two = (
        programme_from_text(HEAD.format(n, "points", PAYS + more), "test")
        for n, more in enumerate(
            ["[offline]\nterm_hours = 24\ngrace_hours = 10\n", "[offline]\ngrace_hours = 60\n"]
        )
    )
    terms = terms_of([one, two])
    assert (terms.lends, terms.term_ms, terms.grace_ms) == (True, 24 * HOUR_MS, 60 * HOUR_MS)
    assert not terms_of(
        [programme_from_text(HEAD.format(1, "a", PAYS + "[offline]\nshare_percent = 0\n"), "t")]
    ).lends


def lot(shop: Shop, points: int, ends: str, name: str = "x") -> None:
    purse = Purse(shop.company.company_id, MEMBER, "points")
    with shop.database.write() as connection:
        movement = Movement(f"lot-{name}", "poeng", "test", 0)
        earn(
            AtOnce(connection, purse.company_id),
            purse,
            movement,
            points,
            earned_on="2026-01-01",
            expires_on=ends,
        )


def test_lots_only_those_that_live_through_the_terms_last_day_are_lent(shop: Shop) -> None:
    lot(shop, 70, "2026-03-03", "dies-within")
    lot(shop, 30, "2026-03-04", "lives-through")
    at_home(shop)
    assert standing(shop)["leased"] == 594 + 30
    assert standing(shop)["free"] == 70


def test_lots_a_share_of_what_lives_is_lent(shop: Shop) -> None:
    shop.import_texts(
        programmes=PROGRAMME_TEXT.replace("version = 1", "version = 2") + "\n[offline]\nshare_percent = 50\n"
    )
    at_home(shop)
    assert (standing(shop)["leased"], standing(shop)["free"]) == (297, 297)


def test_lots_a_lease_whose_lots_end_within_the_next_term_is_asked_back(shop: Shop) -> None:
    lot(shop, 30, "2026-03-04")
    home = at_home(shop)
    shop.clock.ms += 24 * HOUR_MS
    home.sync()
    assert states(shop) == ["closed"]
    shop.clock.ms += HOUR_MS
    home.sync()
    assert (standing(shop)["leased"], standing(shop)["free"]) == (594, 30)


def test_lots_that_ended_wait_until_the_keeper_has_told_what_it_sold(shop: Shop) -> None:
    lot(shop, 100, "2026-03-01")
    home = at_home(shop)
    (lent,) = home.leases
    home.sell(150)
    pass_days(shop, date(2026, 3, 2))
    assert standing(shop)["balance"] == 694, "nobody knows yet what was sold of it"
    shop.taken(home.till, 2)
    home.sync()
    pass_days(shop, date(2026, 3, 2))
    assert standing(shop)["balance"] == 694 - 150 + 79, "the sale took it first, so nothing was lost"
    assert counters(shop, lent)[2] == 150


def test_lots_that_ended_are_written_off_once_the_keeper_has_spoken(shop: Shop) -> None:
    lot(shop, 100, "2026-03-01")
    home = at_home(shop)
    shop.clock.ms = noon_ms(date(2026, 3, 2))
    home.sync()
    pass_days(shop, date(2026, 3, 2))
    assert standing(shop)["balance"] == 594


def test_lease_what_is_due_is_freed_while_the_server_runs(shop: Shop) -> None:
    at_home(shop)
    shop.clock.ms += TERM_MS + GRACE_MS

    async def whole() -> None:
        writer = Writer(shop.database)
        following = asyncio.create_task(free_leases(writer, shop.clock, look_s=0.01))
        try:
            await asyncio.to_thread(wait_until, lambda: states(shop) == ["freed"])
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            writer.close()

    asyncio.run(whole())
    assert standing(shop)["free"] == 594


def test_lease_a_clock_that_leapt_ahead_frees_nothing(shop: Shop) -> None:
    at_home(shop)
    pass_days(shop, date(2026, 3, 1))
    shop.clock.ms += (MOST_DAYS_ALONE + 2) * 24 * HOUR_MS
    with shop.database.write() as connection:
        assert not free_some(connection, shop.company.company_id, shop.clock())
    assert states(shop) == ["open"]
