"""Every type is known before a server's threads meet: two that learn one at the same moment end the process."""

import subprocess
import sys
from pathlib import Path

from tests.stage.site import ROOT

GOLDEN = Path(ROOT, "tests", "vectors", "envelopes", "v1")

READ_ALL = """
import dataclasses, gc, sys
from pathlib import Path

from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import counter_facts, facts, member_facts, period_facts, return_facts
from sync.protocol.v1.known_types import learn_types

READERS = {
    facts.SALE: facts.decode_sale,
    facts.SIGNED_IN: facts.decode_signed_in,
    return_facts.RETURN: return_facts.decode_return,
    period_facts.DRAWER_COUNT: period_facts.decode_drawer_count,
    period_facts.PERIOD_REPORT: period_facts.decode_period_report,
    counter_facts.COUNTER_EVENT: counter_facts.decode_counter_event,
    member_facts.VISIT: member_facts.decode_visit,
    member_facts.ENROLLED: member_facts.decode_enrolled,
    member_facts.MEMBERSHIP_CANCELLED: member_facts.decode_cancelled,
    member_facts.LATE_CLAIM: member_facts.decode_late_claim,
    member_facts.CONSENT_CHANGED: member_facts.decode_consent_changed,
}


def learnt():
    return {
        f"{each.__module__}.{each.__qualname__}"
        for each in gc.get_objects()
        if isinstance(each, type) and dataclasses.is_dataclass(each) and "__msgspec_cache__" in vars(each)
    }


if sys.argv[2] == "learn":
    learn_types()
before = learnt()
for path in Path(sys.argv[1]).glob("*.msgpack"):
    envelope = open_envelope(path.read_bytes())
    READERS[envelope.kind](envelope.body)
print(*sorted(learnt() - before))
"""


def learnt_while_reading(how: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(GOLDEN), how],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return done.stdout.strip()


def test_no_fact_of_any_kind_teaches_a_type_that_a_starting_server_has_not_learnt() -> None:
    assert learnt_while_reading("learn") == ""
    assert "pos_app.domain.sale.Sale" in learnt_while_reading("nothing"), "else this test would see nothing"


def test_the_server_learns_them_before_it_has_threads() -> None:
    source = Path(ROOT, "sync", "server", "app.py").read_text()
    assert source.index("learn_types()\n") < source.index("Writer(database")
