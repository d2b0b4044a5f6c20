"""One till with six sales, made once; tests that spoil something take a copy."""

import shutil
from pathlib import Path

import pytest

from tests.stage.ready_till import ReadyTill, make_ready_till


@pytest.fixture(scope="session")
def sold_till(tmp_path_factory: pytest.TempPathFactory) -> ReadyTill:
    """Only to look at."""
    return make_ready_till(tmp_path_factory.mktemp("sold") / "till", sales=6)


@pytest.fixture
def till(sold_till: ReadyTill, tmp_path: Path) -> ReadyTill:
    """A copy of its own."""
    return ReadyTill(Path(shutil.copytree(sold_till.folder, tmp_path / "till")))
