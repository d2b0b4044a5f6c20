"""Numbers of deposit slips: read where they fit, refused where a digit is wrong, and never mistaken for goods."""

from __future__ import annotations

import pytest

from drivers.scanners.codes import ArticleCode, CodeRules, Refused, RefusedReason, Scan, recognise
from drivers.scanners.deposit_slip import DepositSlipCode, DepositSlipForm, DepositSlipFormError


def test_a_slip_says_what_it_is_worth_and_its_whole_number_tells_it_from_others() -> None:
    assert recognise(Scan("9801234504507"), CodeRules()) == DepositSlipCode("9801234504507", 4_500)


def test_one_wrong_digit_is_no_money() -> None:
    found = recognise(Scan("9801234504517"), CodeRules())
    assert found == Refused(RefusedReason.CHECK_DIGIT, "9801234504517")


def test_a_shop_says_how_its_machines_number_and_a_shop_without_any_sells_by_that_number() -> None:
    own = CodeRules(deposit_slips=(DepositSlipForm("77SSSSSSXXPPPPPP"),))
    assert recognise(Scan("7712345600004500"), own) == DepositSlipCode("7712345600004500", 4_500)
    assert isinstance(recognise(Scan("9801234504507"), own), ArticleCode)
    assert isinstance(recognise(Scan("9801234504507"), CodeRules(deposit_slips=())), ArticleCode)


@pytest.mark.parametrize(
    "form", ["980SSSSSPPPP?", "SSSSSSPPPPPP", "980SSSSSSSSS", "980PPPPPPPPPK", "98KSSSSPPPPPP", "98SP"]
)
def test_a_form_that_says_too_little_is_refused(form: str) -> None:
    with pytest.raises(DepositSlipFormError):
        DepositSlipForm(form)
