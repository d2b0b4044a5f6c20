"""The server publishes no rule whose state it would forget."""

from pathlib import Path

import pytest

from pos_app.demo.programme import PROGRAMME_TOML
from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.programme_text import programme_from_text
from sync.server import tables
from sync.server.kept_rules import not_kept
from sync.server.programmes import publish_programme
from tests.unit.sync.server.stage import Shop

GALLERY = Path(__file__).resolve().parents[4] / "pos_app" / "domain" / "loyalty" / "gallery"

POINTS = """
programme = "p"
version = 1
name = "P"
currency = "NOK"

[[earn]]
points = 1
per = "1.00"
"""


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", []),
        ("cap = [{ points = 50 }]", []),
        ('cap = [{ points = 50, period = "day" }]', ["earn.cap over a day"]),
        ("when = { birthday = true }", ["earn.when.birthday"]),
        ('when = { weekdays = ["monday"] }', []),
        ('tenders = ["registered_card"]', ["tender registered_card"]),
        ('tenders = ["card"]', []),
        ('[settings]\nredeemed_points = "price-reduction"\n', ["settings.redeemed_points"]),
        ('[[stamp_card]]\nid = "coffee"\nname = "Coffee"\nstamps = 5\n', ["stamp_card"]),
    ],
)
def test_what_needs_a_memory_is_named_by_its_key(more: str, found: list[str]) -> None:
    assert not_kept(programme_from_text(POINTS + more, "p.toml")) == found


def test_points_tiers_and_redemption_are_kept() -> None:
    assert not_kept(programme_from_text(PROGRAMME_TOML, "demo.toml")) == []


def test_offers_that_look_at_the_basket_alone_are_kept() -> None:
    text = (GALLERY / "ten-points-per-pound.toml").read_text(encoding="utf-8")
    assert not_kept(programme_from_text(text, "gallery")) == []


def test_a_programme_with_stamps_is_refused_with_the_reason_and_nothing_is_published(shop: Shop) -> None:
    text = (GALLERY / "subway-stamp-card.toml").read_text(encoding="utf-8")
    before = shop.count(tables.programme)
    with shop.database.write() as connection, pytest.raises(BadFile, match=r"stamp_card.*yet"):
        publish_programme(connection, "c1", text, "subway.toml", 0)
    assert shop.count(tables.programme) == before
