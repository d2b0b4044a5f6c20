"""``engine-medusa``: a hundred lines and a hundred offers, against ``computeActions`` of npm ``@medusajs/promotion``.

The same basket, the same offers, the discounts compared line by line and offer by offer before anything is timed: they
have to be identical. The reference runs in a process of its own with nothing to wait for; what it takes is measured in
there. It is installed into the benchmarks' temporary folder for the one run.

What is measured is an engine at work, on both sides alike: both have made as many evaluations before the first that
counts, and then they take turns. In its turn each makes the same number of evaluations, one right after the other, with
its own clock around each single one, while the other process sleeps. A turn begins after a pause, with a processor that
has just done something else, so its first evaluation is slow, for either side. All of them are samples, none is
dropped; as the row's result is a ratio of medians, one slow evaluation in each turn tilts it to neither side.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from pos_app.domain.basket import PIECE_MILLI, Basket, line_gross_minor
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from tests.benchmarks.engine_scenes import basket_of, evaluation, hundred_offers, microseconds, value_of
from tests.benchmarks.row import LeftOut, Row

GOAL = 0.05
VERSION = "2.21.2"
LINES = 100
SCRIPT = Path(__file__).with_name("medusa_promotions.cjs")
_INSTALLING_S = 300
_WARM_UP = 200
_EACH_TURN = 5
"""Evaluations of each side in its turn."""

Discounts = dict[tuple[int, str], Fraction]


def measure(folder: Path, *, quick: bool) -> Row:
    """Compare, warm both up, then time them in turns. :class:`LeftOut` where the reference can not be had, or gives
    other discounts.
    """
    basket, rules = basket_of(LINES), hundred_offers()
    offers = [offer for programme in rules for offer in programme.offers]
    ours = evaluation(basket, rules, is_member=False)
    with _reference(_installed(folder / "medusa")) as ask:
        theirs = ask({"promotions": [_promotion(offer) for offer in offers], "context": _context(basket)})
        if discounts_of(ours()) != _discounts(theirs):
            raise LeftOut("the two do not give the same discounts, so there is nothing to compare")
        ask(_WARM_UP)
        for _ in range(_WARM_UP):
            ours()
        ours_ms: list[float] = []
        reference_ms: list[float] = []
        for _ in range(4 if quick else 100):
            ours_ms += [microseconds(ours) / 1e3 for _ in range(_EACH_TURN)]
            reference_ms += ask(_EACH_TURN)
    size = LINES + len(offers)
    return Row("engine-medusa", "ratio", "ms", tuple(ours_ms), tuple(reference_ms), GOAL, size, size)


def discounts_of(decision: Decision) -> Discounts:
    """What each offer takes off each line, in minor units."""
    return {(each.line_id, each.offer_id): Fraction(each.amount_minor) for each in decision.line_effects}


def _installed(folder: Path) -> Path:
    if not shutil.which("node") or not shutil.which("npm"):
        raise LeftOut("node and npm are not installed here")
    folder.mkdir()
    (folder / "package.json").write_text("{}", encoding="utf-8")
    wanted = f"@medusajs/promotion@{VERSION}"
    command = ["npm", "install", wanted, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_INSTALLING_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LeftOut(f"{wanted} did not arrive within {_INSTALLING_S} s") from error
    if done.returncode:
        raise LeftOut(f"npm could not install {wanted}: {done.stderr.strip()[-300:]}")
    return folder


class _Asking:
    """A question to the reference's process, and its answer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, question: object) -> list[Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise LeftOut("the reference ended before it answered")
        found: list[Any] = json.loads(answer)
        return found


@contextmanager
def _reference(folder: Path) -> Iterator[_Asking]:
    with subprocess.Popen(
        ["node", str(SCRIPT)],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield _Asking(process)
        finally:
            process.kill()


def _context(basket: Basket) -> dict[str, object]:
    """The basket in the reference's words: money in minor units, as it knows no smallest coin."""
    items = [
        {
            "id": str(line.line_id),
            "quantity": line.quantity_milli // PIECE_MILLI,
            "subtotal": line_gross_minor(line),
            "original_total": line_gross_minor(line),
            "is_discountable": True,
            "product": {"id": line.article.article_id, "categories": [{"id": line.article.category_id}]},
        }
        for line in basket.lines
    ]
    return {"currency_code": basket.currency.code, "items": items}


def _promotion(offer: Offer) -> dict[str, object]:
    """An offer in the reference's words, as its database would hand it over."""
    is_amount, is_free = offer.effect is Effect.AMOUNT, offer.effect is Effect.CHEAPEST_FREE
    method: dict[str, object] = {
        "type": "fixed" if is_amount else "percentage",
        "target_type": "items",
        "allocation": "each",
        "value": offer.amount_minor if is_amount else value_of(offer),
        "max_quantity": 1 if is_free else 9_999,
        "currency_code": "NOK",
        "target_rules": _rules(offer),
        "buy_rules": _rules(offer) if is_free else [],
    }
    if is_free:
        method |= {"buy_rules_min_quantity": offer.pieces - 1, "apply_to_quantity": 1}
    return {
        "code": offer.rule_id,
        "type": "buyget" if is_free else "standard",
        "is_automatic": False,
        "is_tax_inclusive": False,
        "rules": [],
        "application_method": method,
    }


def _rules(offer: Offer) -> list[dict[str, object]]:
    pairs: tuple[tuple[str, Sequence[str]], ...] = (
        ("items.product.id", offer.goods.articles),
        ("items.product.categories.id", offer.goods.categories),
    )
    return [
        {"attribute": attribute, "operator": "in", "values": [{"value": value} for value in values]}
        for attribute, values in pairs
        if values
    ]


def _discounts(actions: list[Any]) -> Discounts:
    return {(int(item), code): Fraction(amount) for item, code, amount in actions}
