"""Members as a till may know them: no more than the counter needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.loyalty.decision import MemberView

if TYPE_CHECKING:  # nobody is asked what they agreed to before the first paint
    from pos_app.domain.enrolment import Agreed


@dataclass(frozen=True, slots=True)
class Member:
    """A member at the counter. ``display_name`` is how the company lets tills greet them; it is personal data.

    ``personal_key`` (32 bytes) seals personal fields of this member in the journal; erasing the member destroys
    it everywhere (FORGETTABLE). ``agreed`` says since when each of the view's consents holds: no rule asks for that.

    Not ``whole`` is somebody of whom this store knows the points, the tier and a block, and nothing else: an empty name
    or list says nothing about them then, and what hangs on one is not given.
    """

    view: MemberView
    display_name: str
    card_number_end: str = ""
    blocked: bool = False
    personal_key: bytes = b""
    agreed: tuple[Agreed, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Cashier:
    """Somebody who may sign in at the till. ``pin_hash`` is an Argon2 hash, ``member_id`` the member that they are,
    ``role`` the id of one of the company's roles.
    """

    cashier_id: str
    name: str
    pin_hash: str
    member_id: str = ""
    role: str = "cashier"
