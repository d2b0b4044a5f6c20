"""Signed codes from the server's command to a till that is cut off: the real processes, files and clocks."""

from __future__ import annotations

import re

from pytestqt.qtbot import QtBot

from drivers.scanners.codes import Scan
from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.bootstrap.surroundings import Surroundings
from pos_app.config import load_settings
from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.machine.sync_child import SyncStatus
from pos_app.services.scanning import scan
from pos_app.ui.inbox import Inbox
from tests.stage import goods
from tests.stage.phone import Phone
from tests.stage.site import Site


def said(site: Site, what: str, *words: str) -> str:
    """One line of what the server's command printed."""
    (found,) = re.findall(rf"^{what}: (\S+)$", site.server("member-code", *words), re.MULTILINE)
    return str(found)


def at_the_counter(till: OpenTill, code: str, basket: Basket | None = None) -> str | Refusal:
    """Whom a scan puts on the sale, or why nobody."""
    try:
        found = scan(till.ports, basket or goods.basket(), Scan(code), till.settings.codes)
    except Refused as refused:
        return refused.reason
    assert found.member is not None
    return found.member.display_name


def test_codes_of_the_server_are_judged_at_a_till_that_is_cut_off(enrolled: Site) -> None:
    company_id = load_settings(enrolled.till_toml).company_id
    phone = Phone(company_id, bytes(range(32)))
    card = said(enrolled, "code", "issue", "--member", "ada")
    lost = enrolled.server("member-code", "issue", "--member", "ada")
    enrolled.server("member-code", "revoke", "--token", lost.splitlines()[0].removeprefix("id: "))
    enrolled.server("issuer-key", "rotate")
    raw = said(enrolled, "for the phone", "issue", "--member", "ada", "--phone-key", phone.public_key.hex())
    phone.take(bytes.fromhex(raw))
    assert enrolled.trofast("sync").returncode == 0
    enrolled.stop_server()

    till = open_till(load_settings(enrolled.till_toml))
    try:
        assert at_the_counter(till, card) == "Ada Nordmann"
        assert (
            at_the_counter(till, lost.splitlines()[2].removeprefix("code: ")) is Refusal.MEMBER_CODE_REVOKED
        )
        now_ms = till.ports.member_codes.now_ms()
        assert at_the_counter(till, phone.shows(now_ms)) == "Ada Nordmann"
        till.server_time.learn(0)
        assert at_the_counter(till, phone.shows(now_ms - 120_000)) is Refusal.MEMBER_CODE_SCREENSHOT
    finally:
        till.close()


def test_server_order_what_the_sync_child_measures_corrects_the_till(enrolled: Site, qtbot: QtBot) -> None:
    enrolled.trofast("sync")
    measured = enrolled.follow().until(lambda line: line["difference_ms"] is not None)
    assert abs(measured["difference_ms"]) < 5_000, "both are on this machine"

    till = open_till(load_settings(enrolled.till_toml))
    try:
        around = Surroundings(till)
        around.report_to(Inbox())
        before = till.server_time.now()
        assert not before.is_checked
        around._synced(SyncStatus("online", difference_ms=7_200_000))
        after = till.server_time.now()
        assert after.is_checked
        assert 7_200_000 <= after.now_ms - before.now_ms < 7_260_000
        around._synced(SyncStatus("offline"))
        assert till.server_time.now().is_checked
    finally:
        till.close()
