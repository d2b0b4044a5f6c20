"""What the database itself keeps of drawers and periods: opened once, closed once, and a closed period stays."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.drawer import CountPurpose
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.services.till_store import UnitOfWork
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from tests.stage.drawers import counted, empty_report
from tests.stage.tills import KEY, open_store, sell
from tests.unit.storage.test_verify import tamper


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


def closed(uow: UnitOfWork, number: int, kind: ReportKind = ReportKind.Z, after: int = 0) -> PeriodReport:
    report = empty_report(after, uow.drawers.head(), number, kind)
    uow.drawers.add_report(report)
    return report


def test_one_drawer_the_database_refuses_a_second_opening_and_a_second_closing(
    store: SqliteTillStore,
) -> None:
    with store.unit_of_work() as uow:
        uow.drawers.add_count(counted(CountPurpose.OPENED, 1, session=1))
        uow.drawers.add_count(counted(CountPurpose.CLOSED, 2, session=1))
        uow.commit()
    for purpose, session in ((CountPurpose.CLOSED, 1), (CountPurpose.CHECKED, 1), (CountPurpose.OPENED, 1)):
        with store.unit_of_work() as uow, pytest.raises(IntegrityError, match=r"ONE-DRAWER|UNIQUE"):
            uow.drawers.add_count(counted(purpose, 3, session=session))
    with store.unit_of_work() as uow:
        uow.drawers.add_count(counted(CountPurpose.OPENED, 4, session=2))
        with pytest.raises(IntegrityError, match="ONE-DRAWER"):
            uow.drawers.add_count(counted(CountPurpose.TAKEN_OVER, 5, session=3))


def test_closed_stays_z_reports_are_numbered_without_a_gap_and_begin_where_the_last_one_ended(
    store: SqliteTillStore,
) -> None:
    sell(store)
    with store.unit_of_work() as uow:
        closed(uow, 1, ReportKind.X)
        first = closed(uow, 1)
        uow.commit()
    sell(store)
    for number, after in ((1, first.sequence), (3, first.sequence), (2, 0), (2, first.sequence - 1)):
        with store.unit_of_work() as uow, pytest.raises(IntegrityError, match=r"CLOSED-STAYS|UNIQUE"):
            closed(uow, number, after=after)
    with store.unit_of_work() as uow, pytest.raises(ValueError, match="right behind"):
        uow.drawers.add_report(empty_report(first.sequence, first.sequence, 2))
    with store.unit_of_work() as uow:
        second = closed(uow, 2, after=first.sequence)
        uow.commit()
    with store.unit_of_work() as uow:
        assert uow.drawers.last_z() == second
        assert uow.drawers.report(first.report_id) == first


def test_chain_the_verifier_names_a_report_or_a_count_whose_row_was_changed(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    with store.unit_of_work() as uow:
        uow.drawers.add_count(counted())
        closed(uow, 1)
        uow.commit()
    assert verify_database(tmp_path, KEY).ok
    tamper(tmp_path, "UPDATE period_report SET sales_minor = 1")
    assert verify_database(tmp_path, KEY).bad_sequence == 2
    tamper(tmp_path, "UPDATE drawer_count SET counted_minor = 1")
    assert verify_database(tmp_path, KEY).bad_sequence == 1
