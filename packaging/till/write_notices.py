"""Writes the licences of all that is in a packaged till: ``write_notices.py PARTS_JSON FOLDER [--debian FILE]``.

``FOLDER`` gets ``parts.txt`` (a line for each library) and a folder of texts for each; ``--debian`` also writes
Debian's ``copyright``, in its machine-readable form.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from parts import ROOT, Part, read_parts

_OURS = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Trofast
Comment: The package brings the libraries along that the program uses, each under its own licence. They are listed here
 with their licences' short names; the full texts are in /usr/share/doc/trofast/licences/, one folder for each.

Files: *
Copyright: {copyright}
License: MIT
{text}
"""


def main() -> None:
    """Write them. Ends with a sentence and exit code 1 where a library may not be shipped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--debian", type=Path)
    asked = parser.parse_args()
    parts = read_parts(asked.parts)
    asked.folder.mkdir(parents=True)
    lines = [
        f"{part.name} {part.version}".strip()
        + f": {part.licence}"
        + (f" (in {part.within})" if part.within else "")
        for part in parts
    ]
    (asked.folder / "parts.txt").write_text("\n".join(lines) + "\n", "utf-8")
    for part in parts:
        if part.within:
            continue  # its text is among those of the library that brings it
        folder = asked.folder / _folder(part)
        folder.mkdir()
        for name, text in part.texts:
            (folder / name).write_text(text, "utf-8")
    if asked.debian is not None:
        asked.debian.write_text(_copyright(parts), "utf-8")
    print(f"{len(parts)} parts, each under a licence that may be shipped")


def _folder(part: Part) -> str:
    return part.name.lower().replace(" ", "-").replace("'", "")


def _copyright(parts: list[Part]) -> str:
    own = (ROOT / "LICENSE").read_text("utf-8").strip().splitlines()
    holder = next(line for line in own if line.startswith("Copyright"))
    text = "\n".join(f" {line}" if line.strip() else " ." for line in own if line != holder)
    stanzas = [_OURS.format(copyright=holder.removeprefix("Copyright (c) "), text=text)]
    for part in parts:
        where = f"licences/{_folder(part)}" if not part.within else f"licences/{part.within}"
        stanzas.append(
            f"Files: {_folder(part)}\n"
            f"Copyright: the authors of {part.name}, named in {where}\n"
            f"License: {part.licence}\n"
            f" The full text is in /usr/share/doc/trofast/{where}/.\n"
        )
    return "\n".join(stanzas)


if __name__ == "__main__":
    main()
