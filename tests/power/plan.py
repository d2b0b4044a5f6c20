"""One power cut, decided from a seed: at which change it comes, and what it leaves."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

from tests.power.disk import Kind, PowerCut
from tests.power.survival import SECTORS, How, Survival


class Scene(StrEnum):
    """What the machine is doing when the power goes."""

    SELLING = "selling"
    REPLICA = "replica"
    ENROLLING = "enrolling"
    SERVER = "server"
    UPDATING = "updating"


class Weakness(StrEnum):
    """What is taken from a till behind its back, to see that these tests would notice."""

    NONE = "none"
    SYNC_OFF = "synchronous=OFF"
    SYNC_NORMAL = "synchronous=NORMAL"
    FOLDERS_NOT_SYNCED = "folders not synced"


@dataclass(slots=True)
class Aim:
    """The ``count``-th change of that kind (any, when ``None``) to a file of that name (any, when ""). Given to a
    :class:`~tests.power.disk.Disk` to watch.
    """

    kind: Kind | None
    name: str
    count: int
    happened: str = ""

    def __call__(self, kind: Kind, name: str) -> None:
        """Raise :class:`PowerCut` when this is the one."""
        if (self.kind is None or kind is self.kind) and (not self.name or name == self.name):
            self.count -= 1
            if self.count == 0:
                self.happened = f"{kind} of {name}" if name else str(kind)
                raise PowerCut


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about one run. ``reopen_every``: how many sales until the till is closed and opened again."""

    scene: Scene
    seed: int
    kind: Kind | None
    name: str
    count: int
    how: How
    sector: int
    reopen_every: int
    with_sync_child: bool

    def aim(self) -> Aim:
        """When the power goes. When the work is over first, it goes then."""
        return Aim(self.kind, self.name, self.count)

    def survival(self) -> Survival:
        """What is left."""
        return Survival(self.seed, self.how, self.sector)

    def __str__(self) -> str:
        what = f"{self.kind or 'change'}{f' of {self.name}' if self.name else ''}"
        return f"power cut at {what} number {self.count}; unsynced: {self.how}, sectors of {self.sector}"


# (kind, name, the highest count): anywhere; while files are made; at a commit; while the log is brought into the
# database (a checkpoint); while files come and go.
_AIMS: dict[Scene, tuple[tuple[Kind | None, str, int], ...]] = {
    Scene.SELLING: (
        *(((None, "", 4500),) * 4),
        (None, "", 140),
        (Kind.SYNC, "", 260),
        (Kind.SYNC, "till.db", 8),
        (Kind.WRITE, "till.db", 160),
        (Kind.NAME, "", 30),
        (Kind.FOLDER_SYNC, "", 8),
    ),
    Scene.REPLICA: (
        (None, "", 1200),
        (Kind.SYNC, "", 50),
        (Kind.NAME, "", 50),
        (Kind.RESIZE, "", 20),
        (Kind.FOLDER_SYNC, "", 20),
        (None, "replica.current.new", 10),
        (None, "replica.current", 6),
    ),
    Scene.ENROLLING: ((None, "", 32),),
    Scene.SERVER: (
        *(((None, "", 6000),) * 2),
        (Kind.SYNC, "", 150),
        (Kind.SYNC, "server.db", 4),
        (Kind.WRITE, "server.db", 300),
    ),
    Scene.UPDATING: (
        *(((None, "", 3500),) * 2),
        (Kind.SYNC, "", 120),
        (Kind.NAME, "", 60),
        (Kind.FOLDER_SYNC, "", 40),
        (None, "till.db", 200),
        (None, "till.db.put-back", 200),
        (None, "update.json.new", 20),
    ),
}


def plan(scene: Scene, seed: int) -> Plan:
    """The same seed makes the same plan."""
    choose = random.Random(f"{scene} {seed}")
    kind, name, most = choose.choice(_AIMS[scene])
    return Plan(
        scene,
        seed,
        kind,
        name,
        choose.randint(1, most),
        choose.choice([*How, How.REORDERED, How.MIXED]),
        choose.choice(SECTORS),
        choose.choice((5, 20, 1000)),
        with_sync_child=choose.random() < 0.25,
    )
