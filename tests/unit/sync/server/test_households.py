"""Members who share an account: what counts for the household together, and what stays each person's own."""

from sqlalchemy import insert

from sync.protocol.v1.messages import Want
from sync.server.book.holders import set_household
from sync.server.book.members import publish_members
from sync.server.schema import member_tables as books
from tests.stage.goods import CAPPUCCINO
from tests.unit.sync.server.securing_stage import ask
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.test_two_tills import YEARLY, points
from tests.unit.sync.server.two_tills import EARNS, Counter, sends, under


def test_households_share_points_and_each_is_told(shop: Shop) -> None:
    one, _ = under(shop, EARNS + '[household]\ncaps = "household"\n' + YEARLY)
    share(shop)
    one.sell(CAPPUCCINO)
    sends(one)
    assert points(shop, "home") == 44  # 49.00 less the gift
    assert shop.member_view(OTHER).points == 44
    assert shop.member_view(OTHER).used == shop.member_view().used != ()
    assert not one.sell(CAPPUCCINO, view=shop.member_view(OTHER)).line_effects, "once for the household"
    assert shop.hold(one.till, "r1", 40, OTHER).outcome == "held"


def test_a_birthday_is_each_persons_own_also_where_caps_are_the_households(shop: Shop) -> None:
    born = YEARLY + "when = { birthday = true }\n"
    one, two = under(shop, EARNS + '[household]\ncaps = "household"\n' + born)
    share(shop)
    with shop.database.write() as connection:
        for member_id in (MEMBER, OTHER):
            row = {"company_id": shop.company.company_id, "member_id": member_id, "month": 3, "day": 1}
            connection.execute(insert(books.member_birthday), row)
        publish_members(connection, shop.company.company_id, [MEMBER, OTHER], shop.clock())
    first = one.sell(CAPPUCCINO)
    assert first.line_effects
    wanted = Want("once:p:gift", "p", "gift", 1, "year", "2026-01-01")
    assert refused(shop, one, MEMBER, wanted) == []
    assert refused(shop, two, OTHER, wanted) == [], "what is kept for Ada does not stand in Bo's way"
    sends(one)
    assert shop.member_view().used != ()
    assert shop.member_view(OTHER).used == ()
    assert refused(shop, two, MEMBER, wanted) == ["used"]
    assert two.sell(CAPPUCCINO, view=shop.member_view(OTHER)).line_effects, "once for each of them"
    sends(two)
    assert shop.flags() == set()
    assert not two.sell(CAPPUCCINO, view=shop.member_view(OTHER)).line_effects


def refused(shop: Shop, counter: Counter, member_id: str, want: Want) -> list[str]:
    """Why it is not this till's now; nothing when it is."""
    return [each.why for each in ask(shop, counter.till, want, member_id=member_id).refused]


def test_households_where_only_the_owner_spends_hold_nothing_for_others(shop: Shop) -> None:
    one, _ = under(shop, EARNS + '[household]\nspends = "owner"\n')
    share(shop)
    one.sell(CAPPUCCINO)
    sends(one)
    assert shop.hold(one.till, "r1", 40, OTHER).outcome == "refused"
    assert shop.hold(one.till, "r2", 40, MEMBER).outcome == "held"


def share(shop: Shop) -> None:
    """Ada (who owns it) and Bo begin to share an account."""
    company = {"company_id": shop.company.company_id}
    with shop.database.write() as connection:
        home = {"household_id": "home", "owner_id": MEMBER, "made_ms": 0}
        connection.execute(insert(books.household), {**company, **home})
        for member_id in (MEMBER, OTHER):
            set_household(connection, shop.company.company_id, member_id, "home")
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
