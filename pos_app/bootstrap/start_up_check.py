"""Whether this release can work on this till: opens everything as a start does, before a cashier needs it.

Runs in a child process (:mod:`pos_app.machine.watched_child`), so that a Qt that aborts, or a step that hangs, is an
answer. The data are this till's own: what a start would migrate is migrated. Nothing is journalled and no sale, basket
or print job is touched, so the release before can always have its data back; the window that is built stands over a
store that is thrown away, as in practice.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.errors import CannotSell, Refused, TillError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from PySide6.QtWidgets import QWidget

    from pos_app.bootstrap.opening import OpenTill
    from pos_app.config import Settings
    from pos_app.storage.database import Database
    from pos_app.ui.ports import TillPorts

PAINTED_S = 30
"""So long a window may take until it is painted, on the slowest till."""
_SYNC_PATIENCE_S = 5
_LOOK_AGAIN_S = 0.1
MOST_WALKED = 20_000
"""So many records at most are walked, the newest: an hour of checking helps no shop. `trofast verify` walks all."""


class CheckFailed(TillError):
    """This release can not work here; ``reason`` is a stable word, the text a sentence without any name."""

    def __init__(self, reason: str, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)


def check_start(settings: Settings | None, load_catalogue: Callable[[Settings], object]) -> None:
    """Open everything. ``None`` is a till that has no settings yet, on which only the window can be looked at.

    ``load_catalogue`` asks the server for the catalogue, where this release can not read the one that is here.
    Raises :class:`CheckFailed`.
    """
    _check_modules()
    if settings is None or not settings.is_enrolled:
        _stopped_window()
        return
    try:
        _check_till(settings, load_catalogue)
    except CannotSell as error:
        raise CheckFailed(error.cause, error.sentence) from error


def _check_modules() -> None:
    """A package must hold all that the program is made of; a checkout has an environment, which its tests look at."""
    from pos_app.bootstrap.every_module import missing
    from pos_app.machine.installed import is_packaged

    if is_packaged() and (parts := list(missing())):
        raise CheckFailed("incomplete", f"Parts of the program are not in it: {'; '.join(parts[:3])}.")


def _check_till(settings: Settings, load_catalogue: Callable[[Settings], object]) -> None:
    from pos_app.storage.replica_files import current_number

    had_catalogue = current_number(settings.data_folder) > 0
    with _without_sync(settings.data_folder):
        till = _open(settings)
        if till is not None:
            _look_at(till)
            return
    if not had_catalogue:  # it was enrolled and never loaded: a start waits for the server too
        _stopped_window()
        return
    load_catalogue(settings)
    with _without_sync(settings.data_folder):
        till = _open(settings)
        if till is None:
            raise CheckFailed(
                "catalogue",
                "The new release needs the shop's goods anew, and they did not come from the server.",
            )
        _look_at(till)


@contextmanager
def _without_sync(folder: Path) -> Iterator[None]:
    """No sync of the release before works on data that it may no longer know. One that is at it is waited for."""
    from pos_app.storage.lock import AlreadyHeld, FileLock
    from pos_app.storage.replica_files import make_folder

    make_folder(folder)
    lock, until = FileLock(folder / "sync.lock"), time.monotonic() + _SYNC_PATIENCE_S
    while True:
        try:
            lock.acquire()
            break
        except AlreadyHeld as error:
            if time.monotonic() > until:
                raise CheckFailed(
                    "in-use", "The till's sync is still running: its window is open."
                ) from error
            time.sleep(_LOOK_AGAIN_S)
    try:
        yield
    finally:
        lock.release()


def _open(settings: Settings) -> OpenTill | None:
    """The till's data as a start opens them; ``None`` without a catalogue that this release can read."""
    from pos_app.bootstrap.opening import open_till

    try:
        return open_till(settings)
    except CannotSell as error:
        if error.cause != "no_catalogue":
            raise
        return None


def _look_at(till: OpenTill) -> None:
    try:
        check_journal(till.store.database)
        _check_keys(till)
        _check_goods(till)
        _check_window(till)
    finally:
        till.close()


def check_journal(database: Database, most: int = MOST_WALKED) -> None:
    """Follow the newest records (CHAIN) to the journal's end, and look for rows that belong to none."""
    from pos_app.storage import day_sql, update_sql
    from pos_app.storage.chain import Broken, Chain, Link
    from pos_app.storage.journal import head
    from pos_app.storage.opening import check_safety, owner_of, read_back

    check_safety(read_back(database.connection))
    owner, (last, _) = owner_of(database), head(database)
    chain = Chain()
    if last > most and owner is not None:
        chain.company_id, chain.till_id = owner.company_id, owner.till_id
        chain.last_sequence = last - most
        before = database.row(update_sql.HASH_OF, (chain.last_sequence,))
        chain.head = before[0] if before else b""
    try:
        while rows := database.rows(day_sql.RECORDS_AFTER, (chain.last_sequence, 500)):
            for row in rows:
                chain.follow(Link(*row))
    except Broken as error:
        raise CheckFailed("journal", f"Record {error.sequence} is not as it was written.") from error
    if database.sql("PRAGMA foreign_key_check"):
        raise CheckFailed("journal", "There are rows in the till's data that belong to no record.")


