"""CLASSES as a property: without the network nothing is used up that somebody else could use, whatever is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.decision import PointsWish, Wishes
from pos_app.domain.loyalty.member_view import CouponHeld, StampsHeld
from pos_app.services.quoting import quote_asked
from pos_app.services.securing import to_secure
from tests.stage import goods, loyal_shop
from tests.stage.loyal_shop import COUPON, OPEN_CODE

SECOND = "4711000009"
MORE = """
[[offer]]
id = "once-a-year"
words = "Bursdagsbolle"
effect = "percent"
percent = "100"
most_pieces = 1
once = "year"
priority = 10
goods = { categories = ["bakst"] }
when = { birthday = true }

[[coupon]]
id = "by-itself"
words = "Fem av hver kaffe"
automatic = true

[[offer]]
id = "five-off"
words = "Fem av hver kaffe"
effect = "amount"
amount = "5.00"
goods = { categories = ["kaffe"] }
when = { coupon = "by-itself" }

[[membership]]
code = "plus"
name = "Pluss"
article = "plus-aar"
trial_days = 30
trial_article = "plus-prove"

[[cause]]
code = "forest"
name = "Skogen"
per_points = 10
value = "1.00"

[[partner]]
code = "air"
name = "Flyet"
account = "air"
our_points = 100
their_points = 50

[[event]]
code = "tasting"
name = "Smaking"
guests = "friends"
on = 2026-03-01
points = 50
"""
SHELF = (
    goods.CAPPUCCINO,
    goods.CINNAMON_BUN,
    goods.KIMCHI_TOAST,
    goods.BANITSA,
    goods.BOOK,
    goods.article("Plus prove", 100),
)
ALL = tuple(
    Wishes(
        coupons=coupons,
        claims=("TRO-1", "TRO-2"),
        gives=(PointsWish("venner", "forest", 100),),
        converts=(PointsWish("venner", "air", 200),),
        events=("tasting",),
    )
    for coupons in ((), (COUPON,), (COUPON, SECOND, OPEN_CODE))
)


@given(
    st.lists(st.tuples(st.sampled_from(SHELF), st.integers(1, 4)), min_size=1, max_size=5),
    st.sampled_from((*ALL, Wishes(), Wishes(coupons=(OPEN_CODE, COUPON)))),
    st.integers(0, 8),
    st.booleans(),
)
def test_classes_nothing_that_must_be_secured_is_used_up_without_the_network(
    bought: list[tuple[Article, int]], wishes: Wishes, stamps: int, automatic: bool
) -> None:
    coupons = [CouponHeld("venner", "bun-coupon", each) for each in (COUPON, SECOND)]
    if automatic:
        coupons.append(CouponHeld("venner", "by-itself", "4711000077"))
    stage = loyal_shop.stage(
        MORE,
        coupons=tuple(coupons),
        stamps=(StampsHeld("venner", "coffee", stamps),),
        partners=("buss", "air"),
        segments=("friends",),
    )
    ports, ada = stage.services(), stage.members.people[0]
    basket = goods.basket(
        *((article, pieces * 1000) for article, pieces in bought), member_id=goods.MEMBER_ID
    )
    online, _ = quote_asked(ports, basket, ada, wishes, network_down=False)
    offline, waits = quote_asked(ports, basket, ada, wishes, network_down=True)
    assert to_secure(ports, offline.decision) == ()
    assert all(change.free == 0 for change in offline.decision.stamps)
    assert offline.priced.total_minor >= online.priced.total_minor
    # Whoever decides it again under what was withheld comes to the same (REPLAY).
    assert quote_asked(ports, basket, ada, waits, network_down=False)[0].decision == offline.decision
    stamped = {each.card: each.added for each in online.decision.stamps}
    assert all(each.added >= stamped.get(each.card, 0) for each in offline.decision.stamps)
