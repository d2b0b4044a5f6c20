"""The manual tells everything that the key table can do, in both languages, with its pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pos_app.ui.keys import BY_ACT, TABLE, Act
from pos_app.ui.viewmodels.help import FOLDER, PAGES, page_text

LANGUAGES = ("en", "nb")
MANAGERS = (
    *(Act.RETURN, Act.VOID, Act.PRICE, Act.OPEN_DRAWER, Act.DISCOUNT, Act.RECEIPT),
    *(Act.DRAWER, Act.CHECK_PRICE, Act.LABELS, Act.TRAINING, Act.REPORTS, Act.EVENING, Act.STATUS),
)
"""What takes a right, or is a manager's daily work."""
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([a-z]+)\.md\)")
PICTURE = re.compile(r"!\[([^\]]+)\]\(\.\./pictures/([a-z-]+\.png)\)")
LARGEST = 120_000


def chapter(page: str, language: str) -> str:
    return (FOLDER / language / f"{page}.md").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_stands_in_a_chapter(language: str) -> None:
    told = "".join(chapter(page, language) for page in PAGES)
    assert [row.shown for row in TABLE if row.key and f"**{row.shown}**" not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_managers_day_names_every_act_of_a_manager_and_leads_to_the_chapter_that_explains_it(
    language: str,
) -> None:
    day = chapter("managing", language)
    linked = {page for _, page in LINK.findall(day)}
    assert linked <= set(PAGES)
    explained = "".join(chapter(page, language) for page in linked)
    for act in MANAGERS:
        key = f"**{BY_ACT[act].shown}**"
        assert key in day, act
        assert key in explained, act


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chapter_of_the_managers_day_has_its_picture(language: str) -> None:
    linked = {page for _, page in LINK.findall(chapter("managing", language))}
    without = [page for page in ("managing", *linked) if not PICTURE.findall(chapter(page, language))]
    assert without == []


def test_both_languages_have_the_same_chapters_links_and_pictures_and_no_picture_lies_about_unused() -> None:
    used = set()
    for page in PAGES:
        links, pictures = [], []
        for language in LANGUAGES:
            text = chapter(page, language)
            assert text == page_text(page, language)
            links.append([name for _, name in LINK.findall(text)])
            pictures.append([name for _, name in PICTURE.findall(text)])
        assert (links[0], pictures[0]) == (links[1], pictures[1]), page
        used |= set(pictures[0])
    lying = {path.name for path in (FOLDER / "pictures").glob("*.png")}
    assert lying - {"selling.png"} == used - {"selling.png"}, "selling.png is the readme's"
    assert [name for name in used if (FOLDER / "pictures" / name).stat().st_size > LARGEST] == []
    assert {path.stem for path in Path(FOLDER / "en").glob("*.md")} == set(PAGES)
