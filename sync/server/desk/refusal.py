"""Why the desk did not do what it was asked."""

from __future__ import annotations


class NotDone(Exception):
    """The input is wrong, and nothing was changed: the text says what, in the words of the trade."""


class Lent(NotDone):
    """It cannot be done while a till keeps the holder's points. Whoever asked has that lease asked back, in a
    transaction of its own, because what was refused changes nothing.
    """

    def __init__(self, words: str, company_id: str, holder_id: str) -> None:
        self.company_id = company_id
        self.holder_id = holder_id
        super().__init__(words)
