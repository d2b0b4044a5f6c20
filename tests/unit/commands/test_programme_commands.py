"""``trofast programme``: exit codes, what is printed, and that nothing is half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pos_app.commands.app import make_app
from pos_app.commands.simulation_workers import BadSales, Past, Task, run
from pos_app.demo.programme import PROGRAMME_TOML
from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.simulate import Behaviour, Simulated

SALES = "date,member,amount\n" + "".join(
    f"2026-{1 + n % 12:02}-10,m{n % 7},{100 + n}.00\n" for n in range(120)
)


def trofast(*words: str | Path) -> Result:
    return CliRunner().invoke(make_app(), ["programme", *map(str, words)])


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.toml"
    path.write_text(PROGRAMME_TOML, encoding="utf-8")
    return path


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(SALES, encoding="utf-8")
    return path


def basket(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "basket.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_check_says_nothing_is_wrong_or_every_problem_with_its_line(tmp_path: Path, rules: Path) -> None:
    done = trofast("check", rules)
    assert (done.exit_code, done.stdout) == (0, f"{rules}: nothing is wrong\n")
    rules.write_text(PROGRAMME_TOML.replace('"floor"', '"flor"').replace("block = 100", "blok = 100"))
    done = trofast("check", rules)
    assert done.exit_code == 1
    assert f"{rules}, line 11: rounding = one of floor, half-up, half-even\n" in done.stderr
    assert "did you mean 'block'?" in done.stderr
    assert trofast("check", tmp_path / "none.toml").exception is not None


def test_check_holds_a_programme_against_its_own_worked_examples(rules: Path) -> None:
    sold = (
        '[[example]]\nwords = "a loaf"\n[[example.step]]\non = 2026-03-14\n'
        'buy = [{{ article = "bread", price = "40.00" }}]\n[example.step.expect]\npoints = {}\ntotal = "{}"\n'
    )
    rules.write_text(PROGRAMME_TOML + sold.format(40, "40.00"), encoding="utf-8")
    assert trofast("check", rules).stdout == f"{rules}: nothing is wrong\n"
    elsewhere = (
        '[[example]]\nwords = "x"\ninstead = [{ key = "earn.7.points", says = "2" }]\n'
        "[[example.step]]\non = 2026-03-14\n"
    )
    rules.write_text(PROGRAMME_TOML + sold.format(41, "39.00") + elsewhere, encoding="utf-8")
    done = trofast("check", rules)
    first = len(PROGRAMME_TOML.splitlines())
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"{rules}, line {first + 7}: a loaf: points = 41 expected, came 40",
        f"{rules}, line {first + 8}: a loaf: total = 3900 expected, came 4000",
        f"{rules}, line {first + 9}: x: instead = earn.7.points: earn has 1 tables, numbered from 0",
        "problems: 3",
    ]


def test_gallery_lists_checks_and_prints() -> None:
    listed = trofast("gallery")
    assert (listed.exit_code, len(listed.stdout.splitlines())) == (0, 21)
    checked = trofast("gallery", "--check")
    assert checked.exit_code == 0
    last = checked.stdout.splitlines()[-1]
    assert last.startswith("programmes: 21, worked examples: ")
    assert last.endswith(", failed: 0")
    printed = trofast("gallery", "--print", "nordy-club")
    assert printed.stdout.startswith("# The Nordy Club")
    assert trofast("gallery", "--print", "nobody").exit_code == 2


def test_gallery_tells_what_came_otherwise_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PROGRAMME_TOML + (
        '[[example]]\nwords = "a wrong one"\n[[example.step]]\non = 2026-03-14\n'
        'buy = [{ article = "bread", price = "40.00" }]\nexpect = { points = 41 }\n'
    )
    monkeypatch.setattr("pos_app.commands.programme.gallery", lambda: [("wrong", text)])
    done = trofast("gallery", "--check")
    assert done.exit_code == 1
    assert "step 1, points: expected 41, came 40" in done.stdout
    assert done.stdout.splitlines()[-1] == "programmes: 1, worked examples: 1, failed: 1"


def test_try_prints_prices_points_and_why(tmp_path: Path, rules: Path) -> None:
    bought = basket(tmp_path, '{"buy": [{"article": "bread", "price": "40.00", "pieces": 3}]}')
    who = tmp_path / "member.json"
    who.write_text('{"points": 1000, "qualifying": 1000, "tier": "solv"}')
    done = trofast("try", rules, "--basket", bought, "--member", who, "--at", "2026-03-14T16:05")
    assert done.exit_code == 0
    assert "points: +150, balance 1150, Sølv" in done.stdout
    assert "as Sølv you earn 125% of the ordinary points" in done.stdout
    told = trofast("try", rules, "--basket", bought, "--member", who, "--language", "nb")
    assert "som Sølv får du" in told.stdout


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (None, "no rule of this programme is about this sale"),
        ('{"company": "another"}', "This card belongs to another company"),
        ("{}", "40 points for"),
    ],
)
def test_try_always_says_why(tmp_path: Path, rules: Path, member: str | None, why: str) -> None:
    bought = basket(tmp_path, '{"buy": [{"article": "bread", "price": "40.00"}]}')
    who = tmp_path / "member.json"
    who.write_text(member or "{}")
    extra: list[str | Path] = ["--member", who] if member else []
    done = trofast("try", rules, "--basket", bought, *extra)
    assert done.exit_code == 0
    assert why in done.stdout.partition("why:\n  ")[2]


def test_try_speaks_four_languages_and_refuses_any_other(tmp_path: Path, rules: Path) -> None:
    bought = basket(tmp_path, '{"buy": [{"article": "bread", "price": "40.00"}]}')
    who = tmp_path / "member.json"
    who.write_text("{}")
    told = {
        language: trofast("try", rules, "--basket", bought, "--member", who, "--language", language).stdout
        for language in ("bg", "en", "ko", "nb")
    }
    assert len(set(told.values())) == 4
    refused = trofast("try", rules, "--basket", bought, "--language", "sv")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_try_as_json_holds_the_decision_and_its_sentences(tmp_path: Path, rules: Path) -> None:
    bought = basket(tmp_path, '{"on": "2026-03-14", "buy": [{"article": "bread", "price": "40.00"}]}')
    done = trofast("try", rules, "--basket", bought, "--json")
    said = json.loads(done.stdout)
    assert (said["total_minor"], said["points_earned"], said["balance"]) == (4_000, 0, None)
    assert said["decision"]["postings"] == []
    assert said["programme"]["programme_id"] == "grunerlokka-poeng"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"buy": [\n{"article": "bread", "price": 40.5}]}', "line 2: price = an amount in quotes"),
        ('{"buy": [{"article": "bread"}]}', "line 1: price = an amount in quotes"),
        ('{\n"bye": []}', "line 2: no key 'bye' is known here; did you mean 'buy'?"),
        ('{"buy": [}', "line 1: this is not JSON"),
        ('{"buy": []}', "line 1: buy = at least one line of goods"),
        ('{"on": "0001-01-01", "buy": []}', "line 1: on = a day such as"),
        ('{"on": "9999-12-31", "buy": []}', "line 1: on = a day such as"),
    ],
)
def test_try_tells_each_mistake_of_a_json_file_with_its_line(
    tmp_path: Path, rules: Path, text: str, expected: str
) -> None:
    done = trofast("try", rules, "--basket", basket(tmp_path, text))
    assert done.exit_code == 3
    assert expected in done.stderr
    assert done.stdout == ""


def test_try_and_simulate_refuse_a_programme_with_problems(tmp_path: Path, rules: Path, sales: Path) -> None:
    rules.write_text(PROGRAMME_TOML.replace('"floor"', '"flor"'))
    bought = basket(tmp_path, '{"buy": [{"article": "bread", "price": "40.00"}]}')
    for done in (trofast("try", rules, "--basket", bought), trofast("simulate", rules, "--sales", sales)):
        assert done.exit_code == 3
        assert "line 11" in done.stderr


def test_try_wants_a_time_it_can_read(tmp_path: Path, rules: Path) -> None:
    bought = basket(tmp_path, '{"buy": [{"article": "bread", "price": "40.00"}]}')
    assert trofast("try", rules, "--basket", bought, "--at", "yesterday").exit_code == 2


def test_simulate_reports_as_a_table_and_as_json(tmp_path: Path, rules: Path, sales: Path) -> None:
    done = trofast("simulate", rules, "--sales", sales, "--redeemers", "0")
    assert done.exit_code == 0
    assert "points issued" in done.stdout
    said = json.loads(trofast("simulate", rules, "--sales", sales, "--redeemers", "0", "--json").stdout)
    numbers = said["report"]["simulated"]
    assert (said["rows"], numbers["sales"], numbers["members"]) == (120, 120, 7)
    assert numbers["turnover_minor"] == sum(100 + n for n in range(120)) * 100
    assert numbers["issued"] == numbers["outstanding"]
    assert "gains" not in numbers


def test_simulate_against_another_programme_names_winners(tmp_path: Path, rules: Path, sales: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(PROGRAMME_TOML.replace("points = 1\n", "points = 2\n"), encoding="utf-8")
    done = trofast("simulate", rules, "--sales", sales, "--against", other)
    assert done.exit_code == 0
    assert "0 members gain NOK 0.00 more, 7 gain" in done.stdout.replace("\u00a0", " ")
    other.write_text(PROGRAMME_TOML.replace('"NOK"', '"EUR"'), encoding="utf-8")
    assert trofast("simulate", rules, "--sales", sales, "--against", other).exit_code == 2


def test_simulate_prints_bad_rows_and_runs_nothing(rules: Path, sales: Path) -> None:
    sales.write_text(SALES + "yesterday,m1,1.00\n" + "2026-03-14,m1,much\n" * 30, encoding="utf-8")
    done = trofast("simulate", rules, "--sales", sales)
    assert (done.exit_code, done.stdout) == (3, "")
    assert f"{sales}, line 122: date:" in done.stderr
    assert done.stderr.endswith("and 11 more\n")
    sales.write_text("date,member,amount\n0001-01-01,m1,1.00\n9999-12-31,m1,1.00\n", encoding="utf-8")
    done = trofast("simulate", rules, "--sales", sales)
    assert (done.exit_code, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 2, "days that leave the calendar no room for terms and windows"


def ignore(_what: str, _count: int) -> None:
    pass


def task(sales: Path) -> Task:
    return Task((("rules", PROGRAMME_TOML),), sales, Behaviour(), "NOK")


def test_two_processes_find_what_one_finds(sales: Path) -> None:
    alone: tuple[Past, list[Simulated]] = run(task(sales), ignore, 1)
    told: list[tuple[str, int]] = []
    together = run(task(sales), lambda what, count: told.append((what, count)), 2)
    assert together == alone
    assert told[0] == ("sales", 120)
    assert sum(count for what, count in told if what == "sold") == 120


def test_two_processes_tell_mistakes_once_and_sell_nothing(sales: Path) -> None:
    sales.write_text(SALES + "yesterday,m1,1.00\nshort\n", encoding="utf-8")
    with pytest.raises(BadSales) as told:
        run(task(sales), ignore, 2)
    assert [line for line, _ in told.value.errors] == [122, 123]
    sales.write_text("date,member\n", encoding="utf-8")
    with pytest.raises(BadFile, match="missing here: amount"):
        run(task(sales), ignore, 2)
    sales.write_text("date,member,amount\n", encoding="utf-8")
    with pytest.raises(BadFile, match="no sale"):
        run(task(sales), ignore, 1)
