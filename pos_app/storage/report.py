"""What a verification found."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.storage.chain import Chain
from pos_app.storage.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """``records`` and ``sales`` count what was found in order, ``last_sequence`` and ``chain_head`` (hex) are of the
    last good record. ``problem`` is a sentence, "" when all is well; ``bad_sequence`` and ``bad_id`` name the first
    bad record where there is one.
    """

    ok: bool
    records: int
    sales: int
    last_sequence: int
    chain_head: str
    problem: str = ""
    bad_sequence: int | None = None
    bad_id: str = ""
    checkpoint_key: str = ""

    def as_json(self) -> dict[str, object]:
        """The same for a machine."""
        return {
            "ok": self.ok,
            "records": self.records,
            "sales": self.sales,
            "last_sequence": self.last_sequence,
            "chain_head": self.chain_head,
            "problem": self.problem,
            "bad_sequence": self.bad_sequence,
            "bad_id": self.bad_id,
            "checkpoint_key": self.checkpoint_key,
        }

    def sentence(self) -> str:
        """For a person."""
        if not self.ok:
            return f"journal: NOT ok, {self.problem}"
        return f"journal: ok, {self.records} records"


def report_on(
    chain: Chain,
    sales: int,
    *,
    problem: str = "",
    bad_sequence: int | None = None,
    bad_id: str = "",
    checkpoint: Checkpoint | None = None,
) -> VerifyReport:
    """The report of a walk, with the checkpoint held against it when nothing else is wrong."""
    if not problem and checkpoint is not None:
        problem, bad_sequence = _against(chain, checkpoint)
    return VerifyReport(
        ok=not problem,
        records=chain.last_sequence,
        sales=sales,
        last_sequence=chain.last_sequence,
        chain_head=chain.head.hex(),
        problem=problem,
        bad_sequence=bad_sequence,
        bad_id=bad_id,
        checkpoint_key=checkpoint.fingerprint if checkpoint else "",
    )


def _against(chain: Chain, checkpoint: Checkpoint) -> tuple[str, int | None]:
    if not checkpoint.is_genuine():
        return "the checkpoint's signature is not by the key that it names", None
    place = (checkpoint.company_id, checkpoint.till_id)
    if chain.last_sequence and place != (chain.company_id, chain.till_id):
        return "the checkpoint is another till's", None
    first_missing = chain.last_sequence + 1
    if checkpoint.sequence == first_missing:
        return f"record {first_missing} is missing: the till signed that it had it", first_missing
    if checkpoint.sequence > first_missing:
        return (
            f"records {first_missing} to {checkpoint.sequence} are missing: the till signed that it had them",
            first_missing,
        )
    if checkpoint.sequence and chain.hashes.get(checkpoint.sequence) != checkpoint.head:
        return (
            f"record {checkpoint.sequence} is not the one that the till signed: the journal was written anew",
            checkpoint.sequence,
        )
    return "", None
