"""Leases, version 1: what a member may use up without the server, moved to one keeper for a while (LEASE).

``POST /v1/leases`` :class:`LeaseReport` -> :class:`LeaseAnswer`, asked by a keeper: a store hub, or a till.

Both ends tell each other counters that only grow, and each counter has one writer. The server says what it ever
``granted`` under a lease, the keeper what it ever ``returned``. So a message that is lost, repeated or late does no
harm, and what is outstanding is ``granted - returned - settled`` at the server, and ``granted - returned - taken`` at
the keeper: the server grants before the keeper knows, and the keeper gives back before the server knows.
"""

from __future__ import annotations

import msgspec

MOST_LEASES = 500
"""In one message."""


class LeasedPoints(msgspec.Struct, frozen=True):
    """How many points of an account (or minor units of a purse) were ever granted, and ever given back."""

    account: str
    granted: int
    returned: int = 0


class LeasedCard(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a till must know of a gift card that it takes money from: the last day of the money that ends first (ISO),
    and the rate of a single-purpose card, whose VAT was paid when it was loaded.
    """

    expires_on: str
    is_single_purpose: bool = False
    vat_code: str = ""
    vat_basis_points: int = 0


class Lease(msgspec.Struct, frozen=True, omit_defaults=True):
    """One holder's lease at one keeper; at most one of a holder is open anywhere.

    ``holder_id`` is whose purse it is: a member, a household, or ``gift-card:ID``; ``members`` may use it. With
    ``things`` the keeper alone decides what of those members is used up besides points (CLASSES), by a view of them at
    least as new as ``cursor`` of the changes. Nothing is taken from it after ``term_ms`` (UTC, by the server's clock);
    the server frees what is left when ``grace_ms`` more have passed. ``recalled`` asks the keeper to give it back;
    ``closed`` says that it is over. ``revision`` grows with every change of it for this keeper. A gift card's lease
    pays only where it says what ``card`` it is.
    """

    lease_id: str
    holder_id: str
    members: tuple[str, ...]
    points: tuple[LeasedPoints, ...]
    things: bool
    cursor: int
    term_ms: int
    grace_ms: int
    revision: int
    recalled: bool = False
    closed: bool = False
    card: LeasedCard | None = None


class LeaseReturned(msgspec.Struct, frozen=True):
    """What the keeper ever gave back of a lease. With ``closed`` it uses nothing under it any more.

    A hub sells nothing itself: what it handed out comes back as its tills' sales. It names the ``baskets`` for which
    things are kept under the lease: that is over once their sales are here, and all points are settled or returned.
    """

    lease_id: str
    points: tuple[tuple[str, int], ...]
    closed: bool = False
    baskets: tuple[str, ...] = ()


class LeaseReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a keeper has to say, and from which revision on it wants to hear.

    ``head`` is the last sequence of its own journal (0 for a hub): a restored server knows by it when this till has
    told everything (EPOCH). ``held`` lists all leases that the keeper holds, in the first report of an epoch only.
    ``wants`` is false where the keeper takes no new leases. A hub says how many parts it has ``handed_out`` of leases
    that are not over.
    """

    epoch: str
    revision: int
    head: int
    returned: tuple[LeaseReturned, ...] = ()
    held: tuple[Lease, ...] = ()
    wants: bool = True
    handed_out: int = 0


class Neighbour(msgspec.Struct, frozen=True):
    """Who else is in the store: a till by its number, or with number 0 the store's hub; ``public_key`` is its raw
    Ed25519 key.
    """

    device_id: str
    number: int
    public_key: bytes


class LeaseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Leases of this keeper that changed after the asked revision; ask again from ``revision`` while ``more``.

    In another ``epoch`` than the report's the server has forgotten what it said: report all that is held. A till hears
    in ``store`` of its store's hub, a hub of its store's tills: whose word may be believed in the shop's own network.
    """

    epoch: str
    as_of_ms: int
    revision: int
    more: bool
    leases: tuple[Lease, ...] = ()
    store: tuple[Neighbour, ...] = ()
