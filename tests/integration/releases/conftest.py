"""What each release really wrote, unpacked: a till's folder, its hub's, and the data of its server."""

from __future__ import annotations

import itertools
import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.stage.packed import unpack
from tests.stage.postgres import Cluster
from tests.stage.release import DUMP, HUB, KEY, KINDS, RELEASES, SERVED, TILL, TOLD, Company

VERSIONS = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())
_numbers = itertools.count()


@dataclass(frozen=True)
class Released:
    """One release, with a server on a file or on PostgreSQL: ``folder`` holds what it wrote, packed."""

    version: str
    kind: str

    @property
    def folder(self) -> Path:
        return RELEASES / self.version / self.kind

    @property
    def told(self) -> dict[str, Any]:
        """What it said of itself, and what it made of the sales that waited."""
        told = json.loads((self.folder / TOLD).read_text("utf-8"))
        assert isinstance(told, dict)
        return told

    @property
    def key(self) -> bytes:
        return bytes.fromhex((self.folder / KEY).read_text("ascii"))

    def till(self, folder: Path) -> Path:
        """Its till's folder, put down there."""
        return unpack((self.folder / TILL).read_bytes(), folder, self.key)

    def hub(self, folder: Path) -> Path:
        return unpack((self.folder / HUB).read_bytes(), folder)

    def server(self, folder: Path) -> Path:
        """Its server's folder, where its data are in a file."""
        return unpack((self.folder / SERVED).read_bytes(), folder)

    def dump(self) -> bytes:
        """Its server's data, where they are in PostgreSQL."""
        return lzma.decompress((self.folder / DUMP).read_bytes())


def each_release(kind: str = "") -> pytest.MarkDecorator:
    """For tests that are told of every release (``kind``: of one kind of server)."""
    kinds = (kind,) if kind else KINDS
    return pytest.mark.parametrize(
        "released",
        [
            pytest.param(
                Released(version, each),
                marks=pytest.mark.postgres if each == "postgresql" else (),
                id=f"{version}-{each}",
            )
            for version in VERSIONS
            for each in kinds
        ],
    )


@pytest.fixture
def company(released: Released, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Company]:
    """All of it put down; nothing runs yet."""
    site = Company(tmp_path / "site", version=released.version)
    site.folder.mkdir()
    released.till(site.till_toml.parent)
    released.hub(site.hub_toml.parent)
    if released.kind == "sqlite":
        released.server(site.server_toml.parent)
        yield site
        site.close()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"released-{next(_numbers)}"
    site.url_of_database = cluster.restore(name, released.dump())
    site.server_toml.parent.mkdir()
    site.server_toml.write_text(
        f'[server]\nport = 0\n\n[database]\nurl = "{site.url_of_database}"\n', "utf-8"
    )
    yield site
    site.close()
    cluster.drop(name)


def lead_to(company: Company) -> None:
    """The till and the hub were told another port of this machine."""
    for toml in (company.till_toml, company.hub_toml):
        text = toml.read_text("utf-8")
        toml.write_text(re.sub(r'url = "http://127\.0\.0\.1:\d+"', f'url = "{company.url}"', text), "utf-8")
