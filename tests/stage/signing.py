"""A key for the tax office that everybody knows, and what OpenSSL's own command made with it.

The three signatures were made by hand, ``openssl dgst -sha1 -sign KEY`` over the text and then base64, each over the
one before: a sale of 86.40, one of 295.40, and a return of 16.40.
"""

from __future__ import annotations

from pathlib import Path

from pos_app.domain.norway.signing import Signable
from pos_app.machine.transaction_signer import RsaTransactionSigner
from pos_app.services.tax_books import NorwegianBooks

PRIVATE_KEY = """-----BEGIN PRIVATE KEY-----
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBANm25IYQXgMcWDMc
6Ic6I4Kb64AFEH3fS6YK5XjyHe6ov6epnJHT6Z0vn/iKjuWtQLvPMfU0uQlW0x/t
U49EtrQLQ8bTV0jZV6QqYglWbTiiF3iclgw3Fd3kplwtNdvn3GpwTR1W7Q6hVDFV
TLCw+4iqs4lSyoPIVh4j1DKuBhfRAgMBAAECgYEAlm1aJI92hau1/UsCFz1Cf+H/
q+rT5ES+3jE1MIYJzHboRY5Z0iCbj7HyVCZYabV1vs6AdC5Dk4JcSfkO/TS7DxDq
Lf019O4Q1/+rtcRq0ifnFn+Q0w94WyNfub4NozS/NDDEAXvWcUPmYHy5LmRK2jRu
P+iPGWj+iI/xnmlKQOkCQQD5KasOuGl2gZ5ZFf/cJ2NEXd01gyYX+DywNjZxceKS
G/hH5wHv1Or4mL13r4CmGYMj/t8u3o0rQvT279WSaTUrAkEA37BN85zKlMqRheGq
KNkrs6DDcrN/to15bbmxTq4K8Ast67PC9frzLFAaPaVEDCRpu3BKLIVGKECG1tWE
BWng8wJANLSKuZ9qt6WtgDy2FbTDO8f7LgGjAjkBZWjiVVb4zV1bRKJp93h7h8CP
e4zFUt1crzWPslNjWz5boQyUidb1ZwJAKsfXQL496FMNneNY3dMbDpGyj59Qz6Mj
FB8tj/StVtdsguWwZccG9vSi8CNJbmEQb668IOOkVVJx92iChV6IjQJAFIUmBPhU
J1r6VTp7q1UhyEKZ3qWFocReuetoioXPgRmTx4SNHoHiqwAr2GK7FrPl8IhkzSad
XVnjl0hOICKD2Q==
-----END PRIVATE KEY-----
"""
PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDZtuSGEF4DHFgzHOiHOiOCm+uA
BRB930umCuV48h3uqL+nqZyR0+mdL5/4io7lrUC7zzH1NLkJVtMf7VOPRLa0C0PG
01dI2VekKmIJVm04ohd4nJYMNxXd5KZcLTXb59xqcE0dVu0OoVQxVUywsPuIqrOJ
UsqDyFYeI9QyrgYX0QIDAQAB
-----END PUBLIC KEY-----
"""
SIGNED = (
    Signable(1000, "2020-01-01", "09:00:00", 8640, 7512),
    Signable(1001, "2020-01-01", "09:15:00", 29540, 23632),
    Signable(1002, "2020-01-01", "10:41:30", -1640, -1426),
)
SIGNATURES = (
    (
        "l6LfEoEWCtKFzKMeWssYZbMj64KsNQUm0qUSmhmeMqmQd/kkdwK9wV75CcpKjv2G6iHzdpW3wGb9bscw"
        "x6uHt29zqejQAr4QBu0TiCX6L91+kDgJVq86gyksuhRhFuaUUhQ0DnhOrTRJgtIJybP7MfsymPgyHSAP"
        "wL1lwqixapo="
    ),
    (
        "eXGlb56B5A5+glaN9wOK84JI2uE0YWcytXyWuEljOOnXcmdaX7X1fb38Gwxq1kwK/pe0EzUJW67EiBbh"
        "zjPlMmfwcRYCK1Jl0ky3Bog2wMmVxp3FJdJ0EwXrLbIXmsVrkbHjS0fLdBMHyhWEpqodG40WszUH/tu4"
        "Jn2oDrJFi9M="
    ),
    (
        "1+OUPBe+l2+T69tbqZaf6PannUqgL3ckdLA9ERu0rvV599HEygPt0OiMULi/XnJcWSfZCne7UwRu7rlQ"
        "wG6KSLYQEe/CeznpJGNa+NARpS/9DFzNDD/3VqN5drZCUwknSGDxKBhE9fOr9nasKf6VxeKfydEfx5Uf"
        "m2CpHWu+1YM="
    ),
)


def known_signer(folder: Path, name: str = "signing.key") -> RsaTransactionSigner:
    """Signs with the known key."""
    path = folder / name
    path.write_text(PRIVATE_KEY, "ascii")
    path.chmod(0o600)
    return RsaTransactionSigner(path)


def known_books(folder: Path) -> NorwegianBooks:
    """Norway's books with the known key."""
    return NorwegianBooks(known_signer(folder))
