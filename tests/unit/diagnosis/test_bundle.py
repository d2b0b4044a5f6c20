"""The file for the support holds what helps, and nothing of anybody, in whatever form it might be written."""

from __future__ import annotations

import base64
import io
import json
import logging
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from pos_app.bootstrap.own_place import place_of
from pos_app.diagnosis import bundle as bundles
from pos_app.diagnosis import kept, log_lines
from pos_app.diagnosis.bundle import NotWritten, bundle, write_bundle
from pos_app.diagnosis.case import Case
from pos_app.machine.log import TillLog
from pos_app.services.till_store import PersonalFields
from sync.protocol.v1.messages import CashierRow, StoreRow
from tests.stage import goods
from tests.stage.ready_till import ROWS, make_ready_till, trofast
from tests.stage.replicas import CARD_SECRET, load, member_row
from tests.stage.tills import KEY, MEMBER_KEY, open_store, sell
from tests.unit.diagnosis.conftest import Patient

NAME, FIRST, PHONE = "Ragnhild Bjørkås-Ødegård", "Ragnhild", "+4798765432"
CASHIER, PIN_HASH = "Torbjørn Kvisvik", "$argon2id$v=19$m=8,t=1,p=1$cGxhbnRlZHNhbHQ$cGxhbnRlZGhhc2g"
CARD, PAN, PERSON_NUMBER = "4206667777777717", "4111111111111111", "01017012345"
STREET, SHOP, ORGANISATION = "Kjærlighetsstien 17", "Bjørkås Kolonial", "987654325"
PASSWORD, HOST, URL_PASSWORD = "493817", "10.77.66.55", "hemmelig77"
SLIP, EPOCH, PLANTED_FOLDER = "SLIP-775533", "planted-epoch-x", "Ragnhilds kasse"
SECRETS = [
    *(NAME, FIRST, PHONE, PHONE[3:], CASHIER, "Torbjørn", PIN_HASH, CARD, PAN, PERSON_NUMBER, STREET, SHOP),
    *(
        ORGANISATION,
        PASSWORD,
        HOST,
        URL_PASSWORD,
        SLIP,
        PLANTED_FOLDER,
        "Adas iPhone",
        "QX7F0PLANTED",
        "Bjørkås",
    ),
]


