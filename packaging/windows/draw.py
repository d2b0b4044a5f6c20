"""Draws ``side.bmp``, what the installer shows beside its first and last page: ``python packaging/windows/draw.py``.

The till's own icon on the look's green. A palette of 64 colours keeps the file small; NSIS reads no PNG.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WIDTH, HEIGHT = 164, 314
GREEN, DEEP = (0x0B, 0x6E, 0x4F), (0x07, 0x45, 0x32)


def main() -> None:
    """Draw it at four times its size, then make it small: so letters and edges are smooth."""
    times = 4
    picture = Image.new("RGB", (1, HEIGHT * times))
    for y in range(HEIGHT * times):
        share = y / (HEIGHT * times - 1)
        picture.putpixel((0, y), tuple(round(a + (b - a) * share) for a, b in zip(GREEN, DEEP, strict=True)))
    picture = picture.resize((WIDTH * times, HEIGHT * times))
    icon = (
        Image.open(HERE.parent / "till" / "icons" / "256.png")
        .convert("RGBA")
        .resize((88 * times, 88 * times))
    )
    picture.paste(icon, ((WIDTH - 88) * times // 2, 62 * times), icon)
    font = ImageFont.truetype(str(ROOT / "pos_app" / "ui" / "fonts" / "NotoSans-SemiBold.ttf"), 24 * times)
    ImageDraw.Draw(picture).text(
        (WIDTH * times // 2, 186 * times), "Trofast", font=font, fill=(255, 255, 255), anchor="mm"
    )
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.quantize(64, dither=Image.Dither.NONE).save(HERE / "side.bmp")


if __name__ == "__main__":
    main()
