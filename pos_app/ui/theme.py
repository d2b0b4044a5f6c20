"""Colours, type and measures of the whole interface, in one place.

A :class:`Theme` is one palette at one scale factor. Widgets receive it in their constructor and ask it
for everything they draw with; when the palette or the factor changes the window builds its views anew,
so no widget has to know how to change its clothes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from pos_app.ui.glyphs import draw_glyph

REGULAR = QFont.Weight.Normal
SEMIBOLD = QFont.Weight.DemiBold
BOLD = QFont.Weight.Bold

# The picture everything was drawn on; the factor is how much larger the real screen is.
DESIGN_WIDTH = 1366
DESIGN_HEIGHT = 768


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, as ``#rrggbb``. Colour only ever means something; see the interface notes."""

    name: str
    background: str
    panel: str
    key: str
    pressed: str
    ink: str
    soft: str
    line: str
    action: str
    on_action: str
    action_tint: str
    look: str
    look_tint: str
    stop: str
    stop_tint: str
    tier: str
    tier_tint: str
    selected: str
    on_selected: str

    def roles(self) -> dict[str, str]:
        """Every colour by its role."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "name"}


LIGHT = Palette(
    name="light",
    background="#F3F4F1",
    panel="#FFFFFF",
    key="#F8F9F7",
    pressed="#E6E9E4",
    ink="#17211B",
    soft="#5C6860",
    line="#DDE2DC",
    action="#0B6E4F",
    on_action="#FFFFFF",
    action_tint="#DDF0E6",
    look="#8A4B00",
    look_tint="#FFEFD6",
    stop="#A3261E",
    stop_tint="#FBE3E1",
    tier="#8A6A00",
    tier_tint="#FFF3C9",
    selected="#E6F2FB",
    on_selected="#0B4A75",
)

DARK = Palette(
    name="dark",
    background="#111614",
    panel="#1A211D",
    key="#202924",
    pressed="#2D3832",
    ink="#EDF3EE",
    soft="#9FB0A5",
    line="#2C3630",
    action="#2FB783",
    on_action="#06150E",
    action_tint="#153B2B",
    look="#FFC675",
    look_tint="#3A2A10",
    stop="#FF9B93",
    stop_tint="#43201D",
    tier="#FFD866",
    tier_tint="#3B3110",
    selected="#16303F",
    on_selected="#BFE3FA",
)

PALETTES = {palette.name: palette for palette in (LIGHT, DARK)}


def factor_for(width: int, height: int) -> float:
    """How much to enlarge everything on a window of that many pixels.

    Never below one: text under 13 px and targets under 48 px are worse than fewer tiles.
    """
    return max(1.0, min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT))


class Theme:
    """One palette at one factor, with the fonts, colours and drawn icons made so far kept ready."""

    def __init__(self, palette: Palette, factor: float = 1.0, family: str = "Noto Sans") -> None:
        self.palette = palette
        self.factor = factor
        self.family = family
        self._fonts: dict[tuple[int, QFont.Weight], QFont] = {}
        self._metrics: dict[tuple[int, QFont.Weight], QFontMetrics] = {}
        self._glyphs: dict[tuple[str, str, int, float], QPixmap] = {}

    def px(self, length: float) -> int:
        """A length of the design picture in real pixels."""
        return round(length * self.factor)

    @cached_property
    def colours(self) -> dict[str, QColor]:
        """Ready-made colours by role."""
        return {role: QColor(value) for role, value in self.palette.roles().items()}

    def colour(self, role: str) -> QColor:
        """The colour of a role of the palette."""
        return self.colours[role]

    def font(self, size: int, weight: QFont.Weight = REGULAR) -> QFont:
        """The font of that size at factor one. Noto Sans figures are all of one width."""
        key = (size, weight)
        found = self._fonts.get(key)
        if found is None:
            found = QFont(self.family)
            found.setPixelSize(self.px(size))
            found.setWeight(weight)
            self._fonts[key] = found
        return found

    def metrics(self, size: int, weight: QFont.Weight = REGULAR) -> QFontMetrics:
        """Measures of the font of that size and weight."""
        key = (size, weight)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetrics(self.font(size, weight))
        return found

    def pen(self, role: str, width: float = 1.0) -> QPen:
        """A pen of a role's colour, in design pixels but never thinner than one real pixel."""
        return QPen(self.colour(role), max(1.0, width * self.factor))

    def glyph(self, name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
        """One of our icons in a role's colour, ``size`` design pixels square."""
        key = (name, role, size, ratio)
        found = self._glyphs.get(key)
        if found is None:
            found = self._glyphs[key] = draw_glyph(name, self.palette.roles()[role], self.px(size), ratio)
        return found

    def card(
        self, painter: QPainter, rect: QRectF, radius: float, fill: str, edge: str | None = "line"
    ) -> None:
        """A rounded surface with a hair line around it: what every card, key and panel is made of."""
        painter.setBrush(self.colour(fill))
        if edge is None:
            painter.setPen(QPen(QColor(0, 0, 0, 0)))
            painter.drawRoundedRect(rect, self.px(radius), self.px(radius))
        else:
            painter.setPen(self.pen(edge))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), self.px(radius), self.px(radius))