def _forms(secret: bytes) -> Iterator[bytes]:
    """Whatever a secret can look like in a file."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for shift in range(3):  # base64 of a text that it stands in, whatever stands before it
        inner = base64.b64encode(b"\0" * shift + secret)
        whole = inner[(shift * 8 + 5) // 6 : len(inner.rstrip(b"=")) - 2]
        if len(whole) >= 6:
            yield whole
            yield whole.replace(b"+", b"-").replace(b"/", b"_")


def _written(secret: str) -> Iterator[bytes]:
    for text in {secret, secret.lower(), secret.upper(), secret[::-1]}:
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            yield from _forms(text.encode(encoding))
        yield quote(text).encode()
        yield quote_plus(text).encode()
        yield json.dumps(text)[1:-1].encode()
        yield text.encode("ascii", "xmlcharrefreplace")
        yield text.encode("ascii", "backslashreplace")


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.comment == b""
        return {name: file.read(name) for name in file.namelist()}


def _plant(folder: Path) -> Case:
    """A till on which everything of everybody stands wherever it could."""
    till = make_ready_till(folder / PLANTED_FOLDER / "till", catalogue=False)
    shop = StoreRow(
        store_id=goods.STORE,
        company_id=goods.COMPANY,
        name=SHOP,
        organisation_number=ORGANISATION,
        address=(STREET, NAME),
        currency="NOK",
        zone="Europe/Oslo",
        country="NO",
        language="nb",
        vat_included=True,
    )
    rows = [row for row in ROWS if not isinstance(row, StoreRow | CashierRow)]
    cashier = CashierRow(cashier_id="torbjorn", name=CASHIER, pin_hash=PIN_HASH)
    load(
        till.data, (*rows, shop, cashier, member_row(NAME, member_id="m-planted", cards=(CARD,), phone=PHONE))
    ).close()
    store = open_store(till.data)
    with store.unit_of_work() as work:
        work.add_signed_in("0190-fact-planted", "torbjorn", goods.AT_MS)
        work.commit()
    sell(
        store,
        member=goods.member(),
        personal=PersonalFields(goods.MEMBER_ID, f"{NAME} {PHONE} {STREET}", MEMBER_KEY),
    )
    store.close()
    till.write_toml(
        server=f"http://{FIRST}:{URL_PASSWORD}@{HOST}:9",
        more=f'logo = "{NAME}.png"\n[terminal]\nkind = "zvt"\nname = "{NAME}"\nhost = "{HOST}"\n'
        f'password = "{PASSWORD}"\n[[scanner]]\nname = "{FIRST}"\npath = "/dev/serial/by-id/{NAME}"\n'
        f'[[scanner]]\nkind = "wedge"\nname = "{PHONE}"\nprefix = "{SLIP}"\n[hub]\nurl = "http://{HOST}:1"\n'
        f'[files]\ncopies = "/media/{NAME}"\n',
    )
    _log(till.data)
    (till.data / f"{NAME}.txt").write_text(PHONE, "utf-8")
    (till.data / "copies").mkdir()
    (till.data / "copies" / f"till-{CARD}.db").touch()
    (till.data / "devices").write_text(json.dumps({"printer": NAME, NAME: "ready"}), "ascii")
    (till.data / "server-time").write_text(f"{NAME}\n", "utf-8")
    (till.data / "update-wanted.json").write_text(json.dumps({"version": FIRST, "since_ms": 1}), "utf-8")
    note = {"from": FIRST, "to": NAME, "state": "failed", "reason": f"window: {NAME} {PAN}", "at_ms": 1}
    (till.data / "update.json").write_text(json.dumps(note), "utf-8")
    return Case(till.toml, place_of)


def _log(data: Path) -> None:
    """Written by the till's own handler, as somebody might who forgot every rule."""
    handler = TillLog(data / "trofast.log")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    planted = f"{NAME} {PHONE} {CARD} {PAN} {PERSON_NUMBER} {PASSWORD} {KEY.hex()} {STREET}"

    def say(name: str, text: str, *values: object, error: Exception | None = None) -> None:
        record = logging.LogRecord(name, logging.ERROR, __file__, 1, text, values, None)
        if error is not None:
            record.exc_info = (type(error), error, error.__traceback__)
        handler.emit(record)

    say("pos_app.machine.sync_child", "the sync child can not be started: %s", planted)
    say("pos_app.machine.sync_child", planted)
    say("pos_app.machine.sync_child", f"the sync child ended; {planted}")
    say("httpx", "HTTP Request: GET %s", planted)
    say(f"pos_app.{FIRST}", "%s", planted)
    say(planted, planted)
    try:
        raise ValueError(planted)
    except ValueError as error:
        say("pos_app.ui.viewmodels.member", "pending points could not be read", error=error)
    handler.close()
    with (data / "trofast.log").open("a", encoding="utf-8") as file:
        file.write(f"{planted}\n{FIRST}Error: {planted}\n{FIRST}.{FIRST}Error: x\n")
        file.write(f'  File "/srv/{FIRST}/pos_app/{FIRST}.py", line 7, in {FIRST}\n')
        file.write(f'  File "/x/pos_app/machine/log.py", line 7, in {FIRST}\n    {planted}\n')
        file.write('  File "/x/pos_app/machine/log.py", line 7, in log_to\n')


def _kernel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "bin" / "dmesg"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\ncat <<'END'\n"
        "[    1.000001] Kernel command line: root=/dev/sda user=Ragnhild\n"
        "[   12.345678] usb 1-1.2: new full-speed USB device number 5 using xhci_hcd\n"
        "[   12.345679] usb 1-1.2: Product: Adas iPhone\n"
        "[   12.345679] usb 1-1.2: SerialNumber: QX7F0PLANTED\n"
        "[   12.345680] usb 1-1.2: New USB device found, idVendor=05e0, idProduct=1701, bcdDevice= 1.00 Ragnhild\n"
        "[   12.345681] cdc_acm 1-1.2:1.0: ttyACM0: USB ACM device\n"
        "[   99.000000] usb 1-1.2: USB disconnect, device number 5\n"
        "END\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_nothing_of_anybody_is_in_it_in_whatever_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _kernel(tmp_path, monkeypatch)
    parts = _parts(bundle(_plant(tmp_path)))
    whole = b"\n".join((*parts.values(), *map(str.encode, parts)))
    keys = (KEY, MEMBER_KEY, CARD_SECRET, bytes(range(32)))
    for secret in SECRETS:
        for form in _written(secret):
            assert form not in whole, (secret, form)
    for key in keys:
        for form in _forms(key):
            assert form not in whole
    assert b"could not be made" not in whole


