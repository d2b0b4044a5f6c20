"""The products zone's model: quick keys by category, and search as you type."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_app.domain.catalogue import Article
from pos_app.ui.ports import TillPorts
from pos_app.ui.viewmodels.state import CategoryTab, ProductsState, ProductTile
from pos_app.ui.viewmodels.words import Words

_FOUND = 60


class ProductsModel(QObject):
    """Look-ups take microseconds on the replica, so they are made where they are shown."""

    changed = Signal(object)
    """:class:`ProductsState`"""

    def __init__(self, ports: TillPorts, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = ports.services.catalogue
        self._words = words
        self._tab = ""
        self._query = ""
        self._tabs: tuple[CategoryTab, ...] = ()
        self._colours: dict[str, str] = {}
        self._tiles: tuple[ProductTile, ...] = ()

    def refresh(self) -> None:
        """Read the categories anew: at the start, and when the catalogue changed."""
        categories = self._catalogue.categories()
        self._tabs = tuple(CategoryTab(category.category_id, category.name) for category in categories)
        self._colours = {category.category_id: category.colour for category in categories}
        if self._tab not in self._colours:
            self._tab = self._tabs[0].category_id if self._tabs else ""
        self._show()

    def choose_tab(self, category_id: str) -> None:
        """Another category; a search ends."""
        self._tab, self._query = category_id, ""
        self._show()

    def search(self, text: str) -> None:
        """What was typed so far; empty goes back to the quick keys."""
        if text.strip() != self._query:
            self._query = text.strip()
            self._show()

    def first_found(self) -> str | None:
        """The best hit of the search, for Enter."""
        return self._tiles[0].article_id if self._query and self._tiles else None

    def _show(self) -> None:
        searching = bool(self._query)
        articles = (
            self._catalogue.search(self._query, _FOUND)
            if searching
            else self._catalogue.quick_keys(self._tab)
        )
        self._tiles = tuple(self._tile(article) for article in articles)
        nothing = self.tr("Nothing is called “{text}”").format(text=self._query) if searching else ""
        if not searching and not self._tiles:
            nothing = self.tr("No quick keys here. Scan, or search by name (F2).")
        self.changed.emit(ProductsState(self._tabs, self._tab, self._tiles, searching, nothing))

    def _tile(self, article: Article) -> ProductTile:
        colour = article.colour or self._colours.get(article.category_id, "") or "#5C6860"
        return ProductTile(article.article_id, article.name, self._words.price_of(article), colour)
