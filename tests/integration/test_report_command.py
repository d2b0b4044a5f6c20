"""``trofast report``: on the terminal, as files, checked against the journal, and every mistake told in a sentence."""

from pathlib import Path

import pytest

from pos_app.commands.report import KINDS
from pos_app.domain.report_sums import ReportBy
from pos_app.storage.database import Database
from pos_app.storage.opening import TILL_DB
from sync.protocol.v1.account_messages import AccountDayV1, AccountMonthRow
from tests.stage.ready_till import ROWS, ReadyTill, make_ready_till, trofast
from tests.stage.replicas import load
from tests.stage.tills import KEY

MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> ReadyTill:
    return make_ready_till(tmp_path_factory.mktemp("till") / "till", sales=5)


def test_the_command_names_every_kind_of_report() -> None:
    assert tuple(by.value for by in ReportBy if by is not ReportBy.ASIDE) == KINDS


def test_a_report_is_told_written_and_checked_against_the_journal(till: ReadyTill, tmp_path: Path) -> None:
    told = trofast("report", "article", "--config", till.toml, *MARCH, "--by", "name", "--check")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "Salg per vare, 01.03.2026 – 31.03.2026"
    assert [line.split()[0] for line in lines[4:6]] == ["Cappuccino", "Kanelbolle"]
    assert lines[-1] == "checked: the same as the journal's own facts, in 2 rows"
    for suffix, begins in ((".csv", b"\xef\xbb\xbfDag;"), (".xlsx", b"PK"), (".pdf", b"%PDF-")):
        out = tmp_path / f"dager{suffix}"
        done = trofast("report", "day", "--config", till.toml, *MARCH, "-o", out)
        assert (done.returncode, done.stdout) == (0, f"{out}: 1 rows\n")
        assert out.read_bytes().startswith(begins)
    assert sorted(each.suffix for each in tmp_path.iterdir()) == [".csv", ".pdf", ".xlsx"]


def test_what_the_server_counted_of_all_tills_is_told_beside_what_this_one_did(till: ReadyTill) -> None:
    counted = AccountMonthRow("points", "2026-03", (AccountDayV1("2026-03-30", 250, 12_300),))
    load(till.data, (*ROWS, counted)).close()
    done = trofast("report", "loyalty", "--config", till.toml, *MARCH, "--check")
    assert done.returncode == 0, done.stderr
    said = {line.partition("  ")[0]: line for line in done.stdout.splitlines()}
    assert said["Utløpt, alle kasser"].split()[-2:] == ["Poeng", "250"]
    assert said["Utestående 30.03.2026, alle kasser"].endswith("12 300")


def test_a_roll_up_that_was_changed_is_named_by_the_check(till: ReadyTill) -> None:
    database = Database.open(till.data / TILL_DB, KEY)
    database.sql("UPDATE report_sum SET amount_minor = amount_minor + 1 WHERE row_key = 'card'")
    database.close()
    done = trofast("report", "tender", "--config", till.toml, *MARCH, "--check")
    assert done.returncode == 1
    assert done.stderr == "NOT the same as the journal's own facts: card\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("report", "weather", *MARCH), 2, "one of day, hour"),
        (("report", "day", "--from", "2026-03-31", "--to", "2026-03-01"), 2, "first day comes first"),
        (("report", "day", *MARCH, "-o", "books.doc"), 2, ".xlsx"),
        (("report", "day", *MARCH, "--by", "colour"), 2, "name, amount or count"),
        (("report", "day", *MARCH, "-o", "/nowhere/at/all.csv"), 3, "No such file or directory"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    till: ReadyTill, words: tuple[str, ...], code: int, said: str
) -> None:
    done = trofast(*words, "--config", till.toml)
    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
