"""By how much the server's clock differs from the till's, measured with every answer to the question of presence."""

from __future__ import annotations


class ServerClock:
    """What the server's clock shows more than ours, in ms; ``None`` before the first answer.

    The server read its clock at some time between question and answer. What is known is kept for as long as it fits
    into that: a steady difference stays one number, however the line trembles.
    """

    def __init__(self) -> None:
        self.difference_ms: int | None = None

    def heard(self, server_ms: int, asked_ms: int, answered_ms: int) -> None:
        """An answer: the server's time, and ours (ms UTC) before and after."""
        least, most = server_ms - answered_ms, server_ms - asked_ms
        if self.difference_ms is None or not least <= self.difference_ms <= most:
            self.difference_ms = (least + most) // 2
