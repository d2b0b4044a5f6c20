"""Which release this is: from the installed package, or from the file that a packaged program carries."""

import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app import version as module
from pos_app.version import version
from sync.client.central import software


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    version.cache_clear()
    yield
    version.cache_clear()


def test_a_checkout_is_the_release_that_its_pyproject_names() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    named = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
    assert named is not None
    assert version() == named[1]


def test_a_packaged_program_is_what_its_own_file_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "VERSION").write_text("7.8.9\n")
    monkeypatch.setattr(module, "FILE", tmp_path / "VERSION")
    assert version() == "7.8.9"
    assert software() == "trofast-7.8.9"


def test_a_folder_that_nobody_installed_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_package(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", no_package)
    assert not version()
    assert software() == "trofast"
