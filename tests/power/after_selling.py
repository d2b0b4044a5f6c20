"""Looks at ``till.db`` after a power cut (ONE-TX, DURABLE-FIRST, CHAIN, DENSE-SEQ), and sells on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.services.till_store import PrintKind
from pos_app.storage.driver import DriverError
from pos_app.storage.opening import TILL_DB, SqliteTillStore
from pos_app.storage.verify import verify_database
from sync.protocol.v1 import facts
from tests.power.finding import Finding, Said
from tests.stage.tills import KEY, open_store, sell_many

_SOLD_ON = 3
_HALF_SALES = """
    SELECT 'record ' || sequence || ' has no sale' FROM journal
        WHERE kind = 'sale' AND sequence NOT IN (SELECT sequence FROM sale)
    UNION ALL SELECT 'sale ' || sale_id || ' has no record' FROM sale
        WHERE (sequence, sale_id) NOT IN (SELECT sequence, id FROM journal WHERE kind = 'sale')
    UNION ALL SELECT 'sale ' || sale_id || ' has no print job' FROM sale
        WHERE sale_id NOT IN (SELECT fact_id FROM print_job)
    UNION ALL SELECT 'job ' || job_id || ' has no sale' FROM print_job
        WHERE fact_id NOT IN (SELECT sale_id FROM sale)
    UNION ALL SELECT 'sale ' || sale_id || ' has no lines' FROM sale
        WHERE sequence NOT IN (SELECT sequence FROM sale_line)
    UNION ALL SELECT 'sale ' || sale_id || ' has no tender' FROM sale
        WHERE sequence NOT IN (SELECT sequence FROM tender)
    UNION ALL SELECT 'sale ' || sale_id || ' has no personal fields' FROM sale
        WHERE member_id IS NOT NULL AND sequence NOT IN (SELECT sequence FROM personal)
"""


def look_at_sales(folder: Path, said: Sequence[Said], said_by_sync: Sequence[Said]) -> Finding:
    """Hold the till's data in ``folder`` against what the till and its sync child had said."""
    sold = [each for each in said if each[0] == "sold"]
    finding = Finding(acknowledged=len(sold))
    if not (folder / TILL_DB).exists():
        finding.lost = [f"{each[0]} {each[1]}: there is no {TILL_DB}" for each in said if each[0] != "kept"]
    try:
        if not finding.lost:
            with closing(open_store(folder)) as store:
                _look(store, said, said_by_sync, finding)
        _go_on(folder, finding)
    except (CannotSell, DriverError) as error:
        finding.chain_ok = False
        finding.torn.append(f"the till's data can not be used: {error!r}")
        finding.lost = finding.lost or [f"sale {each[3]}: the file can not be read" for each in sold]
    return finding


def _look(
    store: SqliteTillStore, said: Sequence[Said], said_by_sync: Sequence[Said], finding: Finding
) -> None:
    sold = [each for each in said if each[0] == "sold"]
    report = verify_database(store.database.path.parent, KEY)
    if not report.ok:
        finding.chain_ok = False
        finding.torn.append(report.problem)
    finding.torn += [str(row[0]) for row in store.database.sql(_HALF_SALES)]
    finding.lost += [problem for each in sold if (problem := _missing(store, each))]

    ((records, highest),) = store.database.sql("SELECT count(*), coalesce(max(sequence), 0) FROM journal")
    ((sales, numbers),) = store.database.sql("SELECT count(*), coalesce(max(receipt_number), 0) FROM sale")
    if records != highest or sales != numbers:
        finding.torn.append(f"gaps: {records} records up to {highest}, {sales} sales up to {numbers}")
    if sales > len(sold) + 1:
        finding.torn.append(f"{sales} sales, and only {len(sold)} were said: more than the one under way")
    if any(each[0] == "signed in" for each in said) and not records:
        finding.lost.append("the cashier's signing in")
    _look_at_basket(store, said, sales - len(sold), finding)
    acknowledged = max((int(str(each[1])) for each in said_by_sync), default=0)
    ((kept,),) = store.database.sql("SELECT coalesce(max(acked), 0) FROM sync_state")
    if not acknowledged <= kept <= highest:
        finding.lost.append(f"the server's word for {acknowledged} records; {kept} of {highest} is noted")


def _missing(store: SqliteTillStore, said: Said) -> str:
    """What of a sale that was said is not there, or is another; "" when it is whole."""
    _, sequence, sale_id, receipt_number, job_id, digest = said
    with store.unit_of_work() as uow:
        sale = uow.sale(str(sale_id))
        jobs = uow.print_jobs(str(sale_id))
    if sale is None:
        return f"sale {receipt_number}: no record of it"
    if hashlib.sha256(facts.encode_sale(sale)).hexdigest() != digest:
        return f"sale {receipt_number}: its record says otherwise than the till did"
    if [(job.job_id, job.kind) for job in jobs] != [(job_id, PrintKind.RECEIPT)]:
        return f"sale {receipt_number}: its print job is not there"
    row = store.database.sql("SELECT sequence, receipt_number FROM sale WHERE sale_id = ?", (str(sale_id),))
    return "" if row == [(sequence, receipt_number)] else f"sale {receipt_number}: its rows are not there"


def _look_at_basket(store: SqliteTillStore, said: Sequence[Said], more_sold: int, finding: Finding) -> None:
    """A basket that was kept is on the counter again, unless its sale was being written and got through."""
    last = said[-1] if said else ("nothing",)
    if last[0] != "kept" or more_sold:
        return
    rows = store.database.sql("SELECT basket_id FROM open_basket")
    if rows != [(last[1],)]:
        finding.lost.append(f"the basket {last[1]} on the counter: {rows}")


def _go_on(folder: Path, finding: Finding) -> None:
    """The till opens, sells, closes, and everything still verifies."""
    with closing(open_store(folder)) as store:
        ((before,),) = store.database.sql("SELECT count(*) FROM sale")
        sell_many(store, _SOLD_ON)
    report = verify_database(folder, KEY)
    if not report.ok or report.sales != before + _SOLD_ON:
        finding.chain_ok = False
        finding.torn.append(
            f"after selling on: {report.sales} sales of {before + _SOLD_ON}, {report.problem}"
        )
