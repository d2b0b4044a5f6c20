"""The judge of members' codes: what is believed, and that every forgery has a refusal of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.member_code import bytes_of, read_code, text_of
from pos_app.services import member_codes
from pos_app.services.member_codes import MemberCodes, Proven
from tests.stage import goods
from tests.stage.codes import DAY_S, CodeIssuer, CodeStage, ToldOfCodes
from tests.stage.phone import Phone

ADA = "0190b5a0-1111-7000-8000-000000000042"
STEP_MS = 30_000
START = goods.AT_MS // STEP_MS * STEP_MS
"""A moment at which a step begins."""


@pytest.fixture
def stage() -> CodeStage:
    made = CodeStage()
    made.time.now_ms = START
    return made


def refusal(stage: CodeStage, text: str, member_on_sale: str | None = None) -> Refusal:
    with pytest.raises(Refused) as caught:
        stage.judge.prove(text, member_on_sale)
    return caught.value.reason


def shown_at(stage: CodeStage, phone: Phone, ahead_ms: int) -> Refusal | None:
    """What becomes of a code that the phone shows ``ahead_ms`` ahead of the till's time."""
    try:
        stage.judge.prove(phone.shows(stage.time.now_ms + ahead_ms))
    except Refused as refused:
        return refused.reason
    return None


# --- believed -------------------------------------------------------------------------------------------------------


def test_a_signed_code_names_its_member_with_public_keys_alone(stage: CodeStage) -> None:
    proven = stage.judge.prove(stage.issuer.card(ADA))
    assert (proven.member_id, proven.is_rotating) == (ADA, False)
    assert stage.judge.prove(stage.issuer.card("ada")).member_id == "ada"


