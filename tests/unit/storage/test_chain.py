"""The chain as a property: whatever is changed, swapped, dropped or cut is found, and the first bad record named."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.storage.chain import Broken, Chain, Link
from pos_app.storage.checkpoint import Checkpoint, make_checkpoint
from pos_app.storage.report import VerifyReport, report_on
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, open_envelope, seal
from tests.stage.tills import fact_id


def links(how_many: int) -> list[Link]:
    made: list[Link] = []
    previous = FIRST_PREVIOUS
    for number in range(1, how_many + 1):
        encoded, digest = seal(
            Envelope(
                1,
                "company",
                "till",
                number,
                fact_id(number),
                "sale",
                1000 + number,
                previous,
                b"",
                b"body%d" % number,
            )
        )
        made.append(Link(number, fact_id(number), "sale", 1000 + number, previous, digest, encoded))
        previous = digest
    return made


def walk(records: list[Link]) -> Chain:
    chain = Chain()
    for link in records:
        chain.follow(link)
    return chain


def first_bad(records: list[Link]) -> int:
    with pytest.raises(Broken) as caught:
        walk(records)
    return caught.value.sequence


TEN = links(10)


def test_chain_an_untouched_one_is_followed_to_its_head() -> None:
    chain = walk(TEN)
    assert (chain.last_sequence, chain.head) == (10, TEN[-1].digest)


@given(st.integers(0, 9), st.data())
def test_chain_a_changed_bit_anywhere_in_any_envelope_is_found(place: int, data: st.DataObject) -> None:
    envelope = bytearray(TEN[place].envelope)
    at = data.draw(st.integers(0, len(envelope) - 1))
    envelope[at] ^= 1 << data.draw(st.integers(0, 7))
    changed = replace(TEN[place], envelope=bytes(envelope))
    assert first_bad([*TEN[:place], changed, *TEN[place + 1 :]]) == place + 1


@given(st.integers(0, 8), st.data())
def test_chain_a_change_with_a_fitting_hash_is_found_at_the_next_record(
    place: int, data: st.DataObject
) -> None:
    old = open_envelope(TEN[place].envelope)
    body = data.draw(st.binary(max_size=20).filter(lambda body: body != old.body))
    envelope = Envelope(
        1, "company", "till", place + 1, old.fact_id, "sale", old.at_ms, old.previous, b"", body
    )
    encoded, digest = seal(envelope)
    changed = replace(TEN[place], envelope=encoded, digest=digest)
    assert first_bad([*TEN[:place], changed, *TEN[place + 1 :]]) == place + 2


@given(st.permutations(range(10)).filter(lambda order: order != list(range(10))))
def test_chain_another_order_is_found(order: list[int]) -> None:
    first_moved = next(place for place, number in enumerate(order) if place != number)
    assert first_bad([TEN[number] for number in order]) == first_moved + 1


@given(st.integers(0, 8))
def test_chain_a_dropped_record_is_named(place: int) -> None:
    assert first_bad([*TEN[:place], *TEN[place + 1 :]]) == place + 1


@given(st.integers(0, 9))
def test_chain_a_doubled_record_is_found(place: int) -> None:
    assert first_bad([*TEN[: place + 1], *TEN[place:]]) == place + 2


@pytest.mark.parametrize(
    "change",
    [
        {"fact_id": "another"},
        {"kind": "signed-in"},
        {"at_ms": 7},
        {"previous": bytes(32)},
        {"digest": bytes(32)},
        {"sequence": 77},
    ],
)
def test_chain_a_column_that_disagrees_with_its_envelope_is_found(change: dict[str, object]) -> None:
    changed = replace(TEN[4], **change)  # type: ignore[arg-type]
    assert first_bad([*TEN[:4], changed, *TEN[5:]]) == 5


def test_chain_a_record_of_another_till_is_found() -> None:
    encoded, digest = seal(Envelope(1, "company", "other", 11, "x", "sale", 1, TEN[-1].digest, b"", b""))
    assert first_bad([*TEN, Link(11, "x", "sale", 1, TEN[-1].digest, digest, encoded)]) == 11


@given(st.binary(max_size=60))
def test_chain_bytes_that_are_no_envelope_are_named_not_raised(noise: bytes) -> None:
    digest = hashlib.sha256(noise).digest()
    assert first_bad([Link(1, "x", "sale", 1, FIRST_PREVIOUS, digest, noise)]) == 1


# --- checkpoints


def signed(sequence: int, *, head: bytes | None = None, till_id: str = "till") -> Checkpoint:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return make_checkpoint(
        company_id="company",
        till_id=till_id,
        sequence=sequence,
        head=head or (TEN[sequence - 1].digest if sequence else FIRST_PREVIOUS),
        at_ms=5,
        public_key=key.public_key().public_bytes_raw(),
        sign=key.sign,
    )


def against(records: list[Link], checkpoint: Checkpoint) -> VerifyReport:
    chain = Chain(frozenset({checkpoint.sequence}))
    for link in records:
        chain.follow(link)
    return report_on(chain, 0, checkpoint=checkpoint)


@given(st.integers(0, 10), st.integers(0, 10))
def test_chain_a_checkpoint_names_the_missing_tail(signed_at: int, left: int) -> None:
    report = against(TEN[:left], signed(signed_at))
    assert report.ok is (left >= signed_at)
    if left < signed_at:
        assert report.bad_sequence == left + 1
        named = (
            f"record {signed_at} is" if left + 1 == signed_at else f"records {left + 1} to {signed_at} are"
        )
        assert named in report.problem


def test_chain_a_journal_written_anew_does_not_fit_its_checkpoint() -> None:
    report = against(TEN, signed(6, head=b"\x01" * 32))
    assert not report.ok
    assert "record 6 is not the one that the till signed" in report.problem


def test_chain_a_checkpoint_of_another_till_proves_nothing() -> None:
    assert "another till" in against(TEN, signed(6, till_id="other")).problem


def test_chain_a_forged_checkpoint_is_found() -> None:
    genuine = signed(6)
    assert genuine.is_genuine()
    for forged in (
        replace(genuine, sequence=5),
        replace(genuine, at_ms=6),
        replace(genuine, signature=bytes(64)),
        replace(genuine, public_key=bytes(31)),
    ):
        assert "signature" in against(TEN, forged).problem
