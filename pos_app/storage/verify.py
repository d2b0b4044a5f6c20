"""Proves that nothing in ``till.db`` was changed: the files' own integrity first, then every fact.

The cipher's check finds a flipped byte anywhere in a file, SQLite's finds broken pages. Then the chain is walked, and
each record is held against the rows made from it and the sealed personal fields beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, select, text

from pos_app.domain.errors import CannotSell
from pos_app.domain.norway.signing import Signable, of_return, of_sale
from pos_app.domain.sale import Sale
from pos_app.domain.visit import ConsentChanged, MembershipCancelled, Visit
from pos_app.storage import replica_files as files
from pos_app.storage import tables
from pos_app.storage.chain import Broken, Chain, Link
from pos_app.storage.checkpoint import Checkpoint
from pos_app.storage.counter_event_tables import counter_event
from pos_app.storage.counter_events import counter_event_row
from pos_app.storage.counter_facts import cancelled_row, consent_row, visit_row
from pos_app.storage.database import Database
from pos_app.storage.delivery_tables import delivery
from pos_app.storage.drawer_tables import drawer_count, period_report
from pos_app.storage.drawers import count_row, report_row
from pos_app.storage.driver import PAGE_BYTES, DriverError, connect
from pos_app.storage.log_pages import pages_in_log
from pos_app.storage.opening import TILL_DB
from pos_app.storage.report import VerifyReport, report_on
from pos_app.storage.returns import return_postings, return_row
from pos_app.storage.sale_rows import Row, posting_rows, rows_of
from pos_app.storage.sealing import open_text
from pos_app.storage.signature_check import SignatureWalk
from pos_app.storage.statements import Prepared
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import counter_facts, facts, member_facts, period_facts, return_facts

_PAGE = 500
_PAGE_NUMBER = re.compile(r"\bpage (\d+)\b")
"""Where the cipher's check names a page."""
_RECORDS = Prepared(
    select(tables.journal)
    .where(tables.journal.c.sequence > bindparam("after"))
    .order_by(tables.journal.c.sequence)
    .suffix_with(text("LIMIT :most"))
)
_SALES = Prepared(select(func.count()).select_from(tables.sale))
_CANCELLATIONS = Prepared(select(func.count()).select_from(tables.cancelled))
_CONSENT_CHANGES = Prepared(select(func.count()).select_from(tables.consent_change))
_VISITS = Prepared(select(func.count()).select_from(tables.visit))
_RETURNS = Prepared(select(func.count()).select_from(tables.returned))
_DELIVERIES = Prepared(select(func.count()).select_from(delivery))
_ALL_POSTINGS = Prepared(select(func.count()).select_from(tables.posting))
_PERSONAL = Prepared(
    select(tables.personal.c.member_id, tables.personal.c.salt, tables.personal.c.sealed).where(
        tables.personal.c.sequence == bindparam("of_record")
    )
)
_KEYS = Prepared(
    select(tables.member_key.c.key).where(tables.member_key.c.member_id == bindparam("of_member"))
)


def _of_record(table: Any, *order: Any) -> Prepared:
    return Prepared(select(table).where(table.c.sequence == bindparam("of_record")).order_by(*order))


_SALE = _of_record(tables.sale)
_DELIVERY = _of_record(delivery)
_VISIT = _of_record(tables.visit)
_CANCELLED = _of_record(tables.cancelled)
_CONSENT = _of_record(tables.consent_change)
_RETURN = _of_record(tables.returned)
_LINES = _of_record(tables.sale_line, tables.sale_line.c.line_id)
_TENDERS = _of_record(tables.tender, tables.tender.c.position)
_POSTINGS = _of_record(tables.posting, tables.posting.c.position)


@dataclass(frozen=True, slots=True)
class _OneRow:
    """Facts that have one row each, their id in its second column: how to read, make, find and count them."""

    read: Callable[[bytes], Any]
    row: Callable[[Any, int], Row]
    of_record: Prepared
    all: Prepared


