"""The JSON Schema of programme files, for editors: made from the same description that the reader follows."""

from __future__ import annotations

from typing import Any

from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.shape import Kind, Slot, slots_of
from pos_app.domain.money import CURRENCIES

_PATTERNS = {
    Kind.AMOUNT: (r"^\d+([.,]\d+)?$", 'an amount in quotes, such as "1.00"'),
    Kind.QUANTITY: (r"^\d+([.,]\d{1,3})?$", 'a quantity in quotes, such as "1.000"'),
    Kind.PERCENT: (r"^\d+([.,]\d{1,2})?$", 'per cent in quotes, such as "12.5"'),
    Kind.NAME: (r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$", ""),
    Kind.CLOCK: (r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", 'a time of day, such as "14:30"'),
    Kind.DAY: (r"^\d{4}-\d\d-\d\d$", "a day, such as 2026-03-01"),
}


def programme_schema() -> dict[str, Any]:
    """The schema as plain data (draft 2020-12), with the sentence of each key as its description."""
    definitions: dict[str, Any] = {}
    root = _table(Programme, definitions)
    root["properties"]["currency"] = {
        "enum": sorted(CURRENCIES),
        "description": "the currency of its amounts",
    }
    root["properties"].pop("digest")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Trofast programme",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _table(table: type, definitions: dict[str, Any]) -> dict[str, Any]:
    slots = slots_of(table)
    required = sorted(slot.key for slot in slots if slot.is_required)
    described: dict[str, Any] = {
        "type": "object",
        "description": _sentence(table.__doc__ or ""),
        "properties": {slot.key: _key(slot, definitions) for slot in slots},
        "additionalProperties": False,
    }
    return {**described, "required": required} if required else described


def _key(slot: Slot, definitions: dict[str, Any]) -> dict[str, Any]:
    value = _value(slot, definitions)
    if slot.many and slot.kind is Kind.TABLE:
        value = {"anyOf": [{"type": "array", "items": value}, value]}
    elif slot.many:
        value = {"type": "array", "items": value}
    return {**value, "description": slot.words} if slot.words else value


def _value(slot: Slot, definitions: dict[str, Any]) -> dict[str, Any]:
    match slot.kind:
        case Kind.TABLE:
            name = slot.of.__name__
            if name not in definitions:
                definitions[name] = {}  # a table may hold itself one day
                definitions[name] = _table(slot.of, definitions)
            return {"$ref": f"#/$defs/{name}"}
        case Kind.WHOLE:
            return {"type": "integer", "minimum": slot.at_least, "maximum": slot.at_most}
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"enum": [each.value for each in slot.of]}
        case Kind.TEXT:
            return {"type": "string", "minLength": 1}
        case _:
            pattern, words = _PATTERNS[slot.kind]
            return {"type": "string", "pattern": pattern, **({"description": words} if words else {})}


def _sentence(text: str) -> str:
    return " ".join(text.replace("``", "").split())
