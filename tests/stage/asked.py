"""What a till asked its hub for, without a file: ``HubBook`` of :mod:`sync.client.hub`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class AskedInMemory:
    """``known`` is the hub, where the server has named one."""

    known: tuple[str, bytes] | None = None
    open: dict[str, tuple[str, str]] = field(default_factory=dict)
    over: dict[str, str] = field(default_factory=dict)

    def hub(self) -> tuple[str, bytes] | None:
        return self.known

    def asks_hub(self, asked_id: str, basket_id: str = "") -> bool:
        if basket_id:
            self.not_needed_of_hub(basket_id=basket_id)
        if asked_id not in self.over:
            self.open[asked_id] = (basket_id, "")
        return asked_id not in self.over

    def hub_granted(self, asked_id: str, lease_id: str) -> None:
        self.open[asked_id] = (self.open[asked_id][0], lease_id)

    def not_needed_of_hub(self, asked_id: str = "", *, basket_id: str = "") -> None:
        for each, (of_basket, _) in list(self.open.items()):
            if each == asked_id or (basket_id and of_basket == basket_id):
                self.over[each] = self.open.pop(each)[0]

    def hub_to_hear(self, first_basket: str = "") -> list[tuple[str, bool]]:
        return [(each, bool(of_basket)) for each, of_basket in self.over.items()]

    def hub_heard(self, asked_id: str) -> None:
        self.over.pop(asked_id, None)

    def things_at_hub(self, basket_id: str) -> str:
        return next((lease_id for of, lease_id in self.open.values() if of == basket_id and lease_id), "")