def test_a_live_code_names_its_member(stage: CodeStage) -> None:
    proven = stage.judge.prove(stage.issuer.phone(ADA).shows(START))
    assert (proven.member_id, proven.is_rotating, proven.step) == (ADA, True, START // STEP_MS)


def test_a_signed_code_may_be_shown_again_and_again(stage: CodeStage) -> None:
    card = stage.issuer.card(ADA)
    for _ in range(3):
        stage.judge.keep(stage.judge.prove(card))


# --- forged ---------------------------------------------------------------------------------------------------------


@given(data=st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    stage = CodeStage()
    text = data.draw(st.sampled_from((stage.issuer.card(ADA), stage.issuer.phone(ADA).shows(goods.AT_MS))))
    raw = bytearray(bytes_of(text))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refused):
        stage.judge.prove(text_of(bytes(raw)))


@given(digits=st.text("0123456789", max_size=616))
def test_random_digits_are_refused_and_raise_nothing_else(digits: str) -> None:
    with pytest.raises(Refused):
        CodeStage().judge.prove("1991" + digits)


def test_a_code_of_another_issuer_is_the_wrong_key(stage: CodeStage) -> None:
    assert refusal(stage, CodeIssuer(seed=bytes(32)).card(ADA)) is Refusal.MEMBER_CODE_WRONG_KEY


def test_another_key_under_the_right_name_is_a_forgery(stage: CodeStage) -> None:
    forger = CodeIssuer(seed=bytes(32))
    token = replace(forger.token(ADA), key_id=stage.issuer.key_id)
    assert refusal(stage, text_of(forger.sign(token))) is Refusal.MEMBER_CODE_FORGED


def test_a_code_of_another_company_is_told_as_one(stage: CodeStage) -> None:
    assert refusal(stage, CodeIssuer("the-neighbour").card(ADA)) is Refusal.CARD_OF_ANOTHER_COMPANY


def test_the_company_is_in_what_is_signed(stage: CodeStage) -> None:
    """A company that holds the same key cannot make its codes ours by writing our name on them."""
    neighbour = CodeIssuer("the-neighbour")
    token = replace(neighbour.token(ADA), company_tag=stage.issuer.token(ADA).company_tag)
    assert neighbour.key_id == stage.issuer.key_id
    assert refusal(stage, text_of(neighbour.sign(token))) is Refusal.MEMBER_CODE_FORGED


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("other", [0, 3, 255])
def test_an_algorithm_swap_is_refused_before_any_key_is_looked_for(
    stage: CodeStage, at: int, other: int
) -> None:
    raw = bytearray(bytes_of(stage.issuer.card(ADA)))
    raw[at] = other
    stage.told.keys.clear()
    assert refusal(stage, text_of(bytes(raw))) is Refusal.MEMBER_CODE_OTHER_KIND


def test_another_phone_cannot_show_the_code_of_a_copied_token(stage: CodeStage) -> None:
    phone = stage.issuer.phone(ADA)
    thief = Phone(phone.company_id, bytes(32))
    thief._raw = phone._raw
    assert refusal(stage, thief.shows(START)) is Refusal.MEMBER_CODE_FORGED


def test_a_live_code_without_its_proof_is_no_code(stage: CodeStage) -> None:
    assert refusal(stage, text_of(stage.issuer.phone(ADA)._raw)) is Refusal.MEMBER_CODE_DAMAGED


def test_an_old_proof_does_not_fit_a_new_step(stage: CodeStage) -> None:
    raw = bytearray(bytes_of(stage.issuer.phone(ADA).shows(START - 10 * STEP_MS)))
    raw[-68:-64] = (START // STEP_MS).to_bytes(4, "big")
    assert refusal(stage, text_of(bytes(raw))) is Refusal.MEMBER_CODE_FORGED


# --- its time -------------------------------------------------------------------------------------------------------


def test_a_code_is_good_to_its_last_second(stage: CodeStage) -> None:
    card = stage.issuer.card(ADA, days=1)
    stage.time.now_ms = goods.AT_MS // 1000 * 1000 + DAY_S * 1000 - 1
    assert stage.judge.prove(card).member_id == ADA
    stage.time.now_ms += 1
    assert refusal(stage, card) is Refusal.MEMBER_CODE_EXPIRED


def test_a_phone_whose_token_has_ended_shows_nothing_that_counts(stage: CodeStage) -> None:
    phone = stage.issuer.phone(ADA, days=1)
    stage.time.now_ms += DAY_S * 1000 + STEP_MS
    assert refusal(stage, phone.shows(stage.time.now_ms)) is Refusal.MEMBER_CODE_EXPIRED


@given(taken_ms=st.integers(0, STEP_MS - 1), later_ms=st.integers(60_000, 10**9))
def test_a_screenshot_is_dead_after_a_minute(taken_ms: int, later_ms: int) -> None:
    stage = CodeStage()
    picture = stage.issuer.phone(ADA).shows(START + taken_ms)
    stage.time.now_ms = START + taken_ms + later_ms
    assert refusal(stage, picture) is Refusal.MEMBER_CODE_SCREENSHOT


@given(phone_ahead_ms=st.integers(-STEP_MS, STEP_MS), at_ms=st.integers(0, STEP_MS))
def test_a_phone_that_is_half_a_minute_wrong_is_taken_at_any_moment(phone_ahead_ms: int, at_ms: int) -> None:
    stage = CodeStage()
    stage.time.now_ms = START + at_ms
    assert shown_at(stage, stage.issuer.phone(ADA), phone_ahead_ms) is None


def test_a_phone_far_ahead_is_told_as_a_wrong_clock_not_as_a_screenshot(stage: CodeStage) -> None:
    assert shown_at(stage, stage.issuer.phone(ADA), 2 * STEP_MS) is Refusal.MEMBER_CODE_PHONE_CLOCK
    assert shown_at(stage, stage.issuer.phone(ADA), -2 * STEP_MS) is Refusal.MEMBER_CODE_SCREENSHOT


def test_server_order_a_till_that_has_not_heard_the_time_locks_nobody_out_within_five_minutes(
    stage: CodeStage,
) -> None:
    stage.time.is_checked = False
    phone = stage.issuer.phone(ADA)
    assert shown_at(stage, phone, 5 * 60_000) is None
    assert shown_at(stage, phone, -5 * 60_000) is None
    for ahead in (-1, 1):
        assert shown_at(stage, phone, ahead * 11 * STEP_MS) is Refusal.MEMBER_CODE_TILL_CLOCK


def test_server_order_a_till_that_has_not_heard_the_time_does_not_accuse_a_code_of_its_age(
    stage: CodeStage,
) -> None:
    card = stage.issuer.card(ADA)
    stage.time.is_checked = False
    stage.time.now_ms = 0  # its battery is dead: it believes in 1970
    assert stage.judge.prove(card).member_id == ADA
    stage.time.now_ms = 4_000_000_000_000
    assert refusal(stage, card) is Refusal.MEMBER_CODE_TILL_CLOCK


# --- shown before ---------------------------------------------------------------------------------------------------


def test_a_proof_counts_once_and_the_next_step_counts_again(stage: CodeStage) -> None:
    phone = stage.issuer.phone(ADA)
    stage.judge.keep(stage.judge.prove(phone.shows(START)))
    assert refusal(stage, phone.shows(START + 10_000)) is Refusal.MEMBER_CODE_SHOWN_BEFORE
    stage.time.now_ms += STEP_MS
    assert refusal(stage, phone.shows(START)) is Refusal.MEMBER_CODE_SHOWN_BEFORE
    assert stage.judge.prove(phone.shows(START + STEP_MS)).member_id == ADA


def test_a_code_read_twice_for_the_member_on_the_sale_is_no_replay(stage: CodeStage) -> None:
    text = stage.issuer.phone(ADA).shows(START)
    stage.judge.keep(stage.judge.prove(text))
    assert stage.judge.prove(text, ADA).member_id == ADA
    assert refusal(stage, text, "boris") is Refusal.MEMBER_CODE_SHOWN_BEFORE


def test_a_code_that_was_judged_and_not_taken_may_come_again(stage: CodeStage) -> None:
    text = stage.issuer.phone(ADA).shows(START)
    stage.judge.prove(text)
    assert stage.judge.prove(text).member_id == ADA


def test_two_members_phones_in_one_step_do_not_disturb_each_other(stage: CodeStage) -> None:
    stage.judge.keep(stage.judge.prove(stage.issuer.phone(ADA).shows(START)))
    assert stage.judge.prove(stage.issuer.phone("boris", seed=8).shows(START)).member_id == "boris"


def test_the_memory_of_what_was_shown_is_bounded_and_forgets_the_oldest(
    stage: CodeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member_codes, "MOST_SEEN", 5)
    step = START // STEP_MS
    for number in range(8):
        stage.judge.keep(Proven("m", bytes((number,)) * 8, is_rotating=True, step=step))
    assert len(stage.judge._seen) == 5
    assert (bytes((7,)) * 8, step) in stage.judge._seen
    stage.time.now_ms += 21 * STEP_MS
    stage.judge.keep(Proven("m", bytes(8), is_rotating=True, step=step + 21))
    assert list(stage.judge._seen) == [(bytes(8), step + 21)]


def test_a_proof_is_remembered_for_as_long_as_a_till_without_the_time_would_take_it(stage: CodeStage) -> None:
    stage.time.is_checked = False
    phone, other = stage.issuer.phone(ADA), stage.issuer.phone("boris", seed=8)
    text = phone.shows(START + 10 * STEP_MS)
    stage.judge.keep(stage.judge.prove(text))
    stage.time.now_ms += 20 * STEP_MS
    stage.judge.keep(stage.judge.prove(other.shows(stage.time.now_ms)))
    assert refusal(stage, text) is Refusal.MEMBER_CODE_SHOWN_BEFORE


# --- revoked, and keys ----------------------------------------------------------------------------------------------


def test_a_revoked_code_is_refused_and_the_members_other_one_is_not(stage: CodeStage) -> None:
    lost, kept = stage.issuer.card(ADA), stage.issuer.card(ADA)
    token = read_code(lost).token
    stage.told.revoked[f"token/{token.token_id.hex()}"] = token.issued_s
    assert refusal(stage, lost) is Refusal.MEMBER_CODE_REVOKED
    assert stage.judge.prove(kept).member_id == ADA


def test_all_codes_of_a_member_are_revoked_up_to_then_and_a_later_one_counts(stage: CodeStage) -> None:
    stage.told.revoked[f"member/{ADA}"] = START // 1000 + 5
    phone = stage.issuer.phone(ADA, at_ms=START + 5_000)
    assert refusal(stage, stage.issuer.card(ADA, at_ms=START)) is Refusal.MEMBER_CODE_REVOKED
    assert refusal(stage, phone.shows(START)) is Refusal.MEMBER_CODE_REVOKED
    assert stage.judge.prove(stage.issuer.card(ADA, at_ms=START + 6_000)).member_id == ADA


def test_a_forged_code_is_not_called_revoked(stage: CodeStage) -> None:
    """Nobody learns what is on the list by making codes up."""
    token = CodeIssuer(seed=bytes(32)).token(ADA)
    stage.told.revoked[f"member/{ADA}"] = 2**32
    forged = CodeIssuer(seed=bytes(32)).sign(replace(token, key_id=stage.issuer.key_id))
    assert refusal(stage, text_of(forged)) is Refusal.MEMBER_CODE_FORGED


def test_two_keys_live_side_by_side_and_the_old_one_signs_nothing_new() -> None:
    old, new = CodeIssuer(), CodeIssuer(seed=bytes(32))
    stage = CodeStage(issuer=old)
    told = ToldOfCodes(old, new)
    told.retire(old, START)
    judge = MemberCodes(old.company_id, told, stage.judge._signatures, stage.time)
    stage.judge = judge
    assert judge.prove(old.card(ADA, at_ms=START - 1000)).member_id == ADA
    assert judge.prove(new.card(ADA, at_ms=START)).member_id == ADA
    assert refusal(stage, old.card(ADA, at_ms=START + 2_000)) is Refusal.MEMBER_CODE_WRONG_KEY
    del told.keys[old.key_id]
    assert refusal(stage, old.card(ADA, at_ms=START - 1000)) is Refusal.MEMBER_CODE_WRONG_KEY
