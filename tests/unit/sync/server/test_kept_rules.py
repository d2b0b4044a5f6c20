"""The server publishes no rule that no till could make true; whatever rules remember between two sales, it keeps."""

from pathlib import Path

import pytest

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
        ('cap = [{ points = 50, period = "day" }]', []),
        ("when = { birthday = true }", []),
        ('tenders = ["card"]', []),
        ('[settings]\nredeemed_points = "price-reduction"\n', []),
        ('[[stamp_card]]\nid = "coffee"\nname = "Coffee"\nstamps = 5\n', []),
        ('tenders = ["registered_card"]', ["tender registered_card"]),
        ('[settings]\ngift_card = "single-purpose"\n', ["settings.gift_card"]),
    ],
)
def test_what_no_till_could_make_true_is_named_by_its_key(more: str, found: list[str]) -> None:
    assert not_kept(programme_from_text(POINTS + more, "p.toml")) == found


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.toml")), ids=lambda path: path.stem)
def test_the_named_programmes_are_kept_but_for_tenders_that_no_till_takes(path: Path) -> None:
    programme = programme_from_text(path.read_text(encoding="utf-8"), path.name)
    assert not_kept(programme) == ([] if path.stem != "starbucks-rewards" else ["tender registered_card"])


def test_a_programme_that_hangs_on_such_a_tender_is_refused_and_nothing_is_published(shop: Shop) -> None:
    text = (GALLERY / "starbucks-rewards.toml").read_text(encoding="utf-8")
    before = shop.count(tables.programme)
    with shop.database.write() as connection, pytest.raises(BadFile, match="tender registered_card"):
        publish_programme(connection, "c1", text, "starbucks.toml", 0)
    assert shop.count(tables.programme) == before
