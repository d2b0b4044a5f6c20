"""A programme with one choice made otherwise, to hold two settings side by side."""

from __future__ import annotations

import dataclasses
from typing import Any

from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_draft import expected_value, plain_value
from pos_app.domain.loyalty.shape import Kind, Slot, slots_of
from pos_app.domain.money import CURRENCIES, Currency


def changed(programme: Programme, key: str, says: str) -> Programme:
    """``programme`` with ``key`` saying something else: ``settings.rungs``, or ``earn.0.rounding`` for the first earn
    rule. Raises :class:`BadFile` where there is no such key, or it cannot say that.
    """
    made: Programme = _changed(programme, key.split("."), says, CURRENCIES[programme.currency], key)
    return made


def _changed(table: Any, path: list[str], says: str, currency: Currency, key: str) -> Any:
    described: Any = type(table)
    slot = next((slot for slot in slots_of(described) if slot.key == path[0]), None)
    if slot is None:
        raise BadFile(key, None, f"there is no key {path[0]!r} here")
    if len(path) == 1:
        return dataclasses.replace(table, **{slot.field: _value(slot, says, currency, key)})
    there = getattr(table, slot.field)
    if not isinstance(there, tuple):
        return dataclasses.replace(table, **{slot.field: _changed(there, path[1:], says, currency, key)})
    if not (path[1].isdecimal() and int(path[1]) < len(there) and len(path) > 2):
        raise BadFile(key, None, f"{slot.key} has {len(there)} tables, numbered from 0")
    nth = int(path[1])
    other = _changed(there[nth], path[2:], says, currency, key)
    return dataclasses.replace(table, **{slot.field: (*there[:nth], other, *there[nth + 1 :])})


def _value(slot: Slot, says: str, currency: Currency, key: str) -> Any:
    said: Any = says
    if slot.kind is Kind.YES_NO:
        said = {"true": True, "false": False}.get(says)
    elif slot.kind is Kind.WHOLE:
        said = int(says) if says.removeprefix("-").isdecimal() else None
    value = plain_value(slot, said, currency)
    if value is None or slot.many:
        raise BadFile(key, None, expected_value(slot, currency))
    return value
