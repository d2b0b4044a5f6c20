"""What a release of the till is called, and which of two is newer.

Both ends, the makers of repositories and the updaters write a release one way: ``1.2.0``, or before it ``1.2.0rc1``. It
is a part of PEP 440 that reads the same as a file's name, in a query and, with ``~`` before the letters, as a version
of Debian's; small enough to be compared here, so that a till carries no library for it.
"""

from __future__ import annotations

import re

SOFTWARE = "trofast-"
"""What stands before the release where a program says what it is."""
LONGEST = 24
_FORM = re.compile(r"((?:0|[1-9][0-9]{0,4})(?:\.(?:0|[1-9][0-9]{0,4})){1,3})(?:(a|b|rc)(0|[1-9][0-9]{0,3}))?")
_MOST_NUMBERS = 4
_BEFORE_IT = {"a": 0, "b": 1, "rc": 2, None: 3}


def is_release(text: str) -> bool:
    """Whether that is how a release is written."""
    return len(text) <= LONGEST and _FORM.fullmatch(text) is not None


def is_newer(one: str, other: str) -> bool:
    """Whether the release ``one`` is newer than ``other``; :class:`ValueError` for what is none."""
    return in_order(one) > in_order(other)


def in_order(release: str) -> tuple[tuple[int, ...], int, int]:
    """What releases are sorted by; :class:`ValueError` for what is none. 1.2 and 1.2.0 are the same."""
    form = _FORM.fullmatch(release) if is_release(release) else None
    if form is None:
        raise ValueError(f"{release[:40]!r} is no release such as 1.2.0")
    numbers = [int(each) for each in form[1].split(".")]
    numbers += [0] * (_MOST_NUMBERS - len(numbers))
    return tuple(numbers), _BEFORE_IT[form[2]], int(form[3] or 0)


def release_of(software: str) -> str:
    """The release in what a program says of itself (``trofast-1.2.0``), or "" where it says none."""
    said = software.removeprefix(SOFTWARE)
    return said if said != software and is_release(said) else ""
