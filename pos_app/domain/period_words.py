"""What X and Z reports and the slips of a drawer say, in the store's language (see :mod:`receipt_words`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.drawer import CashReason

_CODES = frozenset(CashReason)


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """The words of one language. Fields with braces are templates."""

    language: str
    x_report: str
    z_report: str
    number: str
    """``{number}`` of the report."""
    period: str
    by: str
    approved: str
    sales: str
    returns: str
    net: str
    receipts: str
    """A count of receipts: ``{count}``."""
    vat: str
    vat_of: str
    """``{rate}`` and ``{base}``; the tax stands to the right."""
    vat_returned: str
    """The same of returns."""
    groups: str
    payments: str
    payment: str
    """``{name}`` and ``{count}``."""
    refund: str
    """``{name}`` and ``{count}``."""
    rounding: str
    cards_loaded: str
    prepaid: str
    cashiers: str
    drawer: str
    opening_float: str
    cash_taken: str
    paid_in: str
    paid_out: str
    drop: str
    expected: str
    counted: str
    over: str
    short: str
    exact: str
    counts: str
    """The heading over what is counted without being money in the drawer."""
    openings: str
    copies: str
    provisional: str
    deliveries: str
    training: str
    discounts: str
    voids: str
    corrections: str
    lookups: str
    grand: str
    grand_sales: str
    grand_returns: str
    grand_net: str
    slip_in: str
    slip_out: str
    slip_drop: str
    slip_float: str
    slip_count: str
    reason: str
    signature: str
    done_by: str
    reasons: Mapping[CashReason, str]

    def reason_of(self, said: str) -> str:
        """The words for a reason: those of a code, else what somebody typed."""
        return self.reasons.get(CashReason(said), said) if said in _CODES else said


NB = PeriodWords(
    language="nb",
    x_report="X-RAPPORT",
    z_report="Z-RAPPORT",
    number="Nr. {number}",
    period="Periode fra",
    by="Tatt ut av",
    approved="Godkjent av",
    sales="Salg",
    returns="Retur",
    net="Salg minus retur",
    receipts="{count} stk.",
    vat="MVA",
    vat_of="{rate} av {base}",
    vat_returned="{rate} av {base}, retur",
    groups="Varegrupper",
    payments="Betalingsmidler",
    payment="{name} ({count})",
    refund="{name}, tilbakebetalt ({count})",
    rounding="Øreavrunding",
    cards_loaded="Innbetalt på gavekort",
    prepaid="Betalt med gavekort solgt med MVA",
    cashiers="Ansatte",
    drawer="Kasseskuff",
    opening_float="Inngående vekselpenger",
    cash_taken="Kontant salg minus retur",
    paid_in="Innbetalt",
    paid_out="Utbetalt",
    drop="Til safe",
    expected="Skal være",
    counted="Telt",
    over="For mye",
    short="For lite",
    exact="Stemmer",
    counts="Hendelser",
    openings="Skuffåpninger uten salg eller retur",
    copies="Kopikvitteringer",
    provisional="Foreløpige kvitteringer",
    deliveries="Utleveringskvitteringer",
    training="Treningskvitteringer",
    discounts="Rabatter",
    voids="Avbrutte salg",
    corrections="Linjekorreksjoner",
    lookups="Prisundersøkelser",
    grand="Siden kassen var ny",
    grand_sales="Salg i alt",
    grand_returns="Retur i alt",
    grand_net="Netto i alt",
    slip_in="INNBETALING",
    slip_out="UTBETALING",
    slip_drop="TIL SAFE",
    slip_float="VEKSELPENGER",
    slip_count="OPPTELLING",
    reason="Gjelder",
    signature="Underskrift",
    done_by="Utført av",
    reasons={
        CashReason.CHANGE: "vekselpenger",
        CashReason.PURCHASE: "innkjøp",
        CashReason.DEPOSIT: "pant",
        CashReason.OWNER: "eier",
        CashReason.SAFE: "safe",
        CashReason.COUNT: "opptelling",
        CashReason.WRONG_CHANGE: "feil veksel gitt",
        CashReason.NOT_FOUND: "årsak ikke funnet",
        CashReason.NOT_COUNTED: "ikke talt opp",
        CashReason.OTHER: "annet",
    },
)

EN = PeriodWords(
    language="en",
    x_report="X REPORT",
    z_report="Z REPORT",
    number="No. {number}",
    period="Period from",
    by="Taken by",
    approved="Approved by",
    sales="Sales",
    returns="Returns",
    net="Sales less returns",
    receipts="{count} pcs",
    vat="VAT",
    vat_of="{rate} of {base}",
    vat_returned="{rate} of {base}, returned",
    groups="Article groups",
    payments="Payments",
    payment="{name} ({count})",
    refund="{name}, given back ({count})",
    rounding="Cash rounding",
    cards_loaded="Put on gift cards",
    prepaid="Paid with cards sold with VAT",
    cashiers="Cashiers",
    drawer="Cash drawer",
    opening_float="Opening float",
    cash_taken="Cash sales less returns",
    paid_in="Paid in",
    paid_out="Paid out",
    drop="To the safe",
    expected="Should be there",
    counted="Counted",
    over="Over",
    short="Short",
    exact="Exact",
    counts="Events",
    openings="Drawer opened without sale or return",
    copies="Copies of receipts",
    provisional="Provisional receipts",
    deliveries="Delivery notes",
    training="Training receipts",
    discounts="Discounts",
    voids="Voided sales",
    corrections="Corrected lines",
    lookups="Price look-ups",
    grand="Since the register was new",
    grand_sales="Sales in all",
    grand_returns="Returns in all",
    grand_net="Net in all",
    slip_in="PAID IN",
    slip_out="PAID OUT",
    slip_drop="TO THE SAFE",
    slip_float="FLOAT",
    slip_count="COUNT",
    reason="For",
    signature="Signature",
    done_by="Done by",
    reasons={
        CashReason.CHANGE: "change",
        CashReason.PURCHASE: "purchase",
        CashReason.DEPOSIT: "bottle deposit",
        CashReason.OWNER: "owner",
        CashReason.SAFE: "safe",
        CashReason.COUNT: "count",
        CashReason.WRONG_CHANGE: "wrong change given",
        CashReason.NOT_FOUND: "cause not found",
        CashReason.NOT_COUNTED: "not counted",
        CashReason.OTHER: "other",
    },
)

PERIOD_WORDS = {words.language: words for words in (NB, EN)}


def period_words_for(language: str) -> PeriodWords:
    """The words for a language tag such as ``nb-NO``; English for a language we do not speak."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    return NB if primary in ("no", "nn") else PERIOD_WORDS.get(primary, EN)
