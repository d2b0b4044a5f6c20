"""Members of whom this till knows little (``Member.whole`` is false): asking for the rest, saying only what is known.

Points, tier and a block are known of everybody. What a member agreed to, holds and has under way is known at the stores
they have to do with. Without it the rules give nothing that hangs on it; what they add to a stamp card or a challenge
is right, but how many that makes is not known here, and not said (STALE-LABEL).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # imported on the way to the first paint
    from pos_app.domain.loyalty.decision import Decision
    from pos_app.domain.members import Member
    from pos_app.domain.sale import Sale

    class WholeMembers(Protocol):
        """The server, which knows everybody whole. Run off the interface and store threads."""

        def ask(self, member_id: str) -> bool:
            """Have this till know a member whole, and keep it. ``True`` when the port ``Members`` knows more now;
            ``False`` without an answer in two seconds, or where there is nothing to know.
            """

        def ask_number(self, number: str) -> bool:
            """The same for whoever has that phone or card number, who may be several."""


_FEWEST_DIGITS = 8
"""Of a telephone number."""


def may_be_whole(number: str) -> bool:
    """Whether what is being typed may be a phone number to its last digit."""
    return sum(character.isdigit() for character in number) >= _FEWEST_DIGITS


class NobodyToAsk:
    """The port where there is no server to ask."""

    def ask(self, member_id: str) -> bool:
        """See the port."""
        del member_id
        return False

    def ask_number(self, number: str) -> bool:
        """See the port."""
        del number
        return False


def only_known(decision: Decision, member: Member | None) -> Decision:
    """The decision without counts that are not known here, for whoever tells of it; it is written as it was made."""
    return decision if member is None or member.whole else _without_counts(decision)


def only_known_then(sale: Sale, member: Member | None, member_name: str) -> Sale:
    """The same for a sale that was made: with a member who was not known whole, as far as can be told from it now."""
    from dataclasses import replace

    from pos_app.domain.loyalty.member_view import MemberView

    view = sale.member
    if view is None:
        return sale
    bare = MemberView(view.member_id, view.points, view.qualifying_points, view.tier, view.as_of_ms)
    if (member is None or member.whole) and (member_name or view != bare):
        return sale
    return replace(sale, decision=_without_counts(sale.decision))


def _without_counts(decision: Decision) -> Decision:
    from dataclasses import replace

    reasons = tuple(each for each in decision.reasons if each.missing_unit in ("", "points", "minor"))
    return replace(decision, stamps=(), challenges=(), reasons=reasons)
