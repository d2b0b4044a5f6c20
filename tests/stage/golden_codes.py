"""``python -m tests.stage.golden_codes``: writes ``tests/vectors/codes/v1.json``, unless it is there.

Once a code was issued its bytes are read for as long as it lives. Whoever makes codes elsewhere (a member's page in a
browser) is held to the same file: from token and seed it has to come to the same digits.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pos_app.domain.member_code import bytes_of, text_of
from tests.stage.codes import CodeIssuer

FILE = Path(__file__).parents[1] / "vectors" / "codes" / "v1.json"
COMPANY = "kaffehuset"
ADA = "0190b5a0-1111-7000-8000-000000000042"
AT_MS = 1_788_000_015_000
PHONE_SEED = 7


def cases() -> dict[str, Any]:
    """Everything in the file."""
    issuer = CodeIssuer(COMPANY)
    stranger = CodeIssuer(COMPANY, seed=bytes(32))
    phone = issuer.phone(ADA, at_ms=AT_MS, seed=PHONE_SEED)
    card = issuer.card(ADA, at_ms=AT_MS, days=30)
    swapped, forged = bytearray(bytes_of(card)), bytearray(bytes_of(card))
    swapped[0], forged[-1] = 2, forged[-1] ^ 1
    renamed = replace(stranger.token(ADA, at_ms=AT_MS), key_id=issuer.key_id)
    return {
        "company_id": COMPANY,
        "issuer_public_key": issuer.public_key.hex(),
        "phone": {
            "seed": (bytes((PHONE_SEED,)) * 32).hex(),
            "public_key": phone.public_key.hex(),
            "token": phone._raw.hex(),
            "shows": {str(at_ms): phone.shows(at_ms) for at_ms in (AT_MS, AT_MS + 15_000)},
        },
        "at_ms": AT_MS,
        "codes": [
            {"name": "signed", "text": card, "member": ADA},
            {"name": "signed-own-id", "text": issuer.card("medlem_7", at_ms=AT_MS), "member": "medlem_7"},
            {"name": "rotating", "text": phone.shows(AT_MS), "member": ADA},
            {"name": "rotating-step-before", "text": phone.shows(AT_MS - 30_000), "member": ADA},
            {"name": "screenshot", "text": phone.shows(AT_MS - 60_000), "refused": "member_code_screenshot"},
            {
                "name": "phone-ahead",
                "text": phone.shows(AT_MS + 60_000),
                "refused": "member_code_phone_clock",
            },
            {
                "name": "expired",
                "text": issuer.card(ADA, at_ms=AT_MS - 86_400_000, days=1),
                "refused": "member_code_expired",
            },
            {"name": "cut-off", "text": card[:-3], "refused": "member_code_damaged"},
            {"name": "too-long", "text": phone.shows(AT_MS) + "0" * 200, "refused": "member_code_too_long"},
            {
                "name": "algorithm-swapped",
                "text": text_of(bytes(swapped)),
                "refused": "member_code_other_kind",
            },
            {"name": "forged", "text": text_of(bytes(forged)), "refused": "member_code_forged"},
            {
                "name": "signed-by-another-in-our-keys-name",
                "text": text_of(stranger.sign(renamed)),
                "refused": "member_code_forged",
            },
            {
                "name": "wrong-key",
                "text": stranger.card(ADA, at_ms=AT_MS),
                "refused": "member_code_wrong_key",
            },
            {
                "name": "other-company",
                "text": CodeIssuer("nabo").card(ADA, at_ms=AT_MS),
                "refused": "card_of_another_company",
            },
        ],
    }


def main() -> None:
    """Write the file where there is none."""
    if FILE.exists():
        print(f"{FILE.name} is there: its bytes do not change")
        return
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(cases(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
