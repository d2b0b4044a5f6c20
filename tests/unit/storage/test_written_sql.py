"""The texts that the till runs are those that their definitions compile to."""

import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.storage import write_sql
from pos_app.storage.statements import Prepared


@pytest.mark.parametrize("file", sorted(write_sql.TEXTS))
def test_the_texts_are_the_definitions_compiled(file: str) -> None:
    kept = (Path(write_sql.__file__).parent / file).read_text(encoding="utf-8")
    assert kept == write_sql.module_text(write_sql.TEXTS[file]), "run python -m pos_app.storage.write_sql"


@pytest.mark.parametrize("file", sorted(write_sql.TEXTS))
def test_folding_changes_blanks_only(file: str) -> None:
    for statement in vars(write_sql.TEXTS[file]).values():
        if isinstance(statement, Prepared):
            assert write_sql._folded(statement.sql).split() == statement.sql.split()
            quoted = statement.sql.split("'")[1::2]
            assert not any(character.isspace() for text in quoted for character in text)


def test_opening_current_data_imports_neither_sqlalchemy_nor_alembic() -> None:
    program = (
        "import sys, pos_app.storage.opening, pos_app.storage.replica\n"
        "print(*sorted({'sqlalchemy', 'alembic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
