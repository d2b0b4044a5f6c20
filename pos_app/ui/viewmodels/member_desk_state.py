"""What the panels for joining and for visits without goods show; see :mod:`state` for the rules of these values."""

from __future__ import annotations

from msgspec import Struct

from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone


class ConsentRow(Struct, frozen=True):
    """One consent with its whole wording, and whether it was given."""

    key: str
    wording: str
    given: bool = False


class JoinState(Struct, frozen=True):
    """Somebody becomes a member: what is typed so far, who brought them, and what they agree to."""

    name: str = ""
    phone: str = ""
    birthday: str = ""
    friend: str = ""
    card_text: str = ""
    card_tone: Tone = "quiet"
    friend_text: str = ""
    friend_tone: Tone = "quiet"
    consents: tuple[ConsentRow, ...] = ()
    notice: str = ""
    notice_tone: Tone = "stop"
    can_accept: bool = False


class VisitState(Struct, frozen=True):
    """What a member wants beside goods: what is asked for so far and what each of it gives, and what can be asked.

    ``asking`` is the key of what a number is wanted for now (points to give or convert); ``accept_text`` is what the
    large button does.
    """

    title: str = ""
    wished: tuple[ListEntry, ...] = ()
    told: tuple[str, ...] = ()
    offers: tuple[Choice, ...] = ()
    asking: str = ""
    ask_text: str = ""
    notice: str = ""
    notice_tone: Tone = "stop"
    accept_text: str = ""
    can_accept: bool = False


class MembershipState(Struct, frozen=True):
    """A membership to be cancelled: what it is, until when it runs, and that this cannot be undone."""

    name: str = ""
    term_text: str = ""
    warning: str = ""
    notice: str = ""
    can_accept: bool = False


class ConsentState(Struct, frozen=True):
    """One consent before it is given or withdrawn: the wording to read, how it stands, and what a yes brings."""

    ask: str = ""
    read: str = ""
    wording: str = ""
    standing: str = ""
    given: bool = False
    brings: str = ""
    notice: str = ""
    accept_text: str = ""
    can_accept: bool = False


class ClaimState(Struct, frozen=True):
    """A receipt whose points somebody asks for: which one, for whom, and when the points come."""

    receipt_text: str = ""
    member_text: str = ""
    when_text: str = ""
    notice: str = ""
    can_accept: bool = False