def _check_keys(till: OpenTill) -> None:
    """The keys that a sale and the server ask for, and the libraries that use them; no network."""
    from pos_app.bootstrap.own_place import place_of
    from sync.client.follow import follow
    from sync.client.once import sync_once
    from sync.client.signing import Signer

    assert callable(follow)
    assert callable(sync_once)
    try:
        signer = place_of(till.settings).signer()
    except TillError as error:
        raise CheckFailed(
            "device_key", "The till's own key can not be read, so it could send nothing."
        ) from error
    assert isinstance(signer, Signer)
    if till.ports.books is not None:
        till.signer.warm_up()


def _check_goods(till: OpenTill) -> None:
    """Every programme is read, and one article is priced with them, as the first scan will."""
    from pos_app.domain.basket import Basket, add_article
    from pos_app.services.quoting import quote

    catalogue, shop = till.ports.catalogue, till.ports.counter.store
    till.replica.in_force()
    tabs = [each.category_id for each in catalogue.categories()]
    article = next((key for tab in tabs for key in catalogue.quick_keys(tab)), None)
    if article is None:
        return
    try:
        basket = Basket(till.ports.ids.new_id(), shop.currency, shop.vat_included)
        quote(till.ports, add_article(basket, article), None)
    except Refused:  # a rule of the shop spoke: it was read
        return


def _check_window(till: OpenTill) -> None:
    """The window over a store of its own, with everything that a start and the first receipt load."""
    from drivers import devices
    from pos_app.bootstrap.surroundings import Surroundings
    from pos_app.ui.app import make_app, speak

    devices.warm_up()
    speak(make_app(), till.settings.language)
    ports = Surroundings(till).till_ports()
    assert ports.practice is not None
    made = ports.practice()
    try:
        _show_window(made.ports)
    finally:
        made.end()
    check_screen_plugin()


def _show_window(ports: TillPorts) -> None:
    from pos_app.ui.window import TillWindow

    window = TillWindow(ports)
    with _no_bug():
        try:
            _paint(window, window.open)
            cashiers = ports.services.staff.cashiers()
            if cashiers:
                window.models.sign_in.signed_in.emit(cashiers[0])
            if window.grab().isNull():
                raise CheckFailed("window", "The till's window stays empty.")
        finally:
            window.close()
            window.shut_down()


@contextmanager
def _no_bug() -> Iterator[None]:
    """What a slot of Qt raises comes out at the interpreter's hook, and nowhere else."""
    raised: list[str] = []
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        raised.append(kind.__name__)
        before(kind, error, trace)

    sys.excepthook = hook
    try:
        yield
    finally:
        sys.excepthook = before
    if raised:
        raise CheckFailed("window", f"The till's window has a bug ({raised[0]}).")


def _stopped_window() -> None:
    """The window that a till without a place, or without goods, shows."""
    from pos_app.storage.faults import cannot_sell
    from pos_app.ui.app import make_app, speak
    from pos_app.ui.ports import Screen
    from pos_app.ui.stopped import StoppedWindow

    speak(make_app(), "nb")
    window = StoppedWindow(cannot_sell("not_enrolled"), Screen())
    _paint(window, window.show)
    window.close()
    check_screen_plugin()


def _paint(window: QWidget, show: Callable[[], None]) -> None:
    """Show it and wait until it is really painted."""
    from PySide6.QtCore import QEventLoop, QTimer

    from pos_app.ui.first_paint import when_painted

    loop, painted = QEventLoop(), list[bool]()

    def seen() -> None:
        painted.append(True)
        loop.quit()

    when_painted(window, seen)
    QTimer.singleShot(PAINTED_S * 1000, loop.quit)
    show()
    if not painted:
        loop.exec()
    if not painted:
        raise CheckFailed("window", "The till's window was not painted.")


def check_screen_plugin(name: str = "xcb") -> None:
    """Whether Qt's part for the real screen finds the system's libraries; what is drawn here needs none of them.

    Asked of the packaged program on Linux, whose package says what it needs.
    """
    from pos_app.machine.installed import is_packaged

    if not is_packaged() or sys.platform != "linux":
        return
    problem = screen_plugin_problem(name)
    if problem:
        raise CheckFailed("screen", f"Qt can not use this machine's screen: {problem}")


def screen_plugin_problem(name: str) -> str:
    """What keeps Qt's platform plugin of that name from being loaded; "" for nothing."""
    from PySide6.QtCore import QLibraryInfo, QPluginLoader

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    loader = QPluginLoader(str(folder / f"libq{name}.so"))
    return "" if loader.load() else loader.errorString()
