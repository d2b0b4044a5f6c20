"""A server that keeps what a sale would use up, or says why not: no network is needed."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.services.holding import Wanted


class FakeSecuring:
    """``refusals`` says what is refused and why; ``asked`` and ``let_go_of`` are what came."""

    def __init__(self) -> None:
        self.refusals: dict[str, str] = {}
        self.offline = False
        self.asked: list[tuple[str, tuple[Wanted, ...]]] = []
        self.let_go_of: list[str] = []

    def secure(self, member_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        self.asked.append((member_id, tuple(wants)))
        if self.offline:
            return {want.key: "offline" for want in wants}
        return {want.key: self.refusals[want.key] for want in wants if want.key in self.refusals}

    def let_go(self, member_id: str) -> None:
        self.let_go_of.append(member_id)
