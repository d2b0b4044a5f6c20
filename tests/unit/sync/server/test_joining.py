"""Joining at a till: the member exists whatever is odd, and nothing of them stands in the journal."""

import pytest

from pos_app.domain.enrolment import ConsentGiven, Person
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.numbers import number_hash
from sync.server.book.members import erase_member
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import have, rules
from tests.unit.sync.server.joining_stage import CLARA, KEY, join
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

WELCOME = """
[earn]
points = 1
per = "1.00"
[welcome]
points = 100
coupon = "velkommen"
[[consent]]
id = "news"
words = "Offers by e-mail"
[[coupon]]
id = "velkommen"
words = "Welcome"
issued = "joining"
[[coupon]]
id = "takk"
words = "Thank you"
issued = "consent"
consent = "news"
[[offer]]
id = "welcome-off"
words = "10 %"
effect = "basket-percent"
percent = "10"
when = { coupon = "velkommen" }
[[offer]]
id = "thanks-off"
words = "15 %"
effect = "basket-percent"
percent = "15"
when = { coupon = "takk" }
"""


def the_row(shop: Shop, member_id: str) -> MemberRow:
    [row] = [row for row in shop.changes().rows if isinstance(row, MemberRow) and row.member_id == member_id]
    return row


def codes(shop: Shop, member_id: str) -> list[str]:
    return sorted(row.code for row in shop.rows(books.coupon, member_id=member_id))


def test_who_joined_at_one_till_is_known_at_every_till(shop: Shop) -> None:
    till = shop.till()
    clara = join(till)
    assert shop.taken(till).fates == ()
    row, secret = the_row(shop, clara.member_id), shop.company.card_secret
    assert row.display_name == "Clara Dahl"
    assert row.card_hashes == (number_hash(secret, "20000001"),)
    assert row.phone_hash == number_hash(secret, "4740000001")
    assert row.personal_key == KEY, "the till made it: what it sealed stays readable with it"
    assert row.known is not None
    assert (row.known.joined_on, row.known.birthday_month, row.known.birthday_day) == ("2026-03-01", 5, 17)


def test_joining_gives_what_the_programmes_say_once(shop: Shop) -> None:
    club = rules(shop, WELCOME)
    till = shop.till()
    clara = join(till)
    shop.taken(till)
    shop.taken(till)  # the same batch once more
    assert have(shop, club, clara.member_id).points == 100
    assert codes(shop, clara.member_id) == ["velkommen"]
    audit(shop.database)


def test_a_consent_is_kept_with_its_wording_and_time_and_brings_its_coupon(shop: Shop) -> None:
    rules(shop, WELCOME)
    till = shop.till()
    clara = join(till, consents=(ConsentGiven("news", "Yes, send me offers."),))
    shop.taken(till)
    [row] = shop.rows(books.consent, member_id=clara.member_id)
    assert (row.consent, row.wording, row.given_ms, row.withdrawn_ms) == (
        "news",
        "Yes, send me offers.",
        clara.at_ms,
        0,
    )
    assert codes(shop, clara.member_id) == ["takk", "velkommen"]


def test_facts_never_rejected_a_card_of_somebody_else_is_not_linked_and_the_member_exists(shop: Shop) -> None:
    till = shop.till()
    clara = join(till, Person("Clara", card_number="10000042"))
    shop.taken(till)
    assert shop.flags() == {"card-taken"}
    assert the_row(shop, clara.member_id).card_hashes == ()
    assert the_row(shop, MEMBER).card_hashes == (number_hash(shop.company.card_secret, "10000042"),)


def test_a_phone_that_a_family_shares_finds_both_and_is_told(shop: Shop) -> None:
    till = shop.till()
    clara = join(till, Person("Clara", phone="+47 912 34 567"))
    shop.taken(till)
    assert shop.flags() == {"phone-taken"}
    assert the_row(shop, clara.member_id).phone_hash == the_row(shop, MEMBER).phone_hash


