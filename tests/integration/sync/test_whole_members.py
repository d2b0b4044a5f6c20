"""A large company's till: who never was there is recognised without the line, and whole a moment after it is asked."""

from __future__ import annotations

from contextlib import closing

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from sync.server.book.at_stores import FEW_MEMBERS
from tests.integration.sync.test_members import ADA_CARD, stock
from tests.stage.site import Site

STORES = (
    "store_id,name,currency,zone,country,language\n"
    "torget,Torget,NOK,Europe/Oslo,NO,nb\nbrygga,Brygga,NOK,Europe/Oslo,NO,nb\n"
)


def grow(site: Site) -> None:
    """A second store, and more members than tills are told of whole."""
    people = "".join(f"Nr {number},n{number},{number + 100_000},0\n" for number in range(FEW_MEMBERS))
    for name, text in (("stores", STORES), ("more", f"name,member_id,card_number,points\n{people}")):
        (site.folder / f"{name}.csv").write_text(text, encoding="utf-8")
    site.server("import", "--stores", site.folder / "stores.csv", "--members", site.folder / "more.csv")


def test_a_card_is_recognised_offline_and_its_member_is_whole_once_the_server_was_asked(
    enrolled: Site,
) -> None:
    grow(enrolled)
    stock(enrolled)
    with closing(open_till(load_settings(enrolled.till_toml))) as till:
        members, asking = till.ports.members, till.ports.whole_members
        brief = members.by_card(ADA_CARD)
        assert brief is not None
        assert (brief.whole, brief.display_name, brief.view.points) == (False, "", 500)
        enrolled.stop_server()
        assert not asking.ask("ada")
        assert members.by_card(ADA_CARD) == brief
        enrolled.start_server()
        assert asking.ask("ada")
        whole = members.by_card(ADA_CARD)
        assert whole is not None
        assert (whole.whole, whole.display_name, whole.view.points) == (True, "Ada Nordmann", 500)
        assert not asking.ask("nobody")

    assert enrolled.trofast("sync").returncode == 0
    with closing(open_till(load_settings(enrolled.till_toml))) as till:
        assert till.ports.members.by_card(ADA_CARD) == whole, "the changes say the same of them"
        other = till.ports.members.by_id("n7")
        assert other is not None
        assert not other.whole
