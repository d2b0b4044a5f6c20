"""How a shop's own codes are numbered (``[codes]`` in ``till.toml``): cards, labels of its scales, slips of its
machines.
"""

from __future__ import annotations

from drivers.scanners.codes import CardCheck, CodeRules, NumberForm
from drivers.scanners.deposit_slip import USUAL_SLIPS, DepositSlipForm, DepositSlipFormError
from drivers.scanners.in_store import NORWEGIAN_IN_STORE, InStorePattern, InStorePatternError
from pos_app.domain.written import Table

_NEEDS = (
    ("member_card_length", "member_card_prefix"),
    ("member_card_check", "member_card_prefix"),
    ("foreign_card_length", "foreign_card_prefix"),
    ("foreign_card_check", "foreign_card_prefix"),
    ("in_store_step", "in_store"),
    ("deposit_slip_step", "deposit_slips"),
)


def codes_in(table: Table) -> CodeRules:
    """What the table ``[codes]`` of ``till.toml`` says. Raises :class:`~pos_app.domain.errors.BadFile`."""
    table.only(
        {
            "member_card_prefix",
            "member_card_length",
            "member_card_check",
            "foreign_card_prefix",
            "foreign_card_length",
            "foreign_card_check",
            "member_qr",
            "in_store",
            "in_store_step",
            "deposit_slips",
            "deposit_slip_step",
        }
    )
    for key, needs in _NEEDS:
        if table.has(key) and not table.has(needs):
            table.fail(key, f"{key} only beside {needs}")
    patterns: tuple[InStorePattern, ...] = NORWEGIAN_IN_STORE
    if table.has("in_store"):
        step = table.whole("in_store_step", 1, at_least=1, at_most=100)
        try:
            patterns = tuple(InStorePattern(pattern, step) for pattern in table.texts("in_store"))
        except InStorePatternError as error:
            table.fail("in_store", str(error))
    return CodeRules(
        in_store=patterns,
        deposit_slips=_deposit_slips(table),
        member_cards=_numbers(table, "member_card"),
        foreign_cards=_numbers(table, "foreign_card"),
        member_qr_prefix=table.text("member_qr", "TF1:"),
    )


def _deposit_slips(table: Table) -> tuple[DepositSlipForm, ...]:
    """How the slips of this shop's machines are numbered; an empty list for a shop that has none."""
    if not table.has("deposit_slips"):
        return USUAL_SLIPS
    step = table.whole("deposit_slip_step", 1, at_least=1, at_most=10_000)
    try:
        return tuple(DepositSlipForm(form, step) for form in table.texts("deposit_slips"))
    except DepositSlipFormError as error:
        return table.fail("deposit_slips", str(error))


def _numbers(table: Table, name: str) -> tuple[NumberForm, ...]:
    """A series of card numbers: ``NAME_prefix``, ``NAME_length`` and ``NAME_check``."""
    if not table.has(f"{name}_prefix"):
        return ()
    length = table.whole(f"{name}_length", 16, at_least=6, at_most=40)
    check = CardCheck(table.choice(f"{name}_check", [*CardCheck], CardCheck.LUHN))
    return (NumberForm(table.text(f"{name}_prefix"), length, check),)
