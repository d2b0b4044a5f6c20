"""From journal records to what a period is summed from: till and server read the same records in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pos_app.domain.period_sum import PeriodFact
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import counter_facts, facts, period_facts, return_facts

PERIOD_KINDS: Mapping[str, Callable[[bytes], PeriodFact]] = {
    facts.SALE: facts.decode_sale,
    return_facts.RETURN: return_facts.decode_return,
    counter_facts.COUNTER_EVENT: counter_facts.decode_counter_event,
    period_facts.DRAWER_COUNT: period_facts.decode_drawer_count,
}
"""The kinds that change a period's totals, and how each body is read."""


def facts_of(envelopes: Iterable[bytes]) -> Iterator[PeriodFact]:
    """The facts in these envelopes that a period is summed from; others are passed over.

    Raises :class:`msgspec.ValidationError` or ``DecodeError`` for one that cannot be read.
    """
    for encoded in envelopes:
        envelope = open_envelope(encoded)
        read = PERIOD_KINDS.get(envelope.kind)
        if read is not None and envelope.version == facts.VERSION:
            yield read(envelope.body)
