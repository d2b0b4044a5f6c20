"""The shop a till stands in: what its receipts say about it, and how it counts money and time."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.money import Currency


@dataclass(frozen=True, slots=True)
class Store:
    """One shop. ``zone`` is an IANA zone name, ``language`` a tag such as ``nb``; ``address`` one line each.

    ``organisation_number`` is printed as the tax office wants it; ``vat_included`` says how its prices are meant.
    """

    company_id: str
    store_id: str
    name: str
    organisation_number: str
    address: tuple[str, ...]
    currency: Currency
    zone: str
    country: str
    language: str
    vat_included: bool = True
