"""OPAQUE-ENVELOPE: bytes that a till wrote once are read for ever. These files are never changed, only added to."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.storage.chain import Chain, Link
from sync.protocol.envelope import open_envelope, seal
from sync.protocol.v1 import counter_facts, facts, member_facts, period_facts, return_facts
from tests.stage.golden_envelopes import WAYS, add_missing, golden_files

GOLDEN = golden_files()
BY_KIND = {open_envelope(path.read_bytes()).kind: path for path in GOLDEN}


def test_opaque_envelope_there_is_a_golden_file_for_every_kind_of_version_1() -> None:
    kinds = {open_envelope(path.read_bytes()).kind for path in GOLDEN}
    assert kinds == WAYS.keys()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_opaque_envelope_version_1_reads_as_it_always_did(path: Path) -> None:
    encoded = path.read_bytes()
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    envelope = open_envelope(encoded)
    for name in ("version", "company_id", "till_id", "sequence", "fact_id", "kind", "at_ms"):
        assert getattr(envelope, name) == told[name]
    assert (envelope.previous.hex(), envelope.personal_hash.hex()) == (
        told["previous"],
        told["personal_hash"],
    )
    assert msgspec.to_builtins(msgspec.msgpack.decode(envelope.body)) == told["body"]
    assert hashlib.sha256(encoded).hexdigest() == told["sha256"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_opaque_envelope_version_1_is_written_as_it_always_was(path: Path) -> None:
    envelope = open_envelope(path.read_bytes())
    decode, encode = WAYS[envelope.kind]
    assert encode(decode(envelope.body)) == envelope.body
    assert seal(envelope)[0] == path.read_bytes()


def test_chain_the_golden_records_follow_each_other() -> None:
    chain = Chain()
    for path in GOLDEN:
        encoded = path.read_bytes()
        told = open_envelope(encoded)
        digest = hashlib.sha256(encoded).digest()
        chain.follow(Link(told.sequence, told.fact_id, told.kind, told.at_ms, told.previous, digest, encoded))
    assert chain.last_sequence == len(GOLDEN)


@given(st.sampled_from(GOLDEN), st.data())
def test_opaque_envelope_a_cut_or_noisy_one_is_an_error_of_one_kind(path: Path, data: st.DataObject) -> None:
    encoded = path.read_bytes()
    cut = encoded[: data.draw(st.integers(0, len(encoded) - 1))]
    with pytest.raises(msgspec.MsgspecError):
        open_envelope(cut)


def test_opaque_envelope_fields_that_a_later_version_appends_are_passed_over() -> None:
    encoded = GOLDEN[0].read_bytes()
    later = msgspec.msgpack.encode([*msgspec.msgpack.decode(encoded), "a field of version 2"])
    assert open_envelope(later) == open_envelope(encoded)


def test_the_fact_inside_a_golden_envelope_has_the_envelopes_id() -> None:
    sale = open_envelope(BY_KIND[facts.SALE].read_bytes())
    assert facts.decode_sale(sale.body).sale_id == sale.fact_id
    returned = open_envelope(BY_KIND[return_facts.RETURN].read_bytes())
    assert return_facts.decode_return(returned.body).return_id == returned.fact_id
    event = open_envelope(BY_KIND[counter_facts.COUNTER_EVENT].read_bytes())
    assert counter_facts.decode_counter_event(event.body).event_id == event.fact_id
    count = open_envelope(BY_KIND[period_facts.DRAWER_COUNT].read_bytes())
    assert period_facts.decode_drawer_count(count.body).count_id == count.fact_id
    report = open_envelope(BY_KIND[period_facts.PERIOD_REPORT].read_bytes())
    assert period_facts.decode_period_report(report.body).report_id == report.fact_id
    for kind, (read, id_of) in member_facts.READERS.items():
        envelope = open_envelope(BY_KIND[kind].read_bytes())
        assert id_of(read(envelope.body)) == envelope.fact_id


def test_no_golden_file_is_waiting_to_be_written() -> None:
    assert add_missing() == []


@pytest.mark.parametrize("kind", sorted(WAYS))
@given(st.data())
def test_poison_aside_a_noisy_body_of_any_kind_is_an_error_of_one_kind(
    kind: str, data: st.DataObject
) -> None:
    body = bytearray(open_envelope(BY_KIND[kind].read_bytes()).body)
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(body[: data.draw(st.integers(0, len(body)))])
    decode, encode = WAYS[kind]
    try:
        read = decode(cut)
    except msgspec.MsgspecError:
        return
    assert decode(encode(read)) == read


@pytest.mark.parametrize("kind", sorted(WAYS))
def test_a_body_with_a_field_that_came_later_is_read_without_it(kind: str) -> None:
    body = open_envelope(BY_KIND[kind].read_bytes()).body
    later = msgspec.msgpack.encode({**msgspec.msgpack.decode(body), "of_a_later_version": [1, "x"]})
    decode, _ = WAYS[kind]
    assert decode(later) == decode(body)
