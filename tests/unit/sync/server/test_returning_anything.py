"""A member whose purchase came back altogether stands as before it, whatever the programme and the order of returns."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import uuid_utils
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.loyalty.example_run import ME
from pos_app.domain.loyalty.member_view import MemberView, ReferredBy, StampsHeld
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.settings import IssuedRewards, Returns, TierDrop
from pos_app.domain.loyalty.taking_back_goods import gone_before
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts, return_facts
from sync.server.opening import open_database
from sync.server.schema import member_tables as books
from tests.stage import returns
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.beside_book import Beside, normal, published
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.small_programmes import PARTNER, Errand, errands, programmes, tight_programmes
from tests.unit.sync.server.stage import Shop
from tests.unit.sync.server.test_books_agree import go

FIRST = date(2026, 3, 30)
UNDONE = Returns(tier_drop=TierDrop.AT_ONCE, issued_rewards=IssuedRewards.TAKE_BACK_UNUSED)


@pytest.fixture(scope="module")
def stage(_pattern: tuple[Path, Shop], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all examples: each is undone."""
    folder = tmp_path_factory.mktemp("returning")
    shutil.copy(_pattern[0] / "server.db", folder / "server.db")
    database = open_database(folder / "server.db")
    yield Shop(database, _pattern[1].company, folder)
    database.close()


@settings(max_examples=examples(25), phases=QUICK)
@given(
    programme=programmes() | tight_programmes(),
    before=st.lists(errands, max_size=3),
    last=errands,
    data=st.data(),
)
def test_who_brings_everything_back_stands_as_before(
    stage: Shop, programme: Programme, before: Sequence[Errand], last: Errand, data: st.DataObject
) -> None:
    programme = replace(programme, returns=UNDONE)
    programme = of_what_was_kept(programme)
    view = MemberView(
        ME,
        *(0, 0, None, 0),
        birthday_month=4,
        birthday_day=2,
        purchases=0,
        joined_on="2026-01-01",
        partners=(PARTNER,),
        referred_by=ReferredBy("friend") if programme.referral else None,
    )
    day, minute = FIRST, 540
    with rehearsing(stage) as shop, published(shop, programme):
        beside = Beside.begin(shop, programme, view, day)
        for trip in before:
            day, minute = day + timedelta(days=trip.days), 540 if trip.days else minute + 1
            beside.come(day)
            go(beside, programme, trip, day, minute)
        stood = standing(beside, programme)
        records = len(beside.till.records)
        go(beside, programme, replace(last, days=0), day, minute + 1)
        if len(beside.till.records) == records:
            return  # goods were refused
        sale = facts.decode_sale(open_envelope(beside.till.envelopes[-1]).body)
        flagged = shop.flags()
        bring_all_back(data, beside, programme, sale)
        assert shop.flags() == flagged
        assert standing(beside, programme) == stood
        audit(shop.database)


def bring_all_back(data: st.DataObject, beside: Beside, programme: Programme, sale: Sale) -> None:
    """Return the sale in random steps, each pushed on its own."""
    came: list[Return] = []
    while True:
        gone = gone_before([each.reversal for each in came])
        left = {
            line.line_id: (line.quantity_milli - gone.get(line.line_id, 0)) // 1000
            for line in sale.basket.lines
        }
        left = {line_id: pieces for line_id, pieces in left.items() if pieces}
        if not left:
            return
        line_id = data.draw(st.sampled_from(sorted(left)), label="line")
        pieces = data.draw(st.integers(1, left[line_id]), label="pieces")
        beside.till.receipt += 1
        made = returns.returned(
            sale,
            {line_id: pieces},
            before=came,
            programmes=(programme,),
            receipt_number=beside.till.receipt,
            days=0,
        )
        came.append(replace(made, return_id=str(uuid_utils.uuid7())))
        body = return_facts.encode_return(came[-1])
        beside.till.write(return_facts.RETURN, body, fact_id=came[-1].return_id)
        beside.shop.taken(beside.till, len(beside.till.records))


def _is_stamped(card: StampsHeld, beside: Beside) -> bool:
    """Whether stamps of today are on it: those of another day limit nothing any more."""
    today = local_day(beside.shop.clock(), 0).isoformat()
    return card.day == today and card.stamped_that_day > 0


def of_what_was_kept(programme: Programme) -> Programme:
    """The programme without segments that ask for the last purchase: whoever brings goods back did come."""
    return replace(
        programme, segments=tuple(replace(each, last_purchase=None) for each in programme.segments)
    )


def standing(beside: Beside, programme: Programme) -> dict[str, object]:
    """All that rules may ask of the member. The day of the last purchase stays, because the member did come, and a
    trial that was begun is used up for good.
    """
    view = beside.shop.member_view(ME)
    view = replace(
        view,
        last_purchase_on="",
        memberships=tuple(each for each in view.memberships if not each.is_trial),
        stamps=tuple(each for each in view.stamps if each.stamps or _is_stamped(each, beside)),
        used=tuple(each for each in view.used if each.amount and each.rule_id != "club"),
        bought=tuple(each for each in view.bought if each.times),
    )
    purchases = [(row.on_day, row.spent_minor) for row in beside.shop.rows(books.purchase, member_id=ME)]
    return {**normal(view, beside.shop.clock(), programme), "purchases": sorted(purchases)}
