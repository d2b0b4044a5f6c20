"""Why there are turns (:mod:`sync.server.turns`): two transactions, one begun inside the other, on PostgreSQL.

The second begins when the first has done everything but commit, and goes as far as it gets: to its end, or to where it
waits for the first. So the order is always the same. Each story is told twice: with turns the book is right, and with
turns switched off it is wrong, which shows that nothing else would have kept it right.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from sync.protocol.v1.messages import HoldRequest, PushReply, Secure, Secured, Want
from sync.server import turns
from sync.server.config import PostgresUrl
from sync.server.database import Database
from sync.server.holding.holds import ask_hold
from sync.server.holding.securing import secure
from sync.server.intake.arrivals import check_batch
from sync.server.intake.receiving import receive
from sync.server.schema import tables
from tests.stage.postgres import Cluster
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, OTHER, FakeTill, Shop
from tests.unit.sync.server.test_counter_machine import RULES
from tests.unit.sync.server.two_tills import under

pytestmark = pytest.mark.postgres
PATIENCE_S = 30.0
EARNED = 94
"""Points of one sale of :meth:`FakeTill.sell`."""

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
OneInsideTheOther = Callable[[Work[Result], Work[Result]], list[Result]]


@pytest.fixture
def one_inside_the_other(
    cluster: Cluster, place: PostgresUrl, opened: Callable[[], Database]
) -> OneInsideTheOther[Result]:
    """Do two works beside each other, in the order that the module tells; what each returned."""
    database = place.text.partition("@/")[2].partition("?")[0]
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    waits += f" AND datname = '{database}'"

    def both(first: Work[Result], second: Work[Result]) -> list[Result]:
        found: list[Result] = []
        workers = [opened(), opened()]
        other = threading.Thread(
            target=lambda: found.append(workers[1].written(second, beside=True)), daemon=True
        )
        with workers[0].beside() as connection:
            found.append(first(connection))
            other.start()
            while other.is_alive() and not cluster.execute(waits):
                other.join(0.01)
        other.join(PATIENCE_S)
        assert not other.is_alive(), "it never ended"
        return found

    return both


@pytest.fixture
def no_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody writes as if nobody wrote beside."""
    monkeypatch.setattr(turns, "_taken", lambda connection: None)


def two_sales(shop: Shop, together: OneInsideTheOther[object]) -> int:
    """A sale to the same member at each of two tills; the points that the member's balance then has."""

    def taking_in(till: FakeTill) -> Work[object]:
        till.sell(member=shop.member_view())
        arrivals = check_batch(
            till.batch(), till.place.company_id, till.place.till_id, till.key.public_key().public_bytes_raw()
        )
        return lambda c: receive(c, till.place.company_id, till.place.till_id, arrivals, shop.clock())

    before = points(shop)
    answers = together(*(taking_in(shop.till(number)) for number in (1, 2)))
    assert all(isinstance(each, PushReply) and not each.fates for each in answers)
    assert shop.count(tables.sale) == 2
    return points(shop) - before


def points(shop: Shop) -> int:
    [row] = shop.rows(tables.balance, member_id=MEMBER, account="points")
    return int(row.points)


def test_conservation_two_sales_to_one_member_at_once_both_move_the_balance(
    shared: Shop, one_inside_the_other: OneInsideTheOther[object]
) -> None:
    assert two_sales(shared, one_inside_the_other) == 2 * EARNED
    audit(shared.database)


@pytest.mark.usefixtures("no_turns")
def test_without_turns_one_of_two_sales_at_once_is_lost_from_the_balance(
    shared: Shop, one_inside_the_other: OneInsideTheOther[object]
) -> None:
    assert two_sales(shared, one_inside_the_other) == EARNED
    with pytest.raises(AssertionError, match="projection"):
        audit(shared.database)


def two_holds(shop: Shop, together: OneInsideTheOther[object]) -> int:
    """Two tills ask for 400 of the same 500 points; how many are then held."""

    def asking(till: FakeTill) -> Work[object]:
        asked = HoldRequest(redemption_id=till.place.till_id, member_id=MEMBER, account="points", points=400)
        return lambda c: ask_hold(c, till.place.company_id, till.place.till_id, asked, shop.clock())

    together(*(asking(shop.till(number)) for number in (1, 2)))
    return sum(row.points for row in shop.rows(tables.hold, state="held"))


def test_hold_two_who_ask_at_once_for_the_same_points_do_not_both_get_them(
    shared: Shop, one_inside_the_other: OneInsideTheOther[object]
) -> None:
    assert two_holds(shared, one_inside_the_other) == 400


@pytest.mark.usefixtures("no_turns")
def test_without_turns_more_points_are_held_than_there_are(
    shared: Shop, one_inside_the_other: OneInsideTheOther[object]
) -> None:
    assert two_holds(shared, one_inside_the_other) == 800 > points(shared)


def two_coupons(shop: Shop, together: OneInsideTheOther[object]) -> int:
    """Two tills ask for the same coupon's one use; how many were promised it."""
    counters = under(shop, RULES)
    want = Want(key="code:PK-77", amount=1, programme_id=counters[0].programmes[0].programme_id, rule="pack")

    def asking(till: FakeTill, member_id: str) -> Work[object]:
        asked = Secure(member_id=member_id, wants=(want,))
        return lambda c: secure(c, shop.company.company_id, till.place.till_id, asked, shop.clock())

    answers = together(*(asking(each.till, who) for each, who in zip(counters, (MEMBER, OTHER), strict=True)))
    return sum(len(each.granted) for each in answers if isinstance(each, Secured))


def test_classes_a_coupon_asked_for_twice_at_once_is_promised_once(
    shared: Shop, one_inside_the_other: OneInsideTheOther[object]
) -> None:
    assert two_coupons(shared, one_inside_the_other) == 1


@pytest.mark.usefixtures("no_turns")
def test_without_turns_one_coupon_is_promised_twice(
    shared: Shop, one_inside_the_other: OneInsideTheOther[object]
) -> None:
    assert two_coupons(shared, one_inside_the_other) == 2
