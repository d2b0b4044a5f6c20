"""The description behind the reader and the JSON Schema: what each field of a programme's dataclasses may say."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pos_app.domain.loyalty.form import Between, Clock, Day, Key, Name

REQUIRED = dataclasses.MISSING


class Kind(Enum):
    """What stands after the ``=``."""

    WHOLE = "whole number"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    PERCENT = "percentage"
    YES_NO = "yes or no"
    TEXT = "text"
    NAME = "name"
    DAY = "day"
    CLOCK = "time of day"
    CHOICE = "choice"
    TABLE = "table"


_BY_SUFFIX = {"_minor": Kind.AMOUNT, "_milli": Kind.QUANTITY, "_bp": Kind.PERCENT}
_BY_MARK: dict[type, Kind] = {Day: Kind.DAY, Clock: Kind.CLOCK, Name: Kind.NAME}
_DEFAULT_BOUNDS = {
    Kind.WHOLE: (0, 10**9),
    Kind.AMOUNT: (0, 10**11),
    Kind.QUANTITY: (0, 10**9),
    Kind.PERCENT: (1, 100_000),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One key: where its value goes, what it may be, and the sentence that explains it.

    ``of`` is the enumeration of a choice or the dataclass of a table. ``default`` is ``REQUIRED`` where there is none.
    """

    field: str
    key: str
    kind: Kind
    many: bool
    of: Any
    at_least: int
    at_most: int
    default: Any
    words: str

    @property
    def is_required(self) -> bool:
        """Whether a table without it is a mistake."""
        return self.default is REQUIRED


@lru_cache(maxsize=256)
def slots_of(table: type) -> tuple[Slot, ...]:
    """The keys of a table, in the order of the dataclass."""
    hints = get_type_hints(table, include_extras=True)
    return tuple(_slot(entry, hints[entry.name]) for entry in dataclasses.fields(table))


def _slot(entry: dataclasses.Field[Any], hint: Any) -> Slot:
    marks: list[Any] = []
    while get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        marks += more
    if get_origin(hint) is UnionType:
        hint = next(option for option in get_args(hint) if option is not type(None))
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
        while get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            marks += more
    kind = _kind(entry.name, hint, marks)
    bounds = next(
        ((mark.at_least, mark.at_most) for mark in marks if isinstance(mark, Between)),
        _DEFAULT_BOUNDS.get(kind, (0, 0)),
    )
    return Slot(
        field=entry.name,
        key=next((mark.name for mark in marks if isinstance(mark, Key)), _key(entry.name)),
        kind=kind,
        many=many,
        of=hint if kind in {Kind.CHOICE, Kind.TABLE} else None,
        at_least=bounds[0],
        at_most=bounds[1],
        default=entry.default,
        words=next((mark for mark in marks if isinstance(mark, str)), ""),
    )


def _kind(name: str, hint: Any, marks: list[Any]) -> Kind:
    for mark in marks:
        if type(mark) in _BY_MARK:
            return _BY_MARK[type(mark)]
    if hint is bool:
        return Kind.YES_NO
    if hint is int:
        return next((kind for suffix, kind in _BY_SUFFIX.items() if name.endswith(suffix)), Kind.WHOLE)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Kind.CHOICE
    return Kind.TABLE if dataclasses.is_dataclass(hint) else Kind.TEXT


def _key(name: str) -> str:
    if name == "rule_id":
        return "id"
    for suffix in _BY_SUFFIX:
        name = name.removesuffix(suffix)
    return name
