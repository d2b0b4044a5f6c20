"""Two companies on one server, with the same names for everything: nothing of one has an effect in the other."""

from dataclasses import dataclass

import msgspec
import pytest

from pos_app.domain.sale import Sale
from sync.protocol.v1 import signing
from sync.protocol.v1.messages import HoldRequest, Secure, Want
from sync.protocol.v1.problems import Code
from sync.server.companies import create_company
from sync.server.schema.columns import metadata
from tests.integration.server.http import Client, problem
from tests.stage.logs import ExpectedLogs
from tests.unit.sync.server.stage import MEMBER, START_MS, FakeTill, Shop


@dataclass
class Two:
    """One server, a client for each company; ``other`` has the same store, members and till number."""

    mine: Client
    other: Client

    def of_the_other(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table that is the other company's; who asked lately apart."""
        company = self.other.shop.company.company_id
        with self.mine.shop.database.read() as connection:
            return {
                table.name: sorted(
                    (
                        tuple(row)
                        for row in connection.execute(table.select().where(table.c.company_id == company))
                    ),
                    key=repr,
                )
                for table in metadata.sorted_tables
                if "company_id" in table.c and table.name != "nonce_seen"
            }


@pytest.fixture
def two(client: Client) -> Two:
    shop = client.shop
    with shop.database.write() as connection:
        company = create_company(connection, "other", "Other", "NOK", START_MS, zone="Europe/Oslo")
    other = Shop(shop.database, company, shop.folder, shop.clock)
    other.import_texts(
        stores="store_id,name,currency,zone,country,language\ns1,Oslo,NOK,Europe/Oslo,NO,nb\n",
        members=f"member_id,name,card_number,points\n{MEMBER},Kari,10000042,500\n",
    )
    return Two(client, Client(client.http, other))


def as_told(two: Two, till: FakeTill, **headers: str) -> int:
    """The status of a signed request whose headers say something else."""
    signed = till.headers("GET", "/v1/presence", at_ms=two.mine.shop.clock())
    return two.mine.http.get("/v1/presence", headers={**signed, **headers}).status_code


def test_a_sale_a_hold_and_a_wish_leave_the_other_company_as_it_was(two: Two) -> None:
    till = two.mine.till()
    two.other.till()
    before = two.of_the_other()
    assert before["member"]

    sale = till.sell()
    assert isinstance(sale, Sale)
    assert two.mine.pushed(till).acked == 1
    assert two.mine.hold(till, "redemption-1", 100).outcome == "held"
    wish = Secure(member_id=MEMBER, wants=(Want("coupon:c1", "poeng", "r", 1),))
    assert two.mine.send(till, "POST", "/v1/secure", msgspec.msgpack.encode(wish)).status_code == 200

    assert two.of_the_other() == before


def test_a_signature_for_one_company_is_none_for_the_other(two: Two) -> None:
    till, other = two.mine.till(), two.other.till()
    assert as_told(two, till) == 200
    assert as_told(two, till, **{signing.COMPANY: "other"}) == 401
    assert as_told(two, other, **{signing.COMPANY: two.mine.shop.company.company_id}) == 401
    assert as_told(two, till, **{signing.COMPANY: "other", signing.TILL: other.place.till_id}) == 401


def test_a_till_of_the_same_name_in_both_is_two_tills(two: Two) -> None:
    """The same till id, enrolled in both with keys of their own: each key opens its own company alone."""
    from sync.server.schema import tables

    till, other = two.mine.till(), two.other.till()
    with two.mine.shop.database.write() as connection:
        connection.execute(
            tables.till.update().where(tables.till.c.company_id == "other").values(till_id=till.place.till_id)
        )
    other.place = msgspec.structs.replace(other.place, till_id=till.place.till_id)
    assert [as_told(two, each) for each in (till, other)] == [200, 200]
    assert as_told(two, till, **{signing.COMPANY: "other"}) == 401
    till.write()
    before = two.of_the_other()
    assert two.mine.pushed(till).acked == 1
    assert two.of_the_other() == before
    assert two.other.presence(other).acked == 0


def test_a_batch_and_a_record_of_the_other_company_are_not_taken(
    two: Two, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("a till's journal does not fit together; the till is frozen")
    till, other = two.mine.till(), two.other.till()
    other.write()
    before = two.of_the_other()
    stolen = two.mine.send(till, "POST", "/v1/records", msgspec.msgpack.encode(other.batch()))
    assert problem(stolen, 400).code == Code.MALFORMED

    till.write(company_id="other", till_id=other.place.till_id)
    assert problem(two.mine.push(till), 422).code == Code.CHAIN_BROKEN
    assert two.of_the_other() == before


def test_the_same_redemption_id_is_another_hold_in_each(two: Two) -> None:
    held = [each.hold(each.till(), "redemption-1", 500) for each in (two.mine, two.other)]
    assert [each.outcome for each in held] == ["held", "held"]
    asked = HoldRequest(redemption_id="redemption-1", member_id=MEMBER, account="points", points=500)
    voided = two.mine.send(two.mine.till(), "POST", "/v1/holds/void", msgspec.msgpack.encode(asked))
    assert voided.status_code == 200
    before = two.of_the_other()["hold"]
    assert [row for row in before if "held" in row]


def test_every_table_with_a_key_has_the_company_first_in_it(two: Two) -> None:
    apart = {"door", "pulse"}  # who writes, and that something can be written: no company's
    for table in metadata.sorted_tables:
        if table.name not in apart:
            assert next(iter(table.primary_key.columns)).name == "company_id", table.name
