"""Can a window be shown: is there a screen, and are the libraries there that Qt needs to draw on it?"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, Words, ok, wrong

AREA = Area("screen", "Screen", "Skjerm")

IN_SIGHT = Words("screen.in_sight", "The till's window is open.", "", "Kassens vindu er åpent.", "")
THERE = Words("screen.there", "There is a screen ({display}).", "", "Det er en skjerm ({display}).", "")
NONE_HERE = Words(
    "screen.none_here",
    "There is no screen in this session, as over the network: not looked at.",
    "",
    "Det er ingen skjerm i denne økten, som over nettet: ikke sett på.",
    "",
)
NO_ANSWER = Words(
    "screen.no_answer",
    "The screen {display} that this session names does not answer.",
    "Restart the desktop or the kiosk session; is the cable of the screen in?",
    "Skjermen {display} som økten nevner, svarer ikke.",
    "Start skrivebordet eller kioskøkten på nytt; er skjermkabelen i?",
)
LIBRARIES = Words(
    "screen.libraries",
    "What draws the window is complete.",
    "",
    "Det som tegner vinduet, er komplett.",
    "",
)
NO_LIBRARY = Words(
    "screen.no_library",
    "A library that draws the window is missing: {library}.",
    "Have Trofast's package installed again: apt install --reinstall trofast (it brings what it needs).",
    "Et bibliotek som tegner vinduet, mangler: {library}.",
    "Få pakken installert på nytt: apt install --reinstall trofast (den henter det den trenger).",
)
NO_QT = Words(
    "screen.no_qt",
    "What draws the window is not there at all.",
    "Have Trofast installed again from its package.",
    "Det som tegner vinduet, finnes ikke i det hele tatt.",
    "Få Trofast installert på nytt fra pakken.",
)


def check(case: Case) -> Iterator[Found]:
    """Look."""
    if case.is_selling:
        yield ok(IN_SIGHT)
        return
    yield _display()
    yield libraries()


def _display() -> Found:
    """Whether the screen that the session names answers; only a local one is asked."""
    if sys.platform == "win32":
        return ok(THERE, display="Windows")
    else:  # noqa: RET505 - so that the type checker sees which system has what
        return _named()


def _named() -> Found:
    wayland, display = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", "")
    if wayland:
        path = Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user")) / wayland
        return _local(str(path), wayland)
    if not display:
        return ok(NONE_HERE)
    host, _, number = display.rpartition(":")
    if host not in {"", "unix"}:
        return ok(THERE, display=display)
    return _local(f"/tmp/.X11-unix/X{number.partition('.')[0]}", display)  # noqa: S108 - where X listens


def _local(path: str, display: str) -> Found:
    if sys.platform == "win32":
        return ok(NONE_HERE)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        for address in (path, f"\0{path}"):
            try:
                line.connect(address)
            except OSError:
                continue
            return ok(THERE, display=display)
    return wrong(NO_ANSWER, display=display)


def libraries(plugins: Path | None = None) -> Found:
    """Whether Qt's way to an X screen finds every library it names. Nothing of Qt is started."""
    if sys.platform == "win32":
        return ok(LIBRARIES)
    else:  # noqa: RET505 - so that the type checker sees which system has what
        return _drawn_by(plugins)


def _drawn_by(plugins: Path | None) -> Found:
    folder = plugins or _plugins()
    plugin = folder / "libqxcb.so" if folder is not None else None
    if plugin is None or not plugin.is_file():
        return wrong(NO_QT)
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return wrong(NO_LIBRARY, library=str(error).partition(":")[0])
    return ok(LIBRARIES)


def _plugins() -> Path | None:
    """Where Qt's plugins for screens lie, without importing it."""
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms"
