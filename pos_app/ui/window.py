"""The till's one window: sign-in, selling or stopped; keys and touches to the controller, states to the views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from pos_app.domain.errors import CannotSell
from pos_app.domain.members import Cashier
from pos_app.ui.controller import Controller
from pos_app.ui.inbox import Inbox
from pos_app.ui.keys import TABLE, WINDOW_KEYS, Act
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.panel_makers import register_all
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.selling_wiring import connect_states, connect_touches
from pos_app.ui.stylesheet import sheet
from pos_app.ui.theme import PALETTES, Theme, factor_for
from pos_app.ui.typeface import FAMILY
from pos_app.ui.viewmodels.entry import ERASE
from pos_app.ui.viewmodels.stops import stop_state
from pos_app.ui.views.selling import SellingView
from pos_app.ui.views.sign_in import SignInView
from pos_app.ui.views.stop import StopView
from pos_app.ui.wedge_filter import WedgeFilter

if TYPE_CHECKING:  # nobody practises before the first paint
    from pos_app.domain.rights import Approval

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TillWindow(QWidget):
    """Built by ``bootstrap`` from its ports after :func:`pos_app.ui.app.make_app` and ``speak``.

    ``inbox`` is where devices and sync report, from any thread. Call :meth:`start` once it is shown, and
    :meth:`shut_down` (or close it) at the end.
    """

    closed = Signal()

    def __init__(self, ports: TillPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("till")
        self.setWindowTitle("Trofast")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ports = ports
        self._palette_name = ports.screen.palette
        self.inbox = Inbox(self)
        self.models = Models(ports, self.inbox, self)
        self.theme = self._theme_for(self.width(), self.height())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.selling: SellingView | None = None
        self.sign_in: SignInView | None = None
        self.stop: StopView | None = None
        self.deck: PanelDeck | None = None
        self.controller: Controller | None = None
        self._cashier: Cashier | None = None
        self._shown = "sign_in"
        self._running = True
        for model in (
            self.models.sale,
            self.models.payment,
            self.models.parked,
            self.models.receipt,
            self.models.sign_in,
        ):
            model.stopped.connect(self.stop_selling)
        if self.models.card_terminal is not None:
            self.models.card_terminal.stopped.connect(self.stop_selling)
        self.inbox.stopped.connect(self.stop_selling)
        self.models.sign_in.signed_in.connect(self._signed_in)
        self._hears = False
        self._wedge: WedgeFilter | None = None
        if ports.wedge is not None:
            self._wedge = WedgeFilter(ports.wedge, self)
            self._wedge.scanned.connect(lambda text: self.inbox.scanned.emit(Code(text, "wedge")))
            self._wedge.refused.connect(self.inbox.unreadable)
        self._shortcuts()

    # ---- life -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the window as ``till.toml`` wants it, and start."""
        if self._ports.screen.full_screen:
            # Told beforehand, so that the views are built once, for the size they will have.
            self.setGeometry(QApplication.primaryScreen().geometry())
            self.showFullScreen()
        else:
            screen = QApplication.primaryScreen().availableGeometry()
            self.resize(min(1366, screen.width()), min(768, screen.height()))
            self.show()
        # A kiosk has no window manager to hand out the keyboard: ask for it.
        self.activateWindow()
        self.start()

    def start(self) -> None:
        """Bring back the basket, look at the status, and ask who is there."""
        self._build()
        self.listen(to_wedge=True)
        self.models.sale.restore()
        self.models.receipt.resume()
        self.models.sign_in.begin()
        self.models.status.start()

    def shut_down(self) -> None:
        """Finish what is being written and end the threads; safe to call twice."""
        if self._running:
            self._running = False
            self.listen(to_wedge=False)
            self.models.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The basket is safe already; only the threads have to end."""
        self.shut_down()
        self.closed.emit()
        super().closeEvent(event)

    def drain(self, timeout_ms: int = 5000) -> bool:
        """Wait until nothing is being written or asked (for tests and the demo)."""
        models = self.models
        terminal = (models.card_terminal,) if models.card_terminal is not None else ()
        waiting = (models.line, models.whole_member, *terminal, *models.beside, models.store)
        return all(each.drain(timeout_ms) for each in waiting)

    # ---- building -------------------------------------------------------------------------------------------

    def _theme_for(self, width: int, height: int) -> Theme:
        factor = factor_for(width, height) * self._ports.screen.scale_percent / 100
        return Theme(PALETTES[self._palette_name], round(factor, 2), FAMILY)

    def _build(self) -> None:
        """Make the views for the theme in force; what they show comes from the models."""
        self.theme = self._theme_for(self.width(), self.height())
        self.setStyleSheet(sheet(self.theme))
        for view in (self.selling, self.sign_in, self.stop):
            if view is not None:
                self._column.removeWidget(view)
                view.hide()
                view.deleteLater()
        self.selling = self.sign_in = self.stop = None
        if self.controller is not None:
            self.controller.deleteLater()
        if self.deck is not None:
            self.deck.deleteLater()
        self._build_selling()
        if self._shown == "selling" and self._cashier is not None:
            self._let_sell(self._cashier)
            self._show_selling()
        else:
            self._show_sign_in()

    def _build_selling(self) -> None:
        models = self.models
        view = SellingView(self.theme, self._ports.screen.animated, self)
        view.hide()
        self.selling = view
        self.deck = PanelDeck(view.products.slide, view.wide, models.entry, self)
        self.controller = Controller(models, self.deck, self.inbox, self)
        register_all(self.deck, self.theme, models, self.controller)
        connect_states(view, models)
        view.set_training(self._ports.screen.training)
        self._connect_touches(view, self.controller)
        self._column.addWidget(view)

    def _connect_touches(self, view: SellingView, controller: Controller) -> None:
        """What reaches past the controller, to the window itself; the rest is :mod:`pos_app.ui.selling_wiring`."""
        assert self.deck is not None
        connect_touches(view, self.models, controller)
        view.products.tab_chosen.connect(self._tab_chosen)
        view.keypad.typed.connect(self.deck.press)
        view.keypad.paid.connect(self._enter)
        view.basket.lines.touched.connect(self._line_touched)
        controller.search_done.connect(self._search_done)
        controller.lock_wanted.connect(self.lock)
        controller.palette_switched.connect(self.switch_palette)
        controller.exceptions.practice_wanted.connect(self._practise)
        controller.exceptions.practice_over.connect(self.close)
        self.deck.closed.connect(lambda _: self.setFocus())

    def _shortcuts(self) -> None:
        for row in TABLE:
            if row.key:
                shortcut = QShortcut(QKeySequence(row.key), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda act=row.act: self._act(act))

    # ---- which screen ---------------------------------------------------------------------------------------

    def _show_only(self, view: QWidget) -> None:
        for other in (self.selling, self.sign_in, self.stop):
            if other is not None and other is not view:
                other.hide()
        view.show()

    def _show_sign_in(self) -> None:
        self._shown = "sign_in"
        if self.sign_in is None:
            self.sign_in = SignInView(self.theme, self)
            self.sign_in.cashier_chosen.connect(self.models.sign_in.choose)
            self.sign_in.typed.connect(self.models.sign_in.press)
            self.sign_in.accepted.connect(self.models.sign_in.accept)
            self.models.sign_in.changed.connect(self.sign_in.show_state)
            self._column.addWidget(self.sign_in)
        self._show_only(self.sign_in)
        self.models.sign_in.show()
        self.setFocus()

    def _show_selling(self) -> None:
        assert self.selling is not None
        self._shown = "selling"
        self._show_only(self.selling)
        self.setFocus()

    def _signed_in(self, cashier: Cashier) -> None:
        self._cashier = cashier
        self._let_sell(cashier)
        self._show_selling()
        if self.models.sale.tenders and self.controller is not None:
            self.controller.desk.pay()

    def _let_sell(self, cashier: Cashier) -> None:
        """Let this cashier sell."""
        assert self.controller is not None
        self.controller.signed_in(cashier)

    def lock(self) -> None:
        """Ask who is there; the basket stays as it is. Practice is over with it."""
        if self.models.is_practice:
            self.close()
            return
        if self.controller is not None:
            self.controller.locked()
        self.models.sign_in.begin()
        self._show_sign_in()

    def _practise(self, approval: Approval) -> None:
        """Another window, over a store that is thrown away; this one waits."""
        from pos_app.ui.practice import PracticeRoom

        if self._cashier is not None:
            PracticeRoom(self, self._ports, approval, self._cashier).begin()

    def listen(self, *, to_wedge: bool) -> None:
        """Whether this window hears the keyboard scanner: one window at a time does."""
        app = QApplication.instance()
        if self._wedge is None or not isinstance(app, QApplication) or to_wedge is self._hears:
            return
        self._hears = to_wedge
        if to_wedge:
            self._wedge.install(app, self.windowHandle())
        else:
            self._wedge.remove(app)

    def stop_selling(self, error: CannotSell) -> None:
        """The till must not sell: say why, full screen, until it has been tried again with success."""
        if self.stop is None:
            self.stop = StopView(self.theme, self)
            self.stop.retried.connect(self._retry)
            self._column.addWidget(self.stop)
        self.stop.show_state(stop_state(error))
        self._show_only(self.stop)
        self.setFocus()

    def _retry(self) -> None:
        self.models.store.run(self._ports.retry or _nothing, self._works_again, self._still_stopped)

    def _works_again(self, _: None) -> None:
        if self.models.card_terminal is not None:
            self.models.card_terminal.look()
        if self._shown == "sign_in":
            self._show_sign_in()
        else:
            self._show_selling()

    def _still_stopped(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.stop_selling(error)

    def switch_palette(self) -> None:
        """Light to dark and back, at once."""
        self._palette_name = "dark" if self._palette_name == "light" else "light"
        self._ports.palette_chosen(self._palette_name)
        self._build()

    # ---- keys and touches -----------------------------------------------------------------------------------

    @property
    def is_selling(self) -> bool:
        """Whether the selling screen is in sight."""
        return self.selling is not None and self.selling.isVisible()

    def _act(self, act: Act) -> None:
        if self.is_selling and self.controller is not None:
            self.controller.act(act.value)

    def _enter(self) -> None:
        """Enter, or Pay: the open panel's large button, else pay."""
        assert self.deck is not None
        assert self.controller is not None
        panel = self.deck.current
        if panel is not None:
            panel.accept()
        else:
            self.controller.desk.pay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whatever no field used: digits to the number field, letters to the search, the rest by the key table."""
        key, text = event.key(), event.text()
        if self.stop is not None and self.stop.isVisible():
            if key in _ENTER:
                self._retry()
            return
        if self.sign_in is not None and self.sign_in.isVisible():
            self.sign_in.keyPressEvent(event)
            return
        if self.deck is None or self.controller is None or self.selling is None:
            return
        panel = self.deck.current
        if key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Backspace:
            self.deck.press(ERASE)
        elif text and text in "0123456789,.":
            self.deck.press(text)
        elif panel is not None and panel.key(event):
            pass
        elif key in WINDOW_KEYS:
            self.controller.act(WINDOW_KEYS[key].value)
        elif text.isalpha() and panel is None:
            self.selling.products.search.edit.setFocus()
            self.selling.products.search.edit.insert(text)

    def _line_touched(self, key: str) -> None:
        """A touch selects; a touch on the selected line opens it."""
        assert self.deck is not None
        assert self.controller is not None
        if self.models.sale.selected == int(key) and not self.deck.name:
            self.controller.act(Act.LINE.value)
        else:
            self.models.sale.select(int(key))

    def _tab_chosen(self, category_id: str) -> None:
        self._search_done()
        self.models.products.choose_tab(category_id)

    def _search_done(self) -> None:
        assert self.selling is not None
        self.selling.products.clear_search()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Build anew when the factor changes; a few pixels only lay out again."""
        super().resizeEvent(event)
        if (
            self.selling is not None
            and abs(self._theme_for(self.width(), self.height()).factor - self.theme.factor) > 0.04
        ):
            self._build()


def _nothing() -> None:
    """What trying again does when nobody says: the next change tries the store itself."""
