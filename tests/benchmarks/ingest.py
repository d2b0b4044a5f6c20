"""``ingest``: batches of 100 sales from HTTP into PostgreSQL, against COPY of all rows that they become.

Ours is one signed batch, from its sending over a kept-alive line to the answer of a server process. The reference is
handed everything that the batch added to the server's tables (records, sales, lines, postings, lots and whatever else
there is) as ready-made text and copies it into a second set of the same tables, in one durable transaction of the same
cluster. They take turns, batch by batch. A ratio of 2.5 is 40 % of COPY's pace, 1.67 is 60 %.
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from time import perf_counter_ns

from sync.protocol.v1.messages import Record
from sync.server.config import PostgresUrl
from tests.benchmarks.cashier import WentWrong
from tests.benchmarks.central_shop import AwayTill, central_shop
from tests.benchmarks.row import LeftOut, Row
from tests.benchmarks.written_again import PostgresAgain
from tests.stage.postgres import Cluster, why_not

GOAL = 2.5
BATCH = 100
_WARM_UP = 2


def measure(folder: Path, *, quick: bool) -> Row:
    """Send 100 batches (quick: 3), after some that are not counted."""
    if why_not():
        raise LeftOut(why_not())
    batches = _WARM_UP + (3 if quick else 100)
    with Cluster() as cluster:
        cluster.execute("CREATE DATABASE ingest")
        where = PostgresUrl(cluster.url("ingest"))
        shop = central_shop(
            folder / "ingest", tills=1, sales=batches * BATCH, members=50 if quick else 1_000, where=where
        )
        with shop.serving() as url:
            again = PostgresAgain(where.text)
            try:
                before = again.count()
                ours_ms, reference_ms = asyncio.run(_send(shop.tills[0], url, again, batches))
                after = again.count()
                settings = again.settings()
            finally:
                again.close()
    wrote = [(now - then) // batches for now, then in zip(after, before, strict=True)]
    return Row(
        "ingest",
        "ratio",
        "ms",
        tuple(ours_ms[_WARM_UP:]),
        tuple(reference_ms[_WARM_UP:]),
        GOAL,
        rows_ours=wrote[0],
        rows_reference=wrote[1],
        pragmas_ours=settings,
        pragmas_reference=settings,
    )


async def _send(
    away: AwayTill, url: str, again: PostgresAgain, batches: int
) -> tuple[list[float], list[float]]:
    ours_ms: list[float] = []
    reference_ms: list[float] = []
    central = away.central(url)
    for number in range(batches):
        first = 1 + number * BATCH
        records = tuple(
            Record(envelope=envelope, personal=personal)
            for _, envelope, personal in away.journal.unacked(first - 1, BATCH)
        )
        head = hashlib.sha256(records[-1].envelope).digest()
        started = perf_counter_ns()
        reply = await central.push(records, first, head)
        ours_ms.append((perf_counter_ns() - started) / 1e6)
        if reply.acked != first + BATCH - 1 or reply.fates:
            raise WentWrong(f"a batch was not taken as it is: {reply}")
        away.journal.mark_acked(reply.acked, reply.epoch)
        reference_ms.append(again.write_again() / 1e6)
    await central.close()
    return ours_ms, reference_ms
