"""Pictures of what a member agrees to: the list in their panel, the question, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from pos_app.domain.enrolment import Agreed
from pos_app.domain.loyalty.offer_rules import Coupon, Issued
from pos_app.domain.loyalty.status_rules import Consent
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.club import club_member, club_programme

CONSENTS = (
    Consent("receipts", "Jeg vil ha kvitteringene mine på e-post."),
    Consent(
        "alerts", "Dere kan sende meg tilbud på e-post, høyst to i måneden. Jeg kan si nei når som helst."
    ),
)


def _asked(till: Till) -> None:
    """Ada, who agreed to one thing long ago, to another in earlier words, and to a partner."""
    thanks = Coupon("takk", "15 % av neste kjøp", issued=Issued.CONSENT, consent="alerts")
    till.stage.programmes.programmes = (replace(club_programme(), consents=CONSENTS, coupons=(thanks,)),)
    ada = club_member()
    view = replace(ada.view, consents=("receipts", "partner-sky"))
    agreed = (
        Agreed("receipts", goods.AT_MS - 90 * 86_400_000, reworded=True),
        Agreed("partner-sky", goods.AT_MS - 60_000),
    )
    till.stage.members.people = [replace(ada, view=view, agreed=agreed)]
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.settle()
    till.controller.act(Act.MEMBER.value)
    till.settle()


def _consents(till: Till) -> None:
    _asked(till)
    for _ in range(4):
        till.press(Qt.Key.Key_PageDown)


def _consent(till: Till) -> None:
    _asked(till)
    till.controller.sheet_touched("consent:alerts")


def _consent_back(till: Till) -> None:
    _asked(till)
    till.controller.sheet_touched("consent:receipts")


def _consented(till: Till) -> None:
    _consent(till)
    till.press(Qt.Key.Key_Return)
    till.settle()
    for _ in range(4):
        till.press(Qt.Key.Key_PageDown)


STATES: dict[str, Callable[[Till], None]] = {
    "consents": _consents,
    "consent": _consent,
    "consent-withdrawn": _consent_back,
    "consented": _consented,
}
