"""The till's key is changed by the real command at the real server, and broken off at every step."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.config import load_settings
from sync.client.keys import make_key, next_key_file, promote, read_key
from sync.client.place import Place
from sync.client.rotating import _tell
from sync.server.opening import open_database
from sync.server.schema.till_tables import former_key
from tests.stage.site import Site


def place_of(site: Site) -> tuple[Place, Path]:
    settings = load_settings(site.till_toml)
    key_file = settings.device_key_file
    return Place(settings.server_url, settings.company_id, settings.till_id, read_key(key_file)), key_file


def test_a_till_changes_its_key_while_it_follows(enrolled: Site) -> None:
    child = enrolled.follow()
    child.until(lambda said: said["link"] == "online")
    _place, key_file = place_of(enrolled)
    before = key_file.read_bytes()

    changed = enrolled.trofast("change-key")

    assert changed.returncode == 0, changed.stderr
    assert key_file.read_bytes() != before
    assert changed.stdout.strip() == f"key: {read_key(key_file).fingerprint}"
    assert read_key(key_file).fingerprint in enrolled.server("till", "list")
    enrolled.write_records(3)
    child.until(lambda said: said["waiting_records"] == 0 and said["link"] == "online")
    assert child.end() == 0
    assert enrolled.trofast("sync").returncode == 0


@pytest.mark.parametrize("step", ["made", "taken", "taken, and the old key died", "in place"])
def test_a_change_that_broke_off_leaves_a_till_that_works_and_can_be_finished(
    enrolled: Site, step: str
) -> None:
    place, key_file = place_of(enrolled)
    new = make_key(next_key_file(key_file))
    if step != "made":
        asyncio.run(_tell(place, new))
    if step == "taken, and the old key died":
        database = open_database(enrolled.folder / "server" / "server.db")
        with database.write() as connection:
            connection.execute(former_key.update().values(dies_ms=0))
        database.close()
    if step == "in place":
        promote(key_file)

    enrolled.write_records(2)
    done = enrolled.trofast("sync")
    assert done.returncode == 0, done.stderr
    assert "sent: 2 records" in done.stdout

    assert enrolled.trofast("change-key").returncode == 0
    assert not next_key_file(key_file).exists()
    if step != "in place":
        assert read_key(key_file).public_key == new.public_key
    assert enrolled.trofast("sync").returncode == 0
    with pytest.raises(Exception, match="does not accept this till's key"):
        asyncio.run(_tell(replace(place, key_file=None), new))


def test_a_till_is_enrolled_with_a_code_for_its_key_and_revoked(site: Site) -> None:
    key = site.trofast("enrol", "--show-key").stdout.strip()
    assert len(key) == 16
    code = site.server("enrol-code", "--store", "torget", "--till-number", "4", "--key", key).strip()
    joined = site.trofast("enrol", "--server", site.url, "--code", code)
    assert joined.returncode == 0, joined.stderr
    assert f"key: {key}" in joined.stdout
    assert key in site.server("till", "list")

    site.write_records(1)
    till_id = load_settings(site.till_toml).till_id
    site.server("till", "revoke", "--till", till_id, "--by", "Kim", "--reason", "stolen")
    refused = site.trofast("sync")
    assert refused.returncode == 1
    assert "lost or stolen" in refused.stderr
    assert "revoked by Kim: stolen" in site.server("till", "list")
