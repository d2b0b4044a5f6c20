"""Goods come back: what that means, and the fact of it, durable before any money is handed over (DURABLE-FIRST).

Accruals go back offline too: what was earned is taken, what was paid is paid back, and the server holds it against
what other tills know (FACTS-NEVER-REJECTED). A till takes back what it sold itself; what another till of the store
sold it asks the server for, with what came back of it so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos_app.domain.basket import Line
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.rights import Right, Wish
from pos_app.domain.sale import Sale, Seller
from pos_app.domain.tender import Tender, TenderKind
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now
from pos_app.services.till_store import PrintJob, PrintKind, PrintState, UnitOfWork

if TYPE_CHECKING:  # nobody brings anything back before the first scan
    from pos_app.domain.loyalty.decision import Context
    from pos_app.domain.loyalty.reversal import ReturnedLine, Reversal
    from pos_app.domain.returned import Return, Slip
    from pos_app.services.elsewhere_ports import SaleElsewhere


@dataclass(frozen=True, slots=True)
class OpenSale:
    """A sale with what came back of it: ``left_milli`` is what still may, by line id. ``body`` is the record of a sale
    of another till, nothing for this till's own.
    """

    sale: Sale
    returned_before: tuple[Return, ...]
    left_milli: dict[int, int]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class ReturnQuote:
    """What a return would do. ``slips`` is how many numbers of the card terminal it needs."""

    open_sale: OpenSale
    returning: tuple[ReturnedLine, ...]
    reversal: Reversal
    context: Context
    gifts_stay: bool
    slips: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A return that is safe on disk, and the receipt that waits to be printed."""

    returned: Return
    sequence: int
    job: PrintJob


def open_sale(ports: Ports, sale_id: str) -> OpenSale:
    """The sale and what is left of it. Run on the store thread.

    Raises :class:`~pos_app.domain.errors.Refused` ``RETURN_UNKNOWN_SALE`` where this till did not sell it.
    """
    with ports.store.unit_of_work() as work:
        sale = work.sale(sale_id)
        before = work.returns_of(sale_id)
    if sale is None or sale.seller.till_id != ports.counter.till_id:
        raise Refused(Refusal.RETURN_UNKNOWN_SALE)
    return _opened(sale, before)


def open_elsewhere(ports: Ports, told: SaleElsewhere) -> OpenSale:
    """The same for a sale that another till made, as the server told it just now; what this till took back of it and
    the server has not got yet counts too. Run on the store thread.
    """
    with ports.store.unit_of_work() as work:
        before = _with_ours(told.returns, work.returns_of(told.sale.sale_id))
    return _opened(told.sale, before, told.body)


def _with_ours(returned_before: Sequence[Return], ours: Sequence[Return]) -> list[Return]:
    """What was known to have come back, and what this till took back since."""
    known = {each.return_id for each in returned_before}
    return [*returned_before, *(each for each in ours if each.return_id not in known)]


def open_numbered(ports: Ports, receipt_number: int) -> OpenSale:
    """The same by the number on the receipt of this till. Run on the store thread.

    ``RETURN_NO_SUCH_RECEIPT`` where nothing was sold under it: a return has a number of the same series, and so have
    goods on an account, whose paper shows another. Those are found by its code.
    """
    with ports.store.unit_of_work() as work:
        sale = work.sale_numbered(receipt_number)
        before = work.returns_of(sale.sale_id) if sale is not None else []
    if sale is None or sale.delivery_number:
        raise Refused(Refusal.RETURN_NO_SUCH_RECEIPT, number=receipt_number)
    return _opened(sale, before)


def returnable(found: OpenSale) -> tuple[Line, ...]:
    """The lines of which something may still come back."""
    from pos_app.domain.catalogue import Protection

    return tuple(
        line
        for line in found.sale.basket.lines
        if found.left_milli[line.line_id] > 0 and line.article.protection is not Protection.GIFT_CARD
    )


def wish_of(quoted: ReturnQuote) -> Wish:
    """The right that a return takes: so much money goes back."""
    return Wish(Right.RETURN, quoted.reversal.refund.handed_minor)


def _opened(sale: Sale, before: Sequence[Return], body: bytes = b"") -> OpenSale:
    from pos_app.domain.loyalty.taking_back_goods import gone_before

    gone = gone_before([each.reversal for each in before])
    left = {line.line_id: line.quantity_milli - gone.get(line.line_id, 0) for line in sale.basket.lines}
    return OpenSale(sale, tuple(before), left, body)