def _one_row(table: Any, read: Callable[[bytes], Any], row: Callable[[Any, int], Row]) -> _OneRow:
    return _OneRow(read, row, _of_record(table), Prepared(select(func.count()).select_from(table)))


_OF_ONE_ROW = {
    counter_facts.COUNTER_EVENT: _one_row(counter_event, counter_facts.read_counter_event, counter_event_row),
    period_facts.DRAWER_COUNT: _one_row(drawer_count, period_facts.decode_drawer_count, count_row),
    period_facts.PERIOD_REPORT: _one_row(period_report, period_facts.decode_period_report, report_row),
}


def verify_database(folder: Path, key: bytes, checkpoint: Checkpoint | None = None) -> VerifyReport:
    """Verify the till's files in ``folder``; a running till is not disturbed.

    Raises :class:`~pos_app.domain.errors.CannotSell` only when the data can not be looked at at all (no such file, a
    key that does not fit, no rights). Whatever is wrong inside stands in the report.
    """
    try:
        database = Database.open(folder / TILL_DB, key, read_only=True)
    except CannotSell as error:
        problem = _first_page_problem(folder / TILL_DB, key) if error.cause == "unreadable_key" else ""
        if error.cause == "damaged":
            problem = f"{TILL_DB} is damaged: it can not be opened"
        if not problem:
            raise
        return report_on(Chain(), 0, problem=problem)
    try:
        walk = _Walk(database, frozenset({checkpoint.sequence} if checkpoint else ()))
        problem = _file_problem(database, TILL_DB)
        try:
            walk.whole()
        except Broken as error:
            return report_on(
                walk.chain,
                walk.sales,
                problem=problem or str(error),
                bad_sequence=error.sequence,
                bad_id=error.fact_id,
            )
        except (CannotSell, DriverError):
            after = f"no record can be read after {walk.chain.last_sequence}"
            return report_on(walk.chain, walk.sales, problem=problem or f"{TILL_DB} is damaged: {after}")
    finally:
        database.close()
    problem = problem or _replica_problem(folder, key)
    return report_on(walk.chain, walk.sales, problem=problem, checkpoint=checkpoint)


