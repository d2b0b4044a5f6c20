"""What the reports say in each language: the same words on the screen, on paper and in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.account_day import DEBT, EXPIRED, OUTSTANDING, SUSPENSE
from pos_app.domain.report_sums import (
    BASKET_OFF,
    CONVERTED,
    GIVEN,
    GIVEN_BACK,
    ISSUED,
    LINE_OFF,
    LOADED,
    OFFER_OFF,
    POINTS_OFF,
    PREPAID,
    PRICE_OFF,
    REDEEMED,
    ROUNDING,
    TAKEN_BACK,
    ReportBy,
)


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The words of one language. Fields with braces are templates."""

    language: str
    titles: Mapping[ReportBy, str]
    firsts: Mapping[ReportBy, str]
    """What the first column holds."""
    number: str
    sales: str
    lines: str
    times: str
    quantity: str
    sold: str
    returns: str
    returned: str
    returned_quantity: str
    net: str
    vat: str
    base: str
    returned_base: str
    returned_vat: str
    net_vat: str
    code: str
    average: str
    discounts: str
    taken: str
    refunds: str
    refunded: str
    off: str
    share: str
    programme: str
    points: str
    value: str
    total: str
    rest: str
    no_category: str
    unnamed: str
    span: str
    made: str
    """``{at}`` is when, ``{till}`` the till's number."""
    page: str
    nothing: str
    more_rows: str
    """``{count}`` rows that a short list leaves out."""
    discount_kinds: Mapping[str, str]
    happened: Mapping[str, str]
    asides: Mapping[str, str]
    turnover: str
    paid: str
    loyalty_note: str
    loyalty_told: str
    """``{first}`` and ``{last}`` are the days that the server has counted."""
    loyalty_before: str
    """The same where the last day, ``{last}``, lies before those of the report."""
    stored_value: str
    """Stands in a programme's place for money that gift cards and credit notes hold: one account of the ledger."""
    told: Mapping[str, str]
    """What the server counted; ``{day}`` is the last day of it."""


NB = ReportWords(
    language="nb",
    titles={
        ReportBy.DAY: "Omsetning per dag",
        ReportBy.HOUR: "Omsetning per time",
        ReportBy.CASHIER: "Omsetning per ansatt",
        ReportBy.ARTICLE: "Salg per vare",
        ReportBy.CATEGORY: "Salg per varegruppe",
        ReportBy.VAT: "MVA",
        ReportBy.TENDER: "Betalingsmidler",
        ReportBy.DISCOUNT: "Rabatter og tilbud",
        ReportBy.LOYALTY: "Poeng og bonus",
    },
    firsts={
        ReportBy.DAY: "Dag",
        ReportBy.HOUR: "Klokken",
        ReportBy.CASHIER: "Ansatt",
        ReportBy.ARTICLE: "Vare",
        ReportBy.CATEGORY: "Varegruppe",
        ReportBy.VAT: "Sats",
        ReportBy.TENDER: "Betalt med",
        ReportBy.DISCOUNT: "Rabatt",
        ReportBy.LOYALTY: "Hva",
    },
    number="Varenr.",
    sales="Salg",
    lines="Linjer",
    times="Ganger",
    quantity="Antall",
    sold="Solgt",
    returns="Returer",
    returned="Returnert",
    returned_quantity="Antall retur",
    net="Netto",
    vat="Herav MVA",
    base="Grunnlag",
    returned_base="Grunnlag retur",
    returned_vat="MVA retur",
    net_vat="MVA netto",
    code="Kode",
    average="Snitt",
    discounts="Rabatt",
    taken="Mottatt",
    refunds="Tilbakebet.",
    refunded="Beløp tilbake",
    off="Avslag",
    share="Andel",
    programme="Program",
    points="Poeng",
    value="Verdi",
    total="I alt",
    rest="Ikke på én vare",
    no_category="Uten varegruppe",
    unnamed="Uten årsak",
    span="{first} – {last}",
    made="Laget {at}, kasse {till}",
    page="Side {page}",
    nothing="Ingenting i dette tidsrommet.",
    more_rows="… og {count} rader til",
    discount_kinds={
        LINE_OFF: "På vare",
        BASKET_OFF: "På hele kjøpet",
        PRICE_OFF: "Annen pris",
        OFFER_OFF: "Tilbud",
        POINTS_OFF: "Poeng som prisavslag",
    },
    happened={
        ISSUED: "Opptjent",
        REDEEMED: "Brukt",
        GIVEN: "Gitt bort",
        CONVERTED: "Vekslet",
        TAKEN_BACK: "Tatt tilbake ved retur",
        GIVEN_BACK: "Gitt tilbake ved retur",
    },
    asides={
        LOADED: "Innbetalt på gavekort",
        PREPAID: "Betalt med gavekort solgt med MVA",
        ROUNDING: "Øreavrunding",
    },
    turnover="Salg minus retur",
    paid="Betalt i alt",
    loyalty_note=(
        "Dette har denne kassen gjort. Hva som utløper, og hva medlemmene har til gode i alt, vet bare serveren,"
        " som ser alle kasser. For disse dagene har den ikke sagt det ennå."
    ),
    loyalty_told=(
        "Utløpt og utestående gjelder alle kasser: serveren har talt fra {first} til {last}."
        " Resten er hva denne kassen har gjort."
    ),
    loyalty_before=(
        "Utestående gjelder alle kasser, slik serveren talte ved slutten av {last}. Hva som utløper i disse"
        " dagene, har den ikke sagt ennå. Resten er hva denne kassen har gjort."
    ),
    stored_value="Gavekort og tilgodelapper",
    told={
        EXPIRED: "Utløpt, alle kasser",
        OUTSTANDING: "Utestående {day}, alle kasser",
        DEBT: "Overtrukket {day}, alle kasser",
        SUSPENSE: "Til avgjørelse {day}, alle kasser",
    },
)

