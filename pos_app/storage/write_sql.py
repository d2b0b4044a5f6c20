"""``python -m pos_app.storage.write_sql``: writes the texts of the till's statements from their definitions.

A till that starts would spend a third of its time on importing SQLAlchemy, only to compile the same texts every
morning. So they are compiled here and kept in the modules of :data:`TEXTS`; a test compiles them again.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from types import ModuleType

from pos_app.storage import (
    card_statements,
    counter_event_statements,
    day_statements,
    delivery_statements,
    deposit_slip_statements,
    drawer_statements,
    elsewhere_statements,
    lease_statements,
    price_statements,
    replica_statements,
    report_statements,
    signature_statements,
    till_statements,
    update_statements,
)
from pos_app.storage.statements import Prepared

TEXTS = {
    "till_sql.py": till_statements,
    "counter_event_sql.py": counter_event_statements,
    "day_sql.py": day_statements,
    "delivery_sql.py": delivery_statements,
    "deposit_slip_sql.py": deposit_slip_statements,
    "drawer_sql.py": drawer_statements,
    "elsewhere_sql.py": elsewhere_statements,
    "lease_sql.py": lease_statements,
    "price_sql.py": price_statements,
    "replica_sql.py": replica_statements,
    "report_sql.py": report_statements,
    "signature_sql.py": signature_statements,
    "card_sql.py": card_statements,
    "update_sql.py": update_statements,
}
"""Files in this folder, and the definitions that they are made from."""
_WIDTH = 110


def module_text(definitions: ModuleType) -> str:
    """The module that holds the text of every public statement in ``definitions``."""
    name = definitions.__name__.rpartition(".")[2]
    head = (
        f'"""The statements of :mod:`{name}` as texts. Made by ``python -m pos_app.storage.write_sql``."""\n'
        "\nfrom pos_app.storage.statement import Written\n"
    )
    statements = (
        _assignment(each, _folded(statement.sql))
        for each, statement in vars(definitions).items()
        if isinstance(statement, Prepared) and not each.startswith("_")
    )
    return "\n".join((head, *statements))


def _assignment(name: str, sql: str) -> str:
    one_line = f'{name} = Written("""{sql}""")\n'
    if "\n" in sql or len(one_line) > _WIDTH + 1:
        return f'{name} = Written(\n    """{sql}"""\n)\n'
    return one_line


def _folded(sql: str) -> str:
    """Blanks and line ends mean the same to SQLite outside of quotes, and our statements quote no blanks."""
    return "\n".join(wrap(" ".join(sql.split()), _WIDTH - 10, break_long_words=False, break_on_hyphens=False))


if __name__ == "__main__":
    for file, definitions in TEXTS.items():
        (Path(__file__).parent / file).write_text(module_text(definitions), encoding="utf-8")