class _Walk:
    """From the first record to the last, each held against what stands beside it."""

    def __init__(self, database: Database, watched: frozenset[int]) -> None:
        self._database = database
        self.chain = Chain(watched)
        self.sales = 0
        self.visits = 0
        self.cancelled = 0
        self.consents = 0
        self.returns = 0
        self.deliveries = 0
        self.rows = dict.fromkeys(_OF_ONE_ROW, 0)
        self.postings = 0

    def whole(self) -> None:
        """Walk the whole journal as it is at one moment, whatever the till does meanwhile."""
        database = self._database
        if not database.sql("SELECT 1 FROM sqlite_master WHERE name = 'journal'"):
            return  # a till that never sold
        database.sql("BEGIN")
        try:
            self._signatures = SignatureWalk(database)
            after = -1
            while rows := database.rows(_RECORDS, (after, _PAGE)):
                for row in rows:
                    link = Link(*row)
                    envelope = self.chain.check(link)
                    self._check(link, envelope)
                    self.chain.advance(link, envelope)
                    self.sales += link.kind == facts.SALE
                after = rows[-1][0]
            self._check_nothing_else()
        finally:
            database.rollback()

    def _check(self, link: Link, envelope: Envelope) -> None:
        self._check_personal(link, envelope)
        if envelope.version != facts.VERSION:
            return
        if link.kind == facts.SALE:
            self._check_sale(link, envelope)
        elif link.kind == return_facts.RETURN:
            self._check_return(link, envelope)
        elif link.kind in _OF_ONE_ROW:
            self._check_row(link, envelope)
        elif link.kind in member_facts.READERS:
            self._check_counter_fact(link, envelope)

    def _check_counter_fact(self, link: Link, envelope: Envelope) -> None:
        read, id_of = member_facts.READERS[link.kind]
        try:
            fact = read(envelope.body)
        except msgspec.MsgspecError as error:
            raise Broken(
                link.sequence, link.fact_id, f"its body is no fact of the kind {link.kind}"
            ) from error
        if id_of(fact) != link.fact_id:
            raise Broken(link.sequence, link.fact_id, "its body is another fact")
        if isinstance(fact, MembershipCancelled):
            self.cancelled += 1
            self._compare(link, ((_CANCELLED, [cancelled_row(fact, link.sequence)], "cancellation"),))
        if isinstance(fact, ConsentChanged):
            self.consents += 1
            self._compare(link, ((_CONSENT, [consent_row(fact, link.sequence)], "consent"),))
        if isinstance(fact, Visit):
            self.visits += 1
            postings = posting_rows(fact.decision.postings, fact.member.member_id, link.sequence)
            self._compare(
                link, ((_VISIT, [visit_row(fact, link.sequence)], "visit"), (_POSTINGS, postings, "points"))
            )

    def _compare(self, link: Link, pairs: Iterable[tuple[Prepared, list[Row], str]]) -> None:
        for statement, rows, what in pairs:
            self.postings += len(rows) if statement is _POSTINGS else 0
            if self._database.rows(statement, (link.sequence,)) != rows:
                raise Broken(
                    link.sequence, link.fact_id, f"the rows of its {what} say otherwise than the record"
                )

    def _check_sale(self, link: Link, envelope: Envelope) -> None:
        try:
            sale = facts.decode_sale(envelope.body)
            made = rows_of(sale, link.sequence)
        except (msgspec.MsgspecError, KeyError) as error:
            raise Broken(link.sequence, link.fact_id, "its body is no sale") from error
        if sale.sale_id != link.fact_id:
            raise Broken(link.sequence, link.fact_id, "its body is another sale")
        self._compare(
            link,
            (
                (_SALE, [made.sale], "sale"),
                (_DELIVERY, self._delivery(link, sale), "delivery"),
                (_LINES, sorted(made.lines, key=_second), "lines"),
                (_TENDERS, made.tenders, "tenders"),
                (_POSTINGS, made.postings, "points"),
            ),
        )

        self._check_signature(link, of_sale(sale))

    def _delivery(self, link: Link, sale: Sale) -> list[Row]:
        """Goods on an account are numbered by themselves, without a gap; other sales are no deliveries."""
        if not sale.delivery_number:
            return []
        self.deliveries += 1
        if sale.delivery_number != self.deliveries:
            raise Broken(link.sequence, link.fact_id, "its delivery number does not follow the one before")
        return [(link.sequence, sale.delivery_number)]

    def _check_signature(self, link: Link, words: Signable) -> None:
        if problem := self._signatures.problem(link.sequence, words):
            raise Broken(link.sequence, link.fact_id, problem)

    def _check_return(self, link: Link, envelope: Envelope) -> None:
        try:
            returned = return_facts.decode_return(envelope.body)
        except msgspec.MsgspecError as error:
            raise Broken(link.sequence, link.fact_id, "its body is no return") from error
        if returned.return_id != link.fact_id:
            raise Broken(link.sequence, link.fact_id, "its body is another return")
        self.returns += 1
        row, postings = return_row(returned, link.sequence), return_postings(returned, link.sequence)
        self._compare(link, ((_RETURN, [row], "return"), (_POSTINGS, postings, "points")))
        self._check_signature(link, of_return(returned))

    def _check_row(self, link: Link, envelope: Envelope) -> None:
        table = _OF_ONE_ROW[link.kind]
        what = link.kind.replace("-", " ")
        try:
            fact = table.read(envelope.body)
        except msgspec.MsgspecError as error:
            raise Broken(link.sequence, link.fact_id, f"its body is no {what}") from error
        row = table.row(fact, link.sequence)
        if row[1] != link.fact_id:
            raise Broken(link.sequence, link.fact_id, f"its body is another {what}")
        self.rows[link.kind] += 1
        self._compare(link, ((table.of_record, [row], what),))

    def _check_personal(self, link: Link, envelope: Envelope) -> None:
        row = self._database.row(_PERSONAL, (link.sequence,))
        if row is None:
            if envelope.personal_hash:
                raise Broken(link.sequence, link.fact_id, "its sealed personal fields are missing")
            return
        member_id, salt, sealed = row
        if hashlib.sha256(salt + sealed).digest() != envelope.personal_hash:
            raise Broken(
                link.sequence, link.fact_id, "its sealed personal fields are not those that were written"
            )
        keys = [key for (key,) in self._database.rows(_KEYS, (member_id,))]
        if keys and not any(open_text(sealed, key, link.fact_id) is not None for key in keys):
            raise Broken(link.sequence, link.fact_id, "its personal fields do not open with the member's key")

    def _check_nothing_else(self) -> None:
        rows = (_SALES, _VISITS, _CANCELLATIONS, _CONSENT_CHANGES, _RETURNS, _DELIVERIES, _ALL_POSTINGS)
        counted = tuple(self._database.number(each) for each in rows)
        told = (
            self.sales,
            self.visits,
            self.cancelled,
            self.consents,
            self.returns,
            self.deliveries,
            self.postings,
        )
        alone = {kind: self._database.number(table.all) for kind, table in _OF_ONE_ROW.items()}
        if counted != told or alone != self.rows or self._database.sql("PRAGMA foreign_key_check"):
            raise Broken(self.chain.last_sequence + 1, "", "there are rows without a record")
        if not self._signatures.is_complete():
            raise Broken(self.chain.last_sequence + 1, "", "there are signatures without a sale or a return")