def test_what_helps_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _kernel(tmp_path, monkeypatch)
    parts = _parts(bundle(_plant(tmp_path)))
    assert list(parts) == ["MANIFEST.txt", *sorted(parts.keys() - {"MANIFEST.txt"})]
    manifest = parts["MANIFEST.txt"].decode()
    assert all(name in manifest for name in parts.keys() - {"MANIFEST.txt"})
    found = {each["code"]: each for each in json.loads(parts["doctor.json"])}
    assert found["database.sound"]["standing"] == "ok"
    assert found["devices.no_port"]["says"].startswith("(withheld): there is no port (withheld).")
    journal = json.loads(parts["journal.json"])
    assert journal["standing"]["waiting_sales"] == 1
    assert {each["kind"] for each in journal["by_kind_and_day"]} >= {"sale", "signed-in"}
    assert json.loads(parts["settings.json"])["terminal"]["kind"] == "zvt"
    assert "CREATE TABLE journal" in parts["schema.sql"].decode()
    lines = [json.loads(line) for line in parts["log.jsonl"].splitlines()]
    assert lines[0]["says"] == "the sync child can not be started: %s"
    assert [line["says"] for line in lines[1:5]] == ["(withheld)"] * 4
    assert lines[-1]["raised"][0] == "ValueError"
    assert "pos_app.machine.log:7 log_to" in lines[-1]["trace"]
    assert parts["kernel.txt"].decode().splitlines() == [
        "[   12.345678] usb 1-1.2: new full-speed USB device number 5 using xhci_hcd",
        "[   12.345681] cdc_acm 1-1.2:1.0: ttyACM0: USB ACM device",
        "[   99.000000] usb 1-1.2: USB disconnect, device number 5",
    ]
    update = json.loads(parts["update.json"])
    assert (update["from"], update["reason"], update["state"]) == ("(withheld)", "window", "failed")
    files = {each.get("file"): each for each in json.loads(parts["files.json"])}
    assert files["till.db"]["bytes"] > 0
    assert files[None]["others"] == 2


def test_the_same_till_makes_the_same_file(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "examined", lambda _: [])
    case = Case(patient.till.toml, place_of)
    bundle(case)  # the first look leaves an empty log beside a file
    assert bundle(case) == bundle(case)


def test_it_is_written_whole_for_this_user_alone(patient: Patient, tmp_path: Path) -> None:
    path = write_bundle(Case(patient.till.toml, place_of), tmp_path / "out" / "b.zip")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["b.zip"]
    with zipfile.ZipFile(path) as file:
        assert all(entry.external_attr >> 16 == 0o600 for entry in file.infolist())
    (tmp_path / "file").touch()
    with pytest.raises(NotWritten, match="Name another place"):
        write_bundle(Case(patient.till.toml, place_of), tmp_path / "file" / "b.zip")


def test_a_part_that_grew_too_large_is_cut_off(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "LARGEST_PART", 1000)
    parts = _parts(bundle(Case(patient.till.toml, place_of)))
    assert parts["schema.sql"].endswith(b"\n(cut off)\n")
    assert all(len(part) < 1100 for part in parts.values())


def test_a_key_that_got_in_by_a_fault_of_ours_keeps_it_from_being_written(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for leak in (KEY.hex(), base64.b64encode(bytes(range(32))).decode()):
        monkeypatch.setattr(bundles, "_kernel", lambda leak=leak: f"x{leak}")
        with pytest.raises(NotWritten, match="Nothing was written"):
            write_bundle(Case(patient.till.toml, place_of), tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_a_till_that_is_broken_in_every_way_still_makes_one(tmp_path: Path) -> None:
    nothing = _parts(bundle(Case(tmp_path / "till.toml", place_of)))
    assert json.loads(nothing["settings.json"]) == {"mistake_in_line": None}
    till = make_ready_till(tmp_path / "till", sales=1)
    (till.data / "till.db").write_bytes(b"\0" * 9000)
    broken = _parts(bundle(Case(till.toml, place_of)))
    assert json.loads(broken["journal.json"]) == {}
    assert "database.cannot_open" in broken["doctor.json"].decode()


def test_every_text_a_finding_can_hold_is_on_the_list_or_withheld() -> None:
    assert not kept._may("name", "anything")
    assert kept._may("why", "Connection refused")
    assert not kept._may("why", NAME)
    assert not kept._may("path", f"/dev/serial/by-id/{NAME}")
    assert kept._may("path", "/dev/ttyACM0")


def test_a_log_of_the_program_itself_is_told_in_its_sentences(tmp_path: Path) -> None:
    log = tmp_path / "trofast.log"
    log.write_text(
        "2026-03-01 10:00:00,123 INFO pos_app.machine.sync_child: the sync child ended; starting it again\n"
        "2026-03-01 10:00:00,123 NOTICE pos_app.machine.sync_child: the sync child ended; starting it\n"
        "not a line\n",
        "utf-8",
    )
    first, second = log_lines.lines_of(log)
    assert first.says == "the sync child ended; starting it again"
    assert (second.says, second.level) == ("(withheld)", "(withheld)")
    assert log_lines.lines_of(tmp_path / "none") == []


def test_the_command_says_where_it_is(tmp_path: Path) -> None:
    till = make_ready_till(tmp_path / "till", sales=1)
    done = trofast("support-bundle", "--config", till.toml)
    assert done.returncode == 0
    path = Path(done.stdout.strip())
    assert path.parent == till.folder / "support"
    assert "MANIFEST.txt" in _parts(path.read_bytes())
    refused = trofast("support-bundle", "--config", till.toml, "-o", till.toml / "b.zip")
    assert refused.returncode == 3
    assert "could not be written" in refused.stderr
