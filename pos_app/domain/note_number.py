"""The numbers of credit notes (:mod:`pos_app.domain.credit_note`), apart because every scan may be one."""

from __future__ import annotations

from pos_app.domain.gift_card import has_check_digit

PREFIX = "992090"
"""What every note's number begins with: no bank, no gift card and no article has it."""
DIGITS = 19
_BODY = DIGITS - len(PREFIX) - 1


def number_from(secret: int) -> str:
    """The number of a note, made from a secret one: nobody can guess it, and a slip of a finger is no note."""
    body = f"{PREFIX}{secret % 10**_BODY:0{_BODY}d}"
    return next(f"{body}{check}" for check in range(10) if has_check_digit(f"{body}{check}"))


def is_note_number(text: str) -> bool:
    """Whether that is the number of a note: its digits alone, without blanks."""
    is_number = text.isascii() and text.isdigit()
    return is_number and len(text) == DIGITS and text.startswith(PREFIX) and has_check_digit(text)