def test_an_enrolment_of_somebody_who_is_a_member_changes_nothing(shop: Shop) -> None:
    club = rules(shop, WELCOME)
    till = shop.till()
    join(till, member_id=OTHER)
    shop.taken(till)
    assert shop.flags() == {"enrolled-twice"}
    assert the_row(shop, OTHER).display_name == "Bo Berg"
    assert have(shop, club, OTHER).points == 0


def test_who_brings_a_friend_is_noted_and_told_with_the_friend(shop: Shop) -> None:
    till = shop.till()
    clara = join(till, referrer_id=MEMBER)
    shop.taken(till)
    known = the_row(shop, clara.member_id).known
    assert known is not None
    assert known.referred_by is not None
    assert known.referred_by.member_id == MEMBER


def test_nobody_brings_themselves_under_a_second_card_either(shop: Shop) -> None:
    till = shop.till()
    myself = join(till, Person("Ada", phone="+47 912 34 567"), referrer_id=MEMBER)
    shop.taken(till)
    assert "self-referral" in shop.flags()
    assert shop.count(books.referral) == 0
    assert the_row(shop, myself.member_id).display_name == "Ada"


def test_a_friend_whom_nobody_knows_brings_no_referral(shop: Shop) -> None:
    till = shop.till()
    join(till, referrer_id="stranger")
    shop.taken(till)
    assert shop.flags() == {"referrer-unknown"}
    assert shop.count(books.referral) == 0


def test_a_person_whom_nobody_can_read_is_a_member_without_a_name(shop: Shop) -> None:
    till = shop.till()
    unreadable = [join(till, key=b"x" * 32), join(till, key=b""), join(till, sealed=False)]
    shop.taken(till)
    assert shop.flags() == {"person-unreadable"}
    for each in unreadable:
        row = the_row(shop, each.member_id)
        assert (row.display_name, row.card_hashes, len(row.personal_key)) == ("", (), 32)


def test_a_birthday_that_no_year_has_is_not_kept(shop: Shop) -> None:
    till = shop.till()
    join(till, Person("Clara", birthday_month=2, birthday_day=30))
    leap = join(till, Person("Dina", birthday_month=2, birthday_day=29))
    shop.taken(till)
    assert [row.member_id for row in shop.rows(books.member_birthday)] == [leap.member_id]


def test_joining_ahead_of_the_servers_clock_counts_from_today(shop: Shop) -> None:
    till = shop.till()
    clara = join(till, Person("Clara"), joined_on="2031-01-01")
    dina = join(till, Person("Dina"), joined_on="soon")
    shop.taken(till)
    assert shop.flags() == {"future-date", "business-date"}
    for each in (clara, dina):
        assert shop.rows(books.member_history, member_id=each.member_id)[0].joined_on == "2026-03-01"


def test_a_purchase_that_came_before_the_enrolment_is_remembered(shop: Shop) -> None:
    first, second = shop.till(1), shop.till(2)
    view = shop.member_view()
    clara = join(first, CLARA)
    second.sell(
        member=type(view)(clara.member_id, 0, 0, None, view.as_of_ms, purchases=0, joined_on="2026-03-01")
    )
    shop.taken(second)
    assert shop.flags() == {"member-unknown"}
    shop.taken(first)
    known = the_row(shop, clara.member_id).known
    assert known is not None
    assert (known.purchases, known.joined_on) == (1, "2026-03-01")
    assert audit(shop.database)[clara.member_id, "points"] == (94, 0, 0)


@pytest.mark.sqlite
def test_forgettable_the_journal_of_an_enrolment_names_nobody_and_erasing_leaves_nothing(shop: Shop) -> None:
    till = shop.till()
    clara = join(till, consents=(ConsentGiven("news", "Yes, send me offers."),), referrer_id=MEMBER)
    shop.taken(till)
    with shop.database.write() as connection:
        assert erase_member(connection, shop.company.company_id, clara.member_id, shop.clock())
    shop.database.forget_old_pages()
    for secret in (b"Clara Dahl", b"4740000001", KEY):
        assert not any(secret in path.read_bytes() for path in shop.folder.glob("server.db*")), secret
    assert shop.count(tables.record) == 1
    for table in (books.member_birthday, books.referral, books.segment_member, books.partner_link):
        assert shop.count(table, member_id=clara.member_id) == 0
