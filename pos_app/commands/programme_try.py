"""``trofast programme try``: one basket, one member, and everything the programme decides, with its reasons."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos_app.commands.programme_files import BAD_FILE, read_programme, read_text, stop, tell_problems

if TYPE_CHECKING:
    from pos_app.domain.loyalty.example import Member, Step
    from pos_app.domain.loyalty.example_outcome import StepOutcome
    from pos_app.domain.loyalty.programme import Programme


def try_it(
    file: Annotated[Path, typer.Argument(help="The programme's TOML file.", metavar="FILE")],
    basket: Annotated[
        Path,
        typer.Option(
            help='What is bought, as JSON: {"buy": [{"article": "jacket", "price": "250.00"}]}; the keys are those of '
            "an example's step.",
            metavar="BASKET.json",
        ),
    ],
    member: Annotated[
        Path | None,
        typer.Option(
            help="Who buys, as JSON with the keys of an example's member; {} is somebody new. Without it: a customer "
            "without a card.",
            metavar="MEMBER.json",
        ),
    ] = None,
    at: Annotated[
        str,
        typer.Option(help="When, in the shop's time: 2026-03-14T16:05. Without it the basket's own, or now."),
    ] = "",
    language: Annotated[str, typer.Option(help="Of the reasons: bg, en, ko or nb.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print the decision as one JSON object.")] = False,
) -> None:
    """Print what a programme decides for one basket, and why.

    Exit code 0: decided. 2: wrong options. 3: a file cannot be used; each mistake is printed with its line.
    """
    from pos_app.domain.loyalty.example import Member

    when = _when(at)
    _check_spoken(language)
    programme, _ = read_programme(file)
    step = _step(basket, programme, when)
    who = _table(Member, member, programme, {}) if member else None
    outcome = decide(programme, step, who)
    if as_json:
        import json

        typer.echo(json.dumps(as_plain(outcome, programme, language), ensure_ascii=False, indent=2))
    else:
        for line in told(outcome, programme, language):
            typer.echo(line)


def decide(programme: Programme, step: Step, member: Member | None) -> StepOutcome:
    """What comes of the step for this member."""
    from datetime import date

    from pos_app.domain.loyalty.example_run import book_of, run_step
    from pos_app.domain.loyalty.rule_book import RuleBook

    book = None
    if member is not None:
        book = book_of(programme, member, date.fromisoformat(step.on))
    return run_step(RuleBook([programme]), programme, book, step)


def told(outcome: StepOutcome, programme: Programme, language: str) -> list[str]:
    """The decision for a person: lines and prices, the total, what the member has afterwards, and every reason."""
    from pos_app.domain import formatting
    from pos_app.domain.loyalty.explain import Explainer
    from pos_app.domain.money import CURRENCIES
    from pos_app.domain.pricing import price

    basket, decision = outcome.basket, outcome.decision
    assert basket is not None
    locale, currency = formatting.locale_for(language), CURRENCIES[programme.currency]

    def money(minor: int) -> str:
        return formatting.money(minor, currency, locale)

    priced = price(basket, decision.line_effects)
    said = []
    for line, done in zip(basket.lines, priced.lines, strict=True):
        off = done.gross_minor - done.net_minor
        how_many = formatting.quantity(line.quantity_milli, line.article.unit, locale)
        less = f"  ({money(done.gross_minor)} less {money(off)})" if off else ""
        said.append(f"{how_many:>8}  {line.article.name:32} {money(done.net_minor):>14}{less}")
    said.append(f"{'total':>17}{'':26}{money(priced.total_minor):>14}")
    if outcome.book is not None:
        tier = programme.tier_by_code(outcome.book.tier_now)
        told_tier = f", {tier.name}" if tier else ""
        said.append(f"points: {decision.points_earned:+}, balance {outcome.book.balance}{told_tier}")
        said += [f"coupon: {held.number}, until {held.to_day or 'used'}" for held in outcome.passed.coupons]
    said.append("why:")
    reasons = [*Explainer([programme], currency, language).decision(decision, basket)]
    said += [f"  {each}" for each in reasons or ["no rule of this programme is about this sale"]]
    return said


def as_plain(outcome: StepOutcome, programme: Programme, language: str) -> dict[str, Any]:
    """The decision for a program: every field by its name, and the reasons as sentences too."""
    import dataclasses

    from pos_app.domain.loyalty.explain import Explainer
    from pos_app.domain.money import CURRENCIES
    from pos_app.domain.pricing import price

    assert outcome.basket is not None
    explainer = Explainer([programme], CURRENCIES[programme.currency], language)
    return {
        "programme": dataclasses.asdict(programme.pin),
        "total_minor": price(outcome.basket, outcome.decision.line_effects).total_minor,
        "points_earned": outcome.decision.points_earned,
        "balance": outcome.book.balance if outcome.book else None,
        "tier": outcome.book.tier_now if outcome.book else None,
        "decision": dataclasses.asdict(outcome.decision),
        "sentences": [*explainer.decision(outcome.decision, outcome.basket)],
    }


def _step(path: Path, programme: Programme, when: datetime | None) -> Step:
    """The basket's file as a step; its day and time are those asked for, its own, or now."""
    from pos_app.domain.loyalty.example import Step

    now = when or datetime.now().astimezone()
    given = {"on": now.date().isoformat(), "time": f"{now:%H:%M}"}
    step: Step = _table(Step, path, programme, given, over=when is not None)
    if not step.buy:
        tell_problems(path, [_problem("buy = at least one line of goods")])
        stop(BAD_FILE)
    return step


def _table(
    table: type, path: Path, programme: Programme, given: dict[str, str], *, over: bool = False
) -> Any:
    """A JSON file as one table of the programme language; prints every mistake and ends the command where it is none.

    ``given`` is said where the file does not, or in its place with ``over``.
    """
    from pos_app.commands.json_lines import read_json
    from pos_app.domain.loyalty.programme_draft import read_table
    from pos_app.domain.loyalty.toml_lines import Written
    from pos_app.domain.money import CURRENCIES

    root, problems = read_json(read_text(path))
    value = None
    if not problems:
        for key, said in given.items():
            if over or key not in root.value:
                root.value[key] = Written(said, 1)
        value, problems = read_table(table, root, CURRENCIES[programme.currency])
    if problems:
        tell_problems(path, problems)
        stop(BAD_FILE)
    return value


def _when(at: str) -> datetime | None:
    if not at:
        return None
    try:
        return datetime.fromisoformat(at)
    except ValueError as error:
        raise typer.BadParameter("--at wants a time such as 2026-03-14T16:05") from error


def _check_spoken(language: str) -> None:
    from pos_app.domain.formatting import LOCALES

    if language not in LOCALES:
        raise typer.BadParameter(f"--language is one of {', '.join(sorted(LOCALES))}")


def _problem(words: str) -> Any:
    from pos_app.domain.loyalty.toml_lines import Problem

    return Problem(1, words)
