"""The golden codes: what was issued once is read the same for ever, and a phone elsewhere makes the same digits."""

from __future__ import annotations

import json
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from pos_app.domain.errors import Refused
from pos_app.domain.member_code import IssuerKey, key_id
from pos_app.machine.signatures import Ed25519Signatures
from pos_app.services.member_codes import MemberCodes
from sync.server.desk.code_pictures import qr_picture
from tests.stage import golden_codes
from tests.stage.codes import TimeByHand, ToldOfCodes
from tests.stage.phone import Phone

GOLDEN: dict[str, Any] = json.loads(golden_codes.FILE.read_text(encoding="utf-8"))
CODES = {each["name"]: each for each in GOLDEN["codes"]}


def judge() -> MemberCodes:
    public_key = bytes.fromhex(GOLDEN["issuer_public_key"])
    told = ToldOfCodes()
    told.keys[key_id(public_key)] = IssuerKey(public_key, 0)
    return MemberCodes(GOLDEN["company_id"], told, Ed25519Signatures(), TimeByHand(GOLDEN["at_ms"]))


@pytest.mark.parametrize("name", CODES)
def test_a_golden_code_is_judged_as_it_always_was(name: str) -> None:
    code = CODES[name]
    try:
        found = {"member": judge().prove(code["text"]).member_id}
    except Refused as refused:
        found = {"refused": refused.reason.value}
    assert {"name": name, "text": code["text"]} | found == code


def test_todays_issuer_and_phone_make_the_golden_bytes() -> None:
    assert golden_codes.cases() == GOLDEN


def test_a_phone_needs_its_seed_and_its_token_and_nothing_else() -> None:
    golden = GOLDEN["phone"]
    phone = Phone(GOLDEN["company_id"], bytes.fromhex(golden["seed"]))
    phone.take(bytes.fromhex(golden["token"]))
    assert {at_ms: phone.shows(int(at_ms)) for at_ms in golden["shows"]} == golden["shows"]


@pytest.mark.parametrize("name", ["signed", "rotating"])
def test_the_qr_of_a_code_is_read_back_by_a_scanners_library_digit_by_digit(name: str, tmp_path: Any) -> None:
    import io

    text = CODES[name]["text"]
    picture = Image.open(io.BytesIO(qr_picture(text, "png"))).convert("L")
    assert picture.width // 8 - 8 <= 61, "squares a side, without the margin"
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == text
    small = picture.resize((picture.width // 4, picture.height // 4))
    assert [each.text for each in zxingcpp.read_barcodes(small)] == [text]


def test_a_qr_is_also_drawn_without_dots() -> None:
    assert qr_picture(CODES["signed"]["text"], "svg").startswith(b"<?xml")