EN = ReportWords(
    language="en",
    titles={
        ReportBy.DAY: "Turnover by day",
        ReportBy.HOUR: "Turnover by hour",
        ReportBy.CASHIER: "Turnover by cashier",
        ReportBy.ARTICLE: "Sales by article",
        ReportBy.CATEGORY: "Sales by category",
        ReportBy.VAT: "VAT",
        ReportBy.TENDER: "Payments",
        ReportBy.DISCOUNT: "Discounts and offers",
        ReportBy.LOYALTY: "Points and rewards",
    },
    firsts={
        ReportBy.DAY: "Day",
        ReportBy.HOUR: "Hour",
        ReportBy.CASHIER: "Cashier",
        ReportBy.ARTICLE: "Article",
        ReportBy.CATEGORY: "Category",
        ReportBy.VAT: "Rate",
        ReportBy.TENDER: "Paid with",
        ReportBy.DISCOUNT: "Discount",
        ReportBy.LOYALTY: "What",
    },
    number="Number",
    sales="Sales",
    lines="Lines",
    times="Times",
    quantity="Quantity",
    sold="Sold",
    returns="Returns",
    returned="Returned",
    returned_quantity="Qty returned",
    net="Net",
    vat="VAT in it",
    base="Base",
    returned_base="Base returned",
    returned_vat="VAT returned",
    net_vat="Net VAT",
    code="Code",
    average="Average",
    discounts="Discount",
    taken="Taken",
    refunds="Refunds",
    refunded="Refunded",
    off="Taken off",
    share="Share",
    programme="Programme",
    points="Points",
    value="Value",
    total="In all",
    rest="Of no one article",
    no_category="No category",
    unnamed="No reason",
    span="{first} – {last}",
    made="Made {at}, till {till}",
    page="Page {page}",
    nothing="Nothing in this time.",
    more_rows="… and {count} more rows",
    discount_kinds={
        LINE_OFF: "On a line",
        BASKET_OFF: "On the whole basket",
        PRICE_OFF: "Another price",
        OFFER_OFF: "Offer",
        POINTS_OFF: "Points off the price",
    },
    happened={
        ISSUED: "Issued",
        REDEEMED: "Redeemed",
        GIVEN: "Given away",
        CONVERTED: "Converted",
        TAKEN_BACK: "Taken back by returns",
        GIVEN_BACK: "Given back by returns",
    },
    asides={
        LOADED: "Put on gift cards",
        PREPAID: "Paid with cards sold with VAT",
        ROUNDING: "Cash rounding",
    },
    turnover="Sales less returns",
    paid="Paid in all",
    loyalty_note=(
        "This is what this till did. What expires, and what is owed to members in all, only the server knows,"
        " which sees every till. Of these days it has not told yet."
    ),
    loyalty_told=(
        "Expired and outstanding are of all tills: the server has counted from {first} to {last}."
        " The rest is what this till did."
    ),
    loyalty_before=(
        "Outstanding is of all tills, as the server counted at the end of {last}. What expires in these days it has"
        " not told yet. The rest is what this till did."
    ),
    stored_value="Gift cards and credit notes",
    told={
        EXPIRED: "Expired, all tills",
        OUTSTANDING: "Outstanding {day}, all tills",
        DEBT: "Overspent {day}, all tills",
        SUSPENSE: "To be decided {day}, all tills",
    },
)

REPORT_WORDS = {words.language: words for words in (NB, EN)}


def report_words_for(language: str) -> ReportWords:
    """The words for a language tag such as ``nb-NO``; English for a language we do not speak."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    return NB if primary in ("no", "nn") else REPORT_WORDS.get(primary, EN)
