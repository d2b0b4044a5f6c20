"""Why the desk did not do what it was asked."""

from __future__ import annotations


class NotDone(Exception):
    """The input is wrong, and nothing was changed: the text says what, in the words of the trade."""
