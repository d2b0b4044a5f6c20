"""What each panel over the products zone shows; see :mod:`state` for the rules of these values."""

from __future__ import annotations

from msgspec import Struct

from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone


class SignInState(Struct, frozen=True):
    """Who can sign in, who is chosen, how many digits are typed, and why the last try was refused."""

    shop: str = ""
    place: str = ""
    cashiers: tuple[Choice, ...] = ()
    prompt: str = ""
    typed: int = 0
    refusal: str = ""
    busy: bool = False


class FindMemberState(Struct, frozen=True):
    """The member panel: who was found for the text typed, and who is on the sale now."""

    query: str = ""
    found: tuple[ListEntry, ...] = ()
    selected: str | None = None
    text: str = ""
    tone: Tone = "quiet"
    attached: str = ""


class SheetRow(Struct, frozen=True):
    """One thing about the member. With a ``key`` it can be touched; ``permille`` draws a bar, ``total`` a stamp card
    whose last ``coming`` stamps of the ``filled`` ones are this sale's. ``on`` carries a tick.
    """

    title: str
    note: str = ""
    right: str = ""
    tone: Tone = "quiet"
    key: str = ""
    on: bool = False
    permille: int | None = None
    filled: int = 0
    coming: int = 0
    total: int = 0


class SheetSection(Struct, frozen=True):
    """Rows of one kind under a small heading."""

    heading: str
    rows: tuple[SheetRow, ...]


class MemberSheetState(Struct, frozen=True):
    """Everything about the member on the sale. STALE-LABEL: ``as_of_text`` says when the balance was true, always."""

    balance_text: str = ""
    as_of_text: str = ""
    sections: tuple[SheetSection, ...] = ()

    def __post_init__(self) -> None:
        if self.balance_text and not self.as_of_text:
            raise ValueError("a balance is never shown without its time")


class RedeemState(Struct, frozen=True):
    """How many points? With the most that can be used here and now, and why it is not more; and the coupons that could
    be used instead, or as well.
    """

    balance_text: str = ""
    as_of_text: str = ""
    most_text: str = ""
    why_not_more: str = ""
    worth_text: str = ""
    choices: tuple[Choice, ...] = ()
    can_accept: bool = False
    refusal: str = ""
    busy_text: str = ""
    coupons: tuple[SheetRow, ...] = ()


class DiscountState(Struct, frozen=True):
    """What the discount is on, of what kind, why, and what it would do."""

    targets: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    effect_text: str = ""
    can_accept: bool = False
    refusal: str = ""


class ParkedState(Struct, frozen=True):
    """The parked sales, newest first."""

    entries: tuple[ListEntry, ...] = ()
    selected: str | None = None
    text: str = ""


class PaymentState(Struct, frozen=True):
    """What is left to pay, what has been given, and how the rest can be paid."""

    remaining_text: str = ""
    given: tuple[ListEntry, ...] = ()
    methods: tuple[Choice, ...] = ()
    text: str = ""
    tone: Tone = "quiet"
    can_cancel: bool = True


class CardState(Struct, frozen=True):
    """Card on a separate terminal: the amount to key there, the reference to copy from its slip."""

    amount_text: str = ""
    reference: str = ""
    can_accept: bool = False
    refusal: str = ""


class ReceiptChoice(Struct, frozen=True):
    """PRINT-TRISTATE: how the receipt is, and what the cashier may do about it."""

    text: str
    tone: Tone
    choices: tuple[Choice, ...] = ()


class DoneState(Struct, frozen=True):
    """The sale is durable: change due, what was earned, and how the receipt is coming."""

    change_caption: str = ""
    change_text: str = ""
    paid_text: str = ""
    member_text: str = ""
    promises: tuple[str, ...] = ()
    receipt: ReceiptChoice | None = None
    next_text: str = ""
    is_paid: bool = True
    """Not so of goods on an account."""


class LineState(Struct, frozen=True):
    """The selected line: its quantity to change, and what else can be done with it."""

    name: str = ""
    detail: str = ""
    quantity_text: str = ""
    amount_text: str = ""
    can_step: bool = True
    refusal: str = ""
    story: tuple[str, ...] = ()
    """Why it costs and earns what it does."""


class MeasureState(Struct, frozen=True):
    """A weight or a price is wanted for an article before it can be sold."""

    name: str = ""
    detail: str = ""
    ask: str = ""
    effect_text: str = ""
    can_accept: bool = False
    refusal: str = ""


class AgeState(Struct, frozen=True):
    """An age-restricted article: the youngest birth date that may buy it, ready to read aloud."""

    name: str = ""
    limit_text: str = ""
    born_text: str = ""
    is_typed: bool = False
    refusal: str = ""


class StatusLine(Struct, frozen=True):
    """One thing around the till: how it is, and what still works."""

    title: str
    text: str
    works: str
    tone: Tone


class CheckState(Struct, frozen=True):
    """What the till found when it looked at itself, what is to be done first; ``busy`` while it looks or writes."""

    lines: tuple[StatusLine, ...] = ()
    title: str = ""
    busy: bool = False
    text: str = ""
    tone: Tone = "quiet"


class StatusState(Struct, frozen=True):
    """Everything the pills stand for, in sentences, and the sales that wait for the server."""

    lines: tuple[StatusLine, ...] = ()
    waiting_title: str = ""
    waiting: tuple[ListEntry, ...] = ()
    can_check: bool = False


class MessagesState(Struct, frozen=True):
    """What the till has told the cashier, newest first."""

    entries: tuple[ListEntry, ...] = ()
    text: str = ""


class MenuState(Struct, frozen=True):
    """Everything that has no key of its own on the screen."""

    choices: tuple[Choice, ...] = ()


class HelpState(Struct, frozen=True):
    """The keys, and the pages of the manual (Markdown that we ship)."""

    keys: tuple[ListEntry, ...] = ()
    pages: tuple[Choice, ...] = ()
    page: str = ""
    markdown: str = ""
