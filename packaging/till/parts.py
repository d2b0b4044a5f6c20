"""The libraries that are in a packaged till: which, under what licence, and with what text.

PyInstaller says which files went in (``parts.json``, written by ``trofast.spec``); each comes from a wheel, from Python
itself or from this checkout. ``licences.toml`` has what wheels do not say, and the libraries that are inside others.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_NAMED = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)
_NATIVE = re.compile(r"\.so(\.|$)|\.dll$|\.pyd$|\.ttf$")


class Unknown(Exception):
    """A library without a licence that may be shipped."""


@dataclass(frozen=True)
class Part:
    """``licence`` is an SPDX expression; ``texts`` are file names and what they hold; ``within`` the library that
    brings this one along, "" for one that has a wheel of its own.
    """

    name: str
    version: str
    licence: str
    texts: tuple[tuple[str, str], ...]
    within: str = ""


def read_parts(listed: Path) -> list[Part]:
    """Every part of the program that ``parts.json`` tells of. Raises :class:`Unknown`."""
    rules = tomllib.loads((HERE / "licences.toml").read_text("utf-8"))
    entries: list[list[str]] = json.loads(listed.read_text("utf-8"))
    owners = _owners()
    found = {owners[path] for _, path, _ in entries if path in owners}
    # The starter is part of every program, though none of PyInstaller's files is.
    found |= {each for each in set(owners.values()) if _name(each) == "pyinstaller"}
    parts = [_of_wheel(each, rules) for each in sorted(found, key=_name)]
    asked = "till-windows.txt" if sys.platform == "win32" else "till.txt"
    pinned = re.findall(
        r"^([\w.-]+)==", (HERE.parent / "requirements" / asked).read_text("utf-8"), re.MULTILINE
    )
    shipped = {re.sub(r"[-_.]+", "-", name).lower() for name in pinned} | {"pyinstaller"}
    if strangers := [part.name for part in parts if part.name not in shipped]:
        raise Unknown("not among the till's requirements: " + ", ".join(strangers))
    parts += _natives(entries, rules, parts)
    allowed = set(rules["allowed"])
    wrong = [
        f"{part.name}: {part.licence or 'no licence'}"
        for part in parts
        if not _is_allowed(part.licence, allowed)
    ]
    wrong += [f"{part.name}: no text of its licence" for part in parts if not part.texts]
    if wrong:
        raise Unknown("these can not be shipped (see packaging/till/licences.toml):\n  " + "\n  ".join(wrong))
    return parts


def version_of_python() -> str:
    """The release of Python that is inside; Debian's with its revision, by which its security notices are told."""
    asked = ["dpkg-query", "--show", "--showformat=${Version}", "libpython3.11"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return platform.python_version()
    return done.stdout.strip() or platform.python_version()


def _owners() -> dict[str, Distribution]:
    """Which wheel each installed file came with."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return {
        str(Path(str(distribution.locate_file(file)))): distribution
        for distribution in distributions(path=sorted(folders))
        for file in distribution.files or ()
    }


def _name(distribution: Distribution) -> str:
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()


def _of_wheel(distribution: Distribution, rules: dict[str, dict[str, str]]) -> Part:
    name = _name(distribution)
    licence = rules["licence"].get(name) or distribution.metadata.get("License-Expression", "")
    texts = [
        (Path(str(file)).name, Path(str(distribution.locate_file(file))).read_text("utf-8", "replace"))
        for file in distribution.files or ()
        if ".dist-info" in str(file) and _NAMED.search(Path(str(file)).name)
    ]
    above = rules["copyright"].get(name, "")
    for file in rules["text"].get(name, ()):
        text = (HERE / "licences" / file).read_text("utf-8")
        texts.append((file, f"{above}\n\n{text}" if above else text))
    return Part(name, distribution.version, licence, tuple(sorted(texts)))


def _natives(entries: list[list[str]], rules: dict, parts: list[Part]) -> list[Part]:
    """The libraries inside: each rule that finds a file. Raises :class:`Unknown` for a file that no rule finds."""
    texts = {part.name: part.texts for part in parts}
    texts["python"] = (("LICENSE.txt", _python_licence()),)
    texts["noto"] = (("OFL.txt", (ROOT / "pos_app" / "ui" / "fonts" / "OFL.txt").read_text("utf-8")),)
    names = sorted({Path(target).name for target, _, _ in entries if _NATIVE.search(target)})
    made, known = [], set()
    for rule in rules["native"]:
        matches = [match for name in names if (match := re.fullmatch(rule["file"], name))]
        known |= {match[0] for match in matches}
        if not matches:
            continue
        version = rule.get("version") or matches[0].groupdict().get("version") or ""
        if rule["name"] == "CPython":
            version = version_of_python()
        within = rule["text"] if rule["text"] in {part.name for part in parts} else ""
        if rule["text"] == "pyside6-essentials":
            version = next(part.version for part in parts if part.name == within)
        text = texts.get(rule["text"]) or (
            (rule["text"], (HERE / "licences" / rule["text"]).read_text("utf-8")),
        )
        made.append(Part(rule["name"], version, rule["licence"], text, within))
    strange = [name for name in names if name not in known and not _belongs_to_a_wheel(name, entries)]
    if strange:
        raise Unknown("licences.toml does not know these libraries:\n  " + "\n  ".join(strange))
    return made


def _belongs_to_a_wheel(name: str, entries: list[list[str]]) -> bool:
    """Whether a file is a module of Python's (an extension): its wheel, or Python, answers for it."""
    kinds = {kind for target, _, kind in entries if Path(target).name == name}
    return kinds == {"EXTENSION"}


def _python_licence() -> str:
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    places = [folder / "LICENSE.txt" for folder in folders]
    return next(place.read_text("utf-8") for place in places if place.exists())


def _is_allowed(expression: str, allowed: set[str]) -> bool:
    """An expression is allowed when each of its parts is, and of alternatives one."""
    return all(
        any(choice.strip(" ()") in allowed for choice in each.split(" OR "))
        for each in expression.split(" AND ")
    )
