"""Who is offered which release, and a release that failed is held for all others until a person lets it go on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import Version

from sync.protocol.releases import in_order, is_newer, is_release, release_of
from sync.server.desk import fleet as desk
from sync.server.enrol import make_code
from sync.server.fleet.failing import outcome_from
from sync.server.fleet.groups import group_of
from sync.server.fleet.offers import holds_of, wanted_of
from sync.server.fleet.standing import FleetTill, fleet_of
from sync.server.schema.fleet_tables import till_group, update_failure
from sync.server.sightings import Sight, write_sights
from tests.unit.sync.server.desk_stage import do, refused
from tests.unit.sync.server.stage import FakeTill, Shop

AT_ONCE = {"not_before_ms": 0, "hold_after": 1, "by": "Ingrid"}
_NUMBERS = st.lists(st.integers(0, 99_999) | st.integers(0, 2), min_size=2, max_size=4)
_BEFORE = st.just("") | st.builds("{}{}".format, st.sampled_from(["a", "b", "rc"]), st.integers(0, 9_999))
RELEASES = st.builds(lambda numbers, before: ".".join(map(str, numbers)) + before, _NUMBERS, _BEFORE).filter(
    lambda text: len(text) <= 24
)
WHY = {"by": "Ingrid", "reason": "the disk of that till was full"}


def wanted(shop: Shop, till: FakeTill) -> str:
    with shop.database.read() as connection:
        return wanted_of(connection, shop.company.company_id, till.place.till_id, shop.clock())


def offer(shop: Shop, version: str, *groups: str, **changed: object) -> str:
    held: str = do(shop, desk.offer, version, groups, **(AT_ONCE | changed))
    return held


def told(shop: Shop, till: FakeTill, outcome: str, software: str = "trofast-1.0.0") -> None:
    """The till says how its last update ended, and that is written down."""
    sight = Sight(shop.clock(), 0, 0, software, outcome_from(outcome))
    with shop.database.write() as connection:
        write_sights(connection, [(shop.company.company_id, till.place.till_id, sight)])


def pilot(shop: Shop, till: FakeTill, group: str = "pilot") -> FakeTill:
    do(shop, desk.put_till_into, till.place.till_id, group)
    return till


def in_fleet(shop: Shop, till: FakeTill) -> FleetTill:
    with shop.database.read() as connection:
        found = fleet_of(connection, shop.company.company_id, shop.clock())
    return next(each for each in found.tills if each.till == till.place.till_id)


def test_a_till_wants_the_newest_release_that_its_group_or_everybody_is_offered(shop: Shop) -> None:
    first, other = pilot(shop, shop.till(1)), shop.till(2)
    assert (wanted(shop, first), wanted(shop, other)) == ("", "")
    offer(shop, "1.9.0")
    offer(shop, "1.10.0", "pilot")
    assert (wanted(shop, first), wanted(shop, other)) == ("1.10.0", "1.9.0")
    offer(shop, "1.10.0")
    assert wanted(shop, other) == "1.10.0"


def test_an_offer_waits_for_its_time_and_a_withdrawn_one_is_over(shop: Shop) -> None:
    till = shop.till()
    offer(shop, "1.1.0")
    offer(shop, "1.2.0", not_before_ms=shop.clock() + 1000)
    assert wanted(shop, till) == "1.1.0"
    shop.clock.ms += 1000
    assert wanted(shop, till) == "1.2.0"
    assert do(shop, desk.withdraw, "1.2.0", (), by="Ingrid") == 1
    assert wanted(shop, till) == "1.1.0"
    refused(shop, "not offered", desk.withdraw, "1.2.0", (), by="Ingrid")
    offer(shop, "1.2.0")
    assert wanted(shop, till) == "1.2.0"


def test_a_release_that_failed_at_a_pilot_is_held_for_everybody_until_a_person_releases_it(
    shop: Shop,
) -> None:
    first, second, other = pilot(shop, shop.till(1)), pilot(shop, shop.till(2)), shop.till(3)
    offer(shop, "1.0.5")
    offer(shop, "1.1.0", "pilot")
    offer(shop, "1.1.0")
    told(shop, first, "way-back:1.1.0:77")
    assert [wanted(shop, each) for each in (first, second, other)] == ["1.0.5"] * 3
    with shop.database.read() as connection:
        hold = holds_of(connection, shop.company.company_id)["1.1.0"]
    assert hold.reason == 'went back at 1 till of group "pilot": s1 till 1'
    assert "pilot" in offer(shop, "1.1.0"), "whoever offers it again is told"
    shop.clock.ms += 10
    told(shop, first, "way-back:1.1.0:77")
    do(shop, desk.release, "1.1.0", **WHY)
    told(shop, first, "way-back:1.1.0:77")
    assert [wanted(shop, each) for each in (first, second, other)] == ["1.1.0"] * 3, (
        "told again is no new failure"
    )
    shop.clock.ms += 10
    told(shop, first, "failed:1.1.0:99")
    assert wanted(shop, other) == "1.0.5"
    with shop.database.read() as connection:
        assert holds_of(connection, shop.company.company_id)["1.1.0"].is_in_force
    assert shop.count(update_failure) == 1


def test_a_hold_comes_after_as_many_tills_of_one_group_as_the_offer_says(shop: Shop) -> None:
    tills = [pilot(shop, shop.till(number), "oslo") for number in (1, 2)]
    elsewhere = pilot(shop, shop.till(3), "bergen")
    offer(shop, "2.0.0", hold_after=2)
    told(shop, tills[0], "failed:2.0.0:1")
    told(shop, elsewhere, "failed:2.0.0:1")
    assert (wanted(shop, tills[0]), wanted(shop, tills[1])) == ("", "2.0.0"), "not twice at the same till"
    told(shop, tills[1], "failed:2.0.0:1")
    assert wanted(shop, shop.till(4)) == ""


def test_a_till_that_updated_well_holds_nothing_back(shop: Shop) -> None:
    till = shop.till()
    offer(shop, "1.1.0")
    for said in ("prepared:1.1.0:5", "checked:1.1.0:6"):
        told(shop, till, said, "trofast-1.1.0")
    assert shop.count(update_failure) == 0
    row = in_fleet(shop, till)
    assert (row.version, row.wanted, row.is_due) == ("1.1.0", "1.1.0", False)
    assert (row.outcome, row.outcome_version, row.outcome_ms) == ("checked", "1.1.0", 6)


def test_the_fleet_says_what_each_till_runs_is_to_run_and_went_back_from(shop: Shop) -> None:
    till = pilot(shop, shop.till())
    offer(shop, "1.1.0", "pilot", hold_after=5)
    offer(shop, "1.0.9", "pilot")
    told(shop, till, "way-back:1.1.0:77")
    row = in_fleet(shop, till)
    assert (row.group, row.version, row.wanted, row.is_due) == ("pilot", "1.0.0", "1.0.9", True)
    assert (row.went_back, row.failed, row.waiting) == (True, ("1.1.0",), 0)


def test_a_revoked_till_is_no_part_of_the_fleet(shop: Shop) -> None:
    from sync.server.desk.tills import revoke

    till = shop.till()
    with shop.database.write() as connection:
        revoke(
            *(connection, shop.company.company_id, till.place.till_id),
            by="Ingrid",
            reason="stolen",
            sales_until_ms=0,
            now_ms=shop.clock(),
        )
        assert fleet_of(connection, shop.company.company_id, shop.clock()).tills == ()


def test_a_till_joins_the_group_of_its_code_and_its_successor_goes_on_in_it(shop: Shop) -> None:
    company_id = shop.company.company_id
    with shop.database.write() as connection:
        make_code(connection, company_id, "s1", 8, shop.clock(), group="later")
    offer(shop, "1.1.0", "later")
    first, second = shop.till(7, group="pilot"), shop.till(7)
    with shop.database.read() as connection:
        groups = [group_of(connection, company_id, each.place.till_id) for each in (first, second)]
    assert groups == ["pilot", "pilot"]
    do(shop, desk.put_till_into, second.place.till_id, "")
    assert shop.count(till_group) == 1


def test_what_makes_no_sense_is_refused_and_changes_nothing(shop: Shop) -> None:
    till = pilot(shop, shop.till())
    for version in (
        "",
        "1",
        "1.2.0 ",
        "1.2.0-1",
        "2!1.0",
        "1.02.0",
        "1.2.0.dev1",
        "v1.2.0",
        "1.2.0;rm",
        "1" * 30,
    ):
        refused(shop, "such as 1.2.0", desk.offer, version, (), **AT_ONCE)
    refused(shop, "no till is in 'pilto'. There is pilot", desk.offer, "1.2.0", ("pilto",), **AT_ONCE)
    refused(shop, "small letters", desk.offer, "1.2.0", ("Pilot",), **AT_ONCE)
    refused(shop, "--by", desk.offer, "1.2.0", (), **(AT_ONCE | {"by": " "}))
    refused(shop, "--hold-after", desk.offer, "1.2.0", (), **(AT_ONCE | {"hold_after": 0}))
    refused(shop, "is not held", desk.release, "1.2.0", **WHY)
    refused(shop, "there is no till", desk.put_till_into, "nobody", "pilot")
    refused(shop, "small letters", desk.put_till_into, till.place.till_id, "a b")


@pytest.mark.parametrize(
    "said",
    [
        *("", "failed", "failed:1.2.0", "failed:1.2.0:x", "failed:1.2.0:-1", "lost:1.2.0:1"),
        *("failed:1.2.0.dev1:1", "failed:1.2.0:99999999999999999", "failed:1.2.0:1:1"),
    ],
)
def test_an_outcome_that_makes_no_sense_is_passed_over(said: str) -> None:
    assert outcome_from(said) is None


def test_releases_are_compared_as_numbers() -> None:
    assert is_newer("1.10.0", "1.9.9")
    assert is_newer("1.2.0", "1.2.0rc1")
    assert not is_newer("1.2.0", "1.2")
    assert not is_release("1.2.0+local")
    assert sorted(["1.10.0", "1.2.0rc2", "1.2.0", "1.2.0rc1"], key=in_order)[:2] == ["1.2.0rc1", "1.2.0rc2"]
    assert (release_of("trofast-1.2.0"), release_of("trofast"), release_of("other-1.2.0")) == (
        "1.2.0",
        "",
        "",
    )
    with pytest.raises(ValueError, match="no release"):
        in_order("soon")


@settings(max_examples=200)
@given(one=RELEASES, other=RELEASES)
def test_releases_are_ordered_as_python_orders_them(one: str, other: str) -> None:
    """tufup goes by that rule, and dpkg by one that is the same with `~` before the letters."""
    assert is_release(one)
    assert (in_order(one) > in_order(other)) is (Version(one) > Version(other))
    assert (in_order(one) == in_order(other)) is (Version(one) == Version(other))
