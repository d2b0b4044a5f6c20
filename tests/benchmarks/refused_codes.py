"""``token``: from a member's code that is to be refused, handed to the window's inbox, until its sentence is painted.

Every way of failing in turn, with 100 000 members in the replica and as many entries on the list of revoked codes as a
careless company would have. A code's length is bounded before it is looked into and at most two signatures are checked,
so that the worst is known beforehand; this row says how bad it is. The first code of all pays for its libraries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter_ns, time_ns

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.member_code import bytes_of, text_of
from pos_app.storage.replica_writer import ReplicaWriter
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.widgets.banner import BannerView
from pos_app.ui.window import TillWindow
from sync.protocol.v1.messages import IssuerKeyRow, RevokedCodeRow
from sync.protocol.v1.messages import Row as TillRow
from tests.benchmarks.big_shop import KEY, BigShop, a_copy, big_shop
from tests.benchmarks.cashier import BenchCashier, WentWrong
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.lookup import live_connection
from tests.benchmarks.row import Row
from tests.benchmarks.scan import open_window
from tests.stage import goods
from tests.stage.codes import CodeIssuer

GOAL_MS = 100.0
_PATIENCE_NS = 5_000_000_000
_DAY_MS = 86_400_000
_REVOKED = "0190b5a0-0000-7000-8000-00000000dead"
ISSUER = CodeIssuer(goods.COMPANY)
STRANGER = CodeIssuer(goods.COMPANY, seed=bytes(32))


def measure(folder: Path, *, quick: bool) -> Row:
    """All ways of failing, 100 times (quick: twice)."""
    shop = a_copy(big_shop(folder, quick=quick), "token")
    _tell_of_codes(shop, 1_000 if quick else 100_000)
    with open_window(shop) as (till, window):
        till.server_time.learn(0)
        cashier = BenchCashier(window)
        cashier.sign_in()
        took = [
            _scan_to_sentence(window, code, reason)
            for _ in range(2 if quick else 100)
            for code, reason in refused_codes(till.ports.member_codes.now_ms())
        ]
        replica = live_connection(till.replica)
        return Row(
            "token",
            "absolute",
            "ms",
            tuple(took),
            (),
            GOAL_MS,
            rows_ours=count_rows(replica, "revoked_code"),
            rows_reference=0,
            pragmas_ours=pragmas_of(replica),
        )


def refused_codes(now_ms: int) -> Iterator[tuple[str, Refusal]]:
    """A code for each way of failing, the dearest ones included: two right signatures, and then no."""
    card = ISSUER.card(goods.MEMBER_ID, at_ms=now_ms)
    phone = ISSUER.phone(goods.MEMBER_ID, at_ms=now_ms)
    swapped, forged = bytearray(bytes_of(card)), bytearray(bytes_of(card))
    swapped[0], forged[-1] = 2, forged[-1] ^ 1
    renamed = replace(STRANGER.token(goods.MEMBER_ID, at_ms=now_ms), key_id=ISSUER.key_id)
    long_ago_ms = now_ms - 10 * _DAY_MS
    yield "1991" + "7" * 636, Refusal.MEMBER_CODE_TOO_LONG
    yield card[:-9], Refusal.MEMBER_CODE_DAMAGED
    yield "1991" + "7" * 100_000, Refusal.MEMBER_CODE_TOO_LONG
    yield text_of(bytes(swapped)), Refusal.MEMBER_CODE_OTHER_KIND
    yield text_of(bytes(forged)), Refusal.MEMBER_CODE_FORGED
    yield STRANGER.card(goods.MEMBER_ID, at_ms=now_ms), Refusal.MEMBER_CODE_WRONG_KEY
    yield text_of(STRANGER.sign(renamed)), Refusal.MEMBER_CODE_FORGED
    yield CodeIssuer("neighbour").card(goods.MEMBER_ID, at_ms=now_ms), Refusal.CARD_OF_ANOTHER_COMPANY
    yield ISSUER.card(_REVOKED, at_ms=now_ms), Refusal.MEMBER_CODE_REVOKED
    yield ISSUER.card(goods.MEMBER_ID, at_ms=long_ago_ms, days=9), Refusal.MEMBER_CODE_EXPIRED
    yield phone.shows(now_ms - 120_000), Refusal.MEMBER_CODE_SCREENSHOT
    yield phone.shows(now_ms + 120_000), Refusal.MEMBER_CODE_PHONE_CLOCK
    yield ISSUER.card("joined-elsewhere", at_ms=now_ms), Refusal.MEMBER_CODE_NOT_KNOWN_YET


def _tell_of_codes(shop: BigShop, revoked: int) -> None:
    """The issuer's key, and a long list of revoked codes."""
    later_s = time_ns() // 1_000_000_000 + 10**7
    rows: list[TillRow] = [
        IssuerKeyRow(ISSUER.key_id.hex(), ISSUER.public_key, 0, 0),
        RevokedCodeRow(f"member/{_REVOKED}", later_s),
        *(RevokedCodeRow(f"token/{number:016x}", later_s) for number in range(10**6, 10**6 + revoked)),
    ]
    writer = ReplicaWriter(shop.data, KEY)
    writer.apply(rows, writer.cursor + len(rows), full=False)
    writer.close()


def _scan_to_sentence(window: TillWindow, code: str, reason: Refusal) -> float:
    """Milliseconds until this refusal stands on the screen."""
    assert window.selling is not None
    window.models.messages.hush()
    QCoreApplication.processEvents()
    wanted = sentence(Refused(reason))
    painted = _Painted(window.selling.products.banner, wanted)
    started = perf_counter_ns()
    BenchCashier(window).scan(code)
    while not painted.seen:
        QCoreApplication.processEvents()
        if perf_counter_ns() - started > _PATIENCE_NS:
            raise WentWrong(f"never said: {wanted}")
    ended = perf_counter_ns()
    painted.leave()
    return (ended - started) / 1e6


class _Painted(QObject):
    """Sees the banner's paint event once it has the wanted text."""

    def __init__(self, banner: BannerView, wanted: str) -> None:
        super().__init__()
        self.seen = False
        self._banner = banner
        self._wanted = wanted
        banner.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at paint events, swallow nothing."""
        if event.type() == QEvent.Type.Paint and self._banner.text() == self._wanted:
            self.seen = True
        return False

    def leave(self) -> None:
        """Look no more."""
        self._banner.removeEventFilter(self)
