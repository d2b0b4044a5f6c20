"""A coffee house with every family of rules at once, and Ada who has something of each: what panels are shown with."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.loyalty.member_view import (
    Bought,
    ChallengeHeld,
    CouponHeld,
    Holding,
    MembershipHeld,
    MemberView,
    StampsHeld,
    Standing,
)
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.members import Member
from tests.stage import goods
from tests.stage.counter import Stage

COUPON, LATER_COUPON, OLD_COUPON, USED_COUPON = "4711000001", "4711000002", "4711000003", "4711000004"
OPEN_CODE = "VINTER26"
PACK_CODE = "TRO-8K2M"

TEXT = """
programme = "venner"
version = 3
name = "Kaffehusets venner"
currency = "NOK"

[redemption]
block = 100
value = "10.00"

[qualifying]
window = "calendar-year"
keep_years = 1

[expiry]
when = "end-of-year"
years = 1

[birthday]
days_before = 7
days_after = 7

[[earn]]
points = 1
per = "1.00"

[[bonus]]
id = "morning"
words = "Dobbelt før ni"
percent = 200
when = { to_time = "09:00" }

[[tier]]
code = "medlem"
name = "Medlem"
from_points = 0

[[tier]]
code = "solv"
name = "Sølv"
from_points = 1000
earn_percent = 125

[[tier]]
code = "gull"
name = "Gull"
from_points = 1500
earn_percent = 150

[[stamp_card]]
id = "coffee"
name = "Kaffekort"
stamps = 6
goods = { articles = ["cappuccino"] }
free_goods = { articles = ["cappuccino"] }

[[coupon]]
id = "bun-coupon"
words = "Gratis kanelbolle"
valid_days = 60

[[coupon]]
id = "lunch-coupon"
words = "20 kroner av lunsjen"

[[coupon]]
id = "winter"
words = "Vinterkampanje"
code = "VINTER26"

[[offer]]
id = "free-bun"
words = "Gratis kanelbolle"
effect = "percent"
percent = "100"
most_pieces = 1
goods = { categories = ["bakst"] }
when = { coupon = "bun-coupon" }

[[offer]]
id = "lunch-off"
words = "20 kroner av lunsjen"
effect = "amount"
amount = "20.00"
most_pieces = 1
goods = { categories = ["lunsj"] }
when = { coupon = "lunch-coupon" }

[[offer]]
id = "winter-off"
words = "10 % i vinter"
effect = "basket-percent"
percent = "10"
when = { coupon = "winter", anyone = true }

[[offer]]
id = "silver-toast"
words = "Toast til 79 for Sølv og Gull"
effect = "price"
price = "79.00"
goods = { articles = ["김치-토스트"] }
when = { tiers = ["solv", "gull"] }

[[offer]]
id = "own-beans"
words = "Din egen bønne: 15 % av"
effect = "percent"
percent = "15"
goods = { articles = ["kaffebønner-etiopia"] }
when = { bought = ["kaffebønner-etiopia"], bought_times = 4 }

[[offer]]
id = "big-basket"
words = "25 kroner av fra 400"
effect = "basket-amount"
amount = "25.00"
when = { minimum = "400.00" }

[[offer]]
id = "mug"
words = "Kopp til alle som kjøper bønner"
effect = "gift"
gift = "kopp"
goods = { articles = ["kaffebønner-etiopia"] }

[[access]]
id = "first-book"
words = "Ny kaffebok"
goods = { articles = ["kaffekunst"] }
when = { tiers = ["gull"] }
from_date = 2026-02-01
everyone_from = 2026-04-01

[[access]]
id = "banitsa-limit"
words = "Høyst to hver"
goods = { articles = ["баница"] }
most_pieces = 2
period = "day"

[[challenge]]
id = "march"
words = "Prøv fire varegrupper i mars"
task = "categories"
goal = 4
points = 100

[[membership]]
code = "klubb"
name = "Kaffeklubben"
article = "klubb"

[[perk]]
id = "wifi"
words = "Raskt nett i hele dag"
when = { tiers = ["gull"] }

[[code]]
id = "packs"
words = "Kode på posen"
points = 50
starts_with = "TRO-"

[[partner]]
code = "buss"
name = "Bybussen"
"""


def programme(more: str = "") -> Programme:
    """All of it, and more."""
    return programme_from_text(TEXT + more, "venner.toml")


def ada(**more: object) -> Member:
    """Ada Nordmann with something of everything on 1 March 2026."""
    view = MemberView(
        goods.MEMBER_ID,
        1240,
        1240,
        "solv",
        goods.AT_MS - 3_600_000,
        holdings=(Holding("points", 1240, 180, "2026-03-20"),),
        standings=(Standing("venner", "solv", 1240, "2027-12-31"),),
        memberships=(MembershipHeld("venner", "klubb", "2025-06-12", "2026-06-11"),),
        stamps=(StampsHeld("venner", "coffee", 4),),
        coupons=(
            CouponHeld("venner", "bun-coupon", COUPON, "2026-02-01", "2026-03-31"),
            CouponHeld("venner", "lunch-coupon", LATER_COUPON, "2026-03-10", "2026-04-30"),
            CouponHeld("venner", "lunch-coupon", OLD_COUPON, "2026-01-01", "2026-01-31"),
            CouponHeld("venner", "lunch-coupon", USED_COUPON, "2026-01-01", "2026-12-31", used=True),
        ),
        challenges=(ChallengeHeld("venner", "march", "2026-03-01", 1, ("kaffe",)),),
        bought=(Bought("kaffebønner-etiopia", 4),),
        birthday_month=3,
        birthday_day=5,
        joined_on="2024-05-01",
        purchases=31,
        partners=("buss",),
    )
    return goods.known_member(replace(view, **more))  # type: ignore[arg-type]


def stage(more: str = "", **about: object) -> Stage:
    """The counter of that shop with Ada among its members."""
    made = Stage()
    made.programmes.programmes = (programme(more),)
    made.members.people = [ada(**about)]
    made.catalogue.more += [goods.article("Kopp", 9900, category_id="gaver"), goods.article("Klubb", 29900)]
    return made
