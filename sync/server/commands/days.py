"""The command that keeps days by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.server.commands.program import (
    INPUT_WRONG,
    Config,
    WhichCompany,
    fail,
    now_ms,
    open_data,
    program,
    told,
)


@program.command()
def days(
    context: typer.Context,
    through: Annotated[
        str,
        typer.Option(
            metavar="DAY",
            help="Catch up through this day (2026-12-31) although many days have passed: the clock is right.",
        ),
    ] = "",
    company: WhichCompany = "",
    config: Config = None,
) -> None:
    """Keep what the days up to today bring: points expire, tiers drop, terms end, rewards and birthday coupons come.

    A server that runs does this by itself. A day that was kept is not kept again.
    """
    from datetime import date

    with told():
        from sync.server.calendar.days import ClockLeapt, run_days
        from sync.server.companies import the_company

        try:
            last = date.fromisoformat(through) if through else None
        except ValueError:
            fail(INPUT_WRONG, f"--through must be a day such as 2026-12-31, not {through[:40]!r}")
        totals: dict[str, int] = {}
        with open_data(context, config) as database:
            with database.read() as connection:
                company_id = the_company(connection, company).company_id
            is_done, kept = False, ""
            while not is_done:
                try:
                    with database.write() as connection:
                        piece = run_days(connection, company_id, now_ms(), through=last)
                except ClockLeapt as leap:
                    fail(INPUT_WRONG, str(leap))
                is_done, kept = piece.is_done, piece.kept
                for words, number in (
                    ("points expired", piece.expired_points),
                    ("tiers changed", piece.tiers_dropped),
                    ("memberships ended", piece.memberships_ended),
                    ("points turned into rewards", piece.rewarded_points),
                    ("coupons issued", piece.coupons),
                ):
                    totals[words] = totals.get(words, 0) + number
        typer.echo(f"kept through {kept}")
        for words, number in totals.items():
            typer.echo(f"{words}: {number}")
