"""``open_till`` on real files: each reason not to sell has its cause, and leaves nothing held."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as with_field

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.domain.errors import CannotSell
from pos_app.services.holding import HoldOutcome
from sync.protocol.v1.messages import StoreRow
from tests.stage.ready_till import BUN_CODE, ReadyTill, make_ready_till
from tests.stage.replicas import STORE_ROW, load


@pytest.fixture
def till(tmp_path: Path) -> ReadyTill:
    return make_ready_till(tmp_path / "till", sales=1)


def refusal(till: ReadyTill) -> CannotSell:
    with pytest.raises(CannotSell) as caught:
        open_till(load_settings(till.toml))
    return caught.value


def opens(till: ReadyTill) -> bool:
    opened = open_till(load_settings(till.toml))
    opened.close()
    return True


def test_a_ready_till_opens_with_its_shop_its_goods_and_its_people(till: ReadyTill) -> None:
    opened = open_till(load_settings(till.toml))
    ports = opened.ports
    coded = ports.catalogue.by_code(BUN_CODE)
    assert coded is not None
    assert coded.article.name == "Kanelbolle"
    assert ports.counter.store.name == "Kaffehuset Grünerløkka"
    assert (ports.counter.till_number, ports.counter.channel) == (2, "till")
    assert [cashier.name for cashier in ports.staff.cashiers()] == ["Ingrid"]
    assert ports.pins.matches(ports.staff.cashiers()[0].pin_hash, "1234")
    assert [programme.programme_id for programme in ports.programmes.in_force()] == ["poeng"]
    with ports.store.unit_of_work() as work:
        assert work.next_receipt_number() == 2
    opened.close()


def test_a_second_till_on_the_same_data_is_refused_until_the_first_is_closed(till: ReadyTill) -> None:
    first = open_till(load_settings(till.toml))
    stop = refusal(till)
    assert stop.cause == "second_till"
    assert "already open" in stop.sentence
    first.close()
    assert opens(till)


def another_key(till: ReadyTill) -> Callable[[], object]:
    path = till.folder / "till.key"
    right = path.read_bytes()
    path.write_bytes(bytes(32))
    return lambda: path.write_bytes(right)


def no_key(till: ReadyTill) -> Callable[[], object]:
    path = till.folder / "till.key"
    aside = path.rename(path.with_suffix(".aside"))
    return lambda: aside.rename(path)


def open_key(till: ReadyTill) -> Callable[[], object]:
    path = till.folder / "till.key"
    path.chmod(0o640)
    return lambda: path.chmod(0o600)


def no_catalogue(till: ReadyTill) -> Callable[[], object]:
    pointer = till.data / "replica.current"
    aside = pointer.rename(till.data / "aside")
    return lambda: aside.rename(pointer)


def other_till(till: ReadyTill) -> Callable[[], object]:
    text = till.toml.read_text("utf-8")
    till.toml.write_text(text.replace('000000000002"', '000000000003"'), "utf-8")
    return lambda: till.toml.write_text(text, "utf-8")


def no_place(till: ReadyTill) -> Callable[[], object]:
    text = till.toml.read_text("utf-8")
    till.toml.write_text("[screen]\n", "utf-8")
    return lambda: till.toml.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (another_key, "unreadable_key"),
        (no_key, "unreadable_key"),
        (open_key, "unreadable_key"),
        (no_catalogue, "no_catalogue"),
        (other_till, "other_till"),
        (no_place, "not_enrolled"),
    ],
)
def test_each_reason_has_its_cause_and_once_it_is_gone_the_till_opens(
    till: ReadyTill, spoil: Callable[[ReadyTill], Callable[[], object]], cause: str
) -> None:
    mend = spoil(till)
    stop = refusal(till)
    assert stop.cause == cause
    assert stop.sentence.count(".") >= 2, "what happened, and what to do"
    mend()
    assert opens(till), "the refusal held on to nothing and changed nothing"


def test_a_zone_that_this_machine_does_not_know_is_said_and_leaves_nothing_held(till: ReadyTill) -> None:
    for zone in ("Europe/Nowhere", "../etc/passwd", ""):
        load(till.data, (replace_zone(zone),)).close()
        stop = refusal(till)
        assert stop.cause == "unknown_zone"
        assert zone in stop.sentence
    load(till.data, (STORE_ROW,)).close()
    assert opens(till)


def replace_zone(zone: str) -> StoreRow:
    return with_field(STORE_ROW, zone=zone)


@pytest.mark.parametrize("secret", [None, b"", b"too short"])
def test_a_missing_or_wrong_card_secret_names_its_file(till: ReadyTill, secret: bytes | None) -> None:
    path = till.folder / "card.secret"
    path.unlink()
    if secret is not None:
        path.write_bytes(secret)
    with pytest.raises(CannotSell, match=r"card\.secret"):
        open_till(load_settings(till.toml))


def test_a_device_key_that_is_missing_stops_no_sale_and_is_told_when_points_are_to_be_held(
    till: ReadyTill,
) -> None:
    (till.folder / "device.key").unlink()
    opened = open_till(load_settings(till.toml))
    answer = opened.ports.holds.hold("r", "m", "points", 100)
    opened.ports.holds.void("r")
    opened.close()
    assert answer.outcome is HoldOutcome.REFUSED
    assert "key is missing" in answer.detail


def test_a_damaged_replica_is_no_catalogue_and_no_crash(till: ReadyTill) -> None:
    for path in till.data.glob("replica-*.db"):
        path.write_bytes(b"not a database" * 1000)
    assert refusal(till).cause == "no_catalogue"


def test_settings_of_an_enrolled_till_carry_over_to_the_counter(till: ReadyTill) -> None:
    settings = replace(load_settings(till.toml), till_number=7)
    opened = open_till(settings)
    assert opened.ports.counter.till_number == 7
    opened.close()