def _second(row: Row) -> int:
    return int(row[1] or 0)


def _file_problem(database: Database, name: str) -> str:
    """What the cipher's and SQLite's own checks find in a file, as a sentence; "" when nothing."""
    try:
        changed = _changed_pages(database)
        if changed:
            return f"{name} is damaged: bytes of it were changed ({'; '.join(changed[:3])})"
        broken = [str(row[0]) for row in database.sql("PRAGMA integrity_check") if row[0] != "ok"]
    except (CannotSell, DriverError):
        return f"{name} is damaged: it can not be read to its end"
    return f"{name} is damaged: {'; '.join(broken[:3])}" if broken else ""


def _changed_pages(database: Database) -> list[str]:
    """What the cipher's check finds, one sentence for a page.

    It looks at the file alone. A page that stands in the write-ahead log is read from there, and a power cut may have
    left it half written in the file: no damage. (SQLite's own check reads it, by its cipher, from the log.)
    """
    database.sql("BEGIN")
    try:
        database.sql("SELECT count(*) FROM sqlite_master")  # from here on nobody can begin the log anew
        found = [str(row[0]) for row in database.sql("PRAGMA cipher_integrity_check")]
        in_log = pages_in_log(database.path) if found else frozenset()
    finally:
        database.rollback()
    return [
        each for each in found if (page := _PAGE_NUMBER.search(each)) is None or int(page[1]) not in in_log
    ]


def _first_page_problem(path: Path, key: bytes) -> str:
    """A key that opens every page but the first is right: the first page was changed."""
    connection = connect(path, key, read_only=True)
    try:
        changed = len(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    except DriverError:
        return ""
    finally:
        connection.close()
    if changed * PAGE_BYTES >= path.stat().st_size:
        return ""
    return f"{path.name} is damaged: bytes of its first page were changed"


def _replica_problem(folder: Path, key: bytes) -> str:
    number = files.current_number(folder)
    if number == 0:
        return ""
    path = files.replica_path(folder, number)
    try:
        database = Database.open(path, key, read_only=True)
    except CannotSell:
        return f"{path.name} is damaged: it can not be opened (it is loaded anew from the server)"
    try:
        problem = _file_problem(database, path.name)
    finally:
        database.close()
    return f"{problem} (it is loaded anew from the server)" if problem else ""
