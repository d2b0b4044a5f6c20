"""A draft programme over the sales of a real server: both programs as an owner runs them, nothing changed by it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pos_app.commands.app import make_app
from pos_app.domain.basket import with_member
from pos_app.domain.errors import BadFile
from tests.integration.server.process import run
from tests.stage import goods
from tests.unit.sync.server.stage import MEMBER, open_shop

DRAFT = 'programme = "utkast"\nversion = 1\nname = "Utkast"\ncurrency = "NOK"\n[[earn]]\npoints = 2\nper = "1.00"\n'


@pytest.fixture
def server_toml(tmp_path: Path) -> Path:
    """A server that has three sales: two of a member, with a deposit on a bottle in one of them."""
    shop = open_shop(tmp_path / "server")
    till = shop.till()
    view = shop.member_view()
    for of in (goods.basket(goods.CAPPUCCINO, goods.DEPOSIT), goods.basket((goods.CINNAMON_BUN, 2000))):
        till.sell(till.make_sale(with_member(of, MEMBER), member=view))
    till.sell()
    shop.taken(till)
    shop.database.close()
    config = shop.folder / "server.toml"
    config.write_text('[server]\nport = 0\n[files]\ndatabase = "server.db"\n', encoding="utf-8")
    return config


def simulate(tmp_path: Path, sales: Path, *more: str) -> Result:
    draft = tmp_path / "draft.toml"
    draft.write_text(DRAFT, encoding="utf-8")
    words = ["programme", "simulate", str(draft), "--sales", str(sales), *more]
    return CliRunner().invoke(make_app(), words)


def test_a_draft_is_run_over_the_sales_that_the_server_has(tmp_path: Path, server_toml: Path) -> None:
    database = server_toml.with_name("server.db")
    before = hashlib.sha256(database.read_bytes()).digest()
    done = simulate(tmp_path, server_toml, "--redeemers", "0", "--json")
    assert done.exit_code == 0, done.stderr
    simulated = json.loads(done.stdout)["report"]["simulated"]
    assert (simulated["sales"], simulated["member_sales"], simulated["members"]) == (3, 2, 1)
    assert simulated["issued"] == 2 * (49 + 90)  # the deposit never counts
    assert simulated["turnover_minor"] == 4900 + 200 + 9000 + 9400
    assert hashlib.sha256(database.read_bytes()).digest() == before


def test_the_file_that_the_server_writes_gives_the_same_report(tmp_path: Path, server_toml: Path) -> None:
    file = tmp_path / "sales.csv"
    done = run(server_toml, "past-sales", "--from", "2026-03-01", "-o", str(file))
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "sales: 3, lines: 5, members: 1")
    assert simulate(tmp_path, file, "--json").stdout == simulate(tmp_path, server_toml, "--json").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "yesterday"), "--from must be a day such as 2026-12-31, not 'yesterday'"),
        (("--to", "20260301"), "--to must be a day"),
        (("--currency", "kroner"), "--currency must be one of"),
        (("--company", "another"), "another"),
    ],
)
def test_wrong_words_are_told_and_no_file_is_written(
    tmp_path: Path, server_toml: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "sales.csv"
    done = run(server_toml, "past-sales", "-o", str(file), *words)
    assert done.returncode in {1, 3}
    assert said in done.stderr
    assert not file.exists()


def test_a_database_itself_and_a_server_without_one_are_told_apart(tmp_path: Path, server_toml: Path) -> None:
    with pytest.raises(BadFile, match="name the server's settings"):
        _raise(simulate(tmp_path, server_toml.with_name("server.db")))
    server_toml.write_text('[files]\ndatabase = "none.db"\n', encoding="utf-8")
    with pytest.raises(BadFile, match="There is no database"):
        _raise(simulate(tmp_path, server_toml))


def test_where_the_servers_program_is_not_installed_the_way_is_told(
    tmp_path: Path, server_toml: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_words, **_more: None)
    monkeypatch.setattr("sys.frozen", True, raising=False)
    with pytest.raises(BadFile, match="run `trofast-server past-sales"):
        _raise(simulate(tmp_path, server_toml))


def _raise(done: Result) -> None:
    """What the command ended with; the program tells it as a sentence and exit code 3."""
    assert done.exception is not None
    raise done.exception
