"""``trofast programme simulate``: a programme over past sales, before anybody is promised anything."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos_app.commands.programme_files import BAD_FILE, read_programme, stop

if TYPE_CHECKING:
    from pos_app.commands.simulation_workers import Past, Tell
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.loyalty.simulation_report import Report, Versus

_MOST_TOLD = 20


def simulate(
    file: Annotated[Path, typer.Argument(help="The programme's TOML file.", metavar="FILE")],
    sales: Annotated[
        Path,
        typer.Option(
            help="Past sales: a server's settings (server.toml), whose trofast-server then writes them, or a CSV file. "
            "Its first row names the columns: date, member, amount; and where they are known article, category, "
            "quantity, sale (rows with the same one are one basket), protection.",
            metavar="SALES",
        ),
    ],
    against: Annotated[
        Path | None,
        typer.Option(help="Another programme to compare each member's gain with.", metavar="OTHER"),
    ] = None,
    redeemers: Annotated[
        int,
        typer.Option(
            help="How many per cent of the members are taken to use points and coupons.", min=0, max=100
        ),
    ] = 50,
    redeem_from: Annotated[
        int, typer.Option(help="They use all they may as soon as they have so many points.", min=0)
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")] = False,
) -> None:
    """Replay past sales under a programme: points issued, used and expired, cost, liability, tiers, who gains.

    Exit code 0: done. 2: wrong options. 3: a file cannot be used; its mistakes are printed by line, nothing was run.
    """
    from pos_app.commands.server_sales import sales_file
    from pos_app.commands.simulation_workers import BadSales, Task, run
    from pos_app.domain.loyalty.simulate import Behaviour
    from pos_app.domain.loyalty.simulation_report import report, versus

    ours, text = read_programme(file)
    texts = [(str(file), text)]
    other = None
    if against is not None:
        other, other_text = read_programme(against)
        texts.append((str(against), other_text))
        if other.currency != ours.currency:
            raise typer.BadParameter(f"{against} is in {other.currency}, {file} in {ours.currency}")
    behaviour = Behaviour(redeemers, redeem_from)
    try:
        with sales_file(sales, ours.currency) as path, _progress() as tell:
            past, results = run(Task(tuple(texts), path, behaviour, ours.currency), tell)
    except BadSales as error:
        for line, words in error.errors[:_MOST_TOLD]:
            typer.echo(f"{sales}, line {line}: {words}", err=True)
        if len(error.errors) > _MOST_TOLD:
            typer.echo(f"and {len(error.errors) - _MOST_TOLD} more", err=True)
        stop(BAD_FILE)
    assert past.first is not None
    assert past.last is not None
    days = (past.last - past.first).days + 1
    reports = [
        report(programme, done, days)
        for programme, done in zip([ours, *([other] if other else [])], results, strict=True)
    ]
    compared = versus(results[0].gains, results[1].gains) if other else None
    if as_json:
        import json

        typer.echo(
            json.dumps(as_plain(ours, past, behaviour, reports, compared), ensure_ascii=False, indent=2)
        )
        return
    for sentence in told([ours, *([other] if other else [])], past, redeemers, reports, compared):
        typer.echo(sentence)


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what, _count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sales", total=None)

        def tell(what: str, count: int) -> None:
            if what == "sales":
                bar.update(task, total=count)
            else:
                bar.advance(task, count)

        yield tell


def as_plain(
    programme: Programme, past: Past, behaviour: Any, reports: list[Report], compared: Versus | None
) -> dict[str, Any]:
    """The report for a program. Gains of single members stay out: it may be passed on."""
    import dataclasses

    def plain(each: Report) -> dict[str, Any]:
        found = dataclasses.asdict(each)
        found["simulated"].pop("gains")
        found["simulated"]["members"] = each.simulated.members
        found["simulated"]["cost_minor"] = each.simulated.cost_minor
        return found

    return {
        "programme": dataclasses.asdict(programme.pin),
        "currency": programme.currency,
        "first_day": str(past.first),
        "last_day": str(past.last),
        "rows": past.rows,
        "left_out": past.left_out,
        "columns_not_used": list(past.unused),
        "behaviour": dataclasses.asdict(behaviour),
        "report": plain(reports[0]),
        "against": plain(reports[1]) if len(reports) > 1 else None,
        "versus": dataclasses.asdict(compared) if compared else None,
    }


def told(
    programmes: list[Programme], past: Past, redeemers: int, reports: list[Report], compared: Versus | None
) -> list[str]:
    """The report as a table: a column for each programme."""
    from pos_app.domain import formatting
    from pos_app.domain.money import CURRENCIES

    currency, locale = CURRENCIES[programmes[0].currency], formatting.EN

    def money(minor: int) -> str:
        return formatting.money(minor, currency, locale)

    def percent(basis_points: int) -> str:
        return formatting.percent(basis_points, locale)

    def points(count: int) -> str:
        return formatting.points(count, locale)

    as_unit = {"rate": percent, "money": money, "count": points}
    said = [
        (
            f"{past.first} to {past.last}, {points(past.rows)} {_rows(past.rows)}; "
            f"{redeemers} % of the members are taken to redeem"
        )
    ]
    if past.left_out:
        said.append(f"{points(past.left_out)} {_rows(past.left_out)} of returns left out")
    if past.unused:
        said.append(f"columns not used: {', '.join(past.unused)}")

    def row(name: str, value: Callable[[Report], str]) -> None:
        said.append(f"{name:34}" + "".join(f"{value(each):>24}" for each in reports))

    row("", lambda each: programmes[reports.index(each)].name[:22])
    row("sales", lambda each: points(each.simulated.sales))
    row("  by members", lambda each: points(each.simulated.member_sales))
    row("members", lambda each: points(each.simulated.members))
    row("turnover", lambda each: money(each.simulated.turnover_minor))
    row("points issued", lambda each: points(each.simulated.issued))
    row("points redeemed", lambda each: points(each.simulated.redeemed))
    row("points that became coupons", lambda each: points(each.simulated.converted))
    row("points expired", lambda each: points(each.simulated.expired))
    row("points outstanding", lambda each: points(each.simulated.outstanding))
    row("redemption rate", lambda each: percent(each.redemption_bp))
    row("1000 points are worth", lambda each: money(each.point_value_minor))
    row("liability at the end", lambda each: money(each.liability_minor))
    row("breakage", lambda each: f"{money(each.breakage_minor)} ({percent(each.breakage_bp)})")
    row("discounts and coupons used", lambda each: money(each.simulated.discount_minor))
    row("points used as payment", lambda each: money(each.simulated.redeemed_minor))
    row("cash back", lambda each: money(each.simulated.cash_back_minor))
    row("cost", lambda each: f"{money(each.simulated.cost_minor)} ({percent(each.cost_bp)})")
    row("coupons issued", lambda each: points(each.simulated.coupons_issued))
    row("coupons used", lambda each: points(each.simulated.coupons_used))
    if any(each.simulated.refused for each in reports):
        row("sales refused by a rule", lambda each: points(each.simulated.refused))
    row("members who gain nothing", lambda each: points(each.gains.nothing))
    row("gain of the middle member", lambda each: money(each.gains.median_minor))
    row("share of the top tenth", lambda each: percent(each.gains.top_tenth_bp))
    for programme, each in zip(programmes, reports, strict=True):
        said += [
            f"tier {tier or '(none)'} of {programme.name}: {points(count)} members ({percent(share)})"
            for tier, count, share in each.tiers
        ]
        said += [
            f"goal {goal.measure}: {as_unit[goal.unit](goal.now)} in these sales, wanted "
            f"{as_unit[goal.unit](goal.wanted)} (+{percent(goal.change_bp)})"
            for goal in each.goals
        ]
        if each.budget:
            verdict = "kept" if each.budget.is_kept else "exceeded"
            said.append(
                f"budget for {each.days} days: {money(each.budget.budget_minor)}, "
                f"cost {money(each.budget.cost_minor)}: {verdict}"
            )
    if compared:
        said.append(
            f"against {programmes[1].name}: {points(compared.winners)} members gain {money(compared.more_minor)} more, "
            f"{points(compared.losers)} gain {money(compared.less_minor)} less, {points(compared.same)} the same"
        )
    return said


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"
