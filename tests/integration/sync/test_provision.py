"""A till gets its place by the real command at the real server: by file, by QR, by what somebody types."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from pos_app.commands.app import make_app
from pos_app.config import load_settings
from tests.stage.site import ROOT, SERVER, TROFAST, Site, run

DEVICES = '[screen]\nlanguage = "en"\n\n[[scanner]]\nkind = "wedge"\n'


def invite(site: Site, *more: str | Path) -> str:
    """A code for till 2, made with these options."""
    return site.server("enrol-code", "--store", "torget", "--till-number", "2", *more).strip()


def provision(site: Site, *how: str | Path) -> tuple[int, dict[str, Any]]:
    """The exit code and the one line that a fleet tool reads; in this process, which spares it a start."""
    words = ["provision", "--config", str(site.till_toml), "--silent", *map(str, how)]
    done = CliRunner().invoke(make_app(), words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, one_line(done.stdout, done.stderr)


def one_line(stdout: str, stderr: str) -> dict[str, Any]:
    """What a silent run said: nothing else."""
    assert stderr == ""
    assert stdout.count("\n") == 1
    said = json.loads(stdout)
    assert isinstance(said, dict)
    return said


def one_time_file(site: Site, *more: str | Path) -> Path:
    path = site.folder / "till-2.toml"
    invite(site, "--file", path, "--server-url", site.url, *more)
    return path


def tills(site: Site) -> Sequence[str]:
    return site.server("till", "list").splitlines()


def test_one_file_makes_a_till_that_can_sell_at_once(site: Site) -> None:
    devices = site.folder / "devices.toml"
    devices.write_text(DEVICES, encoding="utf-8")
    file = one_time_file(site, "--devices", devices, "--valid-for", "3d")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    done = site.trofast("provision", "--silent", "--file", file, "--wait")
    code, said = done.returncode, one_line(done.stdout, done.stderr)
    assert (code, said["result"], said["can_sell"], said["file"]) == (0, "provisioned", True, "deleted")
    assert (said["store"], said["till_number"], said["server"]) == ("torget", 2, site.url)
    assert not file.exists()
    settings = load_settings(site.till_toml)
    assert (settings.till_id, settings.language) == (said["till"], "en")
    assert [each.kind for each in settings.scanners] == ["wedge"]
    assert said["key"] in tills(site)[0]
    for secret in (settings.key_file, settings.device_key_file, settings.card_secret_file):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_typed_line_and_a_scanned_sheet_do_the_same(site: Site) -> None:
    code = invite(site).lower().replace("-", " ")
    done = site.trofast("provision", "--code", f"{site.url} {code}")
    assert done.returncode == 0, done.stderr
    assert "till 2 of store torget" in done.stdout
    shutil.rmtree(site.till_toml.parent)
    from zxingcpp import read_barcodes

    picture = site.folder / "till.png"
    invite(site, "--qr", picture, "--server-url", site.url)
    from PIL import Image

    with Image.open(picture) as image:
        [found] = read_barcodes(image)
    scanned = subprocess.run(
        [*TROFAST, "provision", "--config", str(site.till_toml), "--qr", "-", "--silent"],
        cwd=ROOT,
        input=found.text + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (scanned.returncode, json.loads(scanned.stdout)["result"]) == (0, "provisioned")


def test_a_mistake_in_the_file_spends_no_code(site: Site) -> None:
    devices = site.folder / "devices.toml"
    devices.write_text('[screen]\nlanguage = "klingon"\n', encoding="utf-8")
    file = one_time_file(site, "--devices", devices)
    line = file.read_text("utf-8").split("\n").index('language = "klingon"') + 1
    code, said = provision(site, "--file", file)
    assert (code, said["result"], said["cause"]) == (3, "failed", "bad_file")
    assert f"{file}, line {line}: " in said["sentence"]
    assert tills(site) == []
    file.write_text(file.read_text("utf-8").replace("klingon", "nb"), encoding="utf-8")
    assert provision(site, "--file", file)[0] == 0


def test_broken_off_at_any_step_the_same_file_goes_on(site: Site) -> None:
    file = one_time_file(site)
    kept = file.read_bytes()
    assert provision(site, "--file", file)[0] == 0
    [before] = tills(site)
    # The answer was lost: of all that it brought only the key is there.
    for path in site.till_toml.parent.iterdir():
        if path.name != "device.key":
            path.unlink()
    file.write_bytes(kept)
    code, said = provision(site, "--file", file)
    assert (code, said["result"]) == (0, "provisioned")
    assert tills(site) == [before]


def test_a_till_that_has_this_place_is_left_as_it_is(site: Site) -> None:
    file = one_time_file(site)
    kept = file.read_bytes()
    provision(site, "--file", file)
    before = site.till_toml.read_bytes()
    site.stop_server()  # nothing is asked: the till knows it again by itself
    file.write_bytes(kept)
    code, said = provision(site, "--file", file)
    assert (code, said["result"]) == (0, "already")
    assert site.till_toml.read_bytes() == before
    other = file.with_name("other.toml")
    other.write_bytes(re.sub(rb"till_number = 2", b"till_number = 3", kept).replace(b"code = ", b"code ="))
    other.write_text(re.sub(r'code ?="[^"]+"', 'code = "AAAA-BBBB-CCCC"', other.read_text("utf-8")), "utf-8")
    code, said = provision(site, "--file", other)
    assert (code, said["cause"]) == (3, "bad_file")
    assert "till 2 of store torget already" in said["sentence"]
    assert other.exists()
    assert site.till_toml.read_bytes() == before


def test_every_way_to_fail_has_its_code_and_word(site: Site) -> None:
    code = invite(site)
    wrong = code[:5] + ("AAAA" if code[5:9] != "AAAA" else "BBBB") + code[9:]
    assert provision(site, "--code", f"{site.url} {wrong}")[1]["cause"] == "code_unknown"
    assert provision(site, "--code", "kasse K7TQ")[0] == 2
    assert provision(site)[0] == 2
    assert provision(site, "--file", site.folder / "none.toml")[0] == 3
    site.stop_server()
    code_of, said = provision(site, "--code", f"{site.url} {code}")
    assert (code_of, said["cause"]) == (4, "unreachable")
    assert "Sales are kept" not in said["sentence"]


def test_the_server_says_what_it_does_not_invite_by(site: Site) -> None:
    for more, why in (
        (("--valid-for", "2h"), "an hour at most"),
        (("--valid-for", "8d", "--file", "x.toml"), "a week (7d) at most"),
        (("--file", "x.toml"), "public_url under [server]"),
        (("--qr", "x.gif"), ".png or .svg"),
    ):
        words = ["--store", "torget", "--till-number", "2", *more]
        done = run(SERVER, "--config", site.server_toml, "enrol-code", *words)
        assert done.returncode in {1, 2}
        assert why in " ".join(re.sub(r"[│╭╮╯╰─]", " ", done.stderr).split())


def test_a_sheet_is_a_page_with_the_address_of_the_settings(site: Site) -> None:
    text = site.server_toml.read_text("utf-8")
    site.server_toml.write_text(
        text.replace("[server]\n", '[server]\npublic_url = "https://kasse.kaffehuset.no"\n'), "utf-8"
    )
    sheet = site.folder / "sheet.svg"
    code = invite(site, "--sheet", sheet)
    page = sheet.read_text("utf-8")
    for said in ("Kasse 2", "Torget", "kasse.kaffehuset.no", code):
        assert f">{said}<" in page
