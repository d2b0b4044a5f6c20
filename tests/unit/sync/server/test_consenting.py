"""Consents said at tills: recorded with time and wording, in force as the member said last, worth a coupon once."""

from __future__ import annotations

from itertools import permutations

import uuid_utils

from pos_app.domain.enrolment import Agreed
from pos_app.domain.visit import ConsentChanged
from sync.protocol.v1 import member_facts
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.member_views import agreed_of
from sync.server.book.consents import has_consent
from sync.server.desk import lists
from sync.server.schema import member_tables as books
from tests.unit.sync.server.calendar_stage import rules
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import MEMBER, OTHER, START_MS, FakeTill, Shop
from tests.unit.sync.server.test_desk_lists import PARTNER
from tests.unit.sync.server.test_joining import WELCOME, codes, the_row

WORDS = "Offers by e-mail"


def say(
    till: FakeTill, given: bool = True, at_ms: int = START_MS - 1000, consent: str = "news", who: str = MEMBER
) -> ConsentChanged:
    made = ConsentChanged(str(uuid_utils.uuid7()), seller_of(till), who, consent, WORDS, given, at_ms)
    body = member_facts.encode_consent_changed(made)
    till.write(member_facts.CONSENT_CHANGED, body, fact_id=made.change_id)
    return made


def spans(shop: Shop, consent: str = "news") -> list[tuple[int, int]]:
    """When each yes was said, and when it ended, before the server's start."""
    rows = shop.rows(books.consent, member_id=MEMBER, consent=consent)
    return sorted(
        (row.given_ms - START_MS, row.withdrawn_ms - START_MS if row.withdrawn_ms else 0) for row in rows
    )


def agreed(row: MemberRow) -> tuple[Agreed, ...]:
    return agreed_of(row.known)


def test_a_consent_given_at_a_till_is_kept_with_its_wording_and_time_and_brings_its_coupon_once(
    shop: Shop,
) -> None:
    rules(shop, WELCOME)
    till = shop.till()
    say(till)
    assert shop.taken(till).fates == ()
    shop.taken(till)
    [row] = shop.rows(books.consent, member_id=MEMBER)
    assert (row.consent, row.wording, row.given_ms, row.withdrawn_ms) == ("news", WORDS, START_MS - 1000, 0)
    assert codes(shop, MEMBER) == ["takk"]
    assert shop.member_view(MEMBER).consents == ("news",)
    assert agreed(the_row(shop, MEMBER)) == (Agreed("news", START_MS - 1000),)


def test_given_offline_at_two_tills_it_is_worth_one_coupon_and_holds_once(shop: Shop) -> None:
    rules(shop, WELCOME)
    first, second = shop.till(1), shop.till(2)
    say(first, at_ms=START_MS - 5000)
    say(second, at_ms=START_MS - 3000)
    shop.taken(second)
    shop.taken(first)
    assert shop.flags() == set()
    assert codes(shop, MEMBER) == ["takk"]
    assert shop.member_view(MEMBER).consents == ("news",)
    assert agreed(the_row(shop, MEMBER)) == (Agreed("news", START_MS - 5000),), "since the first yes"


def test_a_withdrawal_is_recorded_with_its_time_and_giving_again_brings_nothing_more(shop: Shop) -> None:
    rules(shop, WELCOME)
    till = shop.till()
    say(till, at_ms=START_MS - 9000)
    say(till, given=False, at_ms=START_MS - 8000)
    shop.taken(till)
    assert spans(shop) == [(-9000, -8000)]
    assert shop.member_view(MEMBER).consents == ()
    assert agreed(the_row(shop, MEMBER)) == ()
    say(till, at_ms=START_MS - 7000)
    shop.taken(till)
    assert spans(shop) == [(-9000, -8000), (-7000, 0)]
    assert codes(shop, MEMBER) == ["takk"]


def test_server_order_whatever_comes_in_first_the_member_s_last_word_holds(shop: Shop) -> None:
    """Four tills without a network hear yes, no, yes, no; and of something else the first three alone."""
    said = [(True, -9000), (False, -8000), (True, -7000), (False, -6000)]
    tills = [shop.till(number) for number in range(1, 5)]
    for number, order in enumerate(permutations(range(4))):
        for place in order:
            given, at = said[place]
            say(tills[place], given, START_MS + at, consent=f"no-{number}")
            if place < 3:
                say(tills[place], given, START_MS + at, consent=f"yes-{number}")
            shop.taken(tills[place])
    with shop.database.read() as connection:
        held = [
            has_consent(connection, shop.company.company_id, MEMBER, f"{last}-{number}")
            for number in range(24)
            for last in ("no", "yes")
        ]
    assert held == [False, True] * 24
    for number in range(24):
        assert {at for at, _ in spans(shop, f"no-{number}")} >= {-9000, -7000}, "each yes is on record"


def test_a_no_to_what_nobody_had_agreed_to_is_on_record_too(shop: Shop) -> None:
    till = shop.till()
    say(till, given=False)
    shop.taken(till)
    [row] = shop.rows(books.consent, member_id=MEMBER)
    assert (row.given_ms, row.withdrawn_ms, row.wording) == (START_MS - 1000, START_MS - 1000, WORDS)
    assert shop.member_view(MEMBER).consents == ()


def test_facts_never_rejected_a_consent_that_no_programme_asks_for_is_kept_and_told(shop: Shop) -> None:
    till = shop.till()
    say(till, consent="chain-letters")
    shop.taken(till)
    assert shop.flags() == {"consent-unknown"}
    assert shop.member_view(MEMBER).consents == ("chain-letters",)


def test_a_till_whose_clock_is_ahead_says_it_now(shop: Shop) -> None:
    rules(shop, WELCOME)
    till = shop.till()
    say(till, at_ms=START_MS + 86_400_000)
    shop.taken(till)
    assert shop.flags() == {"future-date"}
    assert spans(shop) == [(0, 0)]


def test_forgettable_nothing_is_recorded_of_somebody_who_was_erased_or_never_known(shop: Shop) -> None:
    from sync.server.book.members import erase_member

    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, OTHER, START_MS)
    till = shop.till()
    say(till, who=OTHER)
    say(till, who="nobody")
    shop.taken(till)
    assert shop.flags() == {"member-unknown"}
    assert shop.rows(books.consent) == []


def test_withdrawing_what_a_partner_may_know_cuts_the_link(shop: Shop) -> None:
    rules(shop, PARTNER)
    do(shop, lists.link_partner, MEMBER, "fly", "Fly may know my points.")
    till = shop.till()
    say(till, given=False, at_ms=shop.clock() + 1, consent="partner-fly")
    shop.clock.ms += 10
    shop.taken(till)
    view = shop.member_view(MEMBER)
    assert (view.partners, view.consents) == ((), ())


def test_tills_are_told_that_a_member_agreed_to_another_wording_than_today_s(shop: Shop) -> None:
    rules(shop, WELCOME.replace(WORDS, "Offers by e-mail and by letter"))
    till = shop.till()
    say(till)
    shop.taken(till)
    assert agreed(the_row(shop, MEMBER)) == (Agreed("news", START_MS - 1000, reworded=True),)
