"""Publishing for Linux tills: nothing is lost, nothing is changed under a name that was given, every list is signed and
runs out; and what a package is told of where its releases come from.
"""

import hashlib
import re
import subprocess
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.architecture import project
from tests.installed.repository.stage import INSTALL_SOURCE, PUBLISH, Key, Repository, package

pytestmark = pytest.mark.installed
UNITS = project.ROOT / "packaging" / "till" / "updater"


def refused(words: list[str], key: Key, **environment: str) -> str:
    """The command ends with an error; what it says."""
    ended = subprocess.run(
        words,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "GNUPGHOME": str(key.home), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode != 0, ended.stdout
    return ended.stderr


def test_every_release_stays_and_the_list_is_signed_with_the_day_it_runs_out(
    repository: Repository, stock: Path, key: Key
) -> None:
    repository.publish(package(stock, "1.3.0"), valid_days=3)
    packages = (repository.folder / "dists/stable/main/binary-amd64/Packages").read_text()
    assert re.findall(r"^Version: (.*)$", packages, re.MULTILINE) == ["1.0.0", "1.1.0", "1.2.0", "1.3.0"]
    listed = key.verify(repository.list)
    said = dict(line.split(": ", 1) for line in listed.splitlines() if re.match(r"[A-Z][\w-]+: ", line))
    lasts = parsedate_to_datetime(said["Valid-Until"]) - parsedate_to_datetime(said["Date"])
    assert lasts == timedelta(days=3)
    assert (said["Origin"], said["Suite"], said["Acquire-By-Hash"]) == ("Trofast", "stable", "yes")
    assert "MD5Sum" not in listed
    digest = hashlib.sha256(packages.encode()).hexdigest()
    assert f"{digest} " in listed
    by_hash = repository.folder / "dists/stable/main/binary-amd64/by-hash/SHA256" / digest
    assert by_hash.read_text() == packages


def test_a_till_that_has_the_list_of_before_still_finds_what_it_names(
    repository: Repository, stock: Path
) -> None:
    folder = repository.folder / "dists/stable/main/binary-amd64/by-hash/SHA256"
    before = {each.name for each in folder.iterdir()}
    repository.publish(package(stock, "1.3.0"))
    assert before < {each.name for each in folder.iterdir()}


def test_a_release_is_never_published_twice_with_other_contents(
    repository: Repository, stock: Path, key: Key, tmp_path: Path
) -> None:
    repository.publish(package(stock, "1.2.0"))
    other = package(tmp_path, "1.2.0", filling=2000)
    words = [str(PUBLISH), str(repository.folder), "--key", key.fingerprint, str(other)]
    assert "published before, with other contents" in refused(words, key)


def test_signing_anew_only_moves_the_day_on_which_the_list_runs_out(repository: Repository) -> None:
    before = repository.list.read_text()
    repository.publish(valid_days=20)
    after = repository.list.read_text()
    changing = re.compile(r"^(Date|Valid-Until): .*$|-----BEGIN PGP SIGNATURE.*", re.MULTILINE | re.DOTALL)
    assert before != after
    hashes = re.compile(r"^ [0-9a-f]{64} .*$", re.MULTILINE)
    assert hashes.findall(before) == hashes.findall(after)
    assert changing.search(after)


def test_something_else_than_the_till_is_not_published(
    repository: Repository, tmp_path: Path, key: Key
) -> None:
    tree = tmp_path / "other"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        "Package: other\nVersion: 1\nArchitecture: amd64\nMaintainer: N <n@example.org>\nDescription: x\n"
    )
    made = tmp_path / "other.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "--build", tree, made], check=True, capture_output=True, timeout=30
    )
    words = [str(PUBLISH), str(repository.folder), "--key", key.fingerprint, str(made)]
    assert "is no package of the till" in refused(words, key)


@pytest.mark.parametrize(
    "words", [[], ["--key", "x"], ["folder"], ["folder", "--key", "x", "--valid-days", "0"]]
)
def test_a_command_line_that_makes_no_sense_says_how_it_is_written(
    words: list[str], key: Key, tmp_path: Path
) -> None:
    found = refused([str(PUBLISH), *words], key, PWD=str(tmp_path))
    assert found.strip().startswith("packaging/repository/publish-deb FOLDER --key FINGERPRINT")


def test_a_package_without_a_repository_gets_no_source(tmp_path: Path) -> None:
    subprocess.run([INSTALL_SOURCE, tmp_path / "root"], check=True, capture_output=True, timeout=30, env={})
    assert not (tmp_path / "root").exists()


def test_a_package_knows_its_repository_and_the_public_key_alone(tmp_path: Path, key: Key) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "TROFAST_REPOSITORY_URL": "https://till.example.org/apt/",
        "TROFAST_ARCHIVE_KEY": str(key.public),
    }
    subprocess.run([INSTALL_SOURCE, tmp_path], check=True, capture_output=True, timeout=30, env=environment)
    source = (tmp_path / "etc/apt/sources.list.d/trofast.sources").read_text()
    assert "URIs: https://till.example.org/apt/\n" in source
    assert "Signed-By: /usr/share/keyrings/trofast-archive-keyring.gpg\n" in source
    keyring = (tmp_path / "usr/share/keyrings/trofast-archive-keyring.gpg").read_bytes()
    assert keyring[:1] in {b"\x98", b"\x99"}, "binary, and a public key first"


@pytest.mark.parametrize(
    ("url", "which", "words"),
    [
        ("https://till.example.org/apt/", "secret", "is a secret key"),
        ("https://till.example.org/apt/", "none", "must name the file"),
        ("https://till.example.org/apt", "public", "ends in a slash"),
        ("https://a/ b/", "public", "ends in a slash"),
        ("https://a/\nTrusted: yes\n/", "public", "ends in a slash"),
        ("", "public", "ends in a slash"),
    ],
)
def test_a_source_that_would_not_hold_is_refused(
    tmp_path: Path, key: Key, url: str, which: str, words: str
) -> None:
    secret = tmp_path / "secret.asc"
    if which == "secret":
        key.export_secret(secret)
    named = {"secret": secret, "public": key.public, "none": tmp_path / "nothing"}[which]
    environment = {"TROFAST_REPOSITORY_URL": url, "TROFAST_ARCHIVE_KEY": str(named)}
    assert words in refused([str(INSTALL_SOURCE), str(tmp_path / "root")], key, **environment)
    assert not (tmp_path / "root").exists()


def test_the_units_are_good_and_closed(tmp_path: Path) -> None:
    """The updater has to write the system's files; the rest of the machine is closed to it."""
    text = (UNITS / "trofast-updater.service").read_text()
    text = text.replace("/usr/libexec/trofast/trofast-updater", "/bin/true")
    for name, written in (
        ("trofast-updater.service", text),
        ("trofast-updater.timer", (UNITS / "trofast-updater.timer").read_text()),
    ):
        (tmp_path / name).write_text(written)
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    ours = [line for line in ended.stderr.splitlines() if "trofast" in line]
    assert (ended.returncode, ours) == (0, []), ended.stderr
    timer = (UNITS / "trofast-updater.timer").read_text()
    assert "RandomizedDelaySec=" in timer
    for closed in ("NoNewPrivileges=yes", "ProtectHome=yes", "CapabilityBoundingSet=", "SystemCallFilter=~"):
        assert closed in text
