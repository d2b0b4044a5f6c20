"""How many sales a member earns on in a day: a card that is lent, or lies beside the till, gives itself away.

Beyond the programme's limit a sale gains nothing: no points, stamps, progress, coupons for next time or draw entries,
and nothing towards a tier. Prices stay, and so does whatever the member uses up, claims by a code or is rewarded for a
friend. Tills that cannot see each other go over; the server puts that right (CLASSES).
"""

from __future__ import annotations

from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.decision import CapUsed
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene

SALES_RULE = "sales:day"
"""What the sales of a day are counted under; no rule of an owner can be called so."""
REASON = "sales"
"""The rule that the reason names."""


def is_over(scene: Scene, programme: Programme) -> bool:
    """Whether the member has earned on as many sales today as the programme allows."""
    most = programme.settings.most_sales_a_day
    if not most or scene.member is None:
        return False
    used = scene.member.used_of(programme.programme_id, SALES_RULE, Period.DAY.value, scene.today_iso)
    return used >= most


def tell(scene: Scene, programme: Programme) -> None:
    """This sale earns nothing, and the customer hears why."""
    scene.passed_by(programme, "sales", "limit", str(programme.settings.most_sales_a_day))


def gained_so_far(scene: Scene) -> tuple[int, ...]:
    """A mark to see by whether anything was gained since."""
    return (
        len(scene.postings),
        len(scene.challenges),
        len(scene.coupons_issued),
        len(scene.entries),
    )


def count_sale(scene: Scene, programme: Programme, so_far: tuple[int, ...]) -> None:
    """One more sale of the day, if it gained anything since ``so_far``, or a stamp before."""
    name = programme.programme_id
    stamped = any(change.added for change in scene.stamps if change.programme_id == name)
    if stamped or gained_so_far(scene) != so_far:
        scene.caps.append(CapUsed(name, SALES_RULE, Period.DAY.value, scene.today_iso, 1))
