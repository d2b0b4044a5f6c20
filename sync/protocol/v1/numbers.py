"""Card and phone numbers as tills may hold them: keyed hashes, since a plain hash of a phone number can be guessed."""

from __future__ import annotations

import hmac

HASH_BYTES = 16


def number_hash(card_secret: bytes, number: str) -> bytes:
    """The first 16 bytes of HMAC-SHA-256 under the company's card secret, over the ASCII digits of ``number`` alone.

    Blanks, a plus sign and hyphens do not count, so that a number is found however somebody writes it.
    """
    digits = "".join(character for character in number if "0" <= character <= "9")
    return hmac.digest(card_secret, digits.encode("ascii"), "sha256")[:HASH_BYTES]
