"""What each panel over the products zone shows; see :mod:`state` for the rules of these values."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone


@dataclass(frozen=True, slots=True)
class SignInState:
    """Who can sign in, who is chosen, how many digits are typed, and why the last try was refused."""

    shop: str = ""
    place: str = ""
    cashiers: tuple[Choice, ...] = ()
    prompt: str = ""
    typed: int = 0
    refusal: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class FindMemberState:
    """The member panel: who was found for the text typed, and who is on the sale now."""

    query: str = ""
    found: tuple[ListEntry, ...] = ()
    selected: str | None = None
    text: str = ""
    tone: Tone = "quiet"
    attached: str = ""


@dataclass(frozen=True, slots=True)
class RedeemState:
    """How many points? With the most that can be used here and now, and why it is not more."""

    balance_text: str = ""
    as_of_text: str = ""
    most_text: str = ""
    why_not_more: str = ""
    worth_text: str = ""
    choices: tuple[Choice, ...] = ()
    can_accept: bool = False
    refusal: str = ""
    busy_text: str = ""


@dataclass(frozen=True, slots=True)
class DiscountState:
    """What the discount is on, of what kind, why, and what it would do."""

    targets: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    effect_text: str = ""
    can_accept: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ParkedState:
    """The parked sales, newest first."""

    entries: tuple[ListEntry, ...] = ()
    selected: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PaymentState:
    """What is left to pay, what has been given, and how the rest can be paid."""

    remaining_text: str = ""
    given: tuple[ListEntry, ...] = ()
    methods: tuple[Choice, ...] = ()
    text: str = ""
    tone: Tone = "quiet"
    can_cancel: bool = True


@dataclass(frozen=True, slots=True)
class CardState:
    """Card on a separate terminal: the amount to key there, the reference to copy from its slip."""

    amount_text: str = ""
    reference: str = ""
    can_accept: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptChoice:
    """PRINT-TRISTATE: how the receipt is, and what the cashier may do about it."""

    text: str
    tone: Tone
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class DoneState:
    """The sale is durable: change due, what was earned, and how the receipt is coming."""

    change_caption: str = ""
    change_text: str = ""
    paid_text: str = ""
    member_text: str = ""
    receipt: ReceiptChoice | None = None
    next_text: str = ""


@dataclass(frozen=True, slots=True)
class LineState:
    """The selected line: its quantity to change, and what else can be done with it."""

    name: str = ""
    detail: str = ""
    quantity_text: str = ""
    amount_text: str = ""
    can_step: bool = True
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class MeasureState:
    """A weight or a price is wanted for an article before it can be sold."""

    name: str = ""
    detail: str = ""
    ask: str = ""
    effect_text: str = ""
    can_accept: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class AgeState:
    """An age-restricted article: the youngest birth date that may buy it, ready to read aloud."""

    name: str = ""
    limit_text: str = ""
    born_text: str = ""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One thing around the till: how it is, and what still works."""

    title: str
    text: str
    works: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class StatusState:
    """Everything the pills stand for, in sentences, and the sales that wait for the server."""

    lines: tuple[StatusLine, ...] = ()
    waiting_title: str = ""
    waiting: tuple[ListEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagesState:
    """What the till has told the cashier, newest first."""

    entries: tuple[ListEntry, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class MenuState:
    """Everything that has no key of its own on the screen."""

    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpState:
    """The keys, and the pages of the manual (Markdown that we ship)."""

    keys: tuple[ListEntry, ...] = ()
    pages: tuple[Choice, ...] = ()
    page: str = ""
    markdown: str = ""
