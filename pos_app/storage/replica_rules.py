"""Every version of the programmes that this till was told of, as they held together one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pos_app.storage.programme_reading import read_programme

if TYPE_CHECKING:  # three dozen families of rules, which a start does without
    from pos_app.services.price_ports import RulesSince

_REACH_MS = 160 * 86_400_000
"""Nobody asks what things cost longer ago: 120 days that a reduction may run, 30 before it, and some."""


def rules_since(rows: Iterable[tuple[str, str, int, int]], now_ms: int) -> tuple[RulesSince, ...]:
    """``rows`` are programme id, text, since when (ms UTC) and priority, the versions of a programme in their order.
    What was no longer in force that long ago is not read; a text that can not be read is left out, as at the counter.
    """
    from pos_app.domain.loyalty.rule_book import RuleBook
    from pos_app.services.price_ports import RulesSince

    versions: dict[str, list[tuple[int, int, str]]] = {}
    for programme_id, text, from_ms, priority in rows:
        versions.setdefault(programme_id, []).append((from_ms, priority, text))
    changes = []
    for programme_id, known in versions.items():
        for place, (from_ms, priority, text) in enumerate(known):
            until_ms = known[place + 1][0] if place + 1 < len(known) else now_ms
            if until_ms < now_ms - _REACH_MS:
                continue
            made = read_programme(programme_id, text)
            changes.append((from_ms, priority, programme_id, made))
    holding = {}
    found: list[RulesSince] = []
    for from_ms, priority, programme_id, made in sorted(changes, key=lambda each: each[0]):
        holding[programme_id] = (priority, programme_id, made)
        in_order = sorted(holding.values(), key=lambda each: each[:2])
        rules = RulesSince(from_ms, RuleBook(each for _, _, each in in_order if each is not None))
        if found and found[-1].from_ms == from_ms:
            found.pop()
        found.append(rules)
    return tuple(found)
