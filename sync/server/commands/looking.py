"""Commands that only look: what the server has, what waits for a person, and what was sold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    at_the_desk,
    fail,
    now_ms,
    open_data,
    program,
    told,
)

review = typer.Typer(rich_markup_mode=None)
program.add_typer(review, name="review")


@program.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: see the keys below.")] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """What the server has of each till, whether it runs or not.

    JSON: `tills` is a list with `till`, `company`, `store`, `number`, `sales`, `last_sequence`, `chain_head` (hex),
    `parked`, `flagged`, `aside`, `frozen`, `seen_ms`, `software`, `waiting`,
    `offset_ms`; `hubs` one with `hub`, `company`, `store`, `frozen`, `seen_ms`, `reported_ms`, `software`, `leases`
    that it keeps, `closing` of them that wait for its tills' sales, and parts `handed_out`; beside them `members` and
    `articles`.
    """
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.status import server_status

        with open_data(context, config) as database, database.read() as connection:
            found = server_status(connection, the_company(connection, company).company_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        from sync.server.status_table import print_status

        print_status(found, now_ms())


@review.callback(invoke_without_command=True)
def list_matters(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="A list with till, sequence, what, detail.")
    ] = False,
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """List what waits for a person: parked records, flags on sales, records kept aside; and `review settle`."""
    if context.invoked_subcommand is not None:
        context.obj = config or context.obj
        return
    with told():
        import msgspec

        from sync.server.companies import the_company
        from sync.server.status import matters

        with open_data(context, config) as database, database.read() as connection:
            found = matters(connection, the_company(connection, company).company_id)
        if as_json:
            typer.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
            return
        for matter in found:
            typer.echo(f"{matter.till} {matter.sequence}: {matter.what}: {matter.detail}")
        typer.echo(f"{len(found)} to look at")


@review.command()
def settle(
    context: typer.Context,
    till_id: Annotated[str, typer.Option("--till", metavar="ID", help="As `review` says it.")],
    sequence: Annotated[int, typer.Option("--sequence", metavar="N", min=0, help="As `review` says it.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who looked at it.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="What came of it; kept for good.")],
    what: Annotated[str, typer.Option(metavar="FLAG", help="Only this flag; else all of that record.")] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Somebody looked at a flag, or at a record kept aside, and is done with it. Nothing in the books moves by that."""
    from sync.server.care import settling_matters

    with at_the_desk(context, config, company) as (connection, whose):
        done = settling_matters.settle(
            *(connection, whose, till_id, sequence), what=what, by=by, reason=note, now_ms=now_ms()
        )
    typer.echo(f"settled: {', '.join(done)}")


@program.command("past-sales")
def past_sales(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="SALES.csv", help="Where to write them; replaced when there."),
    ],
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help="From this day, such as 2026-01-01.")
    ] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Through this day.")] = "",
    currency: Annotated[
        str, typer.Option(metavar="CODE", help="Only sales in this currency; else the company's.")
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Write what was sold as a CSV file for `trofast programme simulate --sales`.

    Members are numbered in it and have no name; goods that came back are left out. The data is only read.
    """
    from datetime import date

    from pos_app.domain.money import CURRENCIES

    for option, day in (("--from", first), ("--to", last)):
        try:
            is_day = not day or date.fromisoformat(day).isoformat() == day
        except ValueError:
            is_day = False
        if not is_day:
            fail(INPUT_WRONG, f"{option} must be a day such as 2026-12-31, not {day[:40]!r}")
    if currency and currency not in CURRENCIES:
        fail(INPUT_WRONG, f"--currency must be one of {', '.join(sorted(CURRENCIES))}, not {currency[:40]!r}")
    with told():
        from sync.server.companies import the_company
        from sync.server.desk.past_sales import write_past_sales

        with open_data(context, config) as database, database.read() as connection:
            ours = the_company(connection, company)
            wanted = CURRENCIES[currency] if currency else ours.currency
            done = write_past_sales(connection, ours.company_id, wanted, out, first, last)
        typer.echo(f"sales: {done.sales}, lines: {done.lines}, members: {done.members}")
        typer.echo(
            f"left out: {done.came_back} lines that came back, {done.other_currency} sales in other currencies"
        )
