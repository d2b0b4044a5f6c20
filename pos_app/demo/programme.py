"""The demo company's points programme, as its owner would write it."""

from __future__ import annotations

from pos_app.demo.people import GOLD_FROM, SILVER_FROM

PROGRAMME_TOML = f"""\
# Grünerløkka Poeng: one point for every krone, and a krone back for every ten points.

programme = "grunerlokka-poeng"
version = 1
name = "Grünerløkka Poeng"
currency = "NOK"

[earn]
points = 1
per = "1.00"
rounding = "floor"
base = "net-of-redemption"

[[tier]]
code = "medlem"
name = "Medlem"
from_points = 0

[[tier]]
code = "solv"
name = "Sølv"
from_points = {SILVER_FROM}
earn_percent = 125

[[tier]]
code = "gull"
name = "Gull"
from_points = {GOLD_FROM}
earn_percent = 150

[redemption]
block = 100
value = "10.00"

# Five coffees from the machine, and the sixth is free: the till asks the server before it gives one away.
[[stamp_card]]
id = "coffee"
name = "Kaffekort"
stamps = 5
stamp_for = "piece"
goods = {{ articles = ["k001", "k002", "k003", "k004", "k009"] }}
free_goods = {{ articles = ["k001", "k002", "k003", "k004", "k009"] }}

# Whoever joins at the counter (scan a card that nobody holds, or Ctrl N) gets these, and is asked for consent.
[welcome]
points = 50

[[consent]]
id = "receipts"
words = "Jeg vil ha kvitteringene mine på e-post."

[[consent]]
id = "offers"
words = "Dere kan sende meg tilbud på e-post, høyst to i måneden. Jeg kan si nei når som helst."

# A code from a bag of coffee, such as LØKKA-4711, and points given away: Ctrl K with a member on the empty basket.
[[code]]
id = "bags"
words = "Kode fra kaffeposen"
points = 25
starts_with = "LØKKA-"

[[cause]]
code = "trees"
name = "Trær på Løkka"
per_points = 100
value = "5.00"
"""
