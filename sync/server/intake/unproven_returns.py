"""Goods that came back without a receipt: nothing in the books to undo, and something to look at."""

from __future__ import annotations

from pos_app.domain.returned import Return
from sync.server.intake.effects import Effects


def check_unproven(returned: Return, effects: Effects) -> None:
    """List it for whoever looks after the shop (``return-without-receipt``), and say where its money does not add up or
    it would move points (``return-differs``): no points are moved for it here, whatever it says.
    """
    refund = returned.reversal.refund
    reason = returned.unproven.reason[:40] if returned.unproven else ""
    allowed = f"allowed by {returned.approved_by}" if returned.approved_by else "allowed by nobody else"
    by = f"{refund.handed_minor} {returned.currency_code} (minor units) by {returned.seller.cashier_id}"
    effects.flag("return-without-receipt", f"{by}, {allowed}: {reason}")
    sums = (
        refund.total_minor,
        sum(each.gross_minor for each in refund.vat),
        sum(each.paid_minor for each in refund.lines),
        sum(each.exact_minor for each in refund.tenders),
    )
    if len(set(sums)) != 1:
        effects.flag("return-differs", "what comes back without a receipt does not add up")
    if [(each.kind, each.amount_minor) for each in returned.tenders] != [
        (each.kind, each.amount_minor) for each in refund.tenders
    ]:
        effects.flag("return-differs", "other money went back than the return says")
    if returned.sale_id or returned.member_id or returned.reversal.postings:
        effects.flag("return-differs", "goods without a receipt are of no sale and move no points")
