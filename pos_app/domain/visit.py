"""What a member does at the counter without buying: claims a code, comes to an event, gives or converts points,
cancels a membership, claims the points of a receipt from before, agrees to something or no longer. Each is a fact of
its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Context, Decision, MemberView
from pos_app.domain.money import Currency
from pos_app.domain.sale import Seller


@dataclass(frozen=True, slots=True)
class Visit:
    """The wishes in ``context`` and what the programmes decided on them over an empty basket (REPLAY). ``lease_id``
    names the lease under which things were used up while the server could not be asked, for ``basket_id``.
    """

    visit_id: str
    seller: Seller
    member: MemberView
    context: Context
    decision: Decision
    lease_id: str = ""
    basket_id: str = ""


@dataclass(frozen=True, slots=True)
class MembershipCancelled:
    """A paid membership is not to be renewed; its benefits stay to the end of the term."""

    cancellation_id: str
    seller: Seller
    member_id: str
    programme_id: str
    code: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class LateClaim:
    """A member asks for the points of a sale whose receipt they bring: their card was not shown then."""

    claim_id: str
    seller: Seller
    member_id: str
    sale_id: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """A member agreed to something, or no longer agrees (``given`` false). ``wording`` is what was read to them."""

    change_id: str
    seller: Seller
    member_id: str
    consent: str
    wording: str
    given: bool
    at_ms: int


def nothing_bought(visit_id: str, currency: Currency, *, vat_included: bool = True) -> Basket:
    """The empty basket over which a visit's wishes are decided, the same at the till and at the server."""
    return Basket(visit_id, currency, vat_included)
