from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter

from pos_app.ui import glyphs, typeface
from pos_app.ui.app import make_app
from pos_app.ui.theme import BOLD, DARK, LIGHT, PALETTES, REGULAR, SEMIBOLD, Palette, Theme, factor_for
from pos_app.ui.viewmodels.state import MemberCard
from pos_app.ui.widgets.paint import broken, plain

# Every pair of text and ground that the interface draws.
PAIRS = [
    ("ink", "background"),
    ("ink", "panel"),
    ("ink", "key"),
    ("soft", "background"),
    ("soft", "panel"),
    ("soft", "key"),
    ("action", "panel"),
    ("action", "action_tint"),
    ("on_action", "action"),
    ("look", "look_tint"),
    ("look", "panel"),
    ("stop", "stop_tint"),
    ("stop", "panel"),
    ("tier", "tier_tint"),
    ("on_selected", "selected"),
    ("panel", "ink"),
]


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("palette", "pair"), list(itertools.product([LIGHT, DARK], PAIRS)))
def test_contrast_is_at_least_four_and_a_half_to_one(palette: Palette, pair: tuple[str, str]) -> None:
    roles = palette.roles()
    light, dark = sorted((luminance(roles[role]) for role in pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_factor_never_makes_anything_smaller_than_designed() -> None:
    assert factor_for(1024, 768) == 1.0
    assert factor_for(1366, 768) == 1.0
    assert factor_for(1920, 1080) == pytest.approx(1.4056, abs=0.001)
    assert factor_for(800, 600) == 1.0


@pytest.mark.parametrize("weight", [REGULAR, SEMIBOLD, BOLD])
def test_the_bundled_type_is_used_in_each_weight(weight: object) -> None:
    make_app()
    theme = Theme(LIGHT)
    info = QFontInfo(theme.font(17, weight))  # type: ignore[arg-type]
    assert info.family() == "Noto Sans"
    assert abs(info.weight() - weight.value) <= 1  # type: ignore[attr-defined]


def test_the_licence_lies_beside_the_type() -> None:
    licence = (typeface.FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert {path.name for path in typeface.FOLDER.glob("*.ttf")} == set(typeface.FILES)


@pytest.mark.parametrize("weight", [REGULAR, SEMIBOLD, BOLD])
def test_figures_are_all_of_one_width(weight: object) -> None:
    make_app()
    metrics = Theme(LIGHT).metrics(54, weight)  # type: ignore[arg-type]
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("text", ["Bærepose", "Баница", "김치 토스트"])
def test_every_script_of_the_shop_is_drawn_and_no_two_letters_alike(text: str) -> None:
    """A missing glyph draws the same box for every letter."""
    make_app()
    theme = Theme(LIGHT)
    drawn = set()
    letters = {letter for letter in text if letter.strip()}
    for letter in letters:
        image = QImage(60, 60, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        painter.setFont(theme.font(40))
        painter.drawText(image.rect(), 0x84, letter)
        painter.end()
        drawn.add(bytes(image.constBits()))
    assert len(drawn) == len(letters)


@pytest.mark.parametrize("path", sorted(glyphs.FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_in_the_colour_asked_for(path: Path) -> None:
    make_app()
    image = glyphs.draw_glyph(path.stem, "#0B6E4F", 48).toImage()
    colours = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [colour for colour in colours if colour.alpha() == 255]
    assert len(solid) > 20
    assert all(colour == QColor("#0B6E4F") for colour in solid)


def test_every_icon_that_is_named_exists() -> None:
    import re

    sources = "\n".join(path.read_text(encoding="utf-8") for path in glyphs.FOLDER.parent.rglob("*.py"))
    named = set(re.findall(r'icon="(\w+)"|glyph\("(\w+)"', sources))
    flat = {name for pair in named for name in pair if name}
    assert len(flat) > 5
    assert flat <= {path.stem for path in glyphs.FOLDER.glob("*.svg")}


def test_both_palettes_have_every_role_as_a_colour() -> None:
    for palette in PALETTES.values():
        assert all(QColor(value).isValid() for value in palette.roles().values())


def test_stale_label_a_balance_without_its_time_cannot_be_shown() -> None:
    with pytest.raises(ValueError, match="without its time"):
        MemberCard("AN", "Ada", "", "", "1 240 p", "")


def test_control_characters_become_blanks() -> None:
    assert plain("Ada\n\x1b@\x07") == "Ada  @ "


def test_long_texts_break_between_words() -> None:
    def fits(text: str) -> bool:
        return len(text) <= 10

    assert broken("Kaffebønner", fits, 2) == ["Kaffebønner"]
    assert broken("stor kaffe med melk", fits, 2) == ["stor kaffe", "med melk"]
    assert broken("en to tre fire fem seks sju", fits, 3) == ["en to tre", "fire fem", "seks sju"]
