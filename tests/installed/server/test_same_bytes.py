"""The same sources give the same package, wherever they lie, and what the Containerfile copies is all that it takes."""

import re
import shutil
from pathlib import Path

import pytest

from tests.stage.server_package import ROOT, build, sources

pytestmark = [pytest.mark.machine, pytest.mark.timeout(1800)]


def test_built_in_another_folder_it_has_the_same_bytes(server_deb: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "elsewhere" / "a checkout"
    for path in sources():
        copy = checkout / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    again = build(checkout, tmp_path / "dist")
    assert again.read_bytes() == server_deb.read_bytes()


def test_the_container_is_built_from_what_the_package_is_built_from() -> None:
    text = (ROOT / "packaging/server/Containerfile").read_text(encoding="utf-8")
    copied = [
        word for line in re.findall(r"^COPY (.+) /src/.*$", text, re.MULTILINE) for word in line.split()
    ]
    missing = [
        str(path.relative_to(ROOT))
        for path in sources()
        if not any(path.is_relative_to(ROOT / name) for name in copied)
    ]
    assert missing == []
