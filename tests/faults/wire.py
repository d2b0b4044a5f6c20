"""Faults of the line, one scene each: sell under the fault, mend the line, and count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial

from tests.faults.books import Found
from tests.faults.proxy import Fault, How
from tests.faults.shop import Shop

PUSH = "/v1/records"
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``well_ms``: the longest time from the end of a fault until all was well again."""

    fault: str
    times: int
    acknowledged: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    untrue: tuple[str, ...]
    well_ms: int

    @property
    def ok(self) -> bool:
        """Whether nothing was lost, doubled or said wrongly."""
        return not (self.lost or self.doubled or self.untrue)

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def row(shop: Shop, fault: str, times: int, well_ms: int) -> Row:
    """What stands in the books now."""
    found: Found = shop.compare()
    untrue, lost = tuple(shop.lies), (*shop.lost, *found.lost)
    shop.lies.clear()
    shop.lost.clear()
    return Row(fault, times, shop.acked(), lost, found.doubled, untrue, well_ms)


def start(shop: Shop) -> None:
    """A first sale through an untouched line, so that the sizes of an exchange are known."""
    shop.sell()
    shop.until_well()
    shop.sell()
    shop.until_well()


def cut(shop: Shop, how: How, places: Iterable[int]) -> Row:
    """The next push is cut after n bytes, for every n of ``places``."""
    longest = times = 0
    for after in places:
        shop.proxy.do(Fault(how, after, PUSH), once=True)
        shop.sell()
        assert shop.proxy.wait_until_struck(PATIENCE_S), "nothing was pushed"
        longest, times = max(longest, shop.until_well()), times + 1
    return row(shop, str(how), times, longest)


def one_push(shop: Shop, how: How, times: int) -> Row:
    """It happens to a push, and to nothing else."""
    longest = 0
    for _ in range(times):
        shop.proxy.do(Fault(how, path=PUSH), once=True)
        shop.sell()
        assert shop.proxy.wait_until_struck(PATIENCE_S), "nothing was pushed"
        longest = max(longest, shop.until_well())
    return row(shop, f"{how}, a push", times, longest)


def whole_line(shop: Shop, how: How, times: int, *, is_told: bool = True, path: str = "") -> Row:
    """It happens to everything (or to all that asks for ``path``) until it is mended: the till says that it is so, and
    sells on.
    """
    longest = 0
    for _ in range(times):
        shop.proxy.do(Fault(how, path=path), once=False)
        shop.sell()
        assert how is How.REFUSED or shop.proxy.wait_until_struck(PATIENCE_S), "nothing passed"
        if is_told:
            status = shop.until_told(or_well=how is How.DELAY)
            if status["link"] not in _TRUTH[how]:
                shop.lies.append(f"{status['link']} ({status['detail']})")
        shop.sell()
        shop.proxy.heal()
        longest = max(longest, shop.until_well())
    return row(shop, f"{how}, the whole line", times, longest)


_OFF, _ODD = {"offline"}, {"trouble"}
_TRUTH = {
    How.CUT_REQUEST: _ODD,
    How.CUT_REPLY: _ODD,
    How.RESET: _ODD,
    How.REFUSED: {"offline", "trouble"},  # a line that closes under a question, and then nobody
    How.DELAY: {"offline", "online"},  # a till that knows how slow the line is waits, and all goes through
    How.SWALLOWED_REQUEST: _OFF,
    How.SWALLOWED_REPLY: _OFF,
    How.DRIP: _OFF,
    How.NOISE: _ODD,
    How.WRONG_BODY: _ODD,
    How.BAD_GATEWAY: _ODD,
    How.PORTAL: _ODD,
}
"""What the till may say of a line on which this happens to everything."""

Scene = Callable[[Shop], Row]


def scenes(times: int, request_step: int, reply_step: int) -> dict[str, Scene]:
    """All of them by name."""
    made: dict[str, Scene] = {
        "cut-request": partial(_cut_everywhere, how=How.CUT_REQUEST, step=request_step),
        "cut-reply": partial(_cut_everywhere, how=How.CUT_REPLY, step=reply_step),
        "duplicate-line": partial(whole_line, how=How.DUPLICATE, times=times, is_told=False),
        "refused-line": partial(whole_line, how=How.REFUSED, times=times),
    }
    for name, how in {
        "reset": How.RESET,
        "delay": How.DELAY,
        "drip": How.DRIP,
        "noise": How.NOISE,
        "wrong-body": How.WRONG_BODY,
        "bad-gateway": How.BAD_GATEWAY,
        "portal": How.PORTAL,
        "half-open-request": How.SWALLOWED_REQUEST,
        "half-open-reply": How.SWALLOWED_REPLY,
    }.items():
        made[name] = partial(one_push, how=how, times=times)
        made[f"{name}-line"] = partial(whole_line, how=how, times=times)
    made["duplicate"] = partial(one_push, how=How.DUPLICATE, times=times)
    return made


def _cut_everywhere(shop: Shop, how: How, step: int) -> Row:
    """Every ``step``-th place of a real exchange of one sale."""
    sizes = shop.proxy.sizes[PUSH]
    return cut(shop, how, range(0, sizes.request if how is How.CUT_REQUEST else sizes.reply, step))


NAMES = tuple(scenes(1, 1, 1))
