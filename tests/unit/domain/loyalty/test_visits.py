"""A member who buys nothing: what they wished for is decided, over an empty basket, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import NOTHING, Decision, Outcome, PointsWish, PostingKind, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import Holding, MemberView, Used
from pos_app.domain.loyalty.play_rules import Cause, Code
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.status_rules import Event, Partner, Tier
from pos_app.domain.money import NOK
from pos_app.domain.visit import nothing_bought
from tests.stage.goods import CAPPUCCINO, basket
from tests.stage.loyalty import decide, gave, nobody, when, why
from tests.stage.naive_visit import naive_visit

EMPTY = nothing_bought("0190b5a0-0000-7000-8000-0000000000f1", NOK)
CODES = '[[code]]\nid = "pose"\nwords = "Kode fra posen"\npoints = 25\nstarts_with = "K-"\n'
EVERYTHING_ELSE = """
[[earn]]
points = 5
per_visit = true
[[bonus]]
id = "hver"
words = "Hver gang"
points = 10
[[challenge]]
id = "ofte"
words = "Kom ofte"
task = "visits"
goal = 1
points = 100
[[draw]]
id = "trekning"
words = "Trekning"
prizes = 1
[[stamp_card]]
id = "kort"
name = "Kort"
stamps = 5
stamp_for = "visit"
[[perk]]
id = "levering"
words = "Fri levering"
[[coupon]]
id = "neste"
words = "Neste gang"
issued = "sale"
[[offer]]
id = "av"
words = "10 %"
effect = "percent"
percent = "10"
when = { coupon = "neste" }
[referral]
minimum = "50.00"
friend_points = 50
[[tier]]
code = "solv"
name = "Sølv"
from_points = 100
"""


def visit(text: str, wishes: Wishes, view: MemberView | None = None) -> Decision:
    """What a visit decides."""
    return decide(text, EMPTY, view=view, wishes=wishes)


def test_a_visit_with_a_code_gives_the_codes_points_and_nothing_that_a_sale_gives() -> None:
    decision = visit(CODES + EVERYTHING_ELSE, Wishes(claims=("K-1",)), nobody(purchases=0))
    assert [(each.kind, each.points, each.rule) for each in decision.postings] == [
        (PostingKind.EARN, 25, "pose")
    ]
    assert gave(decision) == {"code:pose"}
    empty = ("stamps", "challenges", "entries", "promises", "coupons_issued", "line_effects", "tier_changes")
    assert all(not getattr(decision, part) for part in empty)
    assert [each.key for each in decision.consumes] == ["code:K-1"]


def test_a_visit_without_a_wish_decides_nothing() -> None:
    assert visit(CODES + EVERYTHING_ELSE, Wishes()) == NOTHING
    assert decide(CODES, EMPTY) == NOTHING


def test_a_visit_by_nobody_decides_nothing() -> None:
    wishes = Wishes(claims=("K-1",))
    assert decide(CODES, EMPTY, wishes=wishes, anonymous=True) == NOTHING
    assert visit(CODES, wishes, nobody(company_id="another")) == NOTHING


def test_a_tier_is_reached_on_a_visit_only_by_points_that_it_gives() -> None:
    nearly, over = nobody(qualifying_points=80), nobody(qualifying_points=150, tier=None)
    (change,) = visit(CODES + EVERYTHING_ELSE, Wishes(claims=("K-1",)), nearly).tier_changes
    assert change.after == "solv"
    refused = Wishes(claims=("K-1",), withheld=("code:K-1",))
    for view in (nearly, over):
        decision = visit(CODES + EVERYTHING_ELSE, refused, view)
        assert (decision.tier_changes, decision.qualified) == ((), ())
        assert why(decision, "code:pose").why == "withheld"


def test_where_spend_decides_the_tier_a_visit_reaches_none() -> None:
    text = CODES + '[qualifying]\nby = "spend"\n[[tier]]\ncode = "vib"\nname = "VIB"\nfrom_spend = "350.00"\n'
    decision = visit(text, Wishes(claims=("K-1",)), nobody(qualifying_points=34_990))
    assert decision.points_earned == 25
    assert (decision.tier_changes, decision.qualified) == ((), ())


def test_a_guest_is_checked_in_once_however_often_the_code_is_scanned() -> None:
    text = '[[event]]\ncode = "fest"\nname = "Fest"\nguests = "gjester"\non = 2026-03-01\npoints = 50\n'
    twice = Wishes(events=("fest", "fest"))
    assert visit(text, twice, nobody(segments=("gjester",))).points_earned == 50
    came = nobody(segments=("gjester",), used=(Used("p", "fest", "ever", "", 1),))
    assert why(visit(text, twice, came), "event:fest").why == "already-checked-in"


def test_a_visit_pins_the_programmes_that_could_be_asked_and_the_one_whose_points_are_moved() -> None:
    shop = Programme("butikk", 1, "Butikk", "NOK")
    causes = Programme("sak", 1, "Sak", "NOK", account="sak", causes=(Cause("skog", "Skog"),))
    wishes = Wishes(gives=(PointsWish("sak", "skog", 10),))
    decision = decide([shop, causes], EMPTY, view=nobody(points=500), wishes=wishes)
    assert why(decision, "cause:skog").why == "too-few-points"  # the balance is the shop's
    assert decision.programmes == (shop.pin, causes.pin)
    again = decide([shop, causes], EMPTY, view=nobody(points=500), wishes=wishes)
    assert again == decision


@st.composite
def asked(draw: st.DrawFn, number: int) -> Programme:
    """A programme with codes, a cause, a partner, an event and tiers."""
    levels = sorted(draw(st.lists(st.integers(0, 400), max_size=3, unique=True)))
    code = Code(
        f"kode{number}", "Kode", draw(st.integers(1, 200)), "KX"[number], most_a_day=draw(st.integers(0, 2))
    )
    return Programme(
        f"p{number}",
        1,
        "P",
        "NOK",
        account=f"konto{number}",
        codes=(code,) if draw(st.booleans()) else (),
        causes=(Cause("skog", "Skog", draw(st.sampled_from([1, 10]))),) if draw(st.booleans()) else (),
        partners=(Partner("fly", "Fly", "miles", draw(st.sampled_from([0, 50])), 20),)
        if draw(st.booleans())
        else (),
        events=(
            (Event("fest", "Fest", "gjester", draw(st.sampled_from(["2026-03-01", "2026-03-02"])), 50),)
            if draw(st.booleans())
            else ()
        ),
        tiers=tuple(Tier(f"t{n}", f"T{n}", level) for n, level in enumerate(levels)),
    )


@st.composite
def wishes_of(draw: st.DrawFn) -> Wishes:
    """Anything a member can wish for, some of it withheld."""
    moves = st.builds(
        PointsWish,
        st.sampled_from(["p0", "p1"]),
        st.sampled_from(["skog", "fly", "ukjent"]),
        st.sampled_from([-10, 0, 5, 50, 100, 1000]),
    )
    keys = ["code:K1", "points:cause:skog", "points:partner:fly", "event:p0:fest"]
    return Wishes(
        claims=tuple(draw(st.lists(st.sampled_from(["K1", "K2", "X1", "Q"]), max_size=5))),
        gives=tuple(draw(st.lists(moves, max_size=3))),
        converts=tuple(draw(st.lists(moves, max_size=3))),
        events=tuple(draw(st.lists(st.sampled_from(["fest", "annet"]), max_size=2))),
        withheld=tuple(draw(st.lists(st.sampled_from(keys), max_size=2))),
    )


@st.composite
def visitors(draw: st.DrawFn) -> MemberView:
    """A member with some points, perhaps a tier, a partner, an invitation, and a code claimed before."""
    held = (Holding("konto1", draw(st.integers(0, 200))),) if draw(st.booleans()) else ()
    return replace(
        nobody(points=draw(st.integers(0, 300)), qualifying_points=draw(st.integers(0, 400))),
        tier=draw(st.sampled_from([None, "t0", "t1"])),
        holdings=held,
        partners=("fly",) if draw(st.booleans()) else (),
        segments=("gjester",) if draw(st.booleans()) else (),
        used=(Used("p0", "fest", "ever", "", 1),) if draw(st.booleans()) else (),
        codes_claimed=("K2",) if draw(st.booleans()) else (),
    )


@given(asked(0), asked(1), visitors(), wishes_of())
def test_a_visit_is_decided_as_the_naive_rules_do(
    first: Programme, second: Programme, member: MemberView, wishes: Wishes
) -> None:
    at = when("2026-03-01", wishes=wishes)
    decision = evaluate(EMPTY, (), member, (first, second), at)
    expected = naive_visit(member, (first, second), wishes, "2026-03-01")
    points: dict[tuple[str, str], list[int]] = {}
    for posting in decision.postings:
        points.setdefault((posting.programme_id, posting.account), []).append(posting.points)
    assert points == expected.points
    assert {change.programme_id: change.after for change in decision.tier_changes} == expected.tiers
    assert [each.key for each in decision.consumes] == expected.keys


@given(st.sampled_from([EMPTY, basket(CAPPUCCINO)]), asked(0), asked(1), visitors(), wishes_of())
def test_replay_wishes_are_decided_the_same_under_the_pinned_programmes_alone(
    of: Basket, first: Programme, second: Programme, member: MemberView, wishes: Wishes
) -> None:
    at = when("2026-03-01", wishes=wishes)
    decision = evaluate(of, (), member, (first, second), at)
    pinned = [each for each in (first, second) if each.pin in decision.programmes]
    assert evaluate(of, (), member, pinned, at) == decision


@given(asked(0), visitors(), wishes_of())
def test_what_was_withheld_is_never_consumed(first: Programme, member: MemberView, wishes: Wishes) -> None:
    decision = evaluate(EMPTY, (), member, (first,), when("2026-03-01", wishes=wishes))
    assert not {each.key for each in decision.consumes} & set(wishes.withheld)
    for reason in decision.reasons:
        assert reason.outcome is not Outcome.PASSED_BY or reason.why
