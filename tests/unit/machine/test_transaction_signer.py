"""The till's key for the tax office, held against signatures that OpenSSL's command made with the same key."""

from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.domain.norway.signing import FIRST_PREVIOUS
from pos_app.machine.transaction_signer import RsaTransactionSigner
from pos_app.storage.signature_check import is_right
from tests.stage.signing import PUBLIC_KEY, SIGNATURES, SIGNED, known_signer


def test_a_chain_of_two_sales_and_a_return_is_signed_as_openssl_signs_it(tmp_path: Path) -> None:
    signer, previous, made = known_signer(tmp_path), FIRST_PREVIOUS, []
    for words in SIGNED:
        previous = signer.sign(words.text(previous))
        made.append(previous)
    assert tuple(made) == SIGNATURES
    assert signer.public_key() == PUBLIC_KEY
    assert len(made[0]) == 172  # 128 bytes: a key of 1024 bits


def test_a_changed_byte_of_text_signature_or_key_is_found() -> None:
    text, signature = SIGNED[1].text(SIGNATURES[0]), SIGNATURES[1]
    assert is_right(PUBLIC_KEY, text, signature)
    assert not is_right(PUBLIC_KEY, text.replace("295.40", "295.41"), signature)
    assert not is_right(PUBLIC_KEY, text.replace(SIGNATURES[0][0], "m", 1), signature)
    assert not is_right(PUBLIC_KEY, text, ("f" if signature[0] == "e" else "e") + signature[1:])
    assert not is_right(PUBLIC_KEY, text, signature[:-4])
    assert not is_right(PUBLIC_KEY, text, "no base64 at all")
    assert not is_right("no key", text, signature)


def test_a_key_is_made_once_and_only_its_own_user_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    first = RsaTransactionSigner(path)
    signature = first.sign("a")
    assert path.stat().st_mode & 0o777 == 0o600
    again = RsaTransactionSigner(path)
    assert again.public_key() == first.public_key()
    assert is_right(again.public_key(), "a", signature)
    assert [each.name for each in tmp_path.iterdir()] == ["signing.key"]


@pytest.mark.parametrize("content", ["", "no key\n", "ed25519"])
def test_a_file_that_is_no_such_key_is_refused_in_words_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "signing.key"
    if content == "ed25519":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = Ed25519PrivateKey.generate()
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(CannotSell, match=r"signing\.key: it is"):
        RsaTransactionSigner(path).sign("a")
    assert path.read_text() == content


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    RsaTransactionSigner(tmp_path / "signing.key").warm_up()
    (tmp_path / "signing.key").chmod(0o644)
    with pytest.raises(CannotSell, match="may be read by others"):
        RsaTransactionSigner(tmp_path / "signing.key").warm_up()
