"""Codes signed at the desk, judged by a till that was told what the server tells tills, and nothing else."""

from __future__ import annotations

import pytest

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.member_code import IssuerKey, TillTime, read_token, text_of
from pos_app.machine.signatures import Ed25519Signatures
from pos_app.services.member_codes import MemberCodes
from sync.protocol.v1.messages import Gone, IssuerKeyRow, RevokedCodeRow, Row
from sync.server.book.members import erase_member
from sync.server.companies import create_company
from sync.server.desk import issuer_keys, member_codes
from sync.server.desk.member_codes import _LOW_ORDER, IssuedCode
from sync.server.schema.code_tables import issuer_key, member_code
from tests.stage.phone import Phone
from tests.unit.sync.server.desk_stage import do, refused
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

DAY_MS = 86_400_000


class ATill:
    """What a till knows of codes: the rows it was told, and the server's time."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.keys: dict[str, IssuerKey] = {}
        self.revoked: dict[str, int] = {}
        self.judge = MemberCodes(shop.company.company_id, self, Ed25519Signatures(), self)
        self.cursor = 0

    def issuer_key(self, key_id: bytes) -> IssuerKey | None:
        return self.keys.get(key_id.hex())

    def revoked_to_s(self, token_id: bytes, member_id: str) -> int:
        return max(
            self.revoked.get(whose, -1) for whose in (f"token/{token_id.hex()}", f"member/{member_id}")
        )

    def now(self) -> TillTime:
        return TillTime(self.shop.clock(), is_checked=True)

    def says(self, text: str) -> str | Refusal:
        """Whom the code names, or why it is refused, after the till heard the news."""
        found = self.shop.changes(self.cursor)
        self.cursor = found.cursor
        for row in found.rows:
            self._hear(row)
        try:
            return self.judge.prove(text).member_id
        except Refused as refusal:
            return refusal.reason

    def _hear(self, row: Row) -> None:
        match row:
            case IssuerKeyRow():
                self.keys[row.key_id] = IssuerKey(row.public_key, row.from_ms, row.until_ms)
            case RevokedCodeRow():
                self.revoked[row.whose] = row.to_s
            case Gone(kind="issuer-key"):
                self.keys.pop(row.row_id, None)
            case Gone(kind="revoked-code"):
                self.revoked.pop(row.row_id, None)
            case _:
                pass


@pytest.fixture
def till(shop: Shop) -> ATill:
    return ATill(shop)


def issue(shop: Shop, member: str = MEMBER, **named: object) -> IssuedCode:
    found: IssuedCode = do(shop, member_codes.issue_code, member, **named)
    return found


def phone_of(shop: Shop, member: str = MEMBER, *, seed: int = 7, **named: object) -> Phone:
    phone = Phone(shop.company.company_id, bytes((seed,)) * 32)
    phone.take(issue(shop, member, phone_key=phone.public_key, **named).raw)
    return phone


# --- issued ---------------------------------------------------------------------------------------------------------


def test_a_code_is_good_at_a_till_from_the_moment_it_is_issued(shop: Shop, till: ATill) -> None:
    assert till.says(text_of(issue(shop).raw)) == MEMBER
    assert till.says(phone_of(shop).shows(shop.clock())) == MEMBER


def test_a_code_ends_after_its_days(shop: Shop, till: ATill) -> None:
    code = text_of(issue(shop, days=30).raw)
    shop.clock.ms += 30 * DAY_MS - 1_000
    assert till.says(code) == MEMBER
    shop.clock.ms += 1_000
    assert till.says(code) is Refusal.MEMBER_CODE_EXPIRED


def test_the_server_keeps_no_code_and_a_till_is_told_no_secret(shop: Shop, till: ATill) -> None:
    issued = issue(shop)
    (row,) = shop.rows(member_code)
    assert issued.raw[-64:] not in [value for value in row if isinstance(value, bytes)]
    (key,) = shop.rows(issuer_key)
    told = b"".join(repr(each).encode() for each in shop.changes().rows)
    assert repr(key.private_key)[2:-1].encode() not in told
    assert key.public_key in [row.public_key for row in shop.changes().rows if isinstance(row, IssuerKeyRow)]


@pytest.mark.parametrize("days", [0, -1, 1096])
def test_a_code_has_a_life_of_some_days_and_of_three_years_at_most(shop: Shop, days: int) -> None:
    refused(shop, "1 to 1095", member_codes.issue_code, MEMBER, days=days)


def test_nobody_and_nobody_erased_gets_a_code(shop: Shop) -> None:
    refused(shop, "no member 'nobody'", member_codes.issue_code, "nobody")
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, MEMBER, shop.clock())
    refused(shop, "no member", member_codes.issue_code, MEMBER)


def test_a_member_holds_twenty_codes_at_most(shop: Shop) -> None:
    for _ in range(member_codes.MOST_CODES):
        issue(shop)
    refused(shop, "20 codes already", member_codes.issue_code, MEMBER)
    do(shop, member_codes.revoke_codes_of, MEMBER)
    issue(shop)


def test_another_company_on_the_same_server_signs_with_another_key(shop: Shop, till: ATill) -> None:
    issue(shop)
    with shop.database.write() as connection:
        other = create_company(connection, "nabo", "Nabo", "NOK", shop.clock())
        made = issuer_keys.rotate_key(connection, other, now_ms=shop.clock())
    assert till.says(text_of(issue(shop).raw)) == MEMBER
    assert made.key_id not in till.keys
    assert len(till.keys) == 1


# --- the phone's key ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [b"\1", bytes(31), b"\2" * 33, *sorted(_LOW_ORDER)])
def test_what_is_no_key_of_one_phone_is_refused(shop: Shop, key: bytes) -> None:
    refused(shop, "public key of a phone", member_codes.issue_code, MEMBER, phone_key=key)
    if len(key) == 32:
        signed = key[:-1] + bytes((key[-1] | 0x80,))
        refused(shop, "public key of a phone", member_codes.issue_code, MEMBER, phone_key=signed)


def test_the_keys_that_are_refused_are_those_of_low_order() -> None:
    """Eight times such a point is the neutral one: then a signature says little about its message."""
    for encoded in _LOW_ORDER:
        point = _decoded(encoded)
        for _ in range(3):
            point = _added(point, point)
        assert point == (0, 1)


# --- revoked --------------------------------------------------------------------------------------------------------


def test_one_code_is_revoked_and_the_members_others_are_not(shop: Shop, till: ATill) -> None:
    lost, kept = issue(shop), issue(shop)
    do(shop, member_codes.revoke_code, lost.token_id.upper())
    do(shop, member_codes.revoke_code, lost.token_id)
    assert till.says(text_of(lost.raw)) is Refusal.MEMBER_CODE_REVOKED
    assert till.says(text_of(kept.raw)) == MEMBER
    refused(shop, "no code 'ffff'", member_codes.revoke_code, "ffff")


def test_all_codes_of_a_member_are_revoked_and_one_of_the_same_second_counts(shop: Shop, till: ATill) -> None:
    codes = [text_of(issue(shop).raw), phone_of(shop).shows(shop.clock())]
    other = text_of(issue(shop, OTHER).raw)
    assert do(shop, member_codes.revoke_codes_of, MEMBER) == 2
    assert [till.says(each) for each in codes] == [Refusal.MEMBER_CODE_REVOKED] * 2
    assert till.says(text_of(issue(shop).raw)) == MEMBER
    assert till.says(other) == OTHER
    assert do(shop, member_codes.revoke_codes_of, OTHER) == 1
    assert do(shop, member_codes.revoke_codes_of, OTHER) == 0


def test_what_ended_by_itself_leaves_the_list_of_the_revoked(shop: Shop, till: ATill) -> None:
    short, long = issue(shop, days=10), issue(shop, days=100)
    do(shop, member_codes.revoke_code, short.token_id)
    issue(shop, OTHER, days=10)
    do(shop, member_codes.revoke_codes_of, OTHER)
    shop.clock.ms += 12 * DAY_MS
    issue(shop)
    assert till.says(text_of(long.raw)) == MEMBER
    assert till.revoked == {}
    assert {row.token_id for row in shop.rows(member_code)} >= {long.token_id}
    assert shop.count(member_code, token_id=short.token_id) == 0


def test_a_members_list_entry_stays_while_one_of_those_codes_could_still_be_shown(
    shop: Shop, till: ATill
) -> None:
    issue(shop, days=10)
    long = issue(shop, days=100)
    do(shop, member_codes.revoke_codes_of, MEMBER)
    shop.clock.ms += 12 * DAY_MS
    issue(shop)
    assert till.says(text_of(long.raw)) is Refusal.MEMBER_CODE_REVOKED


def test_forgettable_an_erased_member_leaves_no_code_and_no_entry(shop: Shop, till: ATill) -> None:
    issue(shop)
    do(shop, member_codes.revoke_codes_of, MEMBER)
    issue(shop)
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, MEMBER, shop.clock())
    assert shop.count(member_code) == 0
    till.says("")
    assert till.revoked == {}


# --- keys -----------------------------------------------------------------------------------------------------------


def test_after_a_rotation_both_keys_codes_are_good_and_the_old_key_can_sign_no_more(
    shop: Shop, till: ATill
) -> None:
    old = issue(shop)
    shop.clock.ms += DAY_MS
    made = do(shop, issuer_keys.rotate_key)
    new = issue(shop)
    assert read_token(new.raw)[0].key_id.hex() == made.key_id
    assert [till.says(text_of(each.raw)) for each in (old, new)] == [MEMBER, MEMBER]
    assert {row.private_key == b"" for row in shop.rows(issuer_key, key_id=made.key_id)} == {False}
    assert [row.private_key for row in shop.rows(issuer_key) if row.until_ms] == [b""]


def test_an_old_key_goes_when_its_last_code_has_ended(shop: Shop, till: ATill) -> None:
    issue(shop, days=10)
    do(shop, issuer_keys.rotate_key)
    shop.clock.ms += 12 * DAY_MS
    issue(shop)
    till.says("")
    assert len(till.keys) == shop.count(issuer_key) == 1


def test_a_withdrawn_key_takes_its_codes_along_and_the_next_code_has_a_new_one(
    shop: Shop, till: ATill
) -> None:
    stolen = issue(shop)
    (key,) = do(shop, _listed)
    assert (key.codes, key.until_ms) == (1, 0)
    assert do(shop, _withdraw, key.key_id) == 1
    assert till.says(text_of(stolen.raw)) is Refusal.MEMBER_CODE_WRONG_KEY
    assert till.says(text_of(issue(shop).raw)) == MEMBER
    refused(shop, "no issuer key 'beef'", _withdraw, "beef")


def _listed(connection: object, company: object, *, now_ms: int) -> object:
    return issuer_keys.list_keys(connection, company)  # type: ignore[arg-type]


def _withdraw(connection: object, company: object, key: str, *, now_ms: int) -> int:
    return issuer_keys.withdraw_key(connection, company, key)  # type: ignore[arg-type]


# --- the curve, for the test of low order ----------------------------------------------------------------------------

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P


def _decoded(encoded: bytes) -> tuple[int, int]:
    y = int.from_bytes(encoded, "little") % _P
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    assert x * x % _P == square
    return x, y


def _added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = one, other
    both = _D * x1 * x2 * y1 * y2 % _P
    x = (x1 * y2 + x2 * y1) * pow(1 + both, -1, _P) % _P
    return x, (y1 * y2 + x1 * x2) * pow(1 - both, -1, _P) % _P
