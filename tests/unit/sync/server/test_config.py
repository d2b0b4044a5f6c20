"""server.toml: typed, and every mistake with its line."""

from pathlib import Path

import pytest

from pos_app.domain.errors import BadFile
from sync.server.config import load_settings, write_first_settings


def settings(folder: Path, text: str) -> Path:
    path = folder / "server.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    found = load_settings(settings(tmp_path, '[server]\nport = 0\n[files]\ndatabase = "data/s.db"\n'))
    assert (found.host, found.port, found.database) == ("127.0.0.1", 0, tmp_path / "data" / "s.db")


def test_the_first_settings_can_be_read_and_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "server.toml"
    write_first_settings(path, host="0.0.0.0", port=99)
    write_first_settings(path, port=1)
    assert (load_settings(path).host, load_settings(path).port) == ("0.0.0.0", 99)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[server]\nport = 70000\n", 2),
        ('[server]\nport = "8600"\n', 2),
        ("[server]\n\nhots = 'x'\n", 3),
        ("[server]\nport = \n", 2),
        ("[servers]\n", 1),
        ("[files]\ndatabase = 5\n", 2),
    ],
)
def test_a_mistake_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(BadFile) as found:
        load_settings(settings(tmp_path, text))
    assert found.value.line == line


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="init"):
        load_settings(tmp_path / "server.toml")
