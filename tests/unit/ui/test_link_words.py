"""Every reason that the sync process can give has a sentence on the screen."""

import pytest

from pos_app.ui.viewmodels.link_words import CODES, why
from sync.client import trouble
from tests.gui.till import application


@pytest.fixture(autouse=True)
def english() -> None:
    """The language that the texts are written in, whatever a test before spoke."""
    application("en")


@pytest.mark.parametrize("code", [*trouble.codes(), "second_sync", "bad_file", "sync_ended", "sync_silent"])
def test_a_code_of_the_sync_process_has_a_sentence(code: str) -> None:
    assert why(code) == CODES[code]
    assert CODES[code].endswith(".")


def test_a_code_that_nobody_knows_is_shown_as_it_is() -> None:
    assert why("sunspots") == "sunspots"
