"""Whether a program is whole is asked of every one of its modules."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pos_app.bootstrap import every_module
from tests.stage.ready_till import PROJECT


def test_nothing_is_missing_where_all_requirements_are() -> None:
    assert list(every_module.missing()) == []


def test_a_library_that_was_left_out_is_named_with_who_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "half_a_program"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "selling.py").write_text("import a_library_left_out\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(every_module, "OURS", ("half_a_program",))
    (told,) = every_module.missing()
    assert told == "half_a_program.selling: No module named 'a_library_left_out'"


def test_every_package_of_the_till_is_looked_at() -> None:
    list(every_module.missing())
    for path in (PROJECT / "pos_app" / "services").glob("[a-z]*.py"):
        assert f"pos_app.services.{path.stem}" in sys.modules
