"""Which panel is open over the products zone. Panels are built when first shown and kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_app.ui.viewmodels.entry import ERASE, Ask, EntryModel
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.slide import SlideHost

WIDE = frozenset({"evening"})


class PanelDeck(QObject):
    """``makers`` builds each panel by name; ``open`` says what the keypad asks meanwhile and who listens. Panels
    named in :data:`WIDE` slide over the basket too, which is empty then.
    """

    opened = Signal(str)
    closed = Signal(str)

    def __init__(
        self, slide: SlideHost, wide: SlideHost, entry: EntryModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._slide = slide
        self._wide = wide
        self._entry = entry
        self._makers: dict[str, Callable[[], Panel]] = {}
        self._panels: dict[str, Panel] = {}
        self._listener: Callable[[str], None] | None = None
        self.name = ""
        entry.typed.connect(self._typed)

    def register(self, name: str, maker: Callable[[], Panel]) -> None:
        """How to build a panel when it is first wanted."""
        self._makers[name] = maker

    def panel(self, name: str) -> Panel:
        """The panel, built now if it was never shown."""
        if name not in self._panels:
            panel = self._makers[name]()
            panel.closed.connect(self.close)
            self._panels[name] = panel
        return self._panels[name]

    @property
    def current(self) -> Panel | None:
        """The open panel."""
        return self._panels[self.name] if self.name else None

    def open(self, name: str, ask: Ask | None = None, listener: Callable[[str], None] | None = None) -> None:
        """Slide it in, in place of any other."""
        panel = self.panel(name)
        self.name = name
        self._listener = None
        self._entry.ask(ask)
        self._listener = listener
        place, other = (self._wide, self._slide) if name in WIDE else (self._slide, self._wide)
        other.close_panel()
        place.open(panel)
        panel.opened()
        self.opened.emit(name)

    def ask(self, ask: Ask) -> None:
        """The open panel wants another kind of number."""
        listener, self._listener = self._listener, None
        self._entry.ask(ask)
        self._listener = listener

    def listen(self, listener: Callable[[str], None] | None) -> None:
        """Who hears what is typed from now on; nobody while a number is put there ready-made."""
        self._listener = listener

    def close(self) -> None:
        """Take the open panel away; the keypad asks for money again."""
        if not self.name:
            return
        name, self.name = self.name, ""
        self._listener = None
        self._entry.ask(None)
        self._slide.close_panel()
        self._wide.close_panel()
        self.closed.emit(name)

    def press(self, sign: str) -> bool:
        """A key of the keypad or keyboard: into the panel's text field if it has one, else the number field."""
        if self.current is not None and self.current.press(sign):
            return True
        field = getattr(self.current, "field", None)
        if isinstance(field, TextField):
            if sign == ERASE:
                field.backspace()
            else:
                field.insert(sign)
            return True
        return self._entry.press(sign)

    def _typed(self, text: str) -> None:
        if self._listener is not None:
            self._listener(text)
