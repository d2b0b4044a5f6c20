"""The till's data, opened and checked, and the services' ports onto it. No window is needed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.bootstrap.card_terminal import OwnTerminal, own_terminal
from pos_app.bootstrap.gift_cards import LateGiftCards
from pos_app.bootstrap.own_place import place_of
from pos_app.bootstrap.sales_elsewhere import LateSalesElsewhere
from pos_app.bootstrap.whole_members import LateWholeMembers
from pos_app.config import Settings, read_secret
from pos_app.domain.errors import BadFile, CannotSell
from pos_app.domain.store import Store
from pos_app.machine.clock import SystemClock
from pos_app.machine.ids import Uuid7Ids
from pos_app.machine.pins import Argon2Pins
from pos_app.machine.redemptions import LateHolds, LateHub, LateSecuring, hold_answer, hub_card
from pos_app.machine.server_time import KnownServerTime
from pos_app.machine.signatures import Ed25519Signatures
from pos_app.machine.transaction_signer import KEY_FILE, RsaTransactionSigner
from pos_app.services.counter_rules import rules_for
from pos_app.services.leases import HubAnswer, NoHub
from pos_app.services.member_codes import MemberCodes
from pos_app.services.ports import Counter, Ports
from pos_app.services.tax_books import books_for
from pos_app.storage.key import read_key
from pos_app.storage.leases import TillLeases
from pos_app.storage.opening import SqliteTillStore, open_till_store
from pos_app.storage.replica import ReplicaReader
from sync.protocol.v1.numbers import number_hash

if TYPE_CHECKING:  # HTTP waits for the first customer who wants to use something up
    from pos_app.machine.redemptions import HoldLine, LineToHub, SecuringLine
    from sync.client.gift_cards import GiftCardClient
    from sync.client.sales_elsewhere import SalesElsewhereClient
    from sync.client.whole_members import WholeMembersClient

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenTill:
    """A till's data, open and checked, and the services' ports onto it."""

    settings: Settings
    store: SqliteTillStore
    replica: ReplicaReader
    ports: Ports
    server_time: KnownServerTime
    leases: TillLeases
    signer: RsaTransactionSigner
    terminal: OwnTerminal | None = None
    lines: tuple[
        LateHolds
        | LateSecuring
        | LateGiftCards
        | LateWholeMembers
        | LateSalesElsewhere
        | TillLeases
        | LateHub,
        ...,
    ] = ()

    def close(self) -> None:
        """Hang up and close the files; another till program may have them now."""
        for line in self.lines:
            line.close()
        if self.terminal is not None:
            self.terminal.close()
        self.replica.close()
        self.store.close()


def open_till(settings: Settings) -> OpenTill:
    """Open the till's data.

    Raises :class:`CannotSell` with a sentence for the cashier, and
    :class:`~pos_app.domain.errors.BadFile` when a file of the set-up is missing.
    """
    if not settings.is_enrolled:
        raise CannotSell(
            "not_enrolled",
            "This till has no place at a server yet. Start it to set it up, or run `trofast provision` with a code.",
        )
    key = read_key(settings.key_file)
    try:
        card_secret = read_secret(settings.card_secret_file, 32, "the company's secret for card numbers")
    except BadFile as error:
        raise CannotSell(
            "unreadable_key",
            f"This till can not read {settings.card_secret_file.name}. Delete nothing, and ask the person who set it "
            "up to put the file back.",
        ) from error
    store = open_till_store(
        settings.data_folder,
        key,
        company_id=settings.company_id,
        till_id=settings.till_id,
        receipts_from=settings.receipts_from,
    )
    try:
        replica = ReplicaReader(settings.data_folder, key, card_secret)
        try:
            shop = replica.store()
            clock = _clock(shop)
        except BaseException:
            replica.close()
            raise
    except BaseException:
        store.close()
        raise
    holds, securing = LateHolds(lambda: _holds(settings)), LateSecuring(lambda: _securing(settings))
    gift_cards = LateGiftCards(
        lambda: _gift_cards(settings), lambda number: number_hash(card_secret, number).hex()
    )
    server_time = KnownServerTime(settings.data_folder / "server-time")
    leases = TillLeases(settings.data_folder, key)
    hub = LateHub(lambda: _hub(settings, leases), leases.things_at_hub) if settings.hub_url else None
    whole_members = LateWholeMembers(lambda: _whole_members(settings), settings.data_folder, key, card_secret)
    elsewhere = LateSalesElsewhere(lambda: _sales_elsewhere(settings))
    signer = RsaTransactionSigner(settings.key_file.parent / KEY_FILE)
    terminal = own_terminal(settings, key, shop.currency.code)
    ports = Ports(
        counter=Counter(shop, settings.till_id, settings.till_number),
        clock=clock,
        ids=Uuid7Ids(),
        catalogue=replica.goods,
        members=replica.members,
        programmes=replica,
        staff=replica.staff,
        pins=Argon2Pins(),
        store=store,
        holds=holds,
        securing=securing,
        gift_cards=gift_cards,
        member_codes=MemberCodes(shop.company_id, replica, Ed25519Signatures(), server_time),
        leases=leases,
        hub=hub or NoHub(),
        whole_members=whole_members,
        drawer_rules=settings.drawer,
        books=books_for(shop.country, signer),
        rules=rules_for(shop.country, shop.currency.code, settings.alcohol),
        tenders_taken=settings.tenders_taken,
        prices=replica.prices,
        slips=replica.slips,
        accounts=replica.accounts,
        elsewhere=elsewhere,
        card_terminal=terminal.port if terminal else None,
    )
    lines = (*(holds, securing, gift_cards, whole_members, elsewhere, leases), *((hub,) if hub else ()))
    return OpenTill(settings, store, replica, ports, server_time, leases, signer, terminal, lines)


def _clock(shop: Store) -> SystemClock:
    try:
        return SystemClock(shop.zone)
    except (
        KeyError,
        ValueError,
        OSError,
    ) as error:  # each of which zoneinfo raises for a zone that it has not
        raise CannotSell(
            "unknown_zone",
            f"This till does not know the shop's time zone ({shop.zone}), so its receipts would lie about the time. "
            "Have Trofast installed again, or the zone put right at the server.",
        ) from error


def _holds(settings: Settings) -> HoldLine:
    from sync.client.holds import HoldClient

    return HoldClient(place_of(settings), hold_answer, silence_ms=_silence_ms(settings))


def _securing(settings: Settings) -> SecuringLine:
    from sync.client.securing import SecureClient

    return SecureClient(place_of(settings), silence_ms=_silence_ms(settings))


def _silence_ms(settings: Settings) -> int:
    """How long the server is waited for, of the two seconds that a customer waits at most."""
    from sync.client.hub import SERVERS_SILENCE_MS
    from sync.client.patient import PATIENCE_MS

    return SERVERS_SILENCE_MS if settings.hub_url else PATIENCE_MS


def _gift_cards(settings: Settings) -> GiftCardClient:
    from sync.client.gift_cards import GiftCardClient

    return GiftCardClient(place_of(settings), silence_ms=_silence_ms(settings))


def _sales_elsewhere(settings: Settings) -> SalesElsewhereClient:
    from sync.client.sales_elsewhere import SalesElsewhereClient

    return SalesElsewhereClient(place_of(settings))


def _whole_members(settings: Settings) -> WholeMembersClient:
    from sync.client.whole_members import WholeMembersClient

    return WholeMembersClient(place_of(settings))


def _hub(settings: Settings, leases: TillLeases) -> LineToHub:
    from dataclasses import replace

    from sync.client.hub import HubClient

    place = replace(place_of(settings), server_url=settings.hub_url)
    return HubClient(place, leases, HubAnswer, hub_card)
