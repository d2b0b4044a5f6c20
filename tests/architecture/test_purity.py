"""The domain is pure, and no float comes near money or points."""

import ast

import pytest

from tests.architecture import project, purity


def test_the_domain_is_pure() -> None:
    breaches = [
        f"{path}:{breach}"
        for path in project.modules("pos_app/domain/")
        for breach in purity.impurities(".".join(path.with_suffix("").parts), project.tree(path))
    ]
    assert not breaches, "\n".join(breaches)


def test_outside_the_domain_a_float_is_a_time_in_seconds() -> None:
    breaches = [
        f"{path}:{breach}"
        for path in project.modules("pos_app/storage/", "pos_app/services/", "sync/")
        for breach in purity.stray_floats(project.tree(path))
    ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import random",
        "from uuid import uuid4",
        "from zoneinfo import ZoneInfo",
        "import pos_app.storage",
        "from decimal import Decimal",
        "from math import sqrt",
        "import math\nmath.floor(x)",
        "from datetime import datetime\ndatetime.now()",
        "moment.astimezone()",
        "moment.timestamp()",
        "open('prices.csv')",
        "hash(name)",
        "price = 0.1",
        "def half(price: float) -> int: ...",
        "half = price / 2",
        "price /= 2",
        "round(price)",
    ],
)
def test_the_purity_rule_sees(source: str) -> None:
    assert list(purity.impurities("pos_app.domain.basket", ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "from collections.abc import Sequence",
        "from datetime import datetime\ndef at(moment: datetime) -> int: return moment.year",
        "from math import gcd",
        "half = price // 2",
        "from pos_app.domain.money import Currency",
    ],
)
def test_the_purity_rule_lets_pass(source: str) -> None:
    assert not list(purity.impurities("pos_app.domain.basket", ast.parse(source)))


def test_only_the_rounding_module_knows_decimals() -> None:
    assert not list(purity.impurities("pos_app.domain.money", ast.parse("from decimal import Decimal")))


@pytest.mark.parametrize(
    "source",
    [
        "price = 0.5",
        "def pay(amount: float) -> None: ...",
        "wait(0.5)",
        "half = price_minor / two",
        "half = price / 2",
        "kroner = price_minor / 1000",
        "column = Column(Float)",
        "def wait_seconds(): return float(price)",
    ],
)
def test_the_float_rule_sees(source: str) -> None:
    assert list(purity.stray_floats(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "POLL_SECONDS = 0.05",
        "def wait(timeout_s: float = 2.0) -> None: ...",
        "client = Client(timeout=2.5)",
        "def age_seconds(at_ms: int) -> float: ...",
        "sleep((deadline_ms + GRACE_MS) / 1000)",
        "database = folder / 'till.db'",
    ],
)
def test_the_float_rule_lets_pass(source: str) -> None:
    assert not list(purity.stray_floats(ast.parse(source)))
