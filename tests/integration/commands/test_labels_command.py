"""``trofast labels``: sheets for the articles that are named or whose price changed, and nothing after a mistake."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sync.protocol.v1.price_messages import ArticlePricesRow, PriceEntryV1
from tests.stage import goods
from tests.stage.ready_till import BUN_CODE, ROWS, ReadyTill, make_ready_till, trofast
from tests.stage.replicas import load

DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> ReadyTill:
    made = make_ready_till(tmp_path_factory.mktemp("till") / "till", catalogue=False)
    ago = time.time_ns() // 1_000_000 - 3 * DAY_MS
    changed = (PriceEntryV1("", 5500, 0, 0), PriceEntryV1("now", 4500, ago, ago))
    load(made.data, (*ROWS, ArticlePricesRow("kanelbolle", goods.STORE, changed))).close()
    return made


def test_labels_of_named_and_of_changed_articles_come_on_one_sheet(till: ReadyTill, tmp_path: Path) -> None:
    out = tmp_path / "etiketter.pdf"
    done = trofast(
        "labels", "cappuccino", BUN_CODE, "--changed-since", "2026-01-01", "--config", till.toml, "-o", out
    )
    assert (done.returncode, done.stdout) == (0, f"{out}: labels 2, sheets 1\n"), done.stderr
    assert out.read_bytes().startswith(b"%PDF-")
    out.unlink()
    done = trofast("labels", "--changed-since", "2100-01-01", "--config", till.toml, "-o", out)
    assert (done.returncode, done.stdout) == (0, "no price changed since 2100-01-01: no label is needed\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("cappuccino", "4711", "-o", "x.pdf"), 1, "4711: no article has that code or id"),
        (("--changed-since", "yesterday", "-o", "x.pdf"), 2, "a day such as 2026-03-01"),
        (("-o", "x.pdf"), 2, "--changed-since DAY"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    till: ReadyTill, words: tuple[str, ...], code: int, said: str
) -> None:
    done = trofast("labels", *words, "--config", till.toml)
    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
    assert not Path("x.pdf").exists()
