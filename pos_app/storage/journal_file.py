"""The journal as a file for an auditor: JSON Lines, one record a line, checked without any key.

A line holds the record's columns in clear (``previous`` and ``hash`` as hex), the envelope as base64, and its body
decoded for people. The envelope is what counts: everything else on the line must agree with it.
"""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import bindparam, select, text

from pos_app.domain.errors import BadFile
from pos_app.storage.chain import Broken, Chain, Link
from pos_app.storage.checkpoint import Checkpoint, read_checkpoint
from pos_app.storage.database import Database
from pos_app.storage.report import VerifyReport, report_on
from pos_app.storage.statements import Prepared
from pos_app.storage.tables import journal
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts

_PAGE = 500
_RECORDS = Prepared(
    select(journal)
    .where(journal.c.sequence > bindparam("after"))
    .order_by(journal.c.sequence)
    .suffix_with(text("LIMIT :most"))
)


def journal_export(database: Database, out: Path) -> int:
    """Write the whole journal to ``out``, complete or not at all; returns how many records.

    The file names no person: the chain holds pseudonymous ids only. ``OSError`` when it can not be written.
    """
    aside = out.with_name(out.name + ".part")
    count = 0
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            while rows := database.rows(_RECORDS, (count, _PAGE)):
                for row in rows:
                    file.write(_line(Link(*row)) + "\n")
                count = rows[-1][0]
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
    return count


def verify_journal(path: Path, checkpoint_path: Path | None = None) -> VerifyReport:
    """Verify an exported journal, with a checkpoint also its end. Needs no key.

    Raises :class:`~pos_app.domain.errors.BadFile` when a file can not be read at all or the checkpoint is none.
    """
    checkpoint = read_checkpoint(checkpoint_path) if checkpoint_path else None
    return _walk(path, checkpoint)


def _walk(path: Path, checkpoint: Checkpoint | None) -> VerifyReport:
    chain = Chain(frozenset({checkpoint.sequence} if checkpoint else ()))
    sales = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                link = _read(line, number, chain.last_sequence + 1)
                envelope = chain.check(link)
                if _line(link).encode() != line.removesuffix(b"\n"):
                    raise Broken(link.sequence, link.fact_id, "its line says otherwise than its envelope")
                chain.advance(link, envelope)
                sales += link.kind == facts.SALE
    except Broken as error:
        return report_on(chain, sales, problem=str(error), bad_sequence=error.sequence, bad_id=error.fact_id)
    except OSError as error:
        raise BadFile(str(path), None, f"a journal that can be read ({error.strerror})") from error
    return report_on(chain, sales, checkpoint=checkpoint)


def _line(link: Link) -> str:
    told = {
        "sequence": link.sequence,
        "id": link.fact_id,
        "kind": link.kind,
        "at_ms": link.at_ms,
        "previous": link.previous.hex(),
        "hash": link.digest.hex(),
        "envelope": base64.b64encode(link.envelope).decode(),
        "body": _for_people(open_envelope(link.envelope).body),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _read(line: bytes, number: int, expected: int) -> Link:
    try:
        told = json.loads(line)
        sequence, fact_id, kind, at_ms = told["sequence"], told["id"], told["kind"], told["at_ms"]
        if not all(type(value) is int for value in (sequence, at_ms)) or not isinstance(fact_id, str):
            raise TypeError
        return Link(
            sequence,
            fact_id,
            kind,
            at_ms,
            bytes.fromhex(told["previous"]),
            bytes.fromhex(told["hash"]),
            base64.b64decode(told["envelope"], validate=True),
        )
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise Broken(expected, "", f"line {number} is no journal record") from error


def _for_people(body: bytes) -> Any:
    """The body as JSON would have it; bytes that are no message stay as base64."""
    try:
        return msgspec.to_builtins(msgspec.msgpack.decode(body), str_keys=True)
    except (msgspec.MsgspecError, ValueError):
        return base64.b64encode(body).decode()
