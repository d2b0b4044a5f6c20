"""What a Windows till runs is what was signed for it, the release it wants and no other: real metadata of The Update
Framework, made by the script that publishes, asked over HTTP.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.commands import update_install
from pos_app.machine import windows_update
from pos_app.machine.windows_update import (
    NotFetched,
    Source,
    Unreachable,
    fetch,
    hand_over,
    installer_name,
    packaged_source,
)
from tests.installed.repository.windows_stage import Handed, WindowsRepository


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "updates"


def refused(handed: Handed, folder: Path, release: str = "1.1.0") -> str:
    """The release is not fetched; why."""
    with pytest.raises(NotFetched) as caught:
        fetch(handed.source, folder, release)
    assert not isinstance(caught.value, Unreachable)
    assert not (folder / "installers" / installer_name(release)).exists()
    return str(caught.value)


def test_exactly_the_wanted_release_is_fetched(handed: Handed, folder: Path) -> None:
    for release in ("1.1.0", "1.2.0"):
        installer = fetch(handed.source, folder, release)
        assert installer == folder / "installers" / f"trofast-{release}-setup.exe"
        assert installer.read_bytes() == release.encode() * 5_000
    assert [each.name for each in (folder / "installers").iterdir()] == [installer_name("1.2.0")]


def test_what_was_fetched_is_not_fetched_twice(handed: Handed, folder: Path) -> None:
    for _ in range(2):
        fetch(handed.source, folder, "1.1.0")
    assert sum(path.endswith(".exe") for path in handed.server.asked) == 1


def test_what_lies_in_the_folder_is_verified_again(handed: Handed, folder: Path) -> None:
    installer = fetch(handed.source, folder, "1.1.0")
    installer.write_bytes(b"1.1.X" * 5_000)
    assert fetch(handed.source, folder, "1.1.0").read_bytes() == b"1.1.0" * 5_000


def test_a_release_that_nobody_published_is_not_fetched(handed: Handed, folder: Path) -> None:
    assert "9.9.9 is not in the repository" in refused(handed, folder, "9.9.9")


def test_a_tampered_installer_is_refused(handed: Handed, folder: Path) -> None:
    place = handed.repository.targets / installer_name("1.1.0")
    place.write_bytes(b"1.1.X" * 5_000)
    assert "refused" in refused(handed, folder)
    place.write_bytes(b"1.1.0" * 5_001)
    assert "refused" in refused(handed, folder)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_list_that_was_changed_after_it_was_signed_is_refused(
    handed: Handed, folder: Path, role: str
) -> None:
    path = handed.repository.metadata / f"{role}.json"
    written = json.loads(path.read_text())
    written["signed"]["expires"] = "2099-01-01T00:00:00Z"
    path.write_text(json.dumps(written))
    assert "refused" in refused(handed, folder)


def test_lists_by_other_keys_are_refused(handed: Handed, folder: Path, tmp_path: Path) -> None:
    stranger = WindowsRepository(tmp_path / "stranger")
    stranger.folder.parent.mkdir()
    assert stranger.type("init", "--offline", str(stranger.stick)) == 0
    assert stranger.add("1.1.0", b"something else") == 0
    for path in stranger.metadata.iterdir():
        if "root" not in path.name:
            shutil.copy(path, handed.repository.metadata)
    shutil.copy(stranger.targets / installer_name("1.1.0"), handed.repository.targets)
    assert "refused" in refused(handed, folder)


def test_another_root_of_trust_does_not_take_over(handed: Handed, folder: Path, tmp_path: Path) -> None:
    stranger = WindowsRepository(tmp_path / "stranger")
    stranger.folder.parent.mkdir()
    assert stranger.type("init", "--offline", str(stranger.stick)) == 0
    assert stranger.type("replace-key", "root", "--offline", str(stranger.stick)) == 0
    for path in stranger.metadata.iterdir():
        shutil.copy(path, handed.repository.metadata)
    assert "refused" in refused(handed, folder)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "root"])
def test_a_freeze_is_seen_when_a_list_has_run_out(handed: Handed, folder: Path, role: str) -> None:
    """Somebody in the middle hands out what was true once, for ever."""
    handed.repository.let_run_out(role)
    assert "expired" in refused(handed, folder)


def test_a_replayed_older_repository_is_refused(handed: Handed, folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(handed.repository.metadata, old)
    assert handed.repository.add("1.3.0", b"newer") == 0
    fetch(handed.source, folder, "1.3.0")
    shutil.copytree(old, handed.repository.metadata, dirs_exist_ok=True)
    assert "refused" in refused(handed, folder)


def test_a_till_that_was_dark_for_long_follows_every_change_of_keys(handed: Handed, folder: Path) -> None:
    fetch(handed.source, folder, "1.1.0")
    for role in ("root", "targets", "timestamp", "snapshot", "root"):
        assert handed.repository.type("replace-key", role, "--offline", str(handed.repository.stick)) == 0
    for old in ("root", "root-2", "targets"):
        (handed.repository.stick / old).unlink()
    assert handed.repository.add("1.3.0", b"newer") == 0
    assert handed.repository.type("refresh") == 0
    assert fetch(handed.source, folder, "1.3.0").read_bytes() == b"newer"
    new = folder.with_name("new till")
    assert fetch(handed.source, new, "1.3.0").read_bytes() == b"newer", "with the first root of trust, too"


def test_without_a_network_nothing_is_wrong(handed: Handed, folder: Path) -> None:
    handed.server.close()
    with pytest.raises(Unreachable):
        fetch(Source("http://127.0.0.1:9/", handed.root), folder, "1.1.0")


def test_a_network_that_goes_in_mid_download_leaves_nothing_half(handed: Handed, folder: Path) -> None:
    handed.server.cut_after = 900
    with pytest.raises(Unreachable):
        fetch(handed.source, folder, "1.1.0")
    assert list((folder / "installers").iterdir()) == []
    handed.server.cut_after = None
    assert fetch(handed.source, folder, "1.1.0").stat().st_size == 25_000


def test_a_full_disk_is_seen_before_the_download(
    handed: Handed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder.parent)._replace(free=99_999)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "Make room" in refused(handed, folder)


def test_the_installer_is_started_silently() -> None:
    started: list[list[str]] = []
    hand_over(Path("trofast-1.1.0-setup.exe"), started.append)
    assert started == [["trofast-1.1.0-setup.exe", "/S"]]


def test_what_a_package_carries_is_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, handed: Handed
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert packaged_source() is None
    (tmp_path / "updates").mkdir()
    (tmp_path / "updates" / "address.txt").write_text("https://till.example.org/windows/\n")
    assert packaged_source() is None
    (tmp_path / "updates" / "root.json").write_bytes(handed.root)
    assert packaged_source() == Source("https://till.example.org/windows/", handed.root)


# --- the command ------------------------------------------------------------------------------------------------------


class Till:
    """A till that wants a release, and the installers that were started."""

    def __init__(self, folder: Path, source: Source | None, monkeypatch: pytest.MonkeyPatch) -> None:
        self.config = folder / "till.toml"
        self.config.write_text('[screen]\nlanguage = "nb"\n')
        self.folder = folder / "updates"
        self.started: list[Path] = []
        monkeypatch.setattr(windows_update, "packaged_source", lambda: source)
        monkeypatch.setattr(windows_update, "hand_over", self.started.append)

    def wants(self, release: str) -> None:
        """The server said so."""
        from pos_app.config import load_settings

        data = load_settings(self.config).data_folder
        data.mkdir(parents=True, exist_ok=True)
        (data / "update-wanted.json").write_text(json.dumps({"version": release, "since_ms": 1}))

    def type(self) -> tuple[int, str]:
        """``trofast update install``."""
        from typer.testing import CliRunner

        from pos_app.commands.app import make_app

        words = ["update", "install", "--config", str(self.config), "--folder", str(self.folder)]
        result = CliRunner().invoke(make_app(), words)
        return result.exit_code, result.output


@pytest.fixture
def till(tmp_path: Path, handed: Handed, monkeypatch: pytest.MonkeyPatch) -> Till:
    return Till(tmp_path, handed.source, monkeypatch)


def test_the_wanted_release_is_handed_to_its_installer(till: Till, handed: Handed) -> None:
    assert till.type() == (0, "")
    assert handed.server.asked == []
    assert handed.repository.add("9999.1.0", b"the installer") == 0
    till.wants("9999.1.0")
    code, said = till.type()
    assert (code, said) == (0, "installing 9999.1.0 (installed is 0.1.0)\n")
    assert [each.name for each in till.started] == ["trofast-9999.1.0-setup.exe"]


def test_nothing_is_fetched_while_the_till_is_not_ready(
    till: Till, handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.wants("9999.1.0")
    monkeypatch.setattr(update_install, "_is_ready", lambda _: False)
    assert till.type()[0] == 0
    assert (handed.server.asked, till.started) == ([], [])


def test_what_is_wrong_is_said_with_its_exit_code(
    till: Till, handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.wants("9999.1.0")
    code, said = till.type()
    assert (code, "is not in the repository" in said) == (1, True), said
    monkeypatch.setattr(windows_update, "packaged_source", lambda: Source("http://127.0.0.1:9/", handed.root))
    code, said = till.type()
    assert (code, "can not be reached" in said) == (4, True)
    monkeypatch.setattr(windows_update, "packaged_source", lambda: None)
    assert "install it by hand" in till.type()[1]
    assert till.started == []


# --- publishing -------------------------------------------------------------------------------------------------------


def test_the_private_keys_of_root_and_targets_are_on_the_stick_alone(published: WindowsRepository) -> None:
    private = {each.name for each in (published.folder / "keys").iterdir() if each.suffix != ".pub"}
    assert private == {"snapshot", "timestamp"}
    assert {each.name for each in published.stick.iterdir()} == {"root", "targets"}
    assert {each.name for each in (published.folder / "repository").iterdir()} == {"metadata", "targets"}


def test_signing_anew_needs_no_stick(handed: Handed, tmp_path: Path) -> None:
    handed.repository.stick.rename(tmp_path / "in a drawer")
    before = (handed.repository.metadata / "timestamp.json").read_bytes()
    subprocess.run(["sleep", "1"], check=True)  # a signature's end is counted in whole seconds
    assert handed.repository.type("refresh") == 0
    assert (handed.repository.metadata / "timestamp.json").read_bytes() != before


def test_what_can_not_be_published_is_said_and_changes_nothing(
    handed: Handed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in handed.repository.metadata.iterdir()}
    assert handed.repository.add("1.1.0", b"1.1.0" * 5_000) == 0
    assert handed.repository.add("1.1.0", b"other") == 1
    assert handed.repository.add("soon", b"x") == 1
    assert handed.repository.add("1.4.0", b"") == 1
    assert handed.repository.type("init", "--offline", str(tmp_path)) == 1
    assert handed.repository.type("renew", "--offline", str(tmp_path / "nothing")) == 1
    said = capsys.readouterr().err
    for words in ("with other contents", "no release", "no installer", "already", "put in the stick"):
        assert words in said
    assert {path: path.read_bytes() for path in handed.repository.metadata.iterdir()} == before


def test_a_folder_without_a_repository_says_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = WindowsRepository(tmp_path)
    empty.folder.mkdir()
    assert empty.type("refresh") == 1
    assert "begin with `init`" in capsys.readouterr().err
