"""Cashiers sign in by PIN; wrong ones in a row lock it for a while, also over a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.services.ports import Ports
from pos_app.services.till_store import PinAttempts, UnitOfWork

MOST_WRONG = 5
LOCK_MS = 60_000


def sign_in(ports: Ports, cashier: Cashier, pin: str) -> Cashier:
    """Let the cashier in when the PIN is right, and journal it.

    Run it off the interface thread. Raises :class:`Refused` as :func:`check_pin` does.
    """
    at_ms = ports.clock.now_ms()
    check_pin(
        ports, cashier, pin, lambda work: work.add_signed_in(ports.ids.new_id(), cashier.cashier_id, at_ms)
    )
    return cashier


def check_pin(
    ports: Ports, cashier: Cashier, pin: str, then: Callable[[UnitOfWork], object] | None = None
) -> None:
    """Whether it is this cashier's PIN. Wrong ones in a row count together, wherever a PIN is asked for: signing in and
    allowing something lock each other. ``then`` is written in the transaction that forgets the wrong ones.

    The check is slow on purpose, so this does not run on the interface thread. Raises :class:`Refused`
    ``WRONG_PIN`` (``left`` tries remain) or ``PIN_LOCKED`` (``seconds`` to wait).
    """
    now = ports.clock.now_ms()
    with ports.store.unit_of_work() as work:
        attempts = work.pin_attempts(cashier.cashier_id)
    left_ms = attempts.locked_until_ms - now
    # More than a whole lock is left only where the clock was set back: nobody is to wait for it to come round again.
    if 0 < left_ms <= LOCK_MS:
        raise Refused(Refusal.PIN_LOCKED, seconds=-(-left_ms // 1000))
    right = ports.pins.matches(cashier.pin_hash, pin)
    with ports.store.unit_of_work() as work:
        if right:
            work.set_pin_attempts(cashier.cashier_id, PinAttempts())
            if then is not None:
                then(work)
        else:
            attempts = replace(attempts, wrong=attempts.wrong + 1, locked_until_ms=0)
            if attempts.wrong >= MOST_WRONG:
                attempts = PinAttempts(0, now + LOCK_MS)
            work.set_pin_attempts(cashier.cashier_id, attempts)
        work.commit()
    if right:
        return
    if attempts.locked_until_ms:
        raise Refused(Refusal.PIN_LOCKED, seconds=LOCK_MS // 1000)
    raise Refused(Refusal.WRONG_PIN, left=MOST_WRONG - attempts.wrong)
