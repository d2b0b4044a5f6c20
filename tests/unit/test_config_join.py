"""Enrolment writes the till's place into ``till.toml`` and leaves the rest of it alone."""

from pathlib import Path

import pytest

from pos_app.config import join, load_settings
from pos_app.domain.errors import BadFile

PLACE = """\
[till]
company_id = "kaffehuset"
store_id = "torget"
till_id = "0190b5a0-0000-7000-8000-000000000002"
till_number = 2
"""


def enrol(path: Path, *, till_id: str = "t-1") -> None:
    join(
        path,
        server_url="https://till.example.com",
        company_id='Kaffe "7"',
        store_id="torg\\et",
        till_id=till_id,
        till_number=2,
    )


INSTALLED = """\
# Till 2, at the window. Do not move!
[screen]
theme = "dark" # asked for by Ingrid

[[scanner]]
path = "/dev/ttyACM0"

[printer]
kind = "file"
path = "Kvitteringer på disk"
"""


def test_join_makes_the_file_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    enrol(path)
    settings = load_settings(path)
    assert (settings.company_id, settings.store_id) == ('Kaffe "7"', "torg\\et")
    assert (settings.till_id, settings.till_number) == ("t-1", 2)
    assert settings.server_url == "https://till.example.com"


def test_join_keeps_what_the_installer_wrote_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text(INSTALLED, "utf-8")
    before = load_settings(path)
    enrol(path)
    assert path.read_text("utf-8").endswith(INSTALLED)
    after = load_settings(path)
    assert after.is_enrolled
    assert (after.theme, after.scanners, after.printer) == (before.theme, before.scanners, before.printer)
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_join_refuses_a_second_place_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    enrol(path)
    before = path.read_bytes()
    with pytest.raises(BadFile, match="enrolled already"):
        enrol(path, till_id="t-2")
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ['[server]\nurl = "http://a"\n', "[till]\n"])
def test_join_refuses_a_file_with_half_a_place_and_changes_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "till.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile, match="enrolment writes it") as caught:
        enrol(path)
    assert caught.value.line == 1
    assert path.read_text("utf-8") == text


def test_join_refuses_a_file_with_a_mistake_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text('[screen]\ntheme = "pink"\n', "utf-8")
    with pytest.raises(BadFile, match="line 2"):
        enrol(path)
    assert path.read_text("utf-8") == '[screen]\ntheme = "pink"\n'


def test_join_after_a_windows_editor_still_reads(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_bytes(b"\xef\xbb\xbf" + INSTALLED.replace("\n", "\r\n").encode())
    enrol(path)
    assert load_settings(path).theme == "dark"


@pytest.mark.parametrize("name", ["torget\nkey", "a\x00b", "a\tb", "Grünerløkka 🥐", "\x7f"])
def test_whatever_a_server_calls_a_store_is_read_back_as_it_was(tmp_path: Path, name: str) -> None:
    path = tmp_path / "till.toml"
    join(path, server_url="http://a", company_id=name, store_id=name, till_id="t", till_number=1)
    settings = load_settings(path)
    assert (settings.company_id, settings.store_id) == (name, name)
