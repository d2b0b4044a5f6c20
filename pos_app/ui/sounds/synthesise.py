"""Makes the two sound files with the standard library: ``python -m pos_app.ui.sounds.synthesise``."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
Tone = tuple[float, float]
"""Frequency in hertz (0 is silence) and length in seconds."""

ACCEPTED: tuple[Tone, ...] = ((1760.0, 0.055),)
REFUSED: tuple[Tone, ...] = ((330.0, 0.13), (0.0, 0.05), (247.0, 0.2))


def samples(tones: tuple[Tone, ...]) -> list[int]:
    """16-bit samples of the tones one after the other, each faded in and out so that nothing clicks."""
    made: list[int] = []
    for frequency, seconds in tones:
        count = int(RATE * seconds)
        fade = int(RATE * 0.008)
        for number in range(count):
            level = min(1.0, number / fade, (count - number) / fade)
            wave_at = math.sin(2 * math.pi * frequency * number / RATE)
            overtone = 0.3 * math.sin(4 * math.pi * frequency * number / RATE)
            made.append(int(12_000 * level * (wave_at + overtone)))
    return made


def write(path: Path, tones: tuple[Tone, ...]) -> None:
    """Write one mono WAV file."""
    values = samples(tones)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(values)}h", *values))


if __name__ == "__main__":
    folder = Path(__file__).parent
    write(folder / "accepted.wav", ACCEPTED)
    write(folder / "refused.wav", REFUSED)
