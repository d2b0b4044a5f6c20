"""The commands about signed codes, as an owner's IT person types them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner, Result

from pos_app.domain.member_code import Kind, read_code, read_token
from sync.server.commands import program, register
from tests.stage.phone import Phone
from tests.unit.sync.server.stage import MEMBER, Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = open_shop(tmp_path)
    (tmp_path / "server.toml").write_text('[server]\nport = 0\n[files]\ndatabase = "server.db"\n')
    yield made
    made.database.close()


def typed(shop: Shop, *words: str) -> Result:
    register()
    return CliRunner().invoke(program, ["--config", str(shop.folder / "server.toml"), *words])


def done(shop: Shop, *words: str) -> str:
    result = typed(shop, *words)
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def refused(shop: Shop, *words: str) -> str:
    result = typed(shop, *words)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    return result.stderr


def code_in(said: str) -> str:
    (found,) = re.findall(r"^code: (\d+)$", said, re.MULTILINE)
    return str(found)


@pytest.mark.parametrize("name", ["card.png", "card.svg"])
def test_a_code_is_issued_printed_and_drawn(shop: Shop, name: str) -> None:
    picture = shop.folder / name
    said = done(shop, "member-code", "issue", "--member", "10000042", "--days", "30", "--qr", str(picture))
    code = code_in(said)
    assert read_code(code).token.member_id == MEMBER
    if picture.suffix == ".png":
        assert [each.text for each in zxingcpp.read_barcodes(Image.open(picture).convert("L"))] == [code]
    else:
        assert "<svg" in picture.read_text("utf-8")


def test_a_phones_code_is_printed_for_the_phone_alone(shop: Shop) -> None:
    phone = Phone(shop.company.company_id, bytes(32))
    said = done(shop, "member-code", "issue", "--member", MEMBER, "--phone-key", phone.public_key.hex())
    (raw,) = re.findall(r"^for the phone: ([0-9a-f]+)$", said, re.MULTILINE)
    phone.take(bytes.fromhex(raw))
    assert read_token(bytes.fromhex(raw))[0].kind is Kind.ROTATING
    assert "code:" not in said


def test_codes_are_listed_and_revoked(shop: Shop) -> None:
    token = read_code(code_in(done(shop, "member-code", "issue", "--member", MEMBER))).token.token_id.hex()
    assert re.fullmatch(
        rf"{token}  signed  \S+ \S+ UTC to \S+ \S+ UTC  good\n",
        done(shop, "member-code", "list", "--member", MEMBER),
    )
    assert done(shop, "member-code", "revoke", "--token", token) == "revoked: 1\n"
    assert "revoked 20" in done(shop, "member-code", "list", "--member", MEMBER)
    assert done(shop, "member-code", "revoke", "--member", MEMBER) == "revoked: 0\n"


def test_keys_are_listed_rotated_and_withdrawn(shop: Shop) -> None:
    done(shop, "member-code", "issue", "--member", MEMBER)
    (first,) = done(shop, "issuer-key", "list").splitlines()
    assert first.endswith("signs now  codes: 1")
    second = done(shop, "issuer-key", "rotate").strip()
    listed = done(shop, "issuer-key", "list")
    assert re.search(rf"^{second} .* signs now  codes: 0$", listed, re.MULTILINE)
    assert re.search(rf"^{first.split()[0]} .* until .* codes: 1$", listed, re.MULTILINE)
    assert done(shop, "issuer-key", "withdraw", "--key", first.split()[0]) == "codes that are dead now: 1\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("issue", "--member", "nobody"), "There is no member 'nobody'"),
        (("issue", "--member", MEMBER, "--days", "0"), "from 1 to 1095"),
        (("issue", "--member", MEMBER, "--phone-key", "xyz"), "64 hexadecimal digits"),
        (("issue", "--member", MEMBER, "--phone-key", "00"), "64 hexadecimal digits"),
        (("issue", "--member", MEMBER, "--qr", "card.jpg"), ".png or .svg"),
        (("issue", "--member", MEMBER, "--phone-key", "00" * 32, "--qr", "card.png"), "no --phone-key"),
        (("revoke",), "--token, or whose with --member"),
        (("revoke", "--member", MEMBER, "--token", "00"), "--token, or whose with --member"),
        (("revoke", "--token", "ffff"), "There is no code 'ffff'"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(shop: Shop, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused(shop, "member-code", *words)


def test_a_picture_that_cannot_be_written_is_told_after_the_code(shop: Shop) -> None:
    result = typed(
        shop, "member-code", "issue", "--member", MEMBER, "--qr", str(shop.folder / "no" / "a.png")
    )
    assert result.exit_code == 3
    assert code_in(result.stdout)
    assert "is printed above" in result.stderr
