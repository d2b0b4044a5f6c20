"""The place where a country's rules for a till's books plug in.

A package that knows them signs each sale and return inside the transaction that writes it (ONE-TX). Norway has one. A
store anywhere else has none, and :func:`said_of` says so: nothing here claims that a till was certified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the first sale needs them, the first paint does not
    from pos_app.domain.norway.signing import Signable
    from pos_app.domain.returned import Return
    from pos_app.domain.sale import Sale
    from pos_app.domain.signed import TransactionSignature
    from pos_app.services.till_store import UnitOfWork

COUNTRIES = ("NO",)
"""The countries whose rules this version knows."""


class Signer(Protocol):
    """Signs with the till's own key for the tax office."""

    def public_key(self) -> str:
        """The public half of the key in use, as PEM; a till without a key makes one."""

    def sign(self, text: str) -> str:
        """The signature over a text, in base64."""


class SignatureBook(Protocol):
    """What this till signed, inside a running transaction."""

    def last(self) -> str:
        """The signature of the newest signed sale or return; "" before the first."""

    def key_version(self, public_key: str) -> int:
        """The version of a public key (PEM); one that never signed here takes the next."""

    def add(self, signed: TransactionSignature) -> None:
        """Keep the signature of a sale or a return of this transaction."""


class TaxBooks(Protocol):
    """What a country asks for beside the journal, written in the transaction of the fact."""

    def sold(self, work: UnitOfWork, sale: Sale, sequence: int) -> None:
        """A sale was written as that journal record."""

    def took_back(self, work: UnitOfWork, returned: Return, sequence: int) -> None:
        """A return was written as that journal record."""


class NorwegianBooks:
    """Norway: sales and returns are signed one after the other, each over the signature before it."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def sold(self, work: UnitOfWork, sale: Sale, sequence: int) -> None:
        """Sign a sale."""
        from pos_app.domain.norway import signing

        self._sign(work, signing.of_sale(sale), sequence)

    def took_back(self, work: UnitOfWork, returned: Return, sequence: int) -> None:
        """Sign a return; its amounts are negative."""
        from pos_app.domain.norway import signing

        self._sign(work, signing.of_return(returned), sequence)

    def _sign(self, work: UnitOfWork, words: Signable, sequence: int) -> None:
        from pos_app.domain.norway.signing import FIRST_PREVIOUS
        from pos_app.domain.signed import TransactionSignature

        book = work.signatures
        version = book.key_version(self._signer.public_key())
        signature = self._signer.sign(words.text(book.last() or FIRST_PREVIOUS))
        book.add(TransactionSignature(sequence, words.number, signature, version))


def books_for(country: str, signer: Signer) -> TaxBooks | None:
    """The books of a store in that country (ISO 3166), or none where its rules are not known here."""
    return NorwegianBooks(signer) if country.upper() == "NO" else None


def said_of(country: str) -> str:
    """What this version can say about a country's rules for tills, in one sentence."""
    if country.upper() in COUNTRIES:
        return "Sales and returns are signed, and `trofast export saf-t` writes the file that the tax office reads."
    return (
        f"Trofast knows no rules for tills in {country or 'this country'}: nothing is signed for its tax office, and "
        "no file for it is written. Whether this till may be used there, ask whoever keeps the books."
    )
