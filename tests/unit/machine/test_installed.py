"""Where a packaged till's files are, and how it starts itself: played here, proved in tests/installed."""

import sys
from pathlib import Path

import pytest

from pos_app.machine.installed import CONFIG, default_config, is_packaged, own_command


@pytest.fixture(autouse=True)
def _no_config_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CONFIG, raising=False)


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/trofast/app/trofast")


def test_a_checkout_has_no_settings_of_its_own_and_starts_its_python() -> None:
    assert not is_packaged()
    assert default_config() is None
    assert own_command("sync", "--follow") == [sys.executable, "-m", "pos_app", "sync", "--follow"]


@pytest.mark.usefixtures("packaged")
def test_a_packaged_till_starts_itself_and_knows_its_settings() -> None:
    assert is_packaged()
    assert default_config() == Path("/var/lib/trofast/till.toml")
    assert own_command("sync", "--follow") == ["/opt/trofast/app/trofast", "sync", "--follow"]


@pytest.mark.usefixtures("packaged")
def test_a_packaged_till_on_windows_keeps_its_settings_beside_all_other_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMDATA", "C:/Felles")
    assert default_config() == Path("C:/Felles/Trofast/till.toml")


@pytest.mark.parametrize("frozen", [True, False])
def test_the_environment_may_name_the_settings_anywhere(
    frozen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setenv(CONFIG, "shop/till.toml")
    assert default_config() == Path("shop/till.toml")