def quote_return(
    ports: Ports, sale_id: str, returning: Sequence[ReturnedLine], *, gifts_stay: bool = False
) -> ReturnQuote:
    """What it means that these goods come back now: money, points, gifts and why. Nothing is written.

    Raises :class:`~pos_app.domain.errors.Refused` as :func:`open_sale` and
    :func:`~pos_app.domain.loyalty.taking_back.take_back` do. Run on the store thread.
    """
    return _quote(ports, open_sale(ports, sale_id), returning, gifts_stay=gifts_stay)


def quote_again(
    ports: Ports, found: OpenSale, returning: Sequence[ReturnedLine], *, gifts_stay: bool = False
) -> ReturnQuote:
    """The same for a sale that was opened; this till's own is read anew. Run on the store thread."""
    if not found.body:
        return quote_return(ports, found.sale.sale_id, returning, gifts_stay=gifts_stay)
    return _quote(ports, found, returning, gifts_stay=gifts_stay)


def take_return(
    ports: Ports,
    cashier_id: str,
    quoted: ReturnQuote,
    slips: Sequence[Slip] = (),
    approved_by: str = "",
    *,
    on_note: bool = False,
) -> TakenBack:
    """Take the goods back as quoted, in one transaction, and return once it is durable.

    ``slips`` are the card refunds in the order of the refund's tenders: a terminal's number, or the tender that the
    till's own terminal paid out; ``on_note`` gives a credit note in the place of all money.
    ``approved_by`` is whoever allowed it, where the cashier's own right does not reach. The same goods cannot come back
    twice: what another return took meanwhile is looked at again, and refused. Run on the store thread.
    """
    return_id = ports.ids.new_id()
    with ports.store.unit_of_work() as work:
        returned, sequence = write_return(
            ports, work, cashier_id, quoted, slips, approved_by, return_id=return_id, on_note=on_note
        )
        job = PrintJob(
            ports.ids.new_id(),
            returned.return_id,
            PrintKind.RECEIPT,
            PrintState.QUEUED,
            returned.context.at_ms,
            open_drawer=any(tender.kind is TenderKind.CASH for tender in returned.tenders),
        )
        work.add_print_job(job)
        work.commit()
    return TakenBack(returned, sequence, job)


def write_return(
    ports: Ports,
    work: UnitOfWork,
    cashier_id: str,
    quoted: ReturnQuote,
    slips: Sequence[Slip],
    approved_by: str,
    *,
    return_id: str,
    paid_for: Tender | None = None,
    on_note: bool = False,
) -> tuple[Return, int]:
    """The return as quoted, written and signed inside a running transaction; returns it with its sequence. ``paid_for``
    is the part that pays for other goods (:mod:`pos_app.services.exchanging`): such a return is written as it was
    quoted or, with :class:`Refused` ``EXCHANGE_CHANGED``, not at all. ``on_note`` as in :func:`take_return`.
    """
    from pos_app.domain.returned import bring_back
    from pos_app.services.credit_notes import new_note

    sale, counter = quoted.open_sale.sale, ports.counter
    before = _with_ours(quoted.open_sale.returned_before, work.returns_of(sale.sale_id))
    if quoted.open_sale.body:
        work.keep_sale_elsewhere(sale.sale_id, quoted.open_sale.body)
    if tuple(before) != quoted.open_sale.returned_before:
        if paid_for is not None:
            raise Refused(Refusal.EXCHANGE_CHANGED)
        now = replace(quoted.open_sale, returned_before=tuple(before), left_milli={})
        quoted = _quote(ports, now, quoted.returning, gifts_stay=quoted.gifts_stay)
    returned = bring_back(
        return_id=return_id,
        receipt_number=work.next_receipt_number(),
        seller=Seller(
            counter.store.company_id,
            counter.store.store_id,
            counter.till_id,
            counter.till_number,
            cashier_id,
        ),
        sale=sale,
        returned_before=before,
        reversal=quoted.reversal,
        slips=slips,
        context=quoted.context,
        gifts_stay=quoted.gifts_stay,
        approved_by=approved_by,
        paid_for=paid_for,
        note=new_note(ports, return_id, quoted.context) if on_note else None,
    )
    sequence = work.add_return(returned)
    if ports.books is not None:
        ports.books.took_back(work, returned, sequence)
    return returned, sequence


def _quote(
    ports: Ports, found: OpenSale, returning: Sequence[ReturnedLine], *, gifts_stay: bool
) -> ReturnQuote:
    from pos_app.domain.loyalty.taking_back import take_back
    from pos_app.domain.returned import slips_needed

    context = context_now(ports)
    reversal = take_back(
        found.sale,
        [each.reversal for each in found.returned_before],
        returning,
        ports.programmes.pinned(found.sale.decision.programmes),
        context,
        gifts_stay=gifts_stay,
    )
    return ReturnQuote(found, tuple(returning), reversal, context, gifts_stay, slips_needed(reversal))
