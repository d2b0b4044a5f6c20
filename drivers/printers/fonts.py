"""Finds the fonts that draw what a printer's own font cannot.

Letters of one cell come from a fixed-width font where there is one; wide letters (Hangul, Han) from Noto
Sans CJK. Fonts are the system's: on Debian the packages fonts-noto-core and fonts-noto-cjk, on Windows
Consolas, Malgun Gothic and Segoe UI Symbol, which it brings; `fc-match` is asked where the usual places hold
none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import ImageFont

_ROOTS = (
    Path("/usr/share/fonts/truetype"),
    Path("/usr/share/fonts/opentype"),
    Path("/usr/local/share/fonts"),
    Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "Fonts"),
)

_Faces = tuple[tuple[str, str], ...]

_NARROW: _Faces = (
    ("NotoSansMono-{}.ttf", "Noto Sans Mono"),
    ("DejaVuSansMono{}.ttf", "DejaVu Sans Mono"),
    ("LiberationMono-{}.ttf", "Liberation Mono"),
    ("consola{}.ttf", "Consolas"),
    ("NotoSans-{}.ttf", "Noto Sans"),
)
_WIDE: _Faces = (("NotoSansCJK-{}.ttc", "Noto Sans Mono CJK KR"), ("malgun{}.ttf", "Malgun Gothic"))
_SYMBOLS: _Faces = (
    ("NotoSansSymbols2-Regular.ttf", "Noto Sans Symbols 2"),
    ("NotoSansSymbols-{}.ttf", "Noto Sans Symbols"),
    ("NotoSansMath-Regular.ttf", "Noto Sans Math"),
    ("seguisym.ttf", "Segoe UI Symbol"),
    ("NotoSans-{}.ttf", "Noto Sans"),
)
_WEIGHT_NAMES = {
    "DejaVuSansMono{}.ttf": ("", "-Bold"),
    "consola{}.ttf": ("", "b"),
    "malgun{}.ttf": ("", "bd"),
}
_KOREAN_MONO_FACE = 6
"""The face of a NotoSansCJK collection that draws Latin at half the width of Hangul, in Korean forms."""

_loading = threading.Lock()


class FontMissingError(LookupError):
    """No font on this machine draws a character that the printer cannot print itself."""

    def __init__(self, character: str) -> None:
        super().__init__(
            f"no font draws {character!r} (U+{ord(character):04X}): install fonts-noto-core and fonts-noto-cjk; "
            "receipts in the printer's own letters still print"
        )
        self.character = character


class _FontKey(NamedTuple):
    path: Path
    face: int
    pixels: int


def font_for(character: str, cell_dots: int, *, wide: bool, bold: bool) -> ImageFont.FreeTypeFont | None:
    """The first font that has a glyph for `character`, sized for a cell `cell_dots` wide.

    `None` means that the fonts are there and this one character is in none of them. Raises `FontMissingError`
    when the machine lacks the fonts for letters of this width.
    """
    with _loading:
        if not _candidates(wide, bold, alone=True):
            raise FontMissingError(character)
        for path, face in _candidates(wide, bold):
            pixels = cell_dots * 11 // 6 if wide or path.suffix == ".ttc" else _fitting(path, face, cell_dots)
            font = _load(_FontKey(path, face, pixels))
            if _has_glyph(_FontKey(path, face, pixels), character):
                return font
    return None


@lru_cache(maxsize=8)
def _candidates(wide: bool, bold: bool, *, alone: bool = False) -> tuple[tuple[Path, int], ...]:
    """The font files of this machine in the order they are tried; `alone`: those made for this width only."""
    groups: tuple[_Faces, ...] = (_WIDE, _NARROW, _SYMBOLS) if wide else (_NARROW, _SYMBOLS, _WIDE)
    if alone:
        groups = groups[:1] if wide else groups
    found: list[tuple[Path, int]] = []
    for pattern, family in (entry for group in groups for entry in group):
        path = _locate(pattern, family, bold) or (_locate(pattern, family, bold=False) if bold else None)
        if path is not None:
            found.append((path, _KOREAN_MONO_FACE if path.suffix == ".ttc" else 0))
    return tuple(dict.fromkeys(found))


def _locate(pattern: str, family: str, bold: bool) -> Path | None:
    plain, heavy = _WEIGHT_NAMES.get(pattern, ("Regular", "Bold"))
    name = pattern.format(heavy if bold else plain)
    for root in _ROOTS:
        for path in (root / name, *sorted(root.glob(f"*/{name}"))):
            if path.is_file():
                return path
    return _ask_fontconfig(family, bold)


def _ask_fontconfig(family: str, bold: bool) -> Path | None:
    """The file of exactly this family; fontconfig offers another one where it is not installed."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    wanted = f"{family}:bold" if bold else family
    try:
        answer = subprocess.run(
            [program, "--format=%{family}\t%{file}", wanted],
            capture_output=True,
            text=True,
            timeout=3,
            check=True,
        ).stdout
    except (subprocess.SubprocessError, OSError):
        return None
    families, _, file = answer.partition("\t")
    return Path(file) if family in families.split(",") and Path(file).is_file() else None


@lru_cache(maxsize=32)
def _load(key: _FontKey) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    # The basic layout engine: each character is placed in its own cell, so nothing is left to shape.
    return ImageFont.truetype(str(key.path), key.pixels, index=key.face, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=32)
def _fitting(path: Path, face: int, cell_dots: int) -> int:
    """The size at which a fixed-width font is one cell wide, rounded to the nearest that fits."""
    reference = _load(_FontKey(path, face, 100)).getlength("0")
    return max(8, round(cell_dots * 100 / reference)) if reference > 0 else 2 * cell_dots


@lru_cache(maxsize=4096)
def _has_glyph(key: _FontKey, character: str) -> bool:
    """Whether the font draws this character itself rather than the box it draws for those it lacks."""
    if character == " ":
        return True
    font = _load(key)
    drawn, missing = font.getmask(character), font.getmask("\U0010fffd")
    return drawn.getbbox() is not None and (drawn.size != missing.size or bytes(drawn) != bytes(missing))
