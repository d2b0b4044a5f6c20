"""The installer as a file: the same from the same, and refused where it would be none."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from tests.installed.windows.wine import ROOT, make_installer, make_payload

FOLDER = ROOT / "packaging" / "windows"


@pytest.mark.wine
def test_the_same_folder_makes_the_same_installer_byte_for_byte_wherever_it_lies(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        payload = make_payload(tmp_path / name / "payload", "1.2.3")
        (tmp_path / name / "dist").mkdir()
        for letter in "abcdef" if name == "one" else "fedcba":  # a folder's own order is no order
            (payload / f"{letter}.dll").write_bytes(letter.encode() * 1000)
        made.append(make_installer(payload, tmp_path / name / "dist", "1.2.3"))
    digests = {hashlib.sha256(each.read_bytes()).hexdigest() for each in made}
    assert len(digests) == 1
    assert made[0].name == "trofast-1.2.3-setup.exe"
    assert made[0].with_name(f"{made[0].name}.sha256").read_text("ascii").split() == [*digests, made[0].name]


def test_a_folder_that_is_no_windows_till_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trofast").touch()
    done = subprocess.run(
        [str(FOLDER / "build-installer"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert "holds no trofast.exe" in done.stderr


def test_every_exit_code_of_the_installer_is_explained() -> None:
    script = (FOLDER / "trofast.nsi").read_text(encoding="utf-8")
    codes = set(re.findall(r"^!define [A-Z_]+ ([1-9][0-9]) ", script, re.MULTILINE))
    explained = set(
        re.findall(r"^\| ([1-9][0-9]) \|", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    assert len(codes) >= 13
    assert codes == explained


def test_both_languages_say_the_same_things() -> None:
    script = (FOLDER / "trofast.nsi").read_text(encoding="utf-8")
    texts = re.findall(
        r'^!insertmacro TEXT [A-Z_]+ (?:\\\n  )?"([^"]+)" (?:\\\n  )?"([^"]+)"$', script, re.MULTILINE
    )
    assert len(texts) == script.count("!insertmacro TEXT ")
    assert all(english != norwegian for english, norwegian in texts)


def test_commands_for_windows_end_their_lines_as_windows_does() -> None:
    for name in ("trofast.cmd", "go-back.cmd"):
        content = (FOLDER / name).read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") > 5
        content.decode("ascii")
