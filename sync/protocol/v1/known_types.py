"""The domain's types that facts are read into, looked at once before threads meet.

msgspec learns a dataclass when it is first asked for one, and two threads that ask at the same moment end the whole
process (0.22: a fault of its memory, not an exception). A server that was just started has two writers and many tills.
"""

from __future__ import annotations

import msgspec

from pos_app.domain.counter_event import CounterEvent
from pos_app.domain.drawer import DrawerCount
from pos_app.domain.enrolment import Enrolment, Person
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.period_report import PeriodReport
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit

_READ = (
    *(Sale, Return, Visit, Enrolment, Person, MembershipCancelled, LateClaim, ConsentChanged),
    *(MemberView, CounterEvent, DrawerCount, PeriodReport),
)


def learn_types() -> None:
    """Have msgspec look at every type that a fact or a member's row is read into, and at what they are made of."""
    for each in _READ:
        msgspec.msgpack.Decoder(each)
