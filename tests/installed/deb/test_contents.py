"""What is in the till's package: only what a till needs, all its licences, and files that the system's tools take."""

import email.parser
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import typer

from pos_app.commands.app import make_app
from tests.stage.till_package import MADE_AT, PROJECT, build

pytestmark = [pytest.mark.installed, pytest.mark.timeout(1500)]
MB = 1_000_000
ALLOWED_QT = {"Core", "DBus", "Gui", "Svg", "Widgets", "XcbQpa"}


@pytest.fixture(scope="module")
def tree(till_deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's files, unpacked."""
    folder = tmp_path_factory.mktemp("package")
    subprocess.run(["dpkg-deb", "--raw-extract", str(till_deb), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def app(tree: Path) -> Path:
    return tree / "opt" / "trofast" / "app"


@pytest.fixture(scope="module")
def sbom(till_deb: Path) -> dict[str, str]:
    """Name to version of each part."""
    told = json.loads(till_deb.with_suffix(".cdx.json").read_text("utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    return {each["name"]: each.get("version", "") for each in told["components"]}


def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, words)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_it_is_small_enough_to_send_and_to_keep(till_deb: Path, tree: Path) -> None:
    assert till_deb.stat().st_size <= 80 * MB
    assert sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) <= 250 * MB


def test_built_in_another_place_it_has_the_same_bytes(till_deb: Path, tmp_path: Path) -> None:
    """The environment is the same one under another path: what is in it is pinned by hashes."""
    checkout = tmp_path / "somewhere" / "else"
    ignored = shutil.ignore_patterns("__pycache__", ".*", "dist", "build", "*.egg-info")
    shutil.copytree(PROJECT, checkout, ignore=ignored)
    shutil.copytree(PROJECT / ".venv-bundle", checkout / ".venv-bundle", symlinks=True, copy_function=os.link)
    (checkout / ".venv-bundle" / ".made-at").unlink()
    (checkout / ".venv-bundle" / ".made-at").write_text(f"{checkout}\n")
    build(checkout, tmp_path / "dist")
    again = tmp_path / "dist" / till_deb.name
    assert MADE_AT
    assert again.read_bytes() == till_deb.read_bytes()


def test_no_server_no_test_and_no_demo_is_inside(app: Path, sbom: dict[str, str]) -> None:
    """`check_contents.py` looks into the program's own archive too, and ends the build; here its words are held."""
    done = run(PROJECT / ".venv-bundle/bin/python", PROJECT / "packaging/till/check_contents.py", app)
    assert (done.returncode, done.stdout) == (0, "")
    assert not {"litestar", "uvicorn", "psycopg", "psycopg-binary", "jinja2", "pytest"} & set(sbom)


def test_the_check_of_contents_finds_what_it_looks_for(app: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt"
    shutil.copytree(app, spoilt, symlinks=True)
    (spoilt / "_internal" / "uvicorn").mkdir()
    (spoilt / "_internal" / "uvicorn" / "main.py").write_text("")
    (spoilt / "_internal" / "libQt6Charts.so.6").write_bytes(b"")
    (spoilt / "_internal" / "pos_app" / "VERSION").unlink()
    done = run(PROJECT / ".venv-bundle/bin/python", PROJECT / "packaging/till/check_contents.py", spoilt)
    assert done.returncode == 1
    for said in ("pos_app/VERSION is missing", "Qt's Charts is inside", "uvicorn/main.py is inside"):
        assert said in done.stdout


def test_of_qt_only_what_the_lgpl_gives_is_inside(app: Path) -> None:
    found = {
        match[1] for path in app.rglob("libQt6*.so*") if (match := re.match(r"libQt6(\w+?)\.so", path.name))
    }
    assert found == ALLOWED_QT
    assert {path.stem for path in app.rglob("Qt*.abi3.so")} == {
        "QtCore.abi3",
        "QtGui.abi3",
        "QtSvg.abi3",
        "QtWidgets.abi3",
    }


def test_who_has_the_package_can_replace_what_is_lgpl(app: Path) -> None:
    inside = app / "_internal"
    assert (inside / "stdnum" / "ean.py").exists()
    assert (inside / "PySide6" / "__init__.py").exists()
    assert not (inside / "libQt6Core.so.6").is_file() or (inside / "libQt6Core.so.6").is_symlink()


def test_the_system_s_own_libraries_stay_the_system_s(till_deb: Path, app: Path) -> None:
    told = email.parser.Parser().parsestr(run("dpkg-deb", "--field", till_deb).stdout)
    wanted = {each.split()[0] for each in told["Depends"].split(", ")}
    assert wanted >= {
        "fonts-noto-cjk",
        "libxcb-cursor0",
        "libxkbcommon-x11-0",
        "libegl1",
        "libssl3",
        "tzdata",
    }
    assert not {each for each in wanted if each.startswith(("python", "libpython"))}
    assert not [
        path.name
        for path in app.rglob("lib*.so*")
        if path.name.startswith(("libssl", "libxcb.so", "libgtk", "libX11"))
    ]


def test_every_library_is_in_the_list_of_parts_and_has_its_licence(
    tree: Path, app: Path, sbom: dict[str, str]
) -> None:
    pinned = (PROJECT / "packaging/requirements/till.txt").read_text("utf-8")
    versions = dict(re.findall(r"^([\w.-]+)==([^\s\\]+)", pinned, re.MULTILINE))
    for wanted in (
        "sqlalchemy",
        "sqlcipher3",
        "cryptography",
        "httpx",
        "msgspec",
        "pillow",
        "pyside6-essentials",
    ):
        assert sbom[wanted] == versions[wanted]
    assert {"CPython", "Qt", "ICU", "SQLCipher", "SQLite", "OpenSSL in cryptography", "FreeType"} <= set(sbom)
    documents = tree / "usr/share/doc/trofast"
    lines = (documents / "licences" / "parts.txt").read_text("utf-8").splitlines()
    assert len(lines) == len(sbom)
    texts = {path.name for path in (documents / "licences").iterdir() if path.is_dir()}
    for line in lines:
        part = line.partition(":")[0].lower()  # with its version, where it tells one
        named = {part.replace(" ", "-"), part.rpartition(" ")[0].replace(" ", "-")}
        within = re.search(r"\(in ([\w-]+)\)$", line)
        assert texts & ({within[1]} if within else named), line
    assert (
        "GNU LESSER GENERAL PUBLIC LICENSE"
        in (documents / "licences/pyside6-essentials/LGPL-3.0.txt").read_text()
    )
    # What came with wheels as folders of modules is known by its wheel's name or stands for one.
    for folder in ("sqlalchemy", "msgspec", "zstandard", "escpos", "biip", "PIL"):
        assert (app / "_internal" / folder).is_dir()


def test_a_library_without_a_licence_ends_the_build(tmp_path: Path) -> None:
    listed = tmp_path / "parts.json"
    listed.write_text(json.dumps([["libstrange.so.1", "/usr/lib/libstrange.so.1", "BINARY"]]))
    done = run(
        PROJECT / ".venv-bundle/bin/python",
        PROJECT / "packaging/till/write_notices.py",
        listed,
        tmp_path / "out",
    )
    assert done.returncode != 0
    assert "libstrange.so.1" in done.stdout


def test_lintian_has_nothing_to_say_that_is_not_explained(till_deb: Path, tree: Path) -> None:
    done = run("lintian", "--fail-on", "error,warning", "--allow-root", till_deb)
    assert (done.returncode, done.stdout.strip()) == (0, "")
    blocks = (PROJECT / "packaging/till/debian/trofast.lintian-overrides").read_text("utf-8").split("\n\n")
    assert all(block.lstrip().startswith("#") for block in blocks)


def test_the_man_page_reads_without_a_warning_and_names_every_command(tree: Path) -> None:
    page = tree / "usr/share/man/man1/trofast.1.gz"
    done = run("man", "--warnings", "--encoding=UTF-8", "--local-file", page, MANWIDTH="80", LC_ALL="C.UTF-8")
    assert done.returncode == 0
    assert "warning" not in done.stdout
    group = typer.main.get_group(make_app())
    for name in set(group.commands) - {"demo"}:
        assert re.search(rf"^ +(.*, )?{re.escape(name)}\b", done.stdout, re.MULTILINE), name


def test_the_desktop_entries_the_units_and_the_rules_are_as_the_system_wants_them(
    tree: Path, tmp_path: Path
) -> None:
    for entry in ("usr/share/applications/trofast.desktop", "usr/share/xsessions/trofast.desktop"):
        done = run("desktop-file-validate", tree / entry)
        assert (done.returncode, done.stdout) == (0, ""), entry
    units = [
        tree / "lib/systemd/system" / name
        for name in ("trofast-kiosk.service", "trofast-updater.service", "trofast-updater.timer")
    ]
    done = run("systemd-analyze", "verify", "--recursive-errors=no", "--man=no", *units)
    complaints = [
        line for line in done.stdout.splitlines() if "trofast" in line and "is not executable" not in line
    ]
    assert not complaints
    done = run("udevadm", "test-builtin", "--help")
    assert done.returncode == 0
    assert not list(rule_faults((tree / "lib/udev/rules.d/70-trofast.rules").read_text("utf-8")))


def rule_faults(text: str) -> Iterator[str]:
    """What is wrong with udev rules: Debian 12's udevadm can not verify them without a running udevd."""
    labels = set(re.findall(r'^LABEL="(\w+)"$', text, re.MULTILINE))
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        rule = line.partition("  #")[0]
        for part in re.split(r",\s*(?=[A-Z])", rule):
            if not re.fullmatch(r'[A-Z_]+(\{[\w$]+\})?(==|!=|\+=|=)"[^"]*"', part.strip()):
                yield f"{number}: {part}"
        if (jump := re.search(r'GOTO="(\w+)"', rule)) and jump[1] not in labels:
            yield f"{number}: no label {jump[1]}"


def test_rules_that_are_wrong_are_found() -> None:
    assert list(rule_faults('SUBSYSTEM=usb, GOTO="nowhere"')) == ["1: SUBSYSTEM=usb", "1: no label nowhere"]


def test_icons_of_every_size_are_what_their_folder_says(tree: Path) -> None:
    from PIL import Image

    sizes = set()
    for path in (tree / "usr/share/icons/hicolor").rglob("trofast.png"):
        sizes.add(path.parts[-3])
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == path.parts[-3]
    assert sizes == {f"{size}x{size}" for size in (16, 24, 32, 48, 64, 128, 256)}
    assert (tree / "usr/share/icons/hicolor/scalable/apps/trofast.svg").exists()


def test_no_file_says_who_made_it_where_or_when(till_deb: Path) -> None:
    listing = subprocess.run(
        ["dpkg-deb", "--fsys-tarfile", str(till_deb)], check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=BytesIO(listing)) as archive:
        for member in archive:
            assert (member.uname, member.gname) == ("root", "root"), member.name
            assert member.mtime <= int(MADE_AT), member.name
    assert str(PROJECT).encode() not in listing


def test_the_program_is_run_by_nobody_else_s_interpreter(app: Path, tmp_path: Path) -> None:
    """With no Python to be found: its own version, and the help of each command."""
    done = run(app / "trofast", "--version", PATH=str(tmp_path))
    named = re.search(r'^version = "(.+)"$', (PROJECT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert named is not None
    assert (done.returncode, done.stdout) == (0, f"trofast {named[1]}\n")
    done = run(app / "trofast", "programme", "gallery", "--check", PATH=str(tmp_path))
    assert done.returncode == 0, done.stdout
